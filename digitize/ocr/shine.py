"""What shines through from the other side of the sheet: pale, soft, for paper scatters light, and all over the page."""

from __future__ import annotations

import cv2
import numpy as np

from digitize.model import Pixels
from digitize.ocr.ink import WHITE, Mask, below, black_of, px

# Of the depth of the page's own ink; the print of the other side loses about half in a sheet of office paper.
_PALE = 0.55
# Over two pixels of 150 dpi soft marks change by less than this part of what the deepest of them are deep; sharp ink,
# however pale, changes by nearly its own depth.
_SOFT = 0.7
_DEEP_PERCENTILE = 5.0
_OWN_INK_MM = 0.6
_MARK_BELOW = 222
# A written page without show-through has less than 0.004 of such marks, and as little harms no reading.
_LEAST_SHARE = 0.006


def shining_through(flat: Pixels, aside: Mask, dpi: float) -> Mask:
    """Where marks of the other side are seen, if there are many, and no ink of this side is near.

    Args:
        flat: Reduced page on evenly white paper, at some 150 dpi.
        aside: What is known to be neither, as rows of dots are, which are pale and sharp.
        dpi: Of the reduced page.
    """
    black = black_of(flat)
    nothing: Mask = np.zeros(flat.shape, bool)
    if black is None:
        return nothing
    strong = below(flat, int(WHITE - _PALE * (WHITE - black)))
    marks: Pixels = cv2.subtract(below(flat, _MARK_BELOW), _grown(strong | aside.view(np.uint8), dpi))
    enough = _LEAST_SHARE * marks.size
    if cv2.countNonZero(marks) < enough:
        return nothing
    deep = WHITE - float(np.percentile(flat[marks.view(bool)], _DEEP_PERCENTILE))
    change = cv2.morphologyEx(flat, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    near = _grown(strong | (change > _SOFT * deep).view(np.uint8), dpi)
    marks = cv2.subtract(marks, near)
    if cv2.countNonZero(marks) < enough:
        return nothing
    # The soft rim of a mark is paler than the mark.
    seen: Mask = cv2.subtract(_grown(marks, dpi), near).view(bool)
    return seen


def _grown(ink: Pixels, dpi: float) -> Pixels:
    """Where ink is near."""
    grown: Pixels = cv2.dilate(ink, np.ones((px(2 * _OWN_INK_MM, dpi) | 1,) * 2, np.uint8))
    return grown
