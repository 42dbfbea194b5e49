"""Cells of ruled tables and boxes: the paper that rules shut in."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from digitize.model import Pixels
from digitize.ocr.ink import SMALL_DPI, components, px, reduced

# No cell with text is lower or narrower.
_CELL_MM = 3.0
# No cell covers more of the page.
_LARGEST = 0.5
# Rows of cells whose upper edges differ by less begin together.
_SAME_ROW_MM = 2.0


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a page.

    Attributes:
        cells: The number of the cell that a pixel at ``scale`` lies in; 0 outside all.
        scale: Px of the grid over px of the picture the rules were seen on.
        place: For each cell which table it belongs to, and row and left edge, by which the cells of a table are read.
    """

    cells: npt.NDArray[np.int32]
    scale: float
    place: dict[int, tuple[int, int, int]]

    def cell_at(self, x: float, y: float) -> int:
        """The cell at a place in px of the picture the rules were seen on; 0 outside all."""
        rows, columns = self.cells.shape
        row, column = min(int(y * self.scale), rows - 1), min(int(x * self.scale), columns - 1)
        return int(self.cells[max(row, 0), max(column, 0)])


def grid_of(level: Pixels, upright: Pixels, dpi: float) -> Grid | None:
    """The cells that rules make; ``None`` where there are none.

    Args:
        level: 1 where a level rule lies.
        upright: 1 where an upright rule lies.
        dpi: Of both.
    """
    if not level.any() or not upright.any():
        return None
    scale = SMALL_DPI / dpi
    ruled = (reduced((level | upright) * 255, scale) > 0).view(np.uint8)
    # Rules that do not quite meet shut a cell in all the same.
    ruled = cv2.dilate(ruled, np.ones((3, 3), np.uint8))
    least = px(_CELL_MM, SMALL_DPI)
    tables, stats = components(ruled)
    for left, top, width, height, _ in stats[1:].tolist():
        if min(width, height) > least:
            # Tables are open at the sides at times.
            cv2.rectangle(ruled, (left, top), (left + width - 1, top + height - 1), 1, 1)
    tables, _ = components(ruled)
    labels, stats = components(1 - ruled)
    shut = (stats[:, cv2.CC_STAT_WIDTH] >= least) & (stats[:, cv2.CC_STAT_HEIGHT] >= least)
    # What reaches the edge of the page is outside.
    left, top, width, height = stats[:, :4].T
    rows, columns = ruled.shape
    shut &= (left > 0) & (top > 0) & (left + width < columns) & (top + height < rows)
    # A frame round the page shuts in the page itself.
    shut &= width * height < _LARGEST * rows * columns
    shut[0] = False
    if not shut.any():
        return None
    place = {}
    for cell in np.flatnonzero(shut):
        table = int(tables[top[cell] - 1, left[cell] : left[cell] + width[cell]].max())
        place[int(cell)] = (table, int(top[cell]), int(left[cell]))
    return Grid(np.where(shut[labels], labels, 0).astype(np.int32), scale, _rowed(place))


def _rowed(place: dict[int, tuple[int, int, int]]) -> dict[int, tuple[int, int, int]]:
    """The places with one top for all cells of a row of a table."""
    slack = px(_SAME_ROW_MM, SMALL_DPI)
    rowed: dict[int, tuple[int, int, int]] = {}
    row, last = 0, (-1, 0)
    for cell, (table, top, left) in sorted(place.items(), key=lambda entry: entry[1]):
        if table != last[0] or top - last[1] > slack:
            row, last = row + 1, (table, top)
        rowed[cell] = (table, row, left)
    return rowed
