"""Reading order: segments into lines, lines into blocks, blocks as a paper is read.

A page is read row by row, except where two columns stand side by side: the left one first. Columns are known by a
strip of free paper that goes down over several rows, and by what forms do not have, whose rows have wide gaps too:
rows that stand on the right alone, lines centred about one axis on both sides, or many wide lines flush on both sides.
Cells of tables are read row by row, each for itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from digitize.model import Pixels
from digitize.ocr.lines.grid import Grid
from digitize.ocr.lines.segments import Segments

Blocks = list[list[list[int]]]
"""Blocks of lines of numbers of segments."""

# All in type sizes. Segments on one base line are in a row; lines of columns are often a little higher or lower.
_SAME_BASE, _SURELY_SAME = 0.35, 0.12
_OVERLAP, _SHARED = 0.35, 4.0
# A free strip that parts columns, and one so wide that it ends a line by itself.
_STRIP, _ENDS = 0.7, 6.0
# Nothing narrower is a column: numbers and signs of lists stand so.
_COLUMN = 3.0
# Lines are centred about one axis when their middles differ by less, while their edges differ by more; they are flush
# when their edges differ by less. Flush rows of this many and this wide sides are columns, and not names and values.
_SAME_AXIS, _OTHER_EDGES = 0.6, 1.0
_FLUSH_ROWS, _FLUSH_COLUMN = 4, 12.0
# A rule between columns of a table goes on for this share of their height; arcs of seals do not.
_RULED = 0.6
# Lines of a column follow each other at no more than this.
_LEADING = 2.5
_BIN = 0.1
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class _Item:
    """A segment, or a table with its blocks."""

    x0: float
    x1: float
    middle: float
    em: float
    segment: int
    blocks: Blocks | None = None


_Row = list[_Item]


@dataclass(frozen=True, slots=True)
class _Zone:
    """Rows ``first`` up to ``end`` (excluded) that stand in two columns, parted at ``split``."""

    first: int
    end: int
    split: float


def ordered(segments: Segments, grid: Grid | None, uprights: Pixels) -> Blocks:
    """The segments of a page in blocks of lines, in reading order.

    Args:
        segments: Of the page.
        grid: Its cells.
        uprights: 1 where an upright rule lies; it ends a line, even where no cells are shut in.
    """
    middle = segments.middle
    items = [
        _Item(float(x0), float(x1), float(y), float(em), number)
        for number, (x0, x1, y, em) in enumerate(zip(segments.x0, segments.x1, middle, segments.em, strict=True))
    ]
    blocks = _read(_with_tables(items, grid, uprights) if grid else items, uprights)
    return [[part for line in block for part in _cut_at_rules(line, segments, uprights)] for block in blocks]


def _cut_at_rules(line: list[int], segments: Segments, uprights: Pixels) -> list[list[int]]:
    parts = [line[:1]]
    for before, number in pairwise(line):
        row = int(segments.base[number] - segments.em[number] / 3)
        between = uprights[row, int(segments.x1[before]) - 1 : int(segments.x0[number]) + 1]
        if between.any():
            parts.append([])
        parts[-1].append(number)
    return parts


def _with_tables(items: list[_Item], grid: Grid, uprights: Pixels) -> list[_Item]:
    """The items with those in cells replaced by one item for each table."""
    free: list[_Item] = []
    tables: dict[int, dict[tuple[int, int], list[_Item]]] = {}
    for item in items:
        cell = grid.cell_at((item.x0 + item.x1) / 2, item.middle)
        if not cell:
            free.append(item)
            continue
        table, row, left = grid.place[cell]
        tables.setdefault(table, {}).setdefault((row, left), []).append(item)
    for cells in tables.values():
        inside = [item for cell in cells.values() for item in cell]
        blocks = [block for place in sorted(cells) for block in _read(cells[place], uprights)]
        free.append(
            _Item(
                min(item.x0 for item in inside),
                max(item.x1 for item in inside),
                min(item.middle for item in inside),
                float(np.median([item.em for item in inside])),
                -1,
                blocks,
            )
        )
    return free


def _read(items: Sequence[_Item], uprights: Pixels, depth: int = 0) -> Blocks:
    """The blocks of items, columns taken apart."""
    rows = _rows(items)
    blocks: Blocks = []
    open_block: list[list[int]] = []
    at = 0
    zones = _zones(rows, uprights) if depth < _DEEPEST else []
    for zone in [*zones, _Zone(len(rows), len(rows), 0)]:
        for row in rows[at : zone.first]:
            open_block = _append(blocks, open_block, row)
        if open_block:
            blocks.append(open_block)
            open_block = []
        inside = [item for row in rows[zone.first : zone.end] for item in row]
        for left in (True, False):
            side = [item for item in inside if ((item.x0 + item.x1) / 2 < zone.split) is left]
            blocks += _read(side, uprights, depth + 1) if side else []
        at = zone.end
    return blocks


def _append(blocks: Blocks, open_block: list[list[int]], row: _Row) -> list[list[int]]:
    """Adds a row to a block; a table ends the block. Gives the block that is open then."""
    line: list[int] = []
    last: _Item | None = None
    for item in row:
        if line and last and (item.blocks is not None or item.x0 - last.x1 > _ENDS * max(item.em, last.em)):
            open_block.append(line)
            line = []
        if item.blocks is None:
            line.append(item.segment)
        else:
            if open_block:
                blocks.append(open_block)
            blocks += item.blocks
            open_block = []
        last = item
    if line:
        open_block.append(line)
    return open_block


def _rows(items: Sequence[_Item]) -> list[_Row]:
    """Items that stand on one base line, from top to bottom, each row from left to right."""
    rows: list[_Row] = []
    for item in sorted(items, key=lambda item: item.middle):
        # Only of the last rows one can be the item's own.
        own = next((row for row in rows[-3:] if _fits(row, item)), None)
        if own is None:
            rows.append([item])
        else:
            own.append(item)
    for row in rows:
        row.sort(key=lambda item: item.x0)
    return rows


def _fits(row: _Row, item: _Item) -> bool:
    """Whether an item stands on the base line of a row, and beside all of it.

    Two parts of a line may both have been widened by the ink that hangs together between them.
    """
    nearest = min(row, key=lambda other: max(other.x0 - item.x1, item.x0 - other.x1))
    away = abs(nearest.middle - item.middle) / min(nearest.em, item.em)
    overlap = max(min(other.x1, item.x1) - max(other.x0, item.x0) for other in row) / item.em
    return away < _SAME_BASE and overlap < (_SHARED if away < _SURELY_SAME else _OVERLAP)


# --- columns ----------------------------------------------------------------------------------------------


def _zones(rows: list[_Row], uprights: Pixels) -> list[_Zone]:
    """Where rows stand in two columns, from top to bottom."""
    zones: list[_Zone] = []
    first = 0
    size = float(np.median([item.em for row in rows for item in row])) if rows else 1.0
    taken = _taken(rows, _BIN * size)
    while first < len(rows):
        zone = _zone_from(rows, taken, _BIN * size, first)
        if zone and not _ruled(rows, zone, uprights):
            zones.append(zone)
        first = zone.end if zone else first + 1
    return zones


def _taken(rows: list[_Row], width: float) -> npt.NDArray[np.bool_]:
    """Which bins of a width hold ink, rows × bins."""
    last = max((item.x1 for row in rows for item in row), default=0)
    taken = np.zeros((len(rows), int(last / width) + 1), bool)
    for number, row in enumerate(rows):
        for item in row:
            taken[number, int(item.x0 / width) : int(item.x1 / width) + 1] = True
    return taken


def _zone_from(rows: list[_Row], taken: npt.NDArray[np.bool_], width: float, first: int) -> _Zone | None:
    """The columns that begin with a row, over as many rows as they go; ``None`` where there are none."""
    found: _Zone | None = None
    union = np.zeros(taken.shape[1], bool)
    least = round(_STRIP / _BIN) - 1
    for end in range(first + 1, len(rows) + 1):
        union = union | taken[end - 1]
        strips = _strips(union, least)
        if not strips and len(_strips(taken[end - 1], least)) + end - first > 1:
            break
        for begin, stop in sorted(strips, key=lambda strip: strip[0] - strip[1]):
            zone = _Zone(first, end, (begin + stop) / 2 * width)
            trimmed = _trimmed(rows, zone)
            # What columns were once known by need not hold for all of their lines.
            known = found is not None and begin * width < found.split < stop * width
            if trimmed and (known or _parted(rows, trimmed)):
                found = trimmed
                break
    return found


def _strips(union: npt.NDArray[np.bool_], least: int) -> list[tuple[int, int]]:
    """Free strips of at least so many bins between ink, first bin and the one after the last."""
    inked = np.flatnonzero(union)
    gaps = np.flatnonzero(np.diff(inked) > least)
    return [(int(inked[gap]) + 1, int(inked[gap + 1])) for gap in gaps]


def _sides(row: _Row, split: float) -> tuple[_Row, _Row]:
    left = [item for item in row if (item.x0 + item.x1) / 2 < split]
    return left, [item for item in row if (item.x0 + item.x1) / 2 >= split]


def _trimmed(rows: list[_Row], zone: _Zone) -> _Zone | None:
    """The zone without rows at its beginning and end that stand on one side before or after the other side's.

    Below, the left column goes on where its lines follow each other, no wider than beside the right one or centred
    about the same axis.
    """
    sides = [_sides(row, zone.split) for row in rows[zone.first : zone.end]]
    lefts, rights = ([at for at, side in enumerate(sides) if side[which]] for which in (0, 1))
    if not lefts or not rights or rights[-1] < lefts[0] or _crossed(sides):
        return None
    first, end = lefts[0], rights[-1] + 1
    beside = [left for left, _ in sides[first:end] if left]
    while end < len(sides) and _goes_on(beside, sides[end][0]):
        beside.append(sides[end][0])
        end += 1
    return _Zone(zone.first + first, zone.first + end, zone.split)


def _crossed(sides: list[tuple[_Row, _Row]]) -> bool:
    """Whether a line above the columns stands between them, as a title does that is centred on the page.

    It is on the right alone, begins further left than all that stands beside the left column, and has another axis.
    """
    paired = [at for at, (left, right) in enumerate(sides) if left and right]
    if not paired:
        return False
    beside = [sides[at][1] for at in paired]
    begin = min(row[0].x0 for row in beside)
    axis = float(np.median([_axis(row) for row in beside]))
    return any(
        row[0].x0 < begin - _COLUMN * row[0].em and axis - _axis(row) > _COLUMN * row[0].em
        for left, row in sides[: paired[0]]
        if row and not left
    )


def _ruled(rows: list[_Row], zone: _Zone, uprights: Pixels) -> bool:
    """Whether an upright rule parts the sides: a table, though its cells may not be shut in, is read row by row."""
    inside = [item for row in rows[zone.first : zone.end] for item in row]
    left, right = _sides(inside, zone.split)
    top, bottom = (int(of(item.middle for item in inside)) for of in (min, max))
    between = uprights[top : bottom + 1, int(max(item.x1 for item in left)) : int(min(item.x0 for item in right)) + 1]
    return float(between.any(axis=1).mean()) > _RULED


def _goes_on(column: list[_Row], row: _Row) -> bool:
    """Whether a row belongs to the column above it."""
    size = row[0].em
    if row[0].middle - column[-1][0].middle > _LEADING * size:
        return False
    axes = [_axis(line) for line in (*column, row)]
    return row[-1].x1 <= max(line[-1].x1 for line in column) or _spread(axes) < _SAME_AXIS * size


def _axis(row: _Row) -> float:
    return (row[0].x0 + row[-1].x1) / 2


def _parted(rows: list[_Row], zone: _Zone) -> bool:
    """Whether two sides are columns, and not the entries of a form that happen to stand below each other."""
    sides = [_sides(row, zone.split) for row in rows[zone.first : zone.end]]
    size = float(np.median([item.em for row in rows[zone.first : zone.end] for item in row]))
    if min(_width([side[at] for side in sides]) for at in (0, 1)) < _COLUMN * size:
        return False
    if any(right and not left for left, right in sides):
        return True
    paired = [(left, right) for left, right in sides if left and right]
    if len(paired) < 2:
        return False
    columns = [[side[at] for side in paired] for at in (0, 1)]
    axes = [_spread([_axis(row) for row in column]) / size for column in columns]
    edges = [_spread([row[0].x0 for row in column]) / size for column in columns]
    centred = max(axes) < _SAME_AXIS and max(edges) > _OTHER_EDGES
    wide = min(map(_width, columns)) > _FLUSH_COLUMN * size
    return centred or (len(paired) >= _FLUSH_ROWS and wide and max(edges) < _SAME_AXIS)


def _spread(values: list[float]) -> float:
    return max(values) - min(values)


def _width(column: list[_Row]) -> float:
    items = [item for row in column for item in row]
    return max(item.x1 for item in items) - min(item.x0 for item in items)
