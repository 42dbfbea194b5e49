"""From pieces of ink to segments of text lines: letters joined to their right neighbours, marks given to their line.

Letters stand on base lines; marks above and below are told by how far they are from the middle of a line, in type
sizes of that line: half-way between two lines of like size is where the marks of one end and those of the other begin.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from digitize.model import Pixels
from digitize.ocr.ink import components
from digitize.ocr.lines.groups import NOBODY, extents, grouped_quantile, renumbered, weighted_middle
from digitize.ocr.lines.pieces import Floats, Ints, Pieces
from digitize.ocr.lines.seals import crumbs_of, large_pieces, move_letters, widen

# Of the type size: small letters, the lowest ones, capitals with marks above and below, and the highest of a title.
_SMALL_LETTER = 0.45
_LOWEST_LETTER, _HIGHEST_LETTER, _HIGHEST_OF_TITLE = 0.3, 1.5, 4.5
# Letters that touch are as wide as strokes, but hold more ink: a fifth of their size and more.
_STROKE, _SPARSE = 1.5, 0.16
# Large print holds more ink for its size than loops of a signature, and has this many letters beside each one.
_DENSE, _COMPANY = 0.22, 2
# Gaps up to this join; spaces are narrower even in justified lines, and columns of headings stand further apart.
# Where spaces are wide, as on a typewriter, gaps up to so many middle spaces join.
_JOINS, _JOINS_MOST = 0.65, 1.5
_OF_SPACE = 2.2
_SPACE = 0.18
# Letters are drawn as their middle parts, so that lines never touch, and columns of the drawing are some px wide.
_CORE = 0.25
_COARSE = 4
# From the base line up to the middle of what belongs to a line, and how far its ink may be from there.
_MIDDLE, _REACH = 0.35, 0.75
# So far beside a line's ends its marks stand; hyphens, this much wider than high, also where spaces are wider.
_BESIDE, _HYPHEN = 0.8, 1.5
# Signs at the end of a line stand beside each other: one may be within reach only once another is the line's.
_ROUNDS = 3
# Most letters are so high above the base line.
_LETTER = 1 / 1.6
# Marks, commas and quotes are segments by themselves at first, of this much smaller print, up to so far outside a line.
_NESTED_EM, _OUTSIDE = 1.2, 1.5
_RAISED, _WORD = 0.3, 3
# A line so many type sizes long has a slope of its own.
_LONG = 6.0


@dataclass(frozen=True, slots=True)
class Segments:
    """Parts of text lines without wide gaps.

    Attributes:
        x0: Where the ink begins, px.
        x1: Where it ends.
        top: First row of ink, marks within.
        bottom: Row after the last.
        base: Base line at ``x0``.
        slope: By how much the base line falls for a px to the right.
        em: Type size, px, by the height of its letters.
        owner: To which segment each piece of ink belongs; :data:`NOBODY` where it is no text or of several.
        letter: Which pieces of ink are letters.
        turned: Whether the text runs up or down the page.
    """

    x0: Floats
    x1: Floats
    top: Floats
    bottom: Floats
    base: Floats
    slope: Floats
    em: Floats
    owner: Ints
    letter: npt.NDArray[np.bool_]
    turned: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.x0)

    @property
    def middle(self) -> Floats:
        """Rows of the middles of the segments, half-way along them."""
        rows: Floats = self.base + self.slope * (self.x1 - self.x0) / 2 - _MIDDLE * self.em
        return rows


def segments_of(pieces: Pieces) -> Segments:
    """The segments of a page, in no order."""
    height, em = pieces.height, pieces.em
    letter = (height >= _LOWEST_LETTER * em) & (height <= _HIGHEST_OF_TITLE * em) & ~_strokes(pieces)
    tall = letter & (height > _HIGHEST_LETTER * em)
    letter &= ~tall
    tall &= pieces.area >= _DENSE * pieces.width * height
    drawing = _drawn(pieces, letter)
    gap = _gap(pieces, drawing)
    owner = _joined(pieces, drawing, em, gap)
    title = _title(pieces, tall, owner)
    if title.any():
        joined = _joined(pieces, _drawn(pieces, title), 2 * em, _JOINS)
        owner[title] = joined[title] + owner.max() + 1
        letter |= title
    owner = renumbered(owner)
    base, slope, size = _base_lines(pieces, owner)
    large = large_pieces(pieces)
    if large.size and move_letters(pieces, large, owner, base, slope, size):
        owner = renumbered(owner)
        base, slope, size = _base_lines(pieces, owner)
    nested = _nested(pieces, owner, base, size) | crumbs_of(pieces, large, owner, base, size)
    if nested.any():
        lost = (owner >= 0) & nested[owner]
        owner[lost], letter[lost] = NOBODY, False
        owner = renumbered(owner)
        base, slope, size = base[~nested], slope[~nested], size[~nested]
    return _with_marks(pieces, owner, letter, base, slope, size, max(_BESIDE, gap))


def _strokes(pieces: Pieces) -> npt.NDArray[np.bool_]:
    """Which pieces are long strokes by hand, or of the ring of a seal: wide, with little ink for their size."""
    size = np.maximum(pieces.width * pieces.height, 1)
    strokes: npt.NDArray[np.bool_] = (pieces.width > _STROKE * pieces.em) & (pieces.area < _SPARSE * size)
    return strokes


@dataclass(frozen=True, slots=True)
class _Drawing:
    """The middle parts of some letters, drawn with columns of :data:`_COARSE` px.

    Attributes:
        which: The letters.
        pixels: 1 where a middle part is.
        row: Where in the drawing the middle of each letter is.
        column: As ``row``.
    """

    which: npt.NDArray[np.intp]
    pixels: Pixels
    row: Ints
    column: Ints


def _drawn(pieces: Pieces, letter: npt.NDArray[np.bool_]) -> _Drawing:
    which = np.flatnonzero(letter)
    inset = (pieces.height[which] * _CORE).astype(np.int32)
    top, bottom = pieces.top[which] + inset, pieces.bottom[which] - inset
    left, right = pieces.left[which] // _COARSE, -(-pieces.right[which] // _COARSE)
    rows, columns = pieces.labels.shape
    edges = np.zeros((rows + 1, -(-columns // _COARSE) + 1), np.int16)
    for down, across, sign in ((top, left, 1), (top, right, -1), (bottom, left, -1), (bottom, right, 1)):
        np.add.at(edges, (down, across), np.int16(sign))
    pixels = (edges.cumsum(0, np.int16).cumsum(1, np.int16)[:-1, :-1] > 0).view(np.uint8)
    return _Drawing(which, pixels, (top + bottom) // 2, (left + right) // 2)


def _joined(pieces: Pieces, drawing: _Drawing, em: float, joins: float) -> Ints:
    """For each letter the number of the row of letters it stands in, :data:`NOBODY` for all other pieces.

    Gaps in the drawing are closed, and connected pieces counted: many times faster than asking each letter for its
    neighbour. Upright rules keep cells of tables apart.
    """
    owner = np.full(len(pieces.left), NOBODY, np.int32)
    gap = max(3, math.ceil(joins * em / _COARSE))
    rowed = cv2.morphologyEx(drawing.pixels, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    if pieces.upright_rules.any():
        rows, columns = pieces.labels.shape
        width = drawing.pixels.shape[1]
        wide = cv2.copyMakeBorder(pieces.upright_rules, 0, 0, 0, width * _COARSE - columns, cv2.BORDER_CONSTANT)
        ruled = cv2.resize(wide * 255, (width, rows), interpolation=cv2.INTER_AREA) > 0
        rowed[ruled & (drawing.pixels == 0)] = 0
    labels, _ = components(rowed)
    owner[drawing.which] = labels[drawing.row, drawing.column] - 1
    return owner


def _gap(pieces: Pieces, drawing: _Drawing) -> float:
    """The widest gap within a segment of the page, in type sizes, by the middle space between words."""
    owner = _joined(pieces, drawing, pieces.em, _JOINS_MOST)
    order = drawing.which[np.lexsort((pieces.left[drawing.which], owner[drawing.which]))]
    ends = running_ends(pieces, order, owner)
    gaps = (pieces.left[order][1:] - ends[:-1])[owner[order][1:] == owner[order][:-1]] / pieces.em
    spaces = gaps[gaps > _SPACE]
    return min(max(_JOINS, _OF_SPACE * float(np.median(spaces))), _JOINS_MOST) if spaces.size else _JOINS


def running_ends(pieces: Pieces, order: npt.NDArray[np.intp], owner: Ints) -> Ints:
    """How far to the right the ink of a line reaches up to each of its pieces, sorted by line and left edge."""
    # Each line is moved beyond the reach of those before it.
    far = owner[order].astype(np.int64) * (1 << 20)
    ends: Ints = (np.maximum.accumulate(pieces.right[order] + far) - far).astype(np.int32)
    return ends


def _title(pieces: Pieces, tall: npt.NDArray[np.bool_], owner: Ints) -> npt.NDArray[np.bool_]:
    """Of tall pieces those that are letters of large print, and not ink in which lines of small print touch.

    Letters of large print stand beside others like them, and no row of small letters runs on at their height.
    """
    which = np.flatnonzero(tall)
    title = np.zeros(len(owner), bool)
    if not which.size:
        return title
    top, bottom = pieces.top[which], pieces.bottom[which]
    left, right, height = pieces.left[which], pieces.right[which], pieces.height[which]
    gap = np.maximum(left[:, None], left) - np.minimum(right[:, None], right)
    overlap = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    lowest, highest = np.minimum(height[:, None], height), np.maximum(height[:, None], height)
    alike = (gap < lowest) & (overlap > 0.6 * lowest) & (highest < 1.8 * lowest)
    np.fill_diagonal(alike, False)
    letters = np.flatnonzero(owner >= 0)
    middle = (pieces.top[letters] + pieces.bottom[letters]) / 2
    near = (pieces.left[letters] < (right + height)[:, None]) & (pieces.right[letters] > (left - height)[:, None])
    beside = (near & (middle > top[:, None]) & (middle < bottom[:, None])).sum(axis=1)
    title[which] = (alike.sum(axis=1) >= _COMPANY) & (beside <= 2 * alike.sum(axis=1)) & (right - left < 2 * height)
    return title


def _base_lines(pieces: Pieces, owner: Ints) -> tuple[Floats, Floats, Floats]:
    """Base line at the left end, slope and type size of each segment.

    Most letters stand on the base line, so it runs through the middle one of their lower edges.
    """
    which = np.flatnonzero(owner >= 0)
    group = owner[which]
    count = int(group.max()) + 1 if which.size else 0
    if not count:
        return np.zeros(0), np.zeros(0), np.zeros(0)
    left = np.full(count, np.inf)
    right = np.zeros(count)
    np.minimum.at(left, group, pieces.left[which])
    np.maximum.at(right, group, pieces.right[which])
    bottom = pieces.bottom[which].astype(np.float64)
    # Letters weigh alike, hanging quotes less.
    level = weighted_middle(bottom, np.minimum(pieces.height[which], _SMALL_LETTER * pieces.em), group, count)
    em = np.maximum(grouped_quantile(level[group] - pieces.top[which], group, count, 0.5), 2.0) / _LETTER
    x = (pieces.left[which] + pieces.right[which]) / 2 - left[group]
    on_base = np.abs(bottom - level[group]) <= np.maximum(0.1 * em[group], 2.0)
    number = np.maximum(np.bincount(group, on_base, count), 1)
    mean_x, mean_y = (np.bincount(group, on_base * values, count) / number for values in (x, bottom))
    away = (x - mean_x[group]) * on_base
    spread = np.bincount(group, away * x, count)
    steep = np.bincount(group, away * bottom, count) / np.maximum(spread, 1.0)
    long = (number >= 8) & (right - left > _LONG * em)
    slope = np.where(long, steep, np.median(steep[long]) if long.any() else 0.0)
    base = np.where(long, mean_y - slope * mean_x, level - slope * (right - left) / 2)
    return base, slope, em


def _nested(pieces: Pieces, owner: Ints, base: Floats, em: Floats) -> npt.NDArray[np.bool_]:
    """Which segments are but marks or commas of letters of larger print."""
    left, right, _, _ = extents(pieces, owner, len(base))
    small, large = em[:, None], em[None, :]
    middle = base - _MIDDLE * em
    away = np.abs(middle[:, None] - middle[None, :]) / large
    inside = (left[:, None] > left[None, :] - _OUTSIDE * large) & (right[:, None] < right[None, :] + _OUTSIDE * large)
    count = np.bincount(owner[owner >= 0], minlength=len(base))
    # Stacked marks of bold print are nearly as high as small letters, but there are few of them and none stands level.
    raised = (away > _RAISED) & (count[:, None] < _WORD) & (count >= _WORD)
    smaller = (large > _NESTED_EM * small) | raised
    nested: npt.NDArray[np.bool_] = np.any(smaller & (away < _REACH) & inside, axis=1)
    return nested


def _with_marks(
    pieces: Pieces,
    owner: Ints,
    letter: npt.NDArray[np.bool_],
    base: Floats,
    slope: Floats,
    em: Floats,
    beside: float,
) -> Segments:
    """The segments with all ink that belongs to them; hyphens stand at most ``beside`` type sizes from their ends."""
    count = len(base)
    x0, x1, top, bottom = extents(pieces, owner, count)
    others = np.flatnonzero((owner < 0) & (pieces.height > 0))
    if count and others.size:
        low = others[pieces.height[others] <= _HIGHEST_LETTER * pieces.em]
        for _ in range(_ROUNDS):
            owner[low] = _nearest(pieces, low, x0, x1, base, slope, em, beside)
            begin = x0
            x0, x1, top, bottom = extents(pieces, owner, count)
            base = base + slope * (x0 - begin)
            low = low[owner[low] < 0]
        widen(pieces, owner, (x0, x1, top, bottom), base, em)
    return Segments(x0, x1, top, bottom, base, slope, em, owner, letter, np.zeros(count, bool))


def _nearest(
    pieces: Pieces,
    which: npt.NDArray[np.intp],
    x0: Floats,
    x1: Floats,
    base: Floats,
    slope: Floats,
    em: Floats,
    reach: float,
) -> Ints:
    """The segment to which each of some low pieces belongs: a mark, a dot, a comma, a hyphen."""
    x = ((pieces.left[which] + pieces.right[which]) / 2)[:, None]
    y = ((pieces.top[which] + pieces.bottom[which]) / 2)[:, None]
    away = np.abs(base + slope * (x - x0) - _MIDDLE * em - y) / em
    beside = np.maximum(np.maximum(x0 - x, x - x1), 0) / em
    hyphen = pieces.width[which] > _HYPHEN * pieces.height[which]
    cost = np.where((away < _REACH) & (beside < np.where(hyphen, reach, _BESIDE)[:, None]), away + beside / 2, np.inf)
    best = cost.argmin(axis=1)
    found = np.isfinite(cost[np.arange(len(which)), best])
    return np.where(found, best, NOBODY).astype(np.int32)
