"""Character error rates, as the quality report and the golden tests count them."""

from __future__ import annotations

from collections import Counter

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from digitize.vietnamese.text import nfc, squeeze


def cer(read: str, truth: str) -> float:
    """Character error rate: edits from the truth to what was read, over the truth's length.

    Both texts are NFC with every run of white space as one space, so line breaks do not count. The rate can
    exceed 1 where much is read that is not there.

    Raises:
        ValueError: The truth is empty; nothing can be divided by it.
    """
    return _rate(*edits(read, truth))


def edits(read: str, truth: str) -> tuple[int, int]:
    """Edits from the truth to what was read, and the truth's length; of both texts as :func:`cer` compares them."""
    expected = squeeze(truth)
    return Levenshtein.distance(squeeze(read), expected), len(expected)


def order_free_cer(read: str, truth: str) -> float:
    """The same with each line of the truth compared to its best line in the reading, wherever that stands.

    Every line of the reading serves one line of the truth at most, taken greedily from the closest pair on; a
    line without a partner costs its length. Both texts must keep their printed line breaks.

    Raises:
        ValueError: The truth is empty.
    """
    expected, found = _lines(truth), _lines(read)
    distances = cdist(expected, found, scorer=Levenshtein.distance, dtype=np.int64)
    longest = np.maximum.outer([len(line) for line in expected], [max(len(line), 1) for line in found] or [1])
    unused_expected, unused_found = set(range(len(expected))), set(range(len(found)))
    wrong = 0
    if found:
        for flat in np.argsort((distances / longest).ravel(), kind="stable"):
            row, column = divmod(int(flat), len(found))
            if row not in unused_expected or column not in unused_found:
                continue
            if distances[row, column] >= len(expected[row]):
                continue
            wrong += int(distances[row, column])
            unused_expected.remove(row)
            unused_found.remove(column)
    wrong += sum(len(expected[row]) for row in unused_expected)
    wrong += sum(len(found[column]) for column in unused_found)
    return _rate(wrong, len("".join(expected)))


def words_missed(read: str, truth: str) -> tuple[int, int]:
    """How many words of the truth are not read to the letter, wherever they stand, and how many there are."""
    missing = Counter(squeeze(truth).split()) - Counter(squeeze(read).split())
    return missing.total(), len(squeeze(truth).split())


def _lines(text: str) -> list[str]:
    return [squeezed for line in nfc(text).splitlines() if (squeezed := squeeze(line))]


def _rate(wrong: int, length: int) -> float:
    if not length:
        raise ValueError("the truth is empty")
    return wrong / length
