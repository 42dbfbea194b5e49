"""Text under seals and signatures: letters that their ink has taken come back to their line.

The colour of a seal is gone by now or never was; what tells its ink from letters is size, and where letters stand.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from digitize.ocr.lines.groups import NOBODY, extents
from digitize.ocr.lines.pieces import Floats, Ints, Pieces

# Of ink as high as several lines (touching lines, a seal, a signature) so much is taken to a line at its ends.
_SHARED_HEIGHT, _SHARED_WIDTH, _SHARED_GAP = 1.15, 2.5, 0.3
_ABOVE_BASE, _BELOW_BASE = 0.98, 0.24
# Seals and signatures are larger than this both ways; segments of fewer letters within them are parts of theirs.
_LARGE, _WORD = 3.5, 3
_SAME_BASE = 0.15
# A letter is on a base line, and of the height that most letters of a line have, when it differs by no more.
_ON_BASE, _ALIKE = 0.1, 0.25
_LETTER = 1 / 1.6


def large_pieces(pieces: Pieces) -> npt.NDArray[np.intp]:
    """The pieces as large as seals and signatures."""
    return np.flatnonzero(np.minimum(pieces.height, pieces.width) > _LARGE * pieces.em)


def move_letters(
    pieces: Pieces, large: npt.NDArray[np.intp], owner: Ints, base: Floats, slope: Floats, em: Floats
) -> bool:
    """Moves letters in the midst of seals, in place, that stand on the base line of a longer segment beside them.

    So letters that a seal's legend has taken come back to their line. Says whether there are any.
    """
    which = np.flatnonzero(owner >= 0)
    edges = (edge[which].astype(np.float64) for edge in (pieces.left, pieces.right, pieces.top, pieces.bottom))
    which = which[_within(pieces, large, *edges)]
    count = np.bincount(owner[owner >= 0], minlength=len(base))
    group = owner[which]
    left, right, _, _ = extents(pieces, owner, len(base))
    x = ((pieces.left[which] + pieces.right[which]) / 2)[:, None]
    off = np.abs(base + slope * (x - left) - pieces.bottom[which][:, None]) / em
    beside = np.maximum(left - x, x - right) / em
    alike = np.abs(pieces.height[which][:, None] / em - _LETTER) < _ALIKE
    fits = (off < _ON_BASE) & (beside < _SHARED_WIDTH) & alike & (count > np.maximum(count[group], _WORD)[:, None])
    moved = fits.any(axis=1)
    best = np.where(fits, off, np.inf).argmin(axis=1)
    owner[which[moved]] = best[moved]
    return bool(moved.any())


def _within(
    pieces: Pieces, large: npt.NDArray[np.intp], left: Floats, right: Floats, top: Floats, bottom: Floats
) -> npt.NDArray[np.bool_]:
    """Which boxes overlap the box of a large piece."""
    across = (right[:, None] >= pieces.left[large]) & (left[:, None] <= pieces.right[large])
    down = (bottom[:, None] >= pieces.top[large]) & (top[:, None] <= pieces.bottom[large])
    within: npt.NDArray[np.bool_] = np.any(across & down, axis=1)
    return within


def crumbs_of(
    pieces: Pieces, large: npt.NDArray[np.intp], owner: Ints, base: Floats, em: Floats
) -> npt.NDArray[np.bool_]:
    """Which segments are pieces, too few for a word, of a seal or signature in whose midst they are.

    What stands on the base line of a word beside it belongs to that.
    """
    count = len(base)
    which = np.flatnonzero(owner >= 0)
    few = np.bincount(owner[which], minlength=count) < _WORD
    if not large.size or not few.any():
        return np.zeros(count, bool)
    left, right, top, bottom = extents(pieces, owner, count)
    x, y = (left + right) / 2, (top + bottom) / 2
    within = _within(pieces, large, x, x, y, y)
    gap = np.maximum(left[:, None], left) - np.minimum(right[:, None], right)
    level = (np.abs(base[:, None] - base) < _SAME_BASE * em) & (gap < _SHARED_WIDTH * em) & ~few
    crumbs: npt.NDArray[np.bool_] = few & within & ~level.any(axis=1)
    return crumbs


def widen(
    pieces: Pieces,
    owner: Ints,
    extents: tuple[Floats, Floats, Floats, Floats],
    base: Floats,
    em: Floats,
) -> None:
    """Widens segments, in place, by letters of theirs that hang together with ink of several lines, or of a seal.

    Such ink belongs to nobody from then on.
    """
    x0, x1, top, bottom = extents
    for piece in np.flatnonzero(pieces.height > _SHARED_HEIGHT * pieces.em):
        left, right = pieces.left[piece], pieces.right[piece]
        touched = (pieces.top[piece] < base - 0.3 * em) & (pieces.bottom[piece] > base - 0.1 * em)
        touched &= (left < x1 + em / 2) & (right > x0 - em / 2) & (pieces.height[piece] > _SHARED_HEIGHT * em)
        for line in np.flatnonzero(touched):
            if line == owner[piece]:
                continue
            owner[piece] = NOBODY
            size = em[line]
            reach, gap = math.ceil(_SHARED_WIDTH * size), math.ceil(_SHARED_GAP * size)
            letters = np.s_[max(0, int(base[line] - 0.7 * size)) : max(1, int(base[line]))]
            begin, end = int(x0[line]), int(x1[line])
            before = pieces.labels[letters, max(0, begin - reach) : begin] == piece
            behind = pieces.labels[letters, end : end + reach] == piece
            x0[line] = begin - _run(before.any(axis=0)[::-1], gap)
            x1[line] = end + _run(behind.any(axis=0), gap)
            if left >= x0[line] and right <= x1[line]:
                top[line] = min(top[line], max(pieces.top[piece], base[line] - _ABOVE_BASE * size))
                bottom[line] = max(bottom[line], min(pieces.bottom[piece], base[line] + _BELOW_BASE * size))


def _run(inked: npt.NDArray[np.bool_], gap: int) -> int:
    """How far ink goes on from the beginning without a wider gap."""
    columns = np.concatenate(([-1], np.flatnonzero(inked)))
    wide = np.flatnonzero(np.diff(columns) > gap)
    return int(columns[wide[0] if wide.size else -1]) + 1
