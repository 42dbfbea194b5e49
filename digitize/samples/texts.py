"""Papers as text alone: where the words of a paper stand, without a picture, with the errors a reader would make.

To draw and read a page takes seconds; the classifier learns from tens of thousands of pages and sees of each its words
and their boxes only.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw

from digitize.model import Block, Box, Colour, Line, PageFindings, PageReading, PageText, Word
from digitize.samples import sheet
from digitize.samples.layout import set_paper
from digitize.samples.papers import Paper
from digitize.samples.sheet import SetWord, Sheet
from digitize.vietnamese.text import nfc

# Share of the em that letters reach above and below the base line.
_ABOVE, _BELOW = 0.75, 0.22
# How well scans are read: share of letters misread, share of lines that are lost.
_LETTERS = (0.0, 0.004, 0.01, 0.02, 0.05)
_LINES = 0.012
_CONFIDENCE = 0.95


class TextSheet(Sheet):
    """A sheet on which nothing is drawn: it only takes down which words stand where."""

    pictured = False

    def __init__(self, rng: random.Random, paper: sheet.Colour = sheet.WHITE) -> None:
        self.image = Image.new("RGB", (1, 1), paper)
        self.draw = ImageDraw.Draw(self.image)
        self.lines: list[str] = []
        self.runs: list[sheet.Run] = []
        self.rng = rng

    def line(self, words: list[SetWord], x: float, baseline: float, space: float) -> float:
        """Takes down words from ``x`` on, ``space`` px apart. Gives where they end."""
        boxes = []
        size = max(piece.style.px for word in words for piece in word.pieces)
        for word in words:
            right = x + word.width
            boxes.append(Box(x + word.lead, baseline - _ABOVE * size, right, baseline + _BELOW * size))
            x = right + space
        self.runs.append(sheet.Run(tuple(word.text for word in words), tuple(boxes), baseline, size))
        return x - space

    def rule(self, x0: float, x1: float, y: float, width: int = 3, colour: sheet.Colour = sheet.INK) -> None:
        """No line is drawn."""

    def leader(self, x0: float, x1: float, y: float) -> None:
        """No dots are drawn."""


def reading_of(paper: Paper, rng: random.Random) -> PageReading:
    """The first page of a paper as a reader would give it, without its being drawn.

    Args:
        paper: To be set.
        rng: For margins, and for how badly it is read.
    """
    first = set_paper(paper.elements, paper.form, rng, TextSheet)[0]
    rate = rng.choice(_LETTERS)
    lines = tuple(_read(first, rate, rng))
    text = PageText(
        blocks=tuple(Block((line,), line.box) for line in lines),
        width=sheet.WIDTH,
        height=sheet.HEIGHT,
        source_width=sheet.WIDTH,
        source_height=sheet.HEIGHT,
        engine="drawn",
    )
    return PageReading(text, PageFindings(sheet.DPI, Colour.GREY))


def _read(first: Sheet, rate: float, rng: random.Random) -> Iterator[Line]:
    for run in first.runs:
        if rate and rng.random() < _LINES:
            continue
        words = tuple(
            Word(read, box, _CONFIDENCE)
            for text, box in zip(run.words, run.boxes, strict=True)
            if (read := misread(text, rate, rng))
        )
        if words:
            yield Line(words, run.box)


# --- misreading -----------------------------------------------------------------------------------------------

_SHAPES = ("0OQ", "1lI|", "5S", "8B", "ce", "nu", "hb", "gq", "rn", "tf", "vy", "DĐ", "dđ", "GC", "EF", "UV")
_MARK, _SHAPE = 0.65, 0.92


@dataclass(frozen=True, slots=True)
class _Alike:
    """Letters that differ from one in marks alone, and others of its shape."""

    marks: str
    shapes: str


def misread(text: str, rate: float, rng: random.Random) -> str:
    """A text of whose letters and digits a share of ``rate`` is taken for others, mostly in their marks, or lost."""
    if not rate:
        return text
    return "".join(_taken_for(letter, rng) if letter.isalnum() and rng.random() < rate else letter for letter in text)


def _taken_for(letter: str, rng: random.Random) -> str:
    alike, kind = _alike(letter), rng.random()
    if alike.marks and kind < _MARK:
        return rng.choice(alike.marks)
    return rng.choice(alike.shapes) if alike.shapes and kind < _SHAPE else ""


@cache
def _alike(letter: str) -> _Alike:
    base = unicodedata.normalize("NFD", letter)[0]
    marks = "".join(other for other in _vowels() if unicodedata.normalize("NFD", other)[0] == base and other != letter)
    shapes = "".join(other for group in _SHAPES if letter in group for other in group if other != letter)
    return _Alike(marks, shapes)


@cache
def _vowels() -> str:
    bare = "aăâeêioôơuưy"
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    return "".join(nfc(letter + tone) for letter in bare + bare.upper() for tone in tones)
