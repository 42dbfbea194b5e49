"""Readings without pictures: words where the layout engine sets them, in the order in which our line finder reads."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from digitize.model import Box, Colour, PageFindings, PageReading, PageText, Pixels, Word
from digitize.ocr.layout import arranged
from digitize.ocr.lines.grid import grid_of
from digitize.ocr.lines.order import ordered
from digitize.ocr.lines.segments import Segments
from digitize.ocr.tree import block_of, hull, line_of
from digitize.samples import fonts
from digitize.samples.layout import Code, Element, Emblem, Gap, Signature, set_paper
from digitize.samples.sheet import DPI, HEIGHT, WIDTH, Piece, SetWord, Sheet
from tests.drafts.compose import Draft, draft, key_of
from tests.unseen.compose import Truth
from tests.unseen.marks import Reception
from tests.unseen.misreading import misread

Readings = tuple[PageReading, ...]
# The finder looks at a copy of half the size; wider gaps, in type sizes, part a line.
_SEEN, _JOINS = 0.5, 0.8
# How sure a reader is of words that are right, and of wrong ones; of these it knows most.
_SURE, _UNSURE, _KNOWN = (0.93, 0.999), (0.35, 0.9), 0.75
_AGREED = {True: 0.98, False: 0.15}


def readings(seed: int, numbers: range, rate: float) -> Iterator[tuple[Readings, Truth]]:
    """Documents as a reader gives them, each with its truth.

    Args:
        seed: As for the papers: the same numbers are the same documents.
        numbers: Which documents.
        rate: Share of letters and digits that are read wrongly.
    """
    for number in numbers:
        sheets, truth = unpainted(draft(seed, number))
        rng = random.Random(f"{key_of(seed, number)}/misread")
        yield tuple(_reading(sheet, rate, rng) for sheet in sheets), truth


def unpainted(made: Draft) -> tuple[list[Sheet], Truth]:
    """A document set without drawing it, and its truth."""
    sheets = set_paper(_plain(made), replace(made.form, frame="none"), made.facts.rng("sheets"), Unpainted)
    return sheets, made.truth(sheets)


def write(folder: Path, count: int, seed: int, rate: float, first: int = 0) -> int:
    """Writes ``readings.jsonl``, an array of page readings a document, and ``truth.jsonl``, line by line alike."""
    folder.mkdir(parents=True, exist_ok=True)
    encoder = msgspec.json.Encoder()
    with (folder / "readings.jsonl").open("wb") as read, (folder / "truth.jsonl").open("w", encoding="utf-8") as told:
        for pages, truth in readings(seed, range(first, first + count), rate):
            read.write(encoder.encode(pages) + b"\n")
            told.write(json.dumps(truth, ensure_ascii=False) + "\n")
    return count


class Unpainted(Sheet):
    """A sheet that notes words, boxes and the cells of tables, and draws nothing.

    Attributes:
        hands: For each run which of its words have digits written by hand.
        cells: Rectangles, px.
    """

    image: Image.Image

    def __init__(self, rng: random.Random, paper: tuple[int, int, int] = (255, 255, 255)) -> None:
        self.image = Image.new("RGB", (1, 1))
        self.cells: list[tuple[float, float, float, float]] = []
        self.draw = _Pen(self.image, self.cells)
        self.lines, self.runs, self.rng = [], [], rng
        self.hands: list[tuple[bool, ...]] = []

    def line(self, words: list[SetWord], x: float, baseline: float, space: float) -> float:
        """Notes the words."""
        self.hands.append(tuple(any(map(_by_hand, word.pieces)) for word in words))
        return super().line(words, x, baseline, space)

    def _piece(self, piece: Piece, x: float, baseline: float) -> Box:
        style = piece.style
        x0, y0, x1, y1 = _ink(piece.text, style.bold, style.italic or style.hand, round(style.px))
        left, base = round(x), round(baseline)
        return Box(x0 + left, y0 + base, x1 + left, y1 + base)

    def rule(self, x0: float, x1: float, y: float, width: int = 3, colour: tuple[int, int, int] = (0, 0, 0)) -> None:
        """Draws nothing."""

    def leader(self, x0: float, x1: float, y: float) -> None:
        """Draws nothing: dots are cleaned away before a page is read."""

    def multiply(self, layer: Image.Image, x: float, y: float) -> None:
        """Draws nothing."""


class _Pen(ImageDraw.ImageDraw):
    """Notes rectangles; of all else nothing stays, as the picture is a single pixel."""

    def __init__(self, image: Image.Image, cells: list[tuple[float, float, float, float]]) -> None:
        super().__init__(image)
        self._cells = cells

    def rectangle(self, xy, fill=None, outline=None, width=1) -> None:  # type: ignore[no-untyped-def]
        """Notes where it is."""
        if fill is None:
            self._cells.append(tuple(xy))


def _by_hand(piece: Piece) -> bool:
    return piece.style.hand and any(map(str.isdigit, piece.text))


@cache
def _ink(text: str, bold: bool, italic: bool, px: int) -> tuple[float, float, float, float]:
    font: ImageFont.FreeTypeFont = fonts.face(bold, italic, px)
    return font.getbbox(text, anchor="ls")


class _Unmarked(Signature):
    """Without seal and scribble, which take longer than all else."""

    def _marks(self, flow: object, x: float, y: float) -> None:
        """Draws nothing."""


def _plain(made: Draft) -> Iterator[Element]:
    """The elements without what is no text."""
    for element in made.elements:
        match element:
            case Reception() | Code():
                continue
            case Emblem(size):
                yield Gap(size + 3)
            case Signature():
                yield _Unmarked(**{field.name: getattr(element, field.name) for field in fields(element)})
            case _:
                yield element


def _reading(sheet: Sheet, rate: float, rng: random.Random) -> PageReading:
    assert isinstance(sheet, Unpainted)
    blocks = []
    for block in _order(sheet):
        lines = [line_of(words) for line in block if (words := _read(sheet, line, rate, rng))]
        if lines:
            blocks.append(block_of(lines))
    text = PageText(arranged(tuple(blocks), WIDTH), WIDTH, HEIGHT, WIDTH, HEIGHT, engine="drafts", engine_version="1")
    return PageReading(text, PageFindings(DPI, Colour.GREY))


_Part = tuple[int, int, int]
"""A run and which of its words, from first to end (excluded)."""


def _order(sheet: Unpainted) -> list[list[list[_Part]]]:
    """Blocks of lines of parts of runs, by the order that our finder gives segments of ink."""
    parts = [part for number in range(len(sheet.runs)) for part in _parts(sheet, number)]
    if not parts:
        return []
    boxes = [hull(sheet.runs[number].boxes[first:end]) for number, first, end in parts]
    base, em = (
        np.array([getattr(sheet.runs[number], what) for number, _, _ in parts]) * _SEEN for what in ("baseline", "size")
    )
    x0, top, x1, bottom = (np.array([getattr(box, side) for box in boxes]) * _SEEN for side in ("x0", "y0", "x1", "y1"))
    none = np.zeros(len(parts))
    segments = Segments(x0, x1, top, bottom, base, none, em, none.astype(int), none > 0, none > 0)
    level, upright = _rules(sheet)
    grid = grid_of(level, upright, DPI * _SEEN) if sheet.cells else None
    return [[[parts[at] for at in line] for line in block] for block in ordered(segments, grid, upright)]


def _parts(sheet: Unpainted, number: int) -> Iterator[_Part]:
    """A run, cut where the gap between two words is wide."""
    run = sheet.runs[number]
    first = 0
    for at, (one, other) in enumerate(pairwise(run.boxes), 1):
        if other.x0 - one.x1 > _JOINS * run.size:
            yield number, first, at
            first = at
    yield number, first, len(run.words)


def _rules(sheet: Unpainted) -> tuple[Pixels, Pixels]:
    """Where level and upright rules lie, 1 each, on the copy that the finder looks at."""
    shape = (round(HEIGHT * _SEEN), round(WIDTH * _SEEN))
    level, upright = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
    for cell in sheet.cells:
        x0, y0, x1, y1 = (round(value * _SEEN) for value in cell)
        level[[y0, y1], x0:x1] = 1
        upright[y0:y1, [x0, x1]] = 1
    return level, upright


def _read(sheet: Unpainted, line: list[_Part], rate: float, rng: random.Random) -> list[Word]:
    """The words of a line as a reader gives them; some are wrong, and it does not know of all of these."""
    read = []
    for number, first, end in line:
        run, hands = sheet.runs[number], sheet.hands[number]
        for at in range(first, end):
            text = misread(run.words[at], rate, rng) if rate else run.words[at]
            if text:
                read.append(_word(text, run.boxes[at], text == run.words[at], hands[at], rng))
    return read


def _word(text: str, box: Box, right: bool, by_hand: bool, rng: random.Random) -> Word:
    known = not right and rng.random() < _KNOWN
    agreed = rng.random() < _AGREED[right] if any(map(str.isdigit, text)) else None
    return Word(text, box, round(rng.uniform(*(_UNSURE if known else _SURE)), 4), None, agreed, by_hand)
