"""From the page's picture as received to the OCR image: grey, about 300 dpi, upright, level, on white paper.

The OCR image is for reading alone; nobody sees it unless they ask for the steps. Ink keeps its grey levels: a
binarised page reads worse.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from digitize.model import Affine, BlankReason, Colour, PageImage, Pixels
from digitize.ocr import blank, border, dust, ink, ornament, shine, turning
from digitize.ocr.skew import NEGLIGIBLE, skew_of

WORKING_DPI = 300.0
"""The resolution that Tesseract and the line reader know letters at."""

Keep = Callable[[str, Pixels], None]

OVERVIEW_DPI = 150.0
"""What is seen of a page as a whole (skew, emptiness) is seen at this resolution."""

_A4_LONG_INCHES = 297 / 25.4
# A picture that is not finer than the working resolution by this factor is left as it is.
_NEAR = 1.2
_COARSE_DPI = 170.0
"""Below it a picture is enlarged to the working resolution; above it readers gain nothing by that."""


@dataclass(frozen=True, slots=True)
class Sight:
    """The page as a whole, turned upright and not levelled, as the quality gate looks at it.

    Attributes:
        small: Grey, at :data:`digitize.ocr.ink.SMALL_DPI`.
        shade: Its paper without ink, as large.
        flat: On evenly white paper, dark edges and holes gone.
        dpi: Of ``flat``.
    """

    small: Pixels
    shade: Pixels
    flat: Pixels
    dpi: float


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A page made ready for reading.

    Attributes:
        image: The OCR image.
        rotation: Degrees clockwise (0, 90, 180, 270) by which the source was turned.
        skew: Degrees counter-clockwise by which the text lines rose after that turn.
        to_source: From the OCR image to the source picture, in px.
        blank: The reason, where nothing is on the page.
        sight: The page reduced, for the quality gate.
    """

    image: PageImage
    rotation: int
    skew: float
    to_source: Affine
    blank: BlankReason | None
    sight: Sight


def clean(image: PageImage, keep: Keep | None = None, *, rotation: int = 0) -> Cleaned:
    """Makes the OCR image of a page.

    Args:
        image: The page as received; a ``dpi`` of 0 is guessed as if the page were A4.
        keep: Gets a named picture of each step, in the order of the work.
        rotation: Degrees clockwise by which the picture must be turned to stand upright, where it is known.

    Returns:
        The OCR image and how it came about. A blank page is cleaned like any other.
    """
    show = keep or _keep_nothing
    dpi = image.dpi or guessed_dpi(image)
    overview_dpi = min(dpi, OVERVIEW_DPI)
    overview = ink.reduced(image.pixels, overview_dpi / dpi)
    grey = ink.grey(image.pixels, ink.reduced(overview, ink.SMALL_DPI / overview_dpi))
    if dpi > WORKING_DPI * _NEAR:
        grey, dpi = ink.reduced(grey, WORKING_DPI / dpi), WORKING_DPI
    to_source = turning.scaling(image.width, image.height, grey.shape[1], grey.shape[0])
    grey, turn = turning.quarter_turn(grey, rotation)
    to_source = to_source.after(turn)
    show("1-grey", grey)

    small = ink.reduced(grey, ink.SMALL_DPI / dpi)
    shade = ink.paper(small, ink.SMALL_DPI)
    show("2-paper", shade)
    flat = ink.flattened(grey, shade, border.no_paper(small, shade, ink.SMALL_DPI))
    show("3-flat", flat)
    if ink.speckled(flat):
        flat = ink.calmed(flat)
        show("4-calm", flat)
    thumbnail = ink.reduced(flat, overview_dpi / dpi)
    plain = ink.whitened(flat, _nothing_said(thumbnail, overview_dpi))
    show("5-plain", plain)
    clear = ink.stretched(plain)
    show("6-levels", clear)

    empty = None if blank.surely_written(thumbnail) else blank.reason(overview, overview_dpi)
    skew = 0.0 if empty else skew_of(ink.stretched(thumbnail))
    factor = WORKING_DPI / dpi if dpi < _COARSE_DPI else 1.0
    clear, frame = turning.levelled(clear, skew if abs(skew) >= NEGLIGIBLE else 0.0, factor)
    show("7-level", clear)
    level = PageImage(clear, dpi * factor, Colour.GREY)
    sight = Sight(small, shade, thumbnail, overview_dpi)
    return Cleaned(level, rotation, skew, to_source.after(frame), empty, sight)


def _nothing_said(thumbnail: Pixels, dpi: float) -> ink.Mask:
    """Where ink is that says nothing: rows of dots, dust, frames, what shines through."""
    small = ink.reduced(thumbnail, ink.SMALL_DPI / dpi)
    dots, letters = dust.dots(thumbnail, dpi)
    fine = ornament.dotted_rows(dots, dpi) | dust.specks(thumbnail, dots, letters, dpi)
    fine |= shine.shining_through(thumbnail, fine, dpi)
    frames = ornament.frames(small, ink.SMALL_DPI)
    return fine | ink.enlarged(frames.view(np.uint8), thumbnail).view(bool) if frames.any() else fine


def guessed_dpi(image: PageImage) -> float:
    """The resolution the picture has if the page is as long as A4."""
    return max(image.width, image.height) / _A4_LONG_INCHES


def _keep_nothing(name: str, pixels: Pixels) -> None:
    """Nobody wants to look at the steps."""
