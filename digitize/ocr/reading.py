"""From a page's picture to its text: cleaned, turned, and read by whoever reads it best."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from digitize.errors import OrientationUnsure, PoorlyRead
from digitize.model import Block, PageFindings, PageImage, PageReading, PageText, Word
from digitize.ocr import calibration, embedded, orientation, quality
from digitize.ocr.cleaning import Cleaned, Keep, clean
from digitize.ocr.engines import find_tessdata
from digitize.ocr.interfaces import Engine
from digitize.ocr.layout import arranged
from digitize.ocr.quality import Limits
from digitize.ocr.verdicts import verdict_of


def read(
    image: PageImage,
    words: tuple[Word, ...],
    engine: Engine,
    tessdata: Path | None = None,
    *,
    keep: Keep | None = None,
    limits: Limits | None = None,
) -> PageReading:
    """Reads one page.

    Args:
        image: The page as received.
        words: What the file itself gives as the page's text, boxes in px of ``image``; used where it is truly that.
        engine: Reads the picture otherwise.
        tessdata: Folder with ``osd.traineddata``; ``None``: where Debian and Ubuntu put it.
        keep: Gets a named picture of each cleaning step.
        limits: For the quality gate, through which every page goes that is read from its picture; ``None``: no gate.

    Returns:
        The tree and what was found; barcodes and separators are looked for elsewhere. A blank page has an empty
        tree, and no engine is asked.

    Raises:
        EngineFailed: The engine failed on this page.
        EngineMissing: The data that tells which way up a page lies is needed and missing.
    """
    own = embedded.page_text(words, image)
    if own is not None:
        return PageReading(own, PageFindings(image.dpi, image.colour))
    cleaned = clean(image, keep)
    if cleaned.blank is not None:
        return PageReading(_tree(image, cleaned, engine, ()), _findings(image, cleaned, ()))
    warnings: list[str] = []
    if orientation.needs_osd(cleaned.image):
        turn = orientation.detect(cleaned.image, find_tessdata(tessdata))
        if turn:
            cleaned = clean(image, keep, rotation=turn)
        elif turn is None and orientation.lies_on_its_side(cleaned.image):
            warnings.append(OrientationUnsure.code)
    text = _read(image, cleaned, engine)
    if orientation.needs_osd(cleaned.image, text.confidence):
        cleaned, text = _other_way_up(image, cleaned, text, engine, find_tessdata(tessdata), keep)
    if text.confidence < orientation.POORLY_READ:
        warnings.append(PoorlyRead.code)
    if limits:
        warnings += quality.warnings_of(quality.measure(image, cleaned), text, limits)
    return PageReading(_weighed(text), _findings(image, cleaned, tuple(warnings)))


def _weighed(text: PageText) -> PageText:
    """The text with probabilities in place of the engine's scores, as far as they are known."""
    known = calibration.find(text.engine, text.engine_version)
    if known is None:
        return text
    return replace(text, blocks=calibration.calibrated(text.blocks, known), calibration=known.name)


def _other_way_up(
    image: PageImage, cleaned: Cleaned, text: PageText, engine: Engine, tessdata: Path, keep: Keep | None
) -> tuple[Cleaned, PageText]:
    """A poor reading, or that of the page turned, if that is the more confident one."""
    turn = orientation.detect(cleaned.image, tessdata)
    if not turn:
        return cleaned, text
    turned = clean(image, keep, rotation=(cleaned.rotation + turn) % 360)
    reading = _read(image, turned, engine)
    return (turned, reading) if reading.confidence > text.confidence else (cleaned, text)


def _read(image: PageImage, cleaned: Cleaned, engine: Engine) -> PageText:
    return _tree(image, cleaned, engine, arranged(engine.read(cleaned.image), cleaned.image.width))


def _tree(image: PageImage, cleaned: Cleaned, engine: Engine, blocks: tuple[Block, ...]) -> PageText:
    return PageText(
        blocks=blocks,
        width=cleaned.image.width,
        height=cleaned.image.height,
        source_width=image.width,
        source_height=image.height,
        to_source=cleaned.to_source,
        engine=engine.name,
        engine_version=engine.version,
    )


def _findings(image: PageImage, cleaned: Cleaned, warnings: tuple[str, ...]) -> PageFindings:
    return PageFindings(
        dpi=image.dpi,
        colour=image.colour,
        rotation=cleaned.rotation,
        skew=cleaned.skew,
        blank=cleaned.blank,
        warnings=warnings,
        verdict=verdict_of(warnings),
    )
