"""Text that runs up or down a page: letters one above the other, closer than lines of text ever stand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from digitize.ocr.lines.pieces import Floats
from digitize.ocr.lines.segments import Segments

# In type sizes: letters of a word, and words, follow each other in less; single figures in a column in more.
_GAP = 0.35
_FEW_LETTERS = 2
_LEAST_PARTS = 5
_SLENDER = 3.0


def with_turned(segments: Segments, em: float) -> Segments:
    """The segments with those of each line of turned text put together and marked.

    Args:
        segments: Of the page, none marked.
        em: Type size of most of the print, px.
    """
    owners = segments.owner[segments.letter & (segments.owner >= 0)]
    lone = np.flatnonzero(np.bincount(owners, minlength=len(segments)) <= _FEW_LETTERS)
    if len(lone) < _LEAST_PARTS:
        return segments
    group = _chained(segments, lone, _GAP * em)
    kept = np.arange(len(segments))
    turned = np.zeros(len(segments), bool)
    for number in np.flatnonzero(np.bincount(group) >= _LEAST_PARTS):
        members = lone[group == number]
        width = float(segments.x1[members].max() - segments.x0[members].min())
        if segments.bottom[members].max() - segments.top[members].min() > _SLENDER * width:
            kept[members] = members[0]
            turned[members[0]] = True
    return _merged(segments, kept, turned) if turned.any() else segments


def _chained(segments: Segments, which: npt.NDArray[np.intp], gap: float) -> npt.NDArray[np.intp]:
    """For each of some segments the number of the chain of segments one above the other that it is part of."""
    x0, x1, top, bottom = (edge[which] for edge in (segments.x0, segments.x1, segments.top, segments.bottom))
    narrower = np.minimum((x1 - x0)[:, None], x1 - x0)
    above = np.minimum(x1[:, None], x1) - np.maximum(x0[:, None], x0) > narrower / 2
    near = np.maximum(top[:, None], top) - np.minimum(bottom[:, None], bottom) < gap
    linked = above & near
    group = np.arange(len(which))
    while True:
        least = np.where(linked, group, len(which)).min(axis=1)
        if np.array_equal(least, group):
            return group
        group = least


def _merged(segments: Segments, kept: npt.NDArray[np.intp], turned: npt.NDArray[np.bool_]) -> Segments:
    """The segments with each put into the one that is kept for it; a turned one has its base line at its foot."""
    ids, place = np.unique(kept, return_inverse=True)

    def least(edge: Floats) -> Floats:
        merged = np.full(len(ids), np.inf)
        np.minimum.at(merged, place, edge)
        return merged

    x0, x1 = least(segments.x0), -least(-segments.x1)
    top, bottom = least(segments.top), -least(-segments.bottom)
    flag = turned[ids]
    number = np.append(place, -1)
    return replace(
        segments,
        x0=x0,
        x1=x1,
        top=top,
        bottom=bottom,
        base=np.where(flag, bottom, segments.base[ids]),
        slope=np.where(flag, 0.0, segments.slope[ids]),
        em=np.where(flag, x1 - x0, segments.em[ids]),
        owner=number[segments.owner].astype(np.int32),
        turned=flag,
    )
