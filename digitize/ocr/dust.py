"""Dust: specks that stand far from any text line. Nothing is dust for being small alone.

Dots below vowels, full stops and the dots of i are as small as dust is. What tells them apart is where they stand: a
dot of a letter is near it, measured in the height of that letter.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from digitize.model import Pixels
from digitize.ocr.ink import SMALL_DPI, Mask, below, components, enlarged, px, reduced

# Noise ends far above this level of the flattened page; a little higher, and the dots of a row touch in worn scans.
_INK_BELOW = 180
_DOT_MM = 0.85
_PALE_BELOW, _AROUND_MM, _DOTS_AROUND = 225, 3.0, 2

# How far from a letter its own dots stand, in heights of the letter. Of the type size, small letters are 0.46 high
# and dots below end 0.22 under the line; the last dot of an ellipsis stands up to 1.1 away from a digit of 0.66.
_ABOVE, _BESIDE = 0.6, 1.8
# Nothing higher is a letter; what is lower has a letter beside it.
_TALLEST_MM = 14.0
# Print so broken that its letters are specks still makes rows.
_BROKEN_GAP_MM, _BROKEN_ROW_MM = 1.5, 5.0


def dots(flat: Pixels, dpi: float) -> tuple[Pixels, Pixels]:
    """The pieces of ink no larger than the dot of a letter, and all larger ones, as masks of 0 and 1.

    Args:
        flat: Reduced page on evenly white paper, at 100 dpi or more.
        dpi: Of the reduced page.
    """
    dark = below(flat, _INK_BELOW)
    largest = px(_DOT_MM, dpi)
    _, stats = components(dark)
    left, top, width, height = stats[stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) <= largest, :4].T
    small = np.zeros_like(dark)
    for right in range(largest):
        for down in range(largest):
            inside = (right < width) & (down < height)
            small[top[inside] + down, left[inside] + right] = 1
    small &= dark
    return small, dark - small


def specks(flat: Pixels, small: Pixels, large: Pixels, dpi: float) -> Mask:
    """Where dust lies: dots that belong to no line.

    Args:
        flat: Reduced page on evenly white paper.
        small: The dots, from :func:`dots`.
        large: All other ink.
        dpi: Of all.
    """
    near = _near_lines(_shrunk(large, dpi), _shrunk(small, dpi))
    lone = small & below(enlarged(near * 255, small), 1) & _bare_around(flat, dpi)
    grown: Mask = cv2.dilate(lone, np.ones((3, 3), np.uint8)).view(bool)
    return grown


def _bare_around(flat: Pixels, dpi: float) -> Pixels:
    """1 where no more pale ink is about than a few dots have: of pale print, dark places alone look like dots."""
    window = px(_AROUND_MM, dpi)
    share = cv2.boxFilter(below(flat, _PALE_BELOW) * 255, cv2.CV_8U, (window, window))
    return below(share, round(255 * _DOTS_AROUND * (_DOT_MM / _AROUND_MM) ** 2))


def _shrunk(mask: Pixels, dpi: float) -> Pixels:
    """The mask at :data:`digitize.ocr.ink.SMALL_DPI`; a pixel is set that covers any set one."""
    shrunk: Pixels = (reduced(mask * 255, SMALL_DPI / dpi) > 0).view(np.uint8)
    return shrunk


def _near_lines(letters: Pixels, lone: Pixels) -> Pixels:
    """Where dots may belong to letters; all at :data:`digitize.ocr.ink.SMALL_DPI`."""
    gap = px(_BROKEN_GAP_MM, SMALL_DPI)
    row = cv2.morphologyEx(lone, cv2.MORPH_CLOSE, _box(gap, gap))
    near: Pixels = cv2.morphologyEx(row, cv2.MORPH_OPEN, _box(px(_BROKEN_ROW_MM, SMALL_DPI), 1))
    labels, stats = components(letters | near)
    heights = stats[:, cv2.CC_STAT_HEIGHT]
    heights[heights > px(_TALLEST_MM, SMALL_DPI)] = 1
    above = np.ceil(_ABOVE * heights).astype(np.uint8)
    above[0] = 0
    reach = above[labels]
    for height in np.unique(above[1:]).tolist():
        beside = math.ceil(height * _BESIDE / _ABOVE)
        near |= cv2.dilate((reach == height).view(np.uint8), _box(2 * beside + 1, 2 * height + 1))
    return near


def _box(width: int, height: int) -> Pixels:
    box: Pixels = np.ones((height, width), np.uint8)
    return box
