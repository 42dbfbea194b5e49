"""Telling ink from paper: colours to grey, shading, dark scan edges, levels, noise.

What needs no detail is found on a small copy (:data:`SMALL_DPI`) and only applied to the large picture, so that a
page costs a few passes over its pixels.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from digitize.model import Pixels

WHITE = 255
SMALL_DPI = 75.0

_MM_PER_INCH = 25.4

# Red must lead the other channels by this much of 255 to count as seal ink; paper casts lead by less.
_RED_LEAD = 40
# A seal of an agency is 34 to 42 mm wide (Circular 08/1999 and its successors); stamps are not smaller than half
# of that, and a line of red print is far lower.
_SEAL_LEAST_MM = 15.0
_SEAL_MOST_MM = 60.0
_SEAL_GAP_MM = 1.0
_SEAL_WIDER = 1.06

_STROKE_MM = 2.5
_SHADE_MM = 8.0
_SHADE_REDUCTION = 3

# After the division paper is 255 and what is darker than this is ink, however faint.
_FAINTEST = 205
_INK_PERCENTILE = 5.0
_LIGHTEST_BLACK = 175.0

# Speckle is counted in bands of some rows, which is enough to know it by. A stray pixel has at most one other
# dark pixel about it; letters, dots and marks of any resolution have more.
_BAND, _BAND_EVERY = 8, 64
_INK_BELOW = 150
_FEW = 2
_SPECKLED = 0.001

# A strip is much higher than what it needs beside it, so that little is worked out twice.
_STRIP_PX, _STRIP_TO_BESIDE = 2**19, 8

Mask = npt.NDArray[np.bool_]


def px(mm: float, dpi: float) -> int:
    """Millimetres on paper in whole pixels, at least one."""
    return max(1, round(mm * dpi / _MM_PER_INCH))


def reduced(pixels: Pixels, factor: float) -> Pixels:
    """A smaller copy, each of its pixels the mean of about those it covers."""
    width, height = (max(1, int(side * factor)) for side in pixels.shape[1::-1])
    return reduced_to(pixels, width, height)


def reduced_to(pixels: Pixels, width: int, height: int) -> Pixels:
    """A copy of a smaller size in px, or the picture itself where it has that size.

    Halving whole blocks of pixels costs OpenCV a fiftieth of any other mean over areas, so the picture is halved as
    often as it goes, a last odd row or column left out, and what remains, less than a half, is interpolated.
    """
    while pixels.shape[0] >= 2 * height and pixels.shape[1] >= 2 * width:
        half_height, half_width = (side // 2 for side in pixels.shape[:2])
        whole = pixels[: 2 * half_height, : 2 * half_width]
        pixels = cv2.resize(whole, (half_width, half_height), interpolation=cv2.INTER_AREA)
    if pixels.shape[:2] == (height, width):
        return pixels
    small: Pixels = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_LINEAR)
    return small


def in_strips(work: Callable[..., Pixels], *pictures: Pixels, beside: int = 0) -> Pixels:
    """A picture made of others strip by strip, so that what is needed on the way is never as large as the page.

    Args:
        work: Makes of strips as many rows as they have.
        pictures: Of one height.
        beside: Rows above and below on which a row depends.
    """
    height, width = pictures[0].shape[:2]
    rows = max(_STRIP_PX // width, _STRIP_TO_BESIDE * beside, 1)
    if rows >= height:
        return work(*pictures)
    made: list[Pixels] = []
    for top in range(0, height, rows):
        above, end = max(top - beside, 0), min(top + rows, height)
        strip = work(*(picture[above : end + beside] for picture in pictures))
        made = made or [np.empty((height, *strip.shape[1:]), strip.dtype)]
        made[0][top:end] = strip[top - above : end - above]
    return made[0]


def below(pixels: Pixels, level: int) -> Pixels:
    """1 where a picture is darker than a level, 0 elsewhere."""
    dark: Pixels = (pixels < level).view(np.uint8)
    return dark


def components(mask: Pixels) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """The connected pieces of a mask (8 neighbours), the background first.

    Returns:
        Labels, height × width, and for each label the row of OpenCV's ``CC_STAT_`` columns. The algorithm is named
        because the one that OpenCV takes by itself on one thread is four times slower with the same result.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(mask, 8, cv2.CV_32S, cv2.CCL_GRANA)
    return labels, stats


def enlarged(pixels: Pixels, like: Pixels) -> Pixels:
    """A copy as large as another picture, interpolated linearly."""
    large: Pixels = cv2.resize(pixels, (like.shape[1], like.shape[0]), interpolation=cv2.INTER_LINEAR)
    return large


def darkest(pixels: Pixels) -> Pixels:
    """The darkest channel of each pixel: ink of any colour is as dark as black ink."""
    if pixels.ndim == 2:
        return pixels
    return in_strips(_darkest, pixels)


def _darkest(strip: Pixels) -> Pixels:
    blue, green, red = cv2.split(strip)
    least: Pixels = cv2.min(cv2.min(blue, green), red)
    return least


