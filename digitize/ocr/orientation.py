"""Which way up a page lies: a cheap test on every page, Tesseract's orientation detection only when in doubt.

An upright page must never be turned, so two witnesses have to agree: the direction of the lines in the picture and
Tesseract; and of a page read before it was turned, the more confident reading wins.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from digitize.errors import EngineMissing
from digitize.model import PageImage, Pixels
from digitize.ocr import ink
from digitize.ocr.skew import lower_edges, sharpness

POORLY_READ = 0.65
"""A reading less sure than this may be of a page upside down: those come to 0.45 at most, poor scans to 0.8."""

_THUMBNAIL_DPI = 150.0
_ANGLES = np.arange(-5.0, 5.1, 0.5)
_MOST_POINTS = 5_000
_FEWEST_POINTS = 100
# Upright pages of text score above 2, sideways ones below 1/2; between them only doubt.
_SURELY_LEVEL = 1.5
# Of Tesseract's orientation score; pages of text score 8 and more, pictures and stamps about 1.
_LEAST_ORIENTATION_SCORE = 4.0


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


def needs_osd(image: PageImage, confidence: float | None = None) -> bool:
    """Whether it is in doubt which way up a page lies.

    Args:
        image: The cleaned page.
        confidence: Of its reading, where it has been read.
    """
    if confidence is not None:
        return confidence < POORLY_READ
    return levelness(_thumbnail(image)) < _SURELY_LEVEL


def lies_on_its_side(image: PageImage) -> bool:
    """Whether the lines of a cleaned page surely run upright."""
    return levelness(_thumbnail(image)) < 1 / _SURELY_LEVEL


def detect(image: PageImage, tessdata: Path) -> int | None:
    """Degrees clockwise (0, 90, 180, 270) by which a page must be turned to stand upright.

    Args:
        image: The cleaned page.
        tessdata: Folder with ``osd.traineddata``.

    Returns:
        The turn; ``None`` where the picture does not tell, or the witnesses disagree.

    Raises:
        EngineMissing: The orientation data is not on this machine.
    """
    # As in the engine: OpenMP reads its limits when the library is loaded.
    import tesserocr

    try:
        api = tesserocr.PyTessBaseAPI(path=str(tessdata), lang="osd", psm=tesserocr.PSM.OSD_ONLY)
    except RuntimeError as error:
        raise EngineMissing("osd.traineddata") from error
    with api:
        api.SetImageBytes(image.pixels.tobytes(), image.width, image.height, 1, image.width)
        api.SetSourceResolution(round(image.dpi))
        found = api.DetectOrientationScript()
    if not found or found["orient_conf"] < _LEAST_ORIENTATION_SCORE:
        return None
    turn = (360 - int(found["orient_deg"])) % 360
    runs_level = levelness(_thumbnail(image)) >= 1
    return turn if runs_level == (turn in (0, 180)) else None


def _thumbnail(image: PageImage) -> Pixels:
    return ink.reduced(image.pixels, min(1.0, _THUMBNAIL_DPI / image.dpi))
