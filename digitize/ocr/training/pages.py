"""Lines as our own finder cuts them: a page is set of strips, worn as a whole, cleaned as every page is, and cut.

What the finder cuts differs from what is drawn alone: its margins, what it whitens, and what levelling and cleaning
leave. A cut that is not one drawn line, or part of one, teaches nothing and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from digitize.model import Affine, Box, Colour, PageImage, Pixels
from digitize.ocr.cleaning import clean
from digitize.ocr.engines.line_picture import Preparation, line_picture
from digitize.ocr.interfaces import LineFinder, LineImage
from digitize.ocr.training import wear
from digitize.ocr.training.cutting import Sample
from digitize.ocr.training.strips import PlacedLine, Strip

_WIDTH, _HEIGHT = 2480, 3508
"""A4 at 300 dpi, the resolution at which strips have letters of a common size."""
_TOP, _LEFT = 160, 200
_DPIS = (150, 200, 200, 300, 300)
_INSIDE = 0.9
"""Share of a word that a cut must hold for the word to be on it; below the rest of 1 it is not."""
_DARK = 128
_TALLEST = 2.2
"""A cut higher than this many lines has swallowed a second."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line of the page: its words and the box of each, px of the page as drawn."""

    words: tuple[str, ...]
    boxes: tuple[Box, ...]

    @property
    def box(self) -> Box:
        """Of all words."""
        first, *others = self.boxes
        for other in others:
            first = first.union(other)
        return first


def samples(
    strips: Sequence[Strip],
    finder: LineFinder,
    hardness: float,
    rng: np.random.Generator,
    preparation: Preparation,
) -> list[Sample]:
    """The lines of a page as the finder cuts them.

    Args:
        strips: Are set below each other until the page is full.
        finder: Cuts the cleaned page.
        hardness: See :func:`digitize.ocr.training.wear.worn`.
        rng: Everything is drawn from it.
        preparation: Of the pictures.
    """
    page, lines = _set(strips, rng)
    dpi = int(rng.choice(_DPIS))
    scale = dpi / 300
    scan = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    turn = cv2.getRotationMatrix2D((scan.shape[1] / 2, scan.shape[0] / 2), float(rng.normal(0, 0.5)), 1.0)
    turned = cv2.warpAffine(scan, turn, (scan.shape[1], scan.shape[0]), flags=cv2.INTER_LINEAR, borderValue=255)
    cleaned = clean(PageImage(wear.worn(turned, 50 * scale, hardness, rng), float(dpi), Colour.GREY))
    to_scan = Affine(*turn[0], *turn[1])
    to_page = Affine(a=1 / scale, e=1 / scale).after(to_scan.inverse()).after(cleaned.to_source)
    found = (line for block in finder.find(cleaned.image) for line in block)
    return [Sample(line_picture(cut, preparation), text) for cut, text in _matched(found, to_page, lines)]


def _set(strips: Sequence[Strip], rng: np.random.Generator) -> tuple[Pixels, list[_Placed]]:
    """Strips below each other on a page, as far as it reaches."""
    page: Pixels = np.full((_HEIGHT, _WIDTH), 255, np.uint8)
    placed: list[_Placed] = []
    y = _TOP
    for strip in strips:
        height, width = strip.pixels.shape
        width = min(width, _WIDTH - _LEFT)
        if y + height > _HEIGHT - _TOP:
            break
        x = int(rng.integers(_LEFT // 2, max(_WIDTH - width - _LEFT // 2, _LEFT // 2 + 1)))
        width = min(width, _WIDTH - x)
        page[y : y + height, x : x + width] = strip.pixels[:, :width]
        placed += [_moved(line, x, y, x + width) for line in strip.lines if line.words[0].right + x < _WIDTH]
        y += height
    return page, placed


def _moved(line: PlacedLine, x: int, y: int, end: int) -> _Placed:
    words = [word for word in line.words if word.right + x <= end]
    boxes = tuple(Box(word.left + x, word.top + y, word.right + x, word.bottom + y) for word in words)
    return _Placed(tuple(word.text for word in words), boxes)


def _matched(found: Iterator[LineImage], to_page: Affine, lines: list[_Placed]) -> Iterator[tuple[Pixels, str]]:
    for line in found:
        ink = line.pixels < _DARK
        rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
        if not rows.size:
            continue
        inked = Box(float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1))
        cut = to_page.after(line.to_page).box(inked)
        within = [one for one in lines if one.words and cut.y0 <= (one.box.y0 + one.box.y1) / 2 <= cut.y1]
        reached = [one for one in within if min(cut.x1, one.box.x1) > max(cut.x0, one.box.x0)]
        if len(reached) != 1 or cut.height > _TALLEST * reached[0].box.height:
            continue
        shares = [_share(cut, box) for box in reached[0].boxes]
        if all(share >= _INSIDE or share <= 1 - _INSIDE for share in shares):
            words = [word for word, share in zip(reached[0].words, shares, strict=True) if share >= _INSIDE]
            yield line.pixels, " ".join(words)


def _share(cut: Box, box: Box) -> float:
    """How much of a box lies within a cut."""
    across = min(cut.x1, box.x1) - max(cut.x0, box.x0)
    down = min(cut.y1, box.y1) - max(cut.y0, box.y0)
    return max(across, 0) * max(down, 0) / (box.width * box.height)