def grey(pixels: Pixels, small: Pixels) -> Pixels:
    """The picture in grey, with red seals and stamps taken out as far as they are red.

    Black print under a seal stays, because it is dark in the red channel too. Red print stays as well: only red
    pieces of a seal's size are suppressed.

    Args:
        pixels: Grey, or BGR.
        small: The same at :data:`SMALL_DPI`.
    """
    if pixels.ndim == 2:
        return pixels
    plain: Pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    scale_x, scale_y = pixels.shape[1] / small.shape[1], pixels.shape[0] / small.shape[0]
    for outline in _seals(small, SMALL_DPI):
        inside = (outline * (scale_x, scale_y)).round().astype(np.int32)
        left, top, width, height = cv2.boundingRect(inside)
        place = np.s_[max(top, 0) : top + height, max(left, 0) : left + width]
        cover = np.zeros_like(plain[place])
        cv2.fillConvexPoly(cover, inside - (max(left, 0), max(top, 0)), WHITE)
        # Outside the seal the cover is 0 and the grey stands; inside, red ink is as light as its red channel.
        plain[place] = cv2.max(plain[place], cv2.bitwise_and(pixels[place][..., 2], cover))
    return plain


def _seals(small: Pixels, dpi: float) -> list[npt.NDArray[np.float64]]:
    """The outlines (n × 2, x and y) of red pieces of a seal's size, a little wider than the ink."""
    blue, green, red = cv2.split(small)
    lead = cv2.subtract(red, cv2.max(blue, green))
    ink = (lead > _RED_LEAD).astype(np.uint8)
    gap = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (px(_SEAL_GAP_MM, dpi) | 1,) * 2)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, gap)
    pieces, _ = cv2.findContours(joined, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    outlines = []
    for piece in pieces:
        _, _, width, height = (size * _MM_PER_INCH / dpi for size in cv2.boundingRect(piece))
        if min(width, height) >= _SEAL_LEAST_MM and max(width, height) <= _SEAL_MOST_MM:
            hull = cv2.convexHull(piece)[:, 0].astype(np.float64) + 0.5
            middle = hull.mean(axis=0)
            outlines.append(middle + (hull - middle) * _SEAL_WIDER)
    return outlines


def paper(small: Pixels, dpi: float) -> Pixels:
    """How light the paper is at each place, as if nothing were written on it.

    Args:
        small: Reduced grey page.
        dpi: Of the reduced page.
    """
    stroke = cv2.getStructuringElement(cv2.MORPH_RECT, (px(_STROKE_MM, dpi) | 1,) * 2)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, stroke, borderType=cv2.BORDER_REPLICATE)
    # Shading is so smooth that its median is taken on a yet smaller copy.
    shade = cv2.medianBlur(reduced(closed, 1 / _SHADE_REDUCTION), px(_SHADE_MM, dpi / _SHADE_REDUCTION) | 1)
    return enlarged(shade, small)


def flattened(pixels: Pixels, shade: Pixels, no_paper: Mask) -> Pixels:
    """The page as on evenly white paper, and white where there is none.

    Args:
        pixels: Grey page, any size.
        shade: Its paper, reduced.
        no_paper: Its dark edges and holes, reduced.
    """
    even = enlarged(shade, pixels)
    flat: Pixels = cv2.divide(pixels, even, dst=even, scale=WHITE)
    return whitened(flat, no_paper)


def whitened(flat: Pixels, mask: Mask) -> Pixels:
    """The page with white paper where a mask, of a reduced page, is set."""
    if not mask.any():
        return flat
    cover = enlarged(mask.astype(np.uint8) * WHITE, flat)
    white: Pixels = cv2.max(flat, cover, dst=cover)
    return white


def black_of(flat: Pixels) -> float | None:
    """The level of the darkest ink; ``None`` where there is no ink.

    Args:
        flat: Page on evenly white paper.
    """
    sample = flat[::4, ::4]
    ink = sample[sample < _FAINTEST]
    return float(np.percentile(ink, _INK_PERCENTILE)) if ink.size else None


def stretched(flat: Pixels) -> Pixels:
    """The page with its ink as black as it goes, so that faint print is told from paper like any other.

    White is left where it is: cutting off what is nearly white thins the strokes and costs more than it gains.

    Args:
        flat: Page on evenly white paper.
    """
    black = black_of(flat)
    if black is None:
        return flat
    black = min(black, _LIGHTEST_BLACK)
    gain = WHITE / (WHITE - black)
    # What comes out below 0 or above 255 is cut there.
    spread: Pixels = cv2.addWeighted(flat, gain, flat, 0, -black * gain)
    return spread


def speckled(flat: Pixels) -> bool:
    """Whether single dark pixels lie about on the paper, so that a median does more good than harm.

    Args:
        flat: Page on evenly white paper.
    """
    bands = flat[: flat.shape[0] // _BAND_EVERY * _BAND_EVERY].reshape(-1, _BAND_EVERY, flat.shape[1])
    sample = np.ascontiguousarray(bands[:, :_BAND].reshape(-1, flat.shape[1]))
    if not sample.size:
        return False
    dark = (sample < _INK_BELOW).astype(np.uint8)
    around = cv2.boxFilter(dark, cv2.CV_16U, (_BAND - 1, _BAND - 1), normalize=False)
    alone = (dark > 0) & (around <= _FEW)
    return float(alone.mean()) > _SPECKLED


def calmed(flat: Pixels) -> Pixels:
    """The page without single stray pixels."""
    calm: Pixels = cv2.medianBlur(flat, 3)
    return calm
