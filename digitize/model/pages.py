"""A page: its picture, its text, what was found on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from digitize.model.geometry import Affine, Box

Pixels = npt.NDArray[np.uint8]


class Colour(StrEnum):
    """What a page picture is made of."""

    BILEVEL = "bilevel"
    GREY = "grey"
    COLOUR = "colour"


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page's picture in memory.

    Attributes:
        pixels: ``uint8``; height × width (grey, 0 is black) or height × width × 3 in OpenCV's order (BGR).
        dpi: Dots per inch of these pixels on paper.
        colour: What the picture was before it became pixels (a bilevel scan arrives here as grey 0/255).
    """

    pixels: Pixels
    dpi: float
    colour: Colour

    @property
    def width(self) -> int:
        """Width in px."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Height in px."""
        return int(self.pixels.shape[0])


@dataclass(frozen=True, slots=True, order=True)
class PageRef:
    """One image side: a blob and the 0-based index in it."""

    blob: str
    index: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was read.

    Attributes:
        text: NFC.
        box: In the upright frame.
        confidence: Probability that the text is right to the letter, 0…1; the raw score where the engine has no
            calibration.
        raw_score: What the engine itself gave, 0…1, where ``confidence`` is calibrated.
        agreed: Whether all other readings of it were the same; ``None`` where it was read once.
        handwritten: Whether digits of it are written by hand, as far as the engine tells.
    """

    text: str
    box: Box
    confidence: float
    raw_score: float | None = None
    agreed: bool | None = None
    handwritten: bool = False

    @property
    def score(self) -> float:
        """What the engine itself gave, 0…1."""
        return self.confidence if self.raw_score is None else self.raw_score


@dataclass(frozen=True, slots=True)
class Line:
    """A text line, its words in reading order."""

    words: tuple[Word, ...]
    box: Box

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together (a column of the heading, a paragraph, a table cell)."""

    lines: tuple[Line, ...]
    box: Box


class TextOrigin(StrEnum):
    """Where a page's text comes from."""

    OCR = "ocr"
    EMBEDDED = "embedded"


@dataclass(frozen=True, slots=True)
class PageText:
    """The neutral tree of a page: page → block → line → word, boxes in the upright frame.

    Attributes:
        blocks: In reading order; empty on a blank page.
        width: Width of the upright frame, px.
        height: Height of the upright frame, px.
        source_width: Width of the source frame, px.
        source_height: Height of the source frame, px.
        to_source: Leads from the upright to the source frame.
        engine: Name of the reader, e.g. ``own``; ``pdf`` for embedded text.
        engine_version: Its version and its model's.
        origin: Read from the picture, or the page's own text.
        calibration: Names the curves by which confidences follow from raw scores; empty where there are none.
    """

    blocks: tuple[Block, ...]
    width: int
    height: int
    source_width: int
    source_height: int
    to_source: Affine = Affine()
    engine: str = ""
    engine_version: str = ""
    origin: TextOrigin = TextOrigin.OCR
    calibration: str = ""

    def lines(self) -> Iterator[Line]:
        """All lines in reading order."""
        for block in self.blocks:
            yield from block.lines

    def words(self) -> Iterator[Word]:
        """All words in reading order."""
        for line in self.lines():
            yield from line.words

    @property
    def text(self) -> str:
        """The page's text: a line break after each line, an empty line between blocks."""
        return "\n\n".join("\n".join(line.text for line in block.lines) for block in self.blocks)

    @property
    def confidence(self) -> float:
        """Mean confidence of its words weighted by length, 0…1; 0 on a page without text."""
        weights = [(len(word.text), word.confidence) for word in self.words()]
        total = sum(length for length, _ in weights)
        return sum(length * score for length, score in weights) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Barcode:
    """A barcode found on a page, box in the source frame."""

    symbology: str
    text: str
    box: Box


class Separator(StrEnum):
    """Why a page is no page of a document but a sheet that cuts the stack."""

    PATCH_T = "patch_t"
    BARCODE = "barcode"
    COVER = "cover"


class BlankReason(StrEnum):
    """Why a page counts as blank; it is flagged, never dropped."""

    WHITE = "white"
    SHOW_THROUGH = "show_through"


class Verdict(StrEnum):
    """What the quality gate says of a page's scan: good, to be looked at, or to be scanned again."""

    OK = "ok"
    LOOK = "look"
    RESCAN = "rescan"


@dataclass(frozen=True, slots=True)
class PageFindings:
    """What was found on a page beside its text.

    Attributes:
        dpi: Of the source picture; 0 where the file does not say and it cannot be derived.
        colour: Of the source picture.
        rotation: Degrees clockwise (0, 90, 180, 270) by which the source must be turned to stand upright.
        skew: Degrees counter-clockwise by which the text lines rise after that turn.
        blank: The reason, where the page is blank.
        separator: The kind, where the page is a separator sheet.
        barcodes: All barcodes that could be read.
        warnings: Reason codes of :mod:`digitize.errors`, those of the quality gate among them.
        verdict: What follows from the warnings.
    """

    dpi: float
    colour: Colour
    rotation: int = 0
    skew: float = 0.0
    blank: BlankReason | None = None
    separator: Separator | None = None
    barcodes: tuple[Barcode, ...] = ()
    warnings: tuple[str, ...] = ()
    verdict: Verdict = Verdict.OK


@dataclass(frozen=True, slots=True)
class PageReading:
    """Everything the read stage says of one page."""

    text: PageText
    findings: PageFindings
