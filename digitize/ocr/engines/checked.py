"""A line engine that has doubtful lines and those of critical fields read once more by others.

Two readers that agree are seldom both wrong. What the first has read stays; whether the others read the same is noted
at each word, and its confidence follows from that (:mod:`digitize.ocr.calibration`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from digitize.model import Word
from digitize.ocr.interfaces import LineEngine, LineImage

DOUBT = 0.6
"""A line with a word of a lower score is read again."""

Words = tuple[Word, ...]


class CheckedLineEngine:
    """Reads lines, some of them more than once; see :class:`digitize.ocr.interfaces.LineEngine`.

    Args:
        name: As in the setting ``engine``.
        first: Reads all lines; what it reads is what is given back.
        again: Read the lines that ``first`` is not sure of.
        fields: Reads the lines with digits: numbers of owners and documents, and dates; only its words with digits
            count.
    """

    def __init__(self, name: str, first: LineEngine, again: Sequence[LineEngine], fields: LineEngine) -> None:
        self._name = name
        self._first = first
        self._again = tuple(again)
        self._fields = fields

    @property
    def name(self) -> str:
        """As in the setting ``engine``."""
        return self._name

    @property
    def version(self) -> str:
        """Of all engines."""
        return "+".join(engine.version for engine in (self._first, self._fields, *self._again))

    def read(self, lines: Sequence[LineImage]) -> list[Words]:
        """The words of each line, see :meth:`digitize.ocr.interfaces.LineEngine.read`."""
        read = self._first.read(lines)
        doubtful = [place for place, words in enumerate(read) if any(word.confidence < DOUBT for word in words)]
        for engine in self._again:
            _compare(read, lines, doubtful, engine, lambda word: True)
        critical = [place for place, words in enumerate(read) if any(map(_has_digit, words))]
        _compare(read, lines, critical, self._fields, _has_digit)
        return read


def _has_digit(word: Word) -> bool:
    return any(map(str.isdigit, word.text))


def _compare(
    read: list[Words], lines: Sequence[LineImage], places: list[int], engine: LineEngine, counts: Callable[[Word], bool]
) -> None:
    """Notes at the words of some lines whether another engine reads the same."""
    for place, other in zip(places, engine.read([lines[place] for place in places]), strict=True):
        read[place] = _agreed(read[place], other, counts)


def _agreed(words: Words, other: Words, counts: Callable[[Word], bool]) -> Words:
    """The words, each with whether all who read it agree, and whether digits by hand were seen in it."""
    steps = Levenshtein.opcodes([word.text for word in words], [word.text for word in other])
    # A replacement takes as many words away as it brings.
    beside = {
        step.src_start + place: (step.tag == "equal", other[step.dest_start + place].handwritten)
        for step in steps
        if step.tag in ("equal", "replace")
        for place in range(step.src_end - step.src_start)
    }
    return tuple(
        _noted(word, *beside.get(place, (False, False))) if counts(word) else word for place, word in enumerate(words)
    )


def _noted(word: Word, same: bool, handwritten: bool) -> Word:
    """A word beside another reading of it.

    One reader now and then takes print for a hand. Where two read the same, both must see the hand; what by a hand is
    misread, they hardly ever misread alike (docs/reader.md).
    """
    by_hand = word.handwritten and handwritten if same else word.handwritten or handwritten
    return replace(word, agreed=same and word.agreed is not False, handwritten=by_hand)
