"""Character error rates, as the quality report and the golden tests count them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from digitize.vietnamese.text import fold, nfc, squeeze

_AROUND = ".,;:!?…()[]“”\"'"


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
    pairs = list(paired_lines(read, truth))
    wrong = sum(Levenshtein.distance(found, expected) for expected, found in pairs)
    return _rate(wrong, sum(len(expected) for expected, _ in pairs))


def matched_cer(read: str, truth: str) -> float:
    """The same of the truth's lines alone; what was read beside them, of stamps nobody transcribed, does not count.

    Raises:
        ValueError: The truth is empty.
    """
    pairs = [pair for pair in paired_lines(read, truth) if pair[0]]
    wrong = sum(Levenshtein.distance(found, expected) for expected, found in pairs)
    return _rate(wrong, sum(len(expected) for expected, _ in pairs))


def paired_lines(read: str, truth: str) -> Iterator[tuple[str, str]]:
    """Each line of the truth with its line in the reading, then the lines of the reading that belong to none.

    What has no partner is paired with nothing.
    """
    expected, found = _lines(truth), _lines(read)
    unused_expected, unused_found = dict.fromkeys(range(len(expected))), dict.fromkeys(range(len(found)))
    if expected and found:
        distances = cdist(expected, found, scorer=Levenshtein.distance, dtype=np.int64)
        longest = np.maximum.outer([len(line) for line in expected], [len(line) for line in found])
        for flat in np.argsort((distances / longest).ravel(), kind="stable"):
            row, column = divmod(int(flat), len(found))
            if row in unused_expected and column in unused_found and distances[row, column] < len(expected[row]):
                yield expected[row], found[column]
                del unused_expected[row], unused_found[column]
    yield from ((expected[row], "") for row in unused_expected)
    yield from (("", found[column]) for column in unused_found)


class Cause(StrEnum):
    """What an edit is about."""

    ACCENTS = "accents"
    LETTERS = "letters"
    DIGITS = "digits"
    SIGNS = "signs and spaces"
    LINES_MISSED = "lines missed"
    LINES_ADDED = "lines read that are no text"


def causes(read: str, truth: str) -> Counter[Cause]:
    """How many letters are wrong, by what the errors are about.

    Lines are paired as for :func:`order_free_cer`; a line of which less than half is left is one that was missed, and
    what was read in its place no text.
    """
    counted: Counter[Cause] = Counter()
    for expected, found in paired_lines(read, truth):
        if 2 * Levenshtein.distance(found, expected) > max(len(expected), len(found)):
            counted[Cause.LINES_MISSED] += len(expected)
            counted[Cause.LINES_ADDED] += len(found)
            continue
        for step in Levenshtein.editops(expected, found):
            gone = expected[step.src_pos] if step.tag != "insert" else ""
            come = found[step.dest_pos] if step.tag != "delete" else ""
            counted[_cause(gone, come)] += 1
    return counted


def _cause(gone: str, come: str) -> Cause:
    if gone and come and gone.isalpha() and fold(gone) == fold(come):
        return Cause.ACCENTS
    if gone.isdigit() or come.isdigit():
        return Cause.DIGITS
    return Cause.LETTERS if gone.isalpha() or come.isalpha() else Cause.SIGNS


def words_missed(read: str, truth: str) -> tuple[int, int]:
    """How many words of the truth are not read to the letter, wherever they stand, and how many there are."""
    missing = Counter(squeeze(truth).split()) - Counter(squeeze(read).split())
    return missing.total(), len(squeeze(truth).split())


def numbers_missed(read: str, truth: str) -> tuple[int, int]:
    """The same of numbers, codes and dates alone: words with a digit, without the marks around them."""
    expected = numbers(truth)
    return (expected - numbers(read)).total(), expected.total()


def numbers(text: str) -> Counter[str]:
    """Words with a digit, without the marks around them."""
    words = (word.strip(_AROUND) for word in squeeze(text).split())
    return Counter(word for word in words if any(map(str.isdigit, word)))


def _lines(text: str) -> list[str]:
    return [squeezed for line in nfc(text).splitlines() if (squeezed := squeeze(line))]


def _rate(wrong: int, length: int) -> float:
    if not length:
        raise ValueError("the truth is empty")
    return wrong / length
