"""Corners of a sheet that are folded over or torn off: what lies behind shows as a triangle."""

from __future__ import annotations

import cv2
import numpy as np

from digitize.model import Pixels
from digitize.ocr.ink import Mask, px, reduced

_DPI = 37.5
_ALIKE = 12
# The strip that is seen beside a sheet lying askew is thinner than this and no triangle.
_STRIP_MM = 4.0
_REACH_MM = 5.0
_LONGEST_MM = 100.0
_STEEPEST = 4.0
# A triangle fills half of the rectangle around it; blurred and cut by a strip somewhat more or less.
_FILLED = (0.38, 0.68)
# The light steps at a fold, while shading grows by less than a level a millimetre.
_STEP = 12.0
_BESIDE_MM = 1.4


def folded_mm(small: Pixels, dpi: float) -> float:
    """The shorter leg, in mm, of the largest triangle at a corner of the picture that is no part of the page's face.

    Args:
        small: Reduced grey page.
        dpi: Of the reduced page.
    """
    tiny = reduced(small, min(1.0, _DPI / dpi))
    if min(tiny.shape) < 2 * px(_STRIP_MM, _DPI):
        return 0.0
    turns = (tiny, tiny[:, ::-1], tiny[::-1], tiny[::-1, ::-1])
    return max(_triangle_mm(np.ascontiguousarray(turn)) for turn in turns)


def _triangle_mm(tiny: Pixels) -> float:
    """The shorter leg of a triangle in the upper left corner, 0 where there is none."""
    region = _alike(tiny)
    strip = px(_STRIP_MM, _DPI) | 1
    # Beyond the border the picture goes on as it ends there, or opening would round off the corner itself.
    wider = cv2.copyMakeBorder(region, strip, strip, strip, strip, cv2.BORDER_REPLICATE)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (strip, strip))
    solid = np.ascontiguousarray(cv2.morphologyEx(wider, cv2.MORPH_OPEN, disc)[strip:-strip, strip:-strip])
    y, x = np.nonzero(solid)
    reach = px(_REACH_MM, _DPI)
    if not len(y) or y.min() > reach or x.min() > reach:
        return 0.0
    legs = int(x.max() - x.min()) + 1, int(y.max() - y.min()) + 1
    shorter, longer = min(legs), max(legs)
    filled = len(y) / (legs[0] * legs[1])
    if longer > px(_LONGEST_MM, _DPI) or longer > _STEEPEST * shorter or not _FILLED[0] < filled < _FILLED[1]:
        return 0.0
    return shorter * 25.4 / _DPI if _step(tiny, solid) >= _STEP else 0.0


def _alike(tiny: Pixels) -> Pixels:
    """1 where the picture hangs together with its upper left corner and is as light."""
    height, width = tiny.shape
    mask = np.zeros((height + 2, width + 2), np.uint8)
    flags = 8 | cv2.FLOODFILL_FIXED_RANGE | cv2.FLOODFILL_MASK_ONLY | (1 << 8)
    cv2.floodFill(tiny, mask, (1, 1), 0, _ALIKE, _ALIKE, flags)
    return np.ascontiguousarray(mask[1:-1, 1:-1])


def _step(tiny: Pixels, region: Pixels) -> float:
    """By how many levels the light changes from right inside a region to right outside."""
    kernel = np.ones((2 * px(_BESIDE_MM, _DPI) + 1,) * 2, np.uint8)
    near = cv2.dilate(region, kernel)
    inside: Mask = (region - cv2.erode(region, kernel)).view(bool)
    outside: Mask = (cv2.dilate(near, kernel) - near).view(bool)
    return abs(float(np.median(tiny[inside])) - float(np.median(tiny[outside]))) if outside.any() else 0.0
