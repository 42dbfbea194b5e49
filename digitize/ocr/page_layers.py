"""A page parted into its paper and its inks, so that the small access copy stays sharp.

Print, seals and signatures are lines of one colour on paper. Kept as black-and-white stencils of some 300 dpi, each
drawn in its own colour, they cost a fraction of a photograph's bytes and read better. What is no line (the paper with
its tint, folds, pale marks, a photograph's tones) stays in a picture beneath, a coarse one unless there are tones to
show, so nothing is lost that was there. This is mixed raster content (ITU-T T.44) with a stencil for each ink.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from digitize.model import Pixels
from digitize.ocr import border, ink
from digitize.ocr.ink import Mask, px

STENCIL_DPI = 300.0
PAPER_DPI = 100.0
TONES_DPI = 200.0

# A picture of fewer dots is nothing a stencil could be cut from.
_LEAST_DPI, _LEAST_SIDE = 75.0, 64

# A stencil of a picture that is nearly as fine is cut at the picture's own resolution.
_NEAR = 1.2

# Blur of scanning is undone a little before the cut, or tone marks would grow into their letters: what lies between
# them is lighter than its surroundings, though darker than paper.
_GRAIN_SIGMA = 0.6
_AROUND_SIGMA = 3.0
_SHARPEN = 2.0
_CUT = 0.5
_FAINTEST = 205
_INK_PERCENTILE = 20.0
_LIGHTEST_BLACK = 175.0
# A pixel of a line, even at its end, has more ink about it than this; grain has less, and stays in the paper.
_ABOUT, _FEWEST = 7, 7

# The channels of coloured ink lie this far apart. Red seals, blue signatures and stamps, and whatever else there is
# are three inks; borders of hue in OpenCV's half degrees.
_COLOURED = 50
_HUES = (15, 85, 165)
_LEAST_INK_MM2 = 3.0
_DENSE = 0.9 * 255

_SPREAD_MM = 1.2
_FILL_MM = 8.0
# What is thicker than a stroke is a photograph, a barcode or a solid area, no writing: the paper under it is not known,
# so no stencil can be cut from it.
_SOLID_MM = 2.4
_SOLID_SHARE = 2 / 3
_SOLID_RIM_MM = 4.0
_PAPER_PERCENTILE = 90.0
_MOST_SOLID = 0.5


@dataclass(frozen=True, slots=True)
class Ink:
    """Where an ink lies, and its colour as red, green, blue of 255."""

    stencil: Mask
    colour: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class PageLayers:
    """A page's paper at :data:`PAPER_DPI` (with tones :data:`TONES_DPI`), and its inks; grey has one channel."""

    paper: Pixels
    inks: tuple[Ink, ...]


def parted(pixels: Pixels, dpi: float) -> PageLayers | None:
    """Parts a page into layers.

    Args:
        pixels: Grey or BGR, upright.
        dpi: Of the picture.

    Returns:
        The layers; ``None`` where most of the page is photograph or solid, or there are too few dots.
    """
    if dpi < _LEAST_DPI or min(pixels.shape[:2]) < _LEAST_SIDE:
        return None
    written = _written(pixels, dpi)
    if written is None:
        return None
    stencil, has_tones = written
    paper_dpi = min(dpi, TONES_DPI if has_tones else PAPER_DPI)
    size = (round(pixels.shape[1] * paper_dpi / dpi), round(pixels.shape[0] * paper_dpi / dpi))
    page, covered = ink.reduced_to(pixels, *size), ink.reduced_to(stencil, *size)
    paper = _filled(page, covered, paper_dpi)
    return PageLayers(paper, _inks(page, paper, covered, stencil, paper_dpi))


def _written(pixels: Pixels, dpi: float) -> tuple[Pixels, bool] | None:
    """The stencil of all inks, and whether there are tones beside them; ``None`` where most of the page is solid."""
    dark = ink.darkest(pixels)
    small = ink.reduced(dark, ink.SMALL_DPI / dpi)
    shade = ink.paper(small, ink.SMALL_DPI)
    inner = ink.whitened(small, border.dark_edges(small, shade, ink.SMALL_DPI))
    solid = _solid(inner, float(np.percentile(shade, _PAPER_PERCENTILE)))
    if solid.mean() > _MOST_SOLID:
        return None
    return _stencil(_sharpened(dark, shade, dpi, solid)), bool(solid.any())


