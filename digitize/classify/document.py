"""A read document as the classifier sees it: rows of passages, each of which knows where its letters stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from math import prod
from statistics import median

from digitize.model import Affine, Box, Line, PageReading, Word
from digitize.vietnamese.text import fold, fold_with_offsets

# A gap wider than this many letter heights parts two columns; justified text stays below it.
_COLUMN_GAP = 1.3
# The national motto begins a column of its own even where the columns of the heading stand close together.
_MOTTO = (("cong", "hoa"), ("doc", "lap"))
_EDGE = " .,:;…·_-–—―|*~\"'“”"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text taken out of a passage.

    Attributes:
        raw: As read, without marks and dot leaders around it.
        mean: Mean confidence of its words weighted by length, 0…1.
        exact: Probability that all its words with digits are right, 0…1; of all words where none has a digit.
        page: 0-based position in the document.
        box: In the source frame of that page.
        handwritten: Whether digits of it are written by hand.
    """

    raw: str
    mean: float
    exact: float
    page: int
    box: Box
    handwritten: bool = False


@dataclass(frozen=True, eq=False)
class Passage:
    """Words of one page in reading order, with their text, its folding, and the way back to the words.

    Attributes:
        words: At least one; boxes in the upright frame.
        page: 0-based position in the document.
        to_source: Leads from the upright to the source frame.
    """

    words: tuple[Word, ...]
    page: int
    to_source: Affine

    @cached_property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def _folding(self) -> tuple[str, list[int]]:
        return fold_with_offsets(self.text)

    @property
    def folded(self) -> str:
        """The text without accents and capitals."""
        return self._folding[0]

    @cached_property
    def box(self) -> Box:
        """Around all words, in the upright frame."""
        return reduce(Box.union, (word.box for word in self.words))

    @property
    def middle(self) -> float:
        """Horizontal middle, px of the upright frame."""
        return (self.box.x0 + self.box.x1) / 2

    @cached_property
    def letter_height(self) -> float:
        """Median word height, px."""
        return median(word.box.height for word in self.words)

    @property
    def is_upper(self) -> bool:
        """Whether it is written in capitals: at least four letters, of which at most one in five is small."""
        letters = [letter for letter in self.text if letter.isalpha()]
        return len(letters) >= 4 and sum(letter.islower() for letter in letters) * 5 <= len(letters)

    def plain(self, start: int, end: int) -> str:
        """The text behind a stretch of the folded text."""
        return self.text[self.at(start) : self.at(end)]

    def at(self, index: int) -> int:
        """Where in the text a place of the folded text lies."""
        offsets = self._folding[1]
        return offsets[index] if index < len(offsets) else len(self.text)

    def cut(self, start: int, end: int) -> Piece | None:
        """The piece behind a stretch of the *folded* text; ``None`` where nothing but marks stand there."""
        return self.cut_text(self.at(start), self.at(end))

    def cut_text(self, start: int, end: int) -> Piece | None:
        """The piece behind a stretch of the text; ``None`` where nothing but marks stand there."""
        raw = self.text[start:end]
        start += len(raw) - len(raw.lstrip(_EDGE))
        raw = raw.strip(_EDGE)
        words, position = [], 0
        for word in self.words:
            if position < start + len(raw) and start < position + len(word.text):
                words.append(word)
            position += len(word.text) + 1
        if not raw or not words:
            return None
        weight = sum(len(word.text) for word in words)
        mean = sum(len(word.text) * word.confidence for word in words) / weight
        box = self.to_source.box(reduce(Box.union, (word.box for word in words)))
        exact = [word for word in words if any(map(str.isdigit, word.text))] or words
        handwritten = any(word.handwritten for word in words)
        return Piece(raw, mean, prod(word.confidence for word in exact), self.page, box, handwritten)

    def whole(self) -> Piece | None:
        """All of it as a piece."""
        return self.cut_text(0, len(self.text))

    def over(self, other: Passage) -> bool:
        """Whether the two share part of their width."""
        return self.box.x0 < other.box.x1 and other.box.x0 < self.box.x1


def join(passages: Iterable[Passage]) -> Passage:
    """One passage of several of the same page, in the given order (at least one)."""
    parts = tuple(passages)
    return Passage(tuple(word for part in parts for word in part.words), parts[0].page, parts[0].to_source)


Row = tuple[Passage, ...]


@dataclass(frozen=True, eq=False)
class Layout:
    """A page as rows from top to bottom, each of passages from left to right.

    Attributes:
        page: 0-based position in the document.
        width: Of the upright frame, px.
        height: Of the upright frame, px.
        rows: Rows of passages; a wide gap parts two passages of a row.
    """

    page: int
    width: int
    height: int
    rows: tuple[Row, ...]

    def passages(self) -> Iterator[Passage]:
        """All passages, row by row."""
        for row in self.rows:
            yield from row

    @cached_property
    def flow(self) -> Passage | None:
        """The page's text row by row; ``None`` on a page without text."""
        return join(self.passages()) if self.rows else None


@dataclass(frozen=True, eq=False)
class DocumentText:
    """What the read stage found on the pages of a document; a page's position is its index here.

    Attributes:
        pages: In the document's order, blank pages and separators included.
    """

    pages: tuple[PageReading, ...]

    @cached_property
    def layouts(self) -> tuple[Layout, ...]:
        """The pages with text that belong to the document itself, as rows."""
        return tuple(
            layout
            for index, page in enumerate(self.pages)
            if page.findings.blank is None and page.findings.separator is None
            for layout in (_layout(index, page),)
            if layout.rows
        )

    @cached_property
    def barcodes(self) -> tuple[str, ...]:
        """Texts of all barcodes, in order."""
        return tuple(code.text for page in self.pages for code in page.findings.barcodes)


def _layout(index: int, page: PageReading) -> Layout:
    text = page.text
    passages = [Passage(words, index, text.to_source) for line in text.lines() for words in _columns(line) if words]
    return Layout(index, text.width, text.height, tuple(_rows(passages)))


def _columns(line: Line) -> Iterator[tuple[Word, ...]]:
    words = [word for word in line.words if word.text.strip()]
    if not words:
        return
    limit = _COLUMN_GAP * median(word.box.height for word in words)
    folded = [re.sub(r"\W", "", fold(word.text)) for word in words]
    begin = 0
    for index in range(1, len(words)):
        gap = words[index].box.x0 - words[index - 1].box.x1
        if gap > limit or (tuple(folded[index : index + 2]) in _MOTTO and words[index].text[0].isupper()):
            yield tuple(words[begin:index])
            begin = index
    yield tuple(words[begin:])


def _rows(passages: list[Passage]) -> Iterator[Row]:
    row: list[Passage] = []
    for passage in sorted(passages, key=lambda part: part.box.y0 + part.box.y1):
        if row and not _level(row[0], passage):
            yield tuple(sorted(row, key=lambda part: part.box.x0))
            row = []
        row.append(passage)
    if row:
        yield tuple(sorted(row, key=lambda part: part.box.x0))


def _level(one: Passage, other: Passage) -> bool:
    shared = min(one.box.y1, other.box.y1) - max(one.box.y0, other.box.y0)
    return shared > 0.5 * min(one.box.height, other.box.height)
