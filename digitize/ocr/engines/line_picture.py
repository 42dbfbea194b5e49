"""The picture of a line as our own reader takes it; training makes it with this very code."""

from __future__ import annotations

import cv2
import numpy as np

from digitize.model import Pixels

HEIGHT = 32
"""Height of every line picture, px."""

_INK, _PAPER = 0.02, 0.75
"""Shares of a line's pixels that are darker than its ink and than its paper."""
_LEAST_CONTRAST = 24


def line_picture(cut: Pixels) -> Pixels:
    """A line, 32 px high, ink 255 on paper 0.

    Args:
        cut: Grey, ink dark, of any size.
    """
    height, width = cut.shape
    wanted = max(round(width * HEIGHT / height), 1)
    smaller = height > HEIGHT
    small = cv2.resize(cut, (wanted, HEIGHT), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)
    counts = np.cumsum(np.bincount(small.ravel(), minlength=256))
    paper = int(np.searchsorted(counts, small.size * _PAPER))
    # Paper without ink stays paper, however little of it is a little darker.
    ink = min(int(np.searchsorted(counts, small.size * _INK)), paper - _LEAST_CONTRAST)
    levels = ((paper - np.arange(256)) * (255 / (paper - ink))).clip(0, 255).astype(np.uint8)
    picture: Pixels = cv2.LUT(small, levels)
    return picture
