"""From a page's picture to its text: cleaned, turned, and read by whoever reads it best."""

from __future__ import annotations

from dataclasses import replace
from operator import itemgetter

from digitize.errors import OrientationUnsure, PoorlyRead
from digitize.model import Block, PageFindings, PageImage, PageReading, PageText, Word
from digitize.ocr import calibration, embedded, orientation, quality, round_seals
from digitize.ocr.cleaning import Cleaned, Keep, clean
from digitize.ocr.interfaces import Engine
from digitize.ocr.quality import Limits
from digitize.ocr.verdicts import verdict_of


def read(
    image: PageImage,
    words: tuple[Word, ...],
    engine: Engine,
    *,
    keep: Keep | None = None,
    limits: Limits | None = None,
    turn: int | None = None,
) -> PageReading:
    """Reads one page.

    Args:
        image: The page as received.
        words: What the file itself gives as the page's text, boxes in px of ``image``; used where it is truly that.
        engine: Reads the picture otherwise.
        keep: Gets a named picture of each cleaning step.
        limits: For the quality gate, through which every page goes that is read from its picture; ``None``: no gate.
        turn: Degrees clockwise by which the page is to be turned to stand upright, where a person said so; then it is
            read that way alone, and from its picture.

    Returns:
        The tree and what was found; barcodes and separators are looked for elsewhere. A blank page has an empty
        tree, and no engine is asked.

    Raises:
        EngineFailed: The engine failed on this page.
    """
    own = embedded.page_text(words, image) if turn is None else None
    if own is not None:
        return PageReading(own, PageFindings(image.dpi, image.colour))
    cleaned = clean(image, keep)
    if cleaned.blank is not None:
        return PageReading(_tree(image, cleaned, engine, ()), _findings(image, cleaned, ()))
    turns = orientation.turns_to_try(cleaned.image) if turn is None else (turn,)
    cleaned, text = _upright(image, cleaned, turns, engine, told=turn is not None)
    if keep and cleaned.rotation:
        clean(image, keep, rotation=cleaned.rotation)
    weighed = round_seals.without_legends(_weighed(text), cleaned.image)
    warnings: list[str] = []
    if weighed.confidence < orientation.POORLY_READ:
        warnings += [OrientationUnsure.code, PoorlyRead.code] if turns == orientation.SIDEWAYS else [PoorlyRead.code]
    if limits:
        warnings += quality.warnings_of(quality.measure(image, cleaned), text, limits)
    return PageReading(weighed, _findings(image, cleaned, tuple(warnings)))


def _upright(
    image: PageImage, cleaned: Cleaned, turns: tuple[int, ...], engine: Engine, *, told: bool
) -> tuple[Cleaned, PageText]:
    """The page the way up in which it reads best, and that reading; no other way than told is tried."""

    def read(turn: int) -> tuple[float, Cleaned, PageText]:
        page = clean(image, rotation=turn) if turn else cleaned
        text = _tree(image, page, engine, engine.read(page.image))
        return orientation.witness(_weighed(text), turn), page, text

    best = max(map(read, turns), key=itemgetter(0))
    if not told and turns == orientation.UPRIGHT and _weighed(best[2]).confidence < orientation.POORLY_READ:
        best = max(best, read(180), key=itemgetter(0))
    return best[1:]


def _weighed(text: PageText) -> PageText:
    """The text with probabilities in place of the engine's scores, as far as they are known."""
    known = calibration.find(text.engine, text.engine_version)
    if known is None:
        return text
    return replace(text, blocks=calibration.calibrated(text.blocks, known), calibration=known.name)


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
