"""What a decoded picture is made of, and its pixels as the other rooms take them."""

from __future__ import annotations

import cv2

from digitize.model import Colour, Pixels

_GREY_TOLERANCE = 4
"""Levels by which channels may differ in a grey picture: rounding between colour spaces."""


def settle(bgr: Pixels) -> tuple[Pixels, Colour]:
    """Pixels with one channel where no pixel has a colour, as they are else.

    Args:
        bgr: Height × width × 3.
    """
    blue, green, red = cv2.split(bgr)
    if max(cv2.absdiff(blue, green).max(), cv2.absdiff(red, green).max()) <= _GREY_TOLERANCE:
        return green, Colour.GREY
    return bgr, Colour.COLOUR