def _solid(small: Pixels, level: float) -> Mask:
    """Where areas that are no line of writing are much darker than the paper's level, and a rim about them."""
    square = np.ones((px(_SOLID_MM, ink.SMALL_DPI),) * 2, np.uint8)
    dark = cv2.inRange(small, 0, _SOLID_SHARE * level)
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, square)
    rim = np.ones((2 * px(_SOLID_RIM_MM, ink.SMALL_DPI) + 1,) * 2, np.uint8)
    found: Mask = cv2.dilate(solid, rim).astype(bool)
    return found


def _sharpened(dark: Pixels, shade: Pixels, dpi: float, solid: Mask) -> Pixels:
    """The page on evenly white paper, white where it is solid, sharpened, at about :data:`STENCIL_DPI`."""
    factor = STENCIL_DPI / dpi
    if not 1 / _NEAR < factor < _NEAR:
        method = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
        dark = cv2.resize(dark, None, fx=factor, fy=factor, interpolation=method)
    flat = ink.flattened(dark, shade, solid)
    half = cv2.GaussianBlur(ink.reduced(flat, 0.5), (0, 0), _AROUND_SIGMA / 2)
    fine = cv2.GaussianBlur(flat, (0, 0), _GRAIN_SIGMA, dst=flat)
    around = ink.enlarged(half, fine)
    sharp: Pixels = cv2.addWeighted(fine, 1 + _SHARPEN, around, -_SHARPEN, 0, dst=around)
    return sharp


def _stencil(sharp: Pixels) -> Pixels:
    """Where ink is that is not solid: 255, else 0. Takes the picture's place."""
    sample = sharp[::4, ::4]
    written = sample[sample < _FAINTEST]
    black = min(float(np.percentile(written, _INK_PERCENTILE)), _LIGHTEST_BLACK) if written.size else 0.0
    level = black + (ink.WHITE - black) * _CUT
    _, cut = cv2.threshold(sharp, level, 1, cv2.THRESH_BINARY_INV, dst=sharp)
    about = cv2.boxFilter(cut, cv2.CV_8U, (_ABOUT, _ABOUT), normalize=False)
    _, dense = cv2.threshold(about, _FEWEST, ink.WHITE, cv2.THRESH_BINARY, dst=about)
    stencil: Pixels = cv2.multiply(cut, dense, dst=cut)
    return stencil


