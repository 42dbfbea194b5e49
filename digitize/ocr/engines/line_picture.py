"""The picture of a line as our own readers take it; training makes it with this very code."""

from __future__ import annotations

from enum import StrEnum

import cv2
import numpy as np

from digitize.model import Pixels

HEIGHT = 32
"""Height of every line picture, px."""

_INK, _PAPER = 0.02, 0.75
"""Shares of a line's pixels that are darker than its ink and than its paper."""
_LEAST_CONTRAST = 24
_FINE = 3
"""By how much a line is larger than its picture when it is parted into black and white."""
_PALEST, _DARKEST = 64, 192
"""Between which levels of ink the parting may lie: paper without ink has none to part."""


class Preparation(StrEnum):
    """What is made of the cut; readers that see different pictures err differently."""

    GREY = "grey"
    BILEVEL = "bilevel"


def line_picture(cut: Pixels, preparation: Preparation = Preparation.GREY) -> Pixels:
    """A line, 32 px high, ink 255 on paper 0.

    Args:
        cut: Grey, ink dark, of any size.
        preparation: ``GREY`` keeps the shades of the ink; ``BILEVEL`` parts ink and paper first (Otsu's threshold).
    """
    if preparation is Preparation.GREY:
        return _levelled(_as_high_as(cut, HEIGHT))
    fine = _levelled(_as_high_as(cut, _FINE * HEIGHT))
    at, _ = cv2.threshold(fine, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    _, parted = cv2.threshold(fine, min(max(at, _PALEST), _DARKEST), 255, cv2.THRESH_BINARY)
    return _as_high_as(parted, HEIGHT)


def _as_high_as(picture: Pixels, wanted: int) -> Pixels:
    height, width = picture.shape
    size = (max(round(width * wanted / height), 1), wanted)
    resized: Pixels = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if height > wanted else cv2.INTER_LINEAR)
    return resized


def _levelled(grey: Pixels) -> Pixels:
    """Ink bright on dark, both at their full level."""
    counts = np.cumsum(np.bincount(grey.ravel(), minlength=256))
    paper = int(np.searchsorted(counts, grey.size * _PAPER))
    # Paper without ink stays paper, however little of it is a little darker.
    ink = min(int(np.searchsorted(counts, grey.size * _INK)), paper - _LEAST_CONTRAST)
    levels = ((paper - np.arange(256)) * (255 / (paper - ink))).clip(0, 255).astype(np.uint8)
    picture: Pixels = cv2.LUT(grey, levels)
    return picture
