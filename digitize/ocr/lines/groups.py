"""Figures of groups of pieces of ink, many groups at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from digitize.ocr.lines.pieces import Floats, Ints, Pieces

NOBODY = -1
"""The number of no group."""


def grouped_quantile(values: npt.NDArray[np.generic], groups: Ints, count: int, share: float) -> Floats:
    """A quantile of the values of each group; each of the groups 0 … ``count`` - 1 has at least one value."""
    order = np.lexsort((values, groups))
    sizes = np.bincount(groups, minlength=count)
    first = np.cumsum(sizes) - sizes
    picked: Floats = values[order][first + (share * (sizes - 1)).astype(np.int64)].astype(np.float64)
    return picked


def weighted_middle(values: Floats, weights: Floats, groups: Ints, count: int) -> Floats:
    """The middle value of each group by weight; each of the groups 0 … ``count`` - 1 has at least one value."""
    order = np.lexsort((values, groups))
    group = groups[order]
    total = np.bincount(groups, weights, count)
    so_far = np.cumsum(weights[order]) - (np.cumsum(total) - total)[group]
    # Sums of fractions fall a little short of the half that they make.
    reached = np.flatnonzero(so_far >= 0.499 * total[group])
    _, first = np.unique(group[reached], return_index=True)
    middle: Floats = values[order][reached[first]]
    return middle


def renumbered(owner: Ints) -> Ints:
    """The same groups numbered from 0 without holes."""
    _, numbers = np.unique(np.append(owner, NOBODY), return_inverse=True)
    return (numbers[:-1] - 1).astype(np.int32)


def extents(pieces: Pieces, owner: Ints, count: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Left, right, top and bottom of the ink of each segment."""
    which = np.flatnonzero(owner >= 0)
    group = owner[which]
    x0, top = np.full(count, np.inf), np.full(count, np.inf)
    x1, bottom = np.zeros(count), np.zeros(count)
    np.minimum.at(x0, group, pieces.left[which])
    np.minimum.at(top, group, pieces.top[which])
    np.maximum.at(x1, group, pieces.right[which])
    np.maximum.at(bottom, group, pieces.bottom[which])
    return x0, x1, top, bottom
