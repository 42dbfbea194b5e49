"""Faults of scans, made on rendered pages at known strength: what an operator does wrong, or the scanner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from digitize.model import PageImage, Pixels

Make = Callable[[PageImage, float], PageImage]


def _px(mm: float, page: PageImage) -> int:
    return max(1, round(mm * page.dpi / 25.4))


def _with(page: PageImage, pixels: Pixels) -> PageImage:
    return replace(page, pixels=np.ascontiguousarray(pixels))


def out_of_focus(page: PageImage, sigma_mm: float) -> PageImage:
    """A blur of this σ beside that of the page."""
    return _with(page, cv2.GaussianBlur(page.pixels, (0, 0), sigma_mm * page.dpi / 25.4))


def pulled(page: PageImage, mm: float) -> PageImage:
    """Smeared along the way of the paper."""
    return _with(page, cv2.blur(page.pixels, (1, _px(mm, page))))


def cut_off(page: PageImage, mm: float) -> PageImage:
    """The right side missing, by so much more than the margin."""
    grey = page.pixels if page.pixels.ndim == 2 else page.pixels.min(axis=2)
    inked = np.flatnonzero((grey < 110).sum(axis=0) > _px(3, page))
    return _with(page, page.pixels[:, : int(inked.max()) - _px(mm, page)])


def faint(page: PageImage, share: float) -> PageImage:
    """Only this share of the difference between paper and ink is left."""
    paper = float(np.median(page.pixels))
    return _with(page, (paper - (paper - page.pixels) * share).clip(0, 255).astype(np.uint8))


def dark(page: PageImage, share: float) -> PageImage:
    """Only this share of the light."""
    return _with(page, (page.pixels * share).astype(np.uint8))


def askew(page: PageImage, degrees: float) -> PageImage:
    """Turned, on a white lid."""
    matrix = cv2.getRotationMatrix2D((page.width / 2, page.height / 2), degrees, 1)
    size = page.width, page.height
    return _with(page, cv2.warpAffine(page.pixels, matrix, size, flags=cv2.INTER_LINEAR, borderValue=(236,) * 3))


def coarse(page: PageImage, dpi: float) -> PageImage:
    """At a lower resolution."""
    factor = dpi / page.dpi
    pixels = cv2.resize(page.pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return replace(page, pixels=pixels, dpi=dpi)


def _folded(page: PageImage, mm: float, light: int) -> PageImage:
    """The upper right corner folded back: the lid shows, and a thin shadow along the fold."""
    pixels = page.pixels.copy()
    leg, right = _px(mm, page), page.width
    corner = np.array([(right - leg, 0), (right, 0), (right, round(0.8 * leg))])
    cv2.fillConvexPoly(pixels, corner, (light,) * 3)
    cv2.line(pixels, (right - leg, 0), (right, round(0.8 * leg)), (150,) * 3, _px(0.3, page))
    return _with(page, pixels)


def folded_on_black(page: PageImage, mm: float) -> PageImage:
    """A folded corner on a black lid."""
    return _folded(page, mm, 20)


def folded_on_grey(page: PageImage, mm: float) -> PageImage:
    """A folded corner on a light grey lid."""
    return _folded(page, mm, 205)


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault, its name in a table, and how strongly it is made, the weakest first."""

    name: str
    make: Make
    strengths: tuple[float, ...]
    unit: str


FAULTS = (
    Fault("resolution", coarse, (180, 150, 100), "dpi"),
    Fault("out of focus, σ", out_of_focus, (0.15, 0.2, 0.25, 0.3, 0.4), "mm"),
    Fault("pulled along its way", pulled, (0.3, 0.5, 0.8, 1.2), "mm"),
    Fault("text cut off at a side", cut_off, (2, 6, 12), "mm"),
    Fault("faint, contrast left", faint, (0.6, 0.45, 0.3, 0.2), "of 1"),
    Fault("dark, light left", dark, (0.5, 0.35, 0.25), "of 1"),
    Fault("askew", askew, (3, 6, 9), "°"),
    Fault("corner folded, black lid", folded_on_black, (6, 12, 25, 40), "mm"),
    Fault("corner folded, grey lid", folded_on_grey, (6, 12, 25, 40), "mm"),
)
