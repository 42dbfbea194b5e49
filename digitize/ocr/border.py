"""Where the picture shows no paper but the dark lid or gap of the scanner: along its border, and in punch holes."""

from __future__ import annotations

import math

import cv2
import numpy as np

from digitize.model import Pixels
from digitize.ocr.ink import Mask, below, components, px

_NO_PAPER = 0.5
_LEVEL_EVERY = 4
_STRIP_MM = 4.0
_RUN_MM = 25.0

# ISO 838 has holes of 6 mm, their centres 12 mm from the edge; punches for 5 to 8 mm are about. The sheet may lie some
# millimetres askew, or off.
_LEAST_MM, _MOST_MM = 4.2, 8.8
_FROM_EDGE_MM = 22.0
# A disc fills this part of the square around it; a square fills all of it, a ring or letter less.
_DISC = math.pi / 4
_DISC_OFF = 0.12
_LONGEST_TO_SHORTEST = 1.2
# No stroke is so thick, so what is left when strokes are gone is solid.
_STROKE_MM = 3.0
# The paper around a hole is bare; around a full stop of a stamp or a filled letter it is not.
_AROUND_MM = 1.0
_GROWN_MM = 0.7


def no_paper(small: Pixels, shade: Pixels, dpi: float) -> Mask:
    """Dark edges and punch holes.

    Args:
        small: Reduced grey page.
        shade: Its paper, from :func:`digitize.ocr.ink.paper`.
        dpi: Of both.
    """
    return dark_edges(small, shade, dpi) | punched(small, shade, dpi)


def dark_edges(small: Pixels, shade: Pixels, dpi: float) -> Mask:
    """Where the picture shows no paper but the dark lid or gap of the scanner, along its border.

    Args:
        small: Reduced grey page.
        shade: Its paper, from :func:`digitize.ocr.ink.paper`.
        dpi: Of both.
    """
    half = _half_as_light(shade)
    found, dark = below(shade, half), below(small, half)
    run, strip = px(_RUN_MM, dpi), px(_STRIP_MM, dpi)
    upright, level = np.ones((run, 1), np.uint8), np.ones((1, run), np.uint8)
    sides = (np.s_[:, :strip], upright), (np.s_[:, -strip:], upright), (np.s_[:strip], level), (np.s_[-strip:], level)
    for side, line in sides:
        found[side] |= cv2.morphologyEx(np.ascontiguousarray(dark[side]), cv2.MORPH_OPEN, line)
    touching = _touching_border(found)
    if not touching.any():
        return touching
    grown: Mask = cv2.dilate(touching.view(np.uint8), np.ones((5, 5), np.uint8)).view(bool)
    return grown


def _touching_border(mask: Pixels) -> Mask:
    """The connected pieces of a mask that reach the picture's border."""
    if not mask.any():
        return mask.view(bool)
    labels, _ = components(mask)
    rim = np.concatenate((labels[0], labels[-1], labels[:, 0], labels[:, -1]))
    return np.isin(labels, np.unique(rim[rim > 0]))


def punched(small: Pixels, shade: Pixels, dpi: float) -> Mask:
    """Where holes are punched: dark, solid, round, alone, of a punch's size, near an edge of the sheet.

    Args:
        small: Reduced grey page.
        shade: Its paper, from :func:`digitize.ocr.ink.paper`.
        dpi: Of both.
    """
    dark = below(small, _half_as_light(shade))
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, _disc(_STROKE_MM, dpi))
    found = np.zeros_like(dark)
    if not solid.any():
        return found.view(bool)
    _, stats = components(solid)
    for left, top, width, height, area in stats[1:].tolist():
        if _round(width, height, area, dpi) and _near_edge(left + width / 2, top + height / 2, small.shape, dpi):
            around = px(_AROUND_MM, dpi)
            place = np.s_[max(top - around, 0) : top + height + around, max(left - around, 0) : left + width + around]
            hole = solid[place]
            grown = cv2.dilate(hole, _disc(2 * _GROWN_MM, dpi))
            if not (dark[place] & ~grown & 1).any():
                found[place] |= grown
    return found.view(bool)


def _disc(diameter_mm: float, dpi: float) -> Pixels:
    disc: Pixels = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (px(diameter_mm, dpi) | 1,) * 2)
    return disc


def _round(width: int, height: int, area: int, dpi: float) -> bool:
    shortest, longest = sorted((width, height))
    if not px(_LEAST_MM, dpi) <= shortest <= longest <= px(_MOST_MM, dpi):
        return False
    return longest <= _LONGEST_TO_SHORTEST * shortest and abs(area / (width * height) - _DISC) < _DISC_OFF


def _near_edge(x: float, y: float, shape: tuple[int, ...], dpi: float) -> bool:
    height, width = shape
    return min(x, y, width - x, height - y) <= px(_FROM_EDGE_MM, dpi)


def _half_as_light(shade: Pixels) -> int:
    """The level that is half as light as the paper: what is darker over a wide place is no paper."""
    return int(_NO_PAPER * np.median(shade[::_LEVEL_EVERY, ::_LEVEL_EVERY]))
