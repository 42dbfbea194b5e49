"""Whether anything is on a page.

A back that looks empty is seldom white: seals and bold print of the other side shine through. What shines through
is pale nearly everywhere, while the ink of this side, be it a signature or a page number, is mostly strong. So a page
is blank when its strong ink is less than a digit's, or when it is little and far outweighed by pale marks. A seal's red
is pale, too, in a grey scan, but there is much of it in one place: more than ever shines through from the other side.
"""

from __future__ import annotations

import cv2
import numpy as np

from digitize.model import BlankReason, Pixels
from digitize.ocr import border, ink

_STRONG_BELOW = round(0.55 * 255)
_PALE_BELOW = round(0.85 * 255)
_MARGIN_MM = 3.0
_SPECK_MM2 = 0.3
_DIGIT_MM2 = 2.0
_SHINE_MM2 = 4.0
# Of a page without text; the emptiest page with text has some 0.002, the darkest bleeding seal 0.0002 to 0.0004.
_LITTLE_SHARE = 0.001
_SURELY_SHARE = 0.01
_STRONG_TO_PALE = 1 / 3
# Of a seal of office, some 36 mm wide, at least 117 mm² are darker than this in a grey scan; of one that shines
# through, at most 68 mm² on the backs at hand.
_HALF_TONE_BELOW = 0.75 * 255
_SEAL_MM2, _SEAL_MM, _IN_ONE_PLACE = 90.0, 40.0, 0.7


def surely_written(overview: Pixels) -> bool:
    """Whether there is so much ink that :func:`reason` need not be asked.

    Args:
        overview: The page on evenly white paper, reduced to some 150 dpi.
    """
    return cv2.countNonZero(ink.below(overview, _STRONG_BELOW)) > _SURELY_SHARE * overview.size


def reason(overview: Pixels, dpi: float) -> BlankReason | None:
    """Why the page is blank, or ``None`` where something is on it.

    Args:
        overview: The page as received, grey or BGR, reduced to some 150 dpi.
        dpi: Of the overview.
    """
    page = ink.darkest(overview)
    small = ink.reduced(page, ink.SMALL_DPI / dpi)
    shade = ink.paper(small, ink.SMALL_DPI)
    flat = ink.flattened(page, shade, border.no_paper(small, shade, ink.SMALL_DPI))
    margin = ink.px(_MARGIN_MM, dpi)
    # A strip narrower than its margins is looked at whole; OpenCV crashes on a picture without pixels.
    inner = flat[margin:-margin, margin:-margin] if min(flat.shape) > 2 * margin else flat
    strong, pale = ink.below(inner, _STRONG_BELOW), ink.below(inner, _PALE_BELOW)
    strong_mm2, pale_mm2 = _area(strong, dpi), _area(pale, dpi)
    if _has_seal(inner, dpi):
        return None
    if strong_mm2 < _DIGIT_MM2:
        return BlankReason.WHITE if pale_mm2 < _SHINE_MM2 else BlankReason.SHOW_THROUGH
    little = strong_mm2 < _LITTLE_SHARE * inner.size * _mm2_per_px(dpi)
    return BlankReason.SHOW_THROUGH if little and strong_mm2 < _STRONG_TO_PALE * pale_mm2 else None


def _has_seal(inner: Pixels, dpi: float) -> bool:
    """Whether most of what is on the page stands in one place, no larger than a seal, and is as much as a seal's."""
    marks = (inner < _HALF_TONE_BELOW).astype(np.float32)
    window = ink.px(_SEAL_MM, dpi)
    densest = float(cv2.boxFilter(marks, -1, (window, window), normalize=False, borderType=cv2.BORDER_CONSTANT).max())
    return densest * _mm2_per_px(dpi) >= _SEAL_MM2 and densest >= _IN_ONE_PLACE * float(marks.sum())


def _mm2_per_px(dpi: float) -> float:
    return (25.4 / dpi) ** 2


def _area(mask: Pixels, dpi: float) -> float:
    """The area of a mask in mm², specks left out."""
    _, stats = ink.components(mask)
    areas = stats[1:, cv2.CC_STAT_AREA] * _mm2_per_px(dpi)
    return float(areas[areas >= _SPECK_MM2].sum())
