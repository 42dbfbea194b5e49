"""What a decoded picture is made of, and its pixels as the other rooms take them."""

from __future__ import annotations

import cv2

from digitize.model import Colour, Pixels

_GREY_TOLERANCE = 4
"""Levels by which channels may differ in a grey picture: rounding between colour spaces."""

_ROWS = 256
"""Rows looked at together: a coloured page is mostly known by its first ones, and copies of its channels stay small."""


def settle(bgr: Pixels) -> tuple[Pixels, Colour]:
    """Pixels with one channel where no pixel has a colour, as they are else.

    Args:
        bgr: Height × width × 3.
    """
    if all(_is_grey(bgr[top : top + _ROWS]) for top in range(0, bgr.shape[0], _ROWS)):
        return cv2.extractChannel(bgr, 1), Colour.GREY
    return bgr, Colour.COLOUR


def _is_grey(bgr: Pixels) -> bool:
    blue, green, red = cv2.split(bgr)
    return bool(max(cv2.absdiff(blue, green).max(), cv2.absdiff(red, green).max()) <= _GREY_TOLERANCE)
