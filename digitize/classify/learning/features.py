"""What is learned from: pieces of words and syllables of a first page, those of its heading apart.

A word gives its pieces of two to five letters, its ends included, and itself; two neighbours give a pair. Each is
taken as written and folded, since reading loses accents first. Text of the heading counts for itself beside the whole
page: a receipt names the permit somewhere below, the permit names itself on top.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from digitize.classify.document import DocumentText
from digitize.classify.learning.masking import CUT, masked
from digitize.vietnamese.text import fold

# The zone of heading and title: of a certificate with an emblem the title stands lower than Decree 30/2020 has it.
_HEADING = 0.42
_SHORTEST, _LONGEST = 2, 5
# Strings of a damaged page may be of any length; no syllable is longer.
_MOST_LETTERS = 24

Counts = tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]
"""Numbers of features, rising, and how often each stands there."""


@dataclass(frozen=True, slots=True)
class View:
    """A first page as it is learned from.

    Attributes:
        heading: Words of its upper part, without what tells of persons.
        page: Words of all of it.
    """

    heading: str
    page: str


def view_of(document: DocumentText, hidden: frozenset[tuple[str, ...]] = frozenset()) -> View | None:
    """The first page with text of a document; ``None`` where it has none.

    Args:
        document: Its pages as read.
        hidden: Values known of it (:func:`digitize.classify.learning.masking.hidden_values`).
    """
    if not document.layouts:
        return None
    layout = document.layouts[0]
    rows = [(row[0].box.y0, [masked(passage, hidden) for passage in row]) for row in layout.rows]
    limit = _HEADING * layout.height
    return View(_text(row for top, row in rows if top < limit), _text(row for _, row in rows))


def _text(rows: Iterable[list[str]]) -> str:
    """Lines that follow each other are one text, as a title goes on in the next line; columns are not."""
    return " ".join(row[0] if len(row) == 1 else f"{CUT} {f' {CUT} '.join(row)} {CUT}" for row in rows)


@lru_cache(maxsize=1 << 16)
def pieces_of(word: str) -> tuple[str, ...]:
    """The features of a word: its pieces, and itself behind ``=``; as written and folded."""
    found: dict[str, None] = {}
    for form in dict.fromkeys((word[:_MOST_LETTERS], fold(word)[:_MOST_LETTERS])):
        padded = f" {form} "
        for size in range(_SHORTEST, _LONGEST + 1):
            found.update(dict.fromkeys(padded[at : at + size] for at in range(len(padded) - size + 1)))
        found[f"={form}"] = None
    return tuple(found)


def _pairs(words: list[str]) -> Iterator[str]:
    for one, other in pairwise(words):
        if CUT not in (one, other):
            pair, folded = f"{one} {other}", f"{_folded(one)} {_folded(other)}"
            yield pair
            if folded != pair:
                yield folded


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> str:
    return fold(word)


def features(text: str) -> Iterator[str]:
    """All features of a zone's text, repeated as often as they stand there."""
    words = text.split()
    for word in words:
        if word != CUT:
            yield from pieces_of(word)
    yield from _pairs(words)


class Vocabulary:
    """The features of a zone that a model knows.

    Args:
        features: In the order of their numbers.
    """

    def __init__(self, features: Iterable[str]) -> None:
        self.features = tuple(features)
        self._numbers: Mapping[str, int] = {feature: number for number, feature in enumerate(self.features)}
        self._known: dict[str, npt.NDArray[np.int32]] = {}

    def counts(self, text: str) -> Counts:
        """Which of the features a text has, and how often."""
        words = text.split()
        found = [self._of_word(word) for word in words if word != CUT]
        found.append(self._array(_pairs(words)))
        numbers, counts = np.unique(np.concatenate(found), return_counts=True)
        return numbers, counts.astype(np.float32)

    def _of_word(self, word: str) -> npt.NDArray[np.int32]:
        # The same few thousand syllables come again and again; misread ones come once and must not pile up.
        known = self._known.get(word)
        if known is None:
            known = self._array(pieces_of(word))
            if len(self._known) < 1 << 15:
                self._known[word] = known
        return known

    def _array(self, features: Iterable[str]) -> npt.NDArray[np.int32]:
        numbers = (self._numbers.get(feature) for feature in features)
        return np.array([number for number in numbers if number is not None], np.int32)
