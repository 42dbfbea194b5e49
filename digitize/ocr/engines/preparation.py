"""The picture as Tesseract is given it."""

from __future__ import annotations

import cv2

from digitize.model import PageImage

_NEAR = 0.9

READING_DPI = 210.0
"""Tesseract brings every line to one height before it reads, and a finer page costs time and makes it find dots and
strokes that are none: on rendered pages of all levels its error rate at 150 to 225 dpi was half that at 300."""


def at_reading_dpi(image: PageImage) -> tuple[PageImage, float]:
    """The picture as Tesseract is given it, and how much larger the page's own picture is."""
    factor = min(1.0, READING_DPI / image.dpi)
    if factor > _NEAR:
        return image, 1.0
    # By the factor itself and not to a size in whole pixels, so that boxes lead back exactly.
    pixels = cv2.resize(image.pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return PageImage(pixels, image.dpi * factor, image.colour), 1 / factor
