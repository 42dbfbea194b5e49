"""Whether a page's lines were found: its drawn ink, line by line, against the cuts of a finder.

Only what any finder gives is looked at: the cuts, and where they come from. Ink that a cut has whitened is not in it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digitize.model import Affine, Pixels
from digitize.ocr.ink import components
from digitize.ocr.interfaces import LineImage
from digitize.samples.sheet import Run

_INK_BELOW = 128
_EVERY = 2
_PAPER = 235
# A letter stands higher over the base line than this share of the type size, and not lower than the base line.
_BODY = 0.46
COLUMNS = 0.98
"""The share of the ink's columns of a line that its cut must hold."""
PIECE = 0.75
"""The share of each piece of ink that must be in the cut for the piece to be there; edges of pieces may fray."""
FOREIGN = 0.03
"""Ink of other lines' letters in a cut, over the ink of the line, from which on they are joined."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ink:
    """The drawn ink of a sheet as points, every second row and column.

    Attributes:
        x: Column, px of the sheet.
        y: Row.
        run: Number of the line that each point belongs to.
        piece: Number of the connected piece of that line.
        body: Whether it is between the base line and the height of small letters.
        runs: The lines.
    """

    x: Floats
    y: Floats
    run: Ints
    piece: Ints
    body: npt.NDArray[np.bool_]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a line: ``fault`` is empty where it was found whole; ``position`` among the cuts, -1 for none."""

    fault: str
    position: int


def ink_of(sheet: Pixels, runs: Sequence[Run]) -> Ink:
    """The ink of the lines of a sheet (RGB, before seals and signatures are worn; what lies over a line counts)."""
    dark = sheet.min(axis=2) < _INK_BELOW
    number = np.zeros(dark.shape, np.int32)
    for at, run in enumerate(runs, 1):
        for box in run.boxes:
            part = np.s_[int(box.y0) : int(box.y1) + 1, int(box.x0) : int(box.x1) + 1]
            number[part][dark[part]] = at
    labels, _ = components((number > 0).view(np.uint8))
    ys, xs = np.nonzero(number[::_EVERY, ::_EVERY])
    ys, xs = ys * _EVERY, xs * _EVERY
    run = number[ys, xs].astype(np.int64) - 1
    _, piece = np.unique(run * (int(labels.max()) + 1) + labels[ys, xs], return_inverse=True)
    above = np.array([one.baseline for one in runs])[run] - ys
    size = np.array([one.size for one in runs])[run]
    body = (above > 0) & (above < _BODY * size)
    return Ink(xs.astype(float), ys.astype(float), run, piece.astype(np.int64), body, tuple(runs))


def verdicts(ink: Ink, to_page: Affine, page: Pixels, cuts: Sequence[LineImage]) -> list[Verdict]:
    """What became of each line.

    Args:
        ink: Of the sheet.
        to_page: From px of the sheet to px of the cleaned page.
        page: The cleaned page.
        cuts: In reading order.
    """
    x, y = to_page.point(ink.x + 0.5, ink.y + 0.5)
    columns, rows = x.astype(np.int64).clip(0, page.shape[1] - 1), y.astype(np.int64).clip(0, page.shape[0] - 1)
    light = page[rows, columns] > _PAPER
    count = len(ink.runs)
    held = [_held(cut, x, y, light) for cut in cuts]
    shares = np.array([np.bincount(ink.run[points], minlength=count) for points in held]).reshape(-1, count)
    total = np.bincount(ink.run, minlength=count)
    found = []
    for number in range(count):
        if not total[number]:
            found.append(Verdict("", -1))
            continue
        best = int(shares[:, number].argmax()) if len(cuts) else -1
        if best < 0 or not shares[best, number]:
            found.append(Verdict("not found", -1))
            continue
        found.append(Verdict(_fault(ink, number, held[best], int(total[number])), best))
    return found


def _held(cut: LineImage, x: Floats, y: Floats, light: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """The points that are in a cut: ink that is still seen there, and what is as light as paper on the page itself."""
    height, width = cut.pixels.shape
    dx, dy = cut.to_page.c, cut.to_page.f
    points = np.flatnonzero((x >= dx) & (x < dx + width) & (y >= dy) & (y < dy + height))
    seen = cut.pixels[(y[points] - dy).astype(int), (x[points] - dx).astype(int)] <= _PAPER
    return points[seen | light[points]]


def _fault(ink: Ink, number: int, points: npt.NDArray[np.intp], total: int) -> str:
    own = points[ink.run[points] == number]
    all_own = ink.run == number
    columns = np.unique(ink.x[all_own])
    if len(np.unique(ink.x[own])) < COLUMNS * len(columns):
        return "columns"
    whole = np.bincount(ink.piece[all_own])
    there = np.bincount(ink.piece[own], minlength=len(whole))
    if np.any(there < PIECE * whole):
        return "marks"
    foreign = points[(ink.run[points] != number) & ink.body[points]]
    return "joined" if len(foreign) > FOREIGN * total else ""


def in_order(positions: Sequence[int]) -> int:
    """How many lines stand in the right order: the longest rising row of positions; lines not found stand in none."""
    tails: list[int] = []
    for position in positions:
        if position < 0:
            continue
        at = bisect_left(tails, position)
        tails[at : at + 1] = [position]
    return len(tails)
