"""Which way up a page lies: a cheap test on every page, and only in doubt readings of it turned each way.

Of readings the one with most text that the reader is sure of tells. An upright page must never be turned: as it lies it
counts for more than turned.
"""

from __future__ import annotations

import numpy as np

from digitize.model import PageImage, PageText, Pixels
from digitize.ocr import ink
from digitize.ocr.skew import lower_edges, sharpness

POORLY_READ = 0.65
"""A reading less sure than this may be of a page upside down: those come to 0.45 at most, poor scans to 0.8."""

UPRIGHT, SIDEWAYS, ANY_WAY = (0,), (90, 270), (0, 90, 180, 270)

_THUMBNAIL_DPI = 150.0
_ANGLES = np.arange(-5.0, 5.1, 0.5)
_MOST_POINTS = 5_000
_FEWEST_POINTS = 100
# Upright pages of text score above 2, sideways ones below 1/2; between them only doubt.
_SURELY_LEVEL = 1.5
_AS_IT_LIES = 1.3
"""By how much another reading must be surer than that of the page as it lies."""


def levelness(thumbnail: Pixels) -> float:
    """How much sharper the text lines are along the rows than along the columns.

    Args:
        thumbnail: Grey page with white paper, at some 150 dpi.

    Returns:
        Well above 1 where lines run level, well below where they run upright, 1 where there is too little to tell.
    """
    along_rows, along_columns = _sharpest(thumbnail), _sharpest(np.ascontiguousarray(thumbnail.T))
    return along_rows / along_columns if along_rows and along_columns else 1.0


def _sharpest(thumbnail: Pixels) -> float:
    """The best sharpness near level, comparable between pictures of different size and amount of ink."""
    points = lower_edges(thumbnail)
    if len(points) < _FEWEST_POINTS:
        return 0.0
    some = points[:: len(points) // _MOST_POINTS + 1]
    best = max(sharpness(some, angle) for angle in _ANGLES)
    return best * float(thumbnail.shape[0]) / len(some) ** 2


def turns_to_try(image: PageImage) -> tuple[int, ...]:
    """Degrees clockwise by which a page may have to be turned to stand upright, by the direction of its lines.

    Upside down cannot be told so: a page that is read poorly as it lies is tried the other way up as well.

    Args:
        image: The cleaned page.
    """
    level = levelness(ink.reduced(image.pixels, min(1.0, _THUMBNAIL_DPI / image.dpi)))
    if level >= _SURELY_LEVEL:
        return UPRIGHT
    return SIDEWAYS if level <= 1 / _SURELY_LEVEL else ANY_WAY


def witness(text: PageText, turn: int) -> float:
    """How much a reading says for the turn it was read at: its letters, each for as much as the reader is sure.

    Readers turn text themselves where they see that it runs up the page: words that do so do not count.
    """
    sure = sum(len(word.text) * word.confidence for word in text.words() if word.box.width > word.box.height)
    return sure * _AS_IT_LIES if turn == 0 else sure
