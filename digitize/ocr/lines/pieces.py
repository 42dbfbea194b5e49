"""The pieces of ink of a page, without ruling, and the ruling by itself; all on a reduced copy."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from digitize.model import Pixels
from digitize.ocr import ink
from digitize.ocr.ink import below, components, px

SEEN_DPI = 150.0
"""Lines are found at this resolution: small letters are 8 px and more high there, and a page costs a quarter."""

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

_INK_BELOW = 170
# No stroke of a letter is that long without a bend; underlines are, and are in the way like any rule.
_LEVEL_RULE_MM = 10.0
# Upright rules are often broken, and are looked for on a smaller copy, where the breaks are grey. Stems of large print
# are as high as the shortest rules, but thicker; stems of three lines one below the other do not touch.
_RULED_BELOW = 215
_UPRIGHT_RULE_MM, _BROKEN_RULE_MM, _BREAK_MM = 9.0, 14.0, 1.0
_THICKEST_MM = 1.2
# What is lower or higher than this is no letter to tell the size of print by.
_LOWEST_MM, _TALLEST_MM = 0.9, 9.0
# Type size over the middle height of pieces in Vietnamese print, where some letters have marks in one piece with them.
_EM_OF_MIDDLE = 1.75


@dataclass(frozen=True, slots=True)
class Pieces:
    """Connected pieces of ink; index 0 is the paper.

    Attributes:
        labels: Which piece a pixel belongs to, height × width.
        left: First column of each piece.
        top: First row.
        right: Column after the last.
        bottom: Row after the last.
        area: Px of ink.
        em: Type size of most of the print, px.
        level_rules: 1 where a level rule lies.
        upright_rules: 1 where an upright rule lies.
    """

    labels: npt.NDArray[np.int32]
    left: Ints
    top: Ints
    right: Ints
    bottom: Ints
    area: Ints
    em: float
    level_rules: Pixels
    upright_rules: Pixels

    @property
    def height(self) -> Ints:
        """Height of each piece."""
        return self.bottom - self.top

    @property
    def width(self) -> Ints:
        """Width of each piece."""
        return self.right - self.left


def pieces_of(seen: Pixels, dpi: float) -> Pieces:
    """The pieces of ink of a page.

    Args:
        seen: Grey page at about :data:`SEEN_DPI`, level, ink black on white.
        dpi: Of the page.
    """
    dark = below(seen, _INK_BELOW)
    level = _runs(dark, px(_LEVEL_RULE_MM, dpi), 1)
    upright = ink.enlarged(_uprights(ink.reduced(seen, ink.SMALL_DPI / dpi)), seen)
    if level.any() or upright.any():
        # The ragged edges of a rule go with it.
        dark &= 1 - (cv2.dilate(level, np.ones((3, 1), np.uint8)) | cv2.dilate(upright, np.ones((1, 3), np.uint8)))
    labels, stats = components(dark)
    stats[0] = 0
    left, top, width, height, area = (np.ascontiguousarray(column) for column in stats.T)
    return Pieces(labels, left, top, left + width, top + height, area, _em(width, height, dpi), level, upright)


def _uprights(small: Pixels) -> Pixels:
    """1 where an upright rule lies, on a page at :data:`digitize.ocr.ink.SMALL_DPI`."""
    dark = below(small, _RULED_BELOW)
    gap = np.ones((px(_BREAK_MM, ink.SMALL_DPI), 1), np.uint8)
    healed = _runs(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, gap), 1, px(_BROKEN_RULE_MM, ink.SMALL_DPI))
    rules = healed | _runs(dark, 1, px(_UPRIGHT_RULE_MM, ink.SMALL_DPI))
    thin: Pixels = rules - _runs(rules, px(_THICKEST_MM, ink.SMALL_DPI), 1)
    return thin


def _runs(dark: Pixels, width: int, height: int) -> Pixels:
    """1 where ink goes on for so many px in a row or a column."""
    runs: Pixels = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((height, width), np.uint8))
    return runs


def _em(width: Ints, height: Ints, dpi: float) -> float:
    """Type size of most of the print, px, by the middle height of pieces as high as letters, weighted by width."""
    letters = (height >= px(_LOWEST_MM, dpi)) & (height <= px(_TALLEST_MM, dpi)) & (width >= 2)
    if not letters.any():
        return 13 / 72 * dpi
    weights = np.bincount(height[letters], np.minimum(width[letters], px(_TALLEST_MM, dpi)))
    middle = np.searchsorted(np.cumsum(weights), weights.sum() / 2)
    return float(middle) * _EM_OF_MIDDLE