def _filled(page: Pixels, covered: Pixels, dpi: float) -> Pixels:
    """The reduced page with paper where ink was, taken from the paper about it."""
    spread = np.ones((px(_SPREAD_MM, dpi) | 1,) * 2, np.uint8)
    free = cv2.compare(cv2.dilate(covered, spread), 0, cv2.CMP_EQ)
    # Where no paper is near, the page's own is taken.
    usual = _medians(page, free)
    window = px(_FILL_MM, dpi) | 1

    def filled(page: Pixels, free: Pixels) -> Pixels:
        amount = cv2.boxFilter(free & 1, cv2.CV_32F, (window, window), normalize=False)
        whole = amount if page.ndim == 2 else cv2.merge([amount] * 3)
        only_paper = cv2.copyTo(page, free)
        about = cv2.boxFilter(only_paper, cv2.CV_32F, (window, window), normalize=False) / np.maximum(whole, 1)
        np.copyto(about, usual, where=whole < 1)
        paper: Pixels = np.rint(about, out=about).astype(np.uint8)
        cv2.copyTo(page, free, dst=paper)
        return paper

    return ink.in_strips(filled, page, free, beside=window // 2)


def _medians(page: Pixels, free: Pixels) -> npt.NDArray[np.float32]:
    """The median of each channel where a mask is set; white where it is nowhere."""
    if not free.any():
        return np.array([ink.WHITE], np.float32)
    medians = []
    for channel in range(1 if page.ndim == 2 else 3):
        amounts = cv2.calcHist([page], [channel], free, [256], [0, 256]).cumsum(dtype=np.float64)
        middle = amounts[-1] / 2
        medians.append(np.mean([np.searchsorted(amounts, middle, side) for side in ("left", "right")]))
    return np.array(medians, np.float32)


def _inks(page: Pixels, paper: Pixels, covered: Pixels, stencil: Pixels, dpi: float) -> tuple[Ink, ...]:
    """The inks of a page.

    Args:
        page: Reduced.
        paper: The same without its inks.
        covered: How much of each of its pixels is ink, 255 all of it.
        stencil: Where ink is, at full resolution.
        dpi: Of the reduced page.
    """
    colours = _ink_colours(page, paper, covered)
    if colours.ndim == 2:
        return (Ink(stencil > 0, (_level(colours, covered),) * 3),) if covered.any() else ()
    kinds = _kinds(colours, covered, dpi)
    inks = []
    for kind in range(len(_HUES) + 1):
        here = cv2.inRange(kinds, kind, kind)
        whole = cv2.resize(here, stencil.shape[1::-1], interpolation=cv2.INTER_NEAREST)
        part = cv2.bitwise_and(stencil, whole)
        within = cv2.bitwise_and(covered, here)
        if cv2.countNonZero(within) and cv2.countNonZero(part):
            blue, green, red = (_level(channel, within) for channel in cv2.split(colours))
            inks.append(Ink(part > 0, (red, green, blue)))
    return tuple(inks)


def _level(channel: Pixels, covered: Pixels) -> int:
    """The median of a channel where it is mostly ink; at a line's edge it is mixed with paper."""
    amounts = covered[covered > 0]
    return round(float(np.median(channel[covered >= min(_DENSE, float(np.percentile(amounts, 75)))])))


def _ink_colours(page: Pixels, paper: Pixels, covered: Pixels) -> Pixels:
    """The colour that ink has at each place: a pixel is paper and ink mixed by how much of it is covered."""
    return ink.in_strips(_unmixed, page, paper, covered, beside=1)


def _unmixed(page: Pixels, paper: Pixels, covered: Pixels) -> Pixels:
    share = cv2.boxFilter(covered, cv2.CV_32F, (3, 3)) / 255
    added = cv2.boxFilter(cv2.subtract(page, paper, dtype=cv2.CV_16S), cv2.CV_32F, (3, 3))
    whole = np.maximum(share, 0.05)
    mixed = cv2.divide(added, whole if page.ndim == 2 else cv2.merge([whole] * 3))
    colours: Pixels = cv2.add(mixed, paper, dtype=cv2.CV_8U)
    return colours


def _kinds(colours: Pixels, covered: Pixels, dpi: float) -> Pixels:
    """Which ink lies at each place: 0 black or grey, else a sector of hue; inks of few pixels count as black."""
    kinds = ink.in_strips(_sectors, colours)
    least = _LEAST_INK_MM2 * (dpi / 25.4) ** 2
    for kind in range(1, len(_HUES) + 1):
        here = cv2.inRange(kinds, kind, kind)
        if cv2.sumElems(cv2.bitwise_and(covered, here))[0] / 255 < least:
            kinds[here > 0] = 0
    return kinds


def _sectors(colours: Pixels) -> Pixels:
    """The sector of each pixel's hue, counted from 1; 0 where it is black or grey."""
    hue = cv2.extractChannel(cv2.cvtColor(colours, cv2.COLOR_BGR2HSV), 0)
    sector = (np.digitize(np.arange(256), _HUES) % len(_HUES) + 1).astype(np.uint8)
    blue, green, red = cv2.split(colours)
    apart = cv2.subtract(cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red))
    sectors: Pixels = cv2.bitwise_and(cv2.LUT(hue, sector), cv2.inRange(apart, _COLOURED, 255))
    return sectors
