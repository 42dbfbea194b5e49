"""Frozen dataclasses that all rooms speak. Imports nothing of ours.

Two frames of coordinates exist for a page. The *source* frame is the page's picture as received: pixels, origin at
the top left, ``PageText.source_width`` × ``source_height``. The *upright* frame is the same page turned and
deskewed so that text runs level; boxes of blocks, lines and words are given in it, and ``PageText.to_source`` leads
back. What is kept for good (assertions) is in the source frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]


# --- geometry ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in pixels: left, top, right, bottom (right and bottom excluded)."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Width in px."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height in px."""
        return self.y1 - self.y0

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))


@dataclass(frozen=True, slots=True)
class Affine:
    """A plane map: ``x' = a·x + b·y + c``, ``y' = d·x + e·y + f``."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    e: float = 1.0
    f: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point goes."""
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    def box(self, box: Box) -> Box:
        """The upright rectangle around the image of a box."""
        corners = [self.point(x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
        xs = [x for x, _ in corners]
        ys = [y for _, y in corners]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def after(self, first: Affine) -> Affine:
        """The map that does ``first`` and then this one."""
        return Affine(
            self.a * first.a + self.b * first.d,
            self.a * first.b + self.b * first.e,
            self.a * first.c + self.b * first.f + self.c,
            self.d * first.a + self.e * first.d,
            self.d * first.b + self.e * first.e,
            self.d * first.c + self.e * first.f + self.f,
        )

    def inverse(self) -> Affine:
        """The map that leads back.

        Raises:
            ZeroDivisionError: The map flattens the plane.
        """
        det = self.a * self.e - self.b * self.d
        a, b, d, e = self.e / det, -self.b / det, -self.d / det, self.a / det
        return Affine(a, b, -(a * self.c + b * self.f), d, e, -(d * self.c + e * self.f))


# --- pages ------------------------------------------------------------------------------------------------


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
    """A word as the engine read it; ``confidence`` is the engine's raw score in 0…1."""

    text: str
    box: Box
    confidence: float


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
        engine: Name of the reader, e.g. ``tesserocr``; ``pdf`` for embedded text.
        engine_version: Its version and its model's.
        origin: Read from the picture, or the page's own text.
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
        """Mean raw word score weighted by length, 0…1; 0 on a page without text."""
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
        warnings: Reason codes of :mod:`digitize.errors` or of the quality gate.
    """

    dpi: float
    colour: Colour
    rotation: int = 0
    skew: float = 0.0
    blank: BlankReason | None = None
    separator: Separator | None = None
    barcodes: tuple[Barcode, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageReading:
    """Everything the read stage says of one page."""

    text: PageText
    findings: PageFindings


# --- what a document is -----------------------------------------------------------------------------------


class DocumentKind(StrEnum):
    """What a paper is to the archive."""

    RESULT = "result"
    REFUSAL = "refusal"
    DOSSIER_PAPER = "dossier_paper"
    INTERNAL = "internal"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible answer with its probability."""

    code: str
    probability: float


@dataclass(frozen=True, slots=True)
class Classification:
    """What a document is, or that it is not known.

    Attributes:
        kind: What the paper is to the archive; ``UNKNOWN`` is an abstention.
        document_type: Title as Decree 30/2020 or the form names it, e.g. ``Chỉ thị``, ``Giấy phép xây dựng``.
        result_type: National result code, only where answered.
        procedure: National procedure code, only where answered.
        probability: That the answer (kind and result type) is right, 0…1.
        rung: Which rung of the ladder answered: ``barcode``, ``header``, ``retrieval`` or ``none``.
        why: A short reason for the reviewer, free of personal data.
        candidates: Result types that come into question, best first.
    """

    kind: DocumentKind = DocumentKind.UNKNOWN
    document_type: str | None = None
    result_type: str | None = None
    procedure: str | None = None
    probability: float = 0.0
    rung: str = "none"
    why: str = ""
    candidates: tuple[Candidate, ...] = ()


class FieldName(StrEnum):
    """The fields of a result, the same in code, records, API and exports."""

    DOCUMENT_TYPE = "document_type"
    NUMBER = "number"
    ISSUED_ON = "issued_on"
    ISSUER = "issuer"
    SIGNER = "signer"
    SIGNER_TITLE = "signer_title"
    ABSTRACT = "abstract"
    OWNER_NAME = "owner_name"
    OWNER_BIRTH_DATE = "owner_birth_date"
    OWNER_ID = "owner_id"
    VALID_UNTIL = "valid_until"


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One value read from a document.

    Attributes:
        name: Which field.
        value: Normalised: dates as ISO 8601, numbers without stray spaces, ``unlimited`` for a printed
            "không thời hạn" in ``valid_until``.
        raw: As it stands on the paper.
        confidence: 0…1.
        page: 0-based position in the document; ``None`` where the value comes from no page.
        box: In the source frame of that page.
        rule: Which rule found it.
        item: 0-based: second owner, second table row.
    """

    name: FieldName
    value: str
    raw: str
    confidence: float
    page: int | None = None
    box: Box | None = None
    rule: str = ""
    item: int = 0


UNLIMITED = "unlimited"


# --- validity and reuse -----------------------------------------------------------------------------------


class ValidityState(StrEnum):
    """The state of a result at a moment."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"
    CANCELLED = "cancelled"
    TERM_UNKNOWN = "term_unknown"
    NOT_YET_VALID = "not_yet_valid"


@dataclass(frozen=True, slots=True)
class Term:
    """How long a result stays valid: from the paper or from a rule.

    Attributes:
        valid_from: First day.
        valid_until: Last day, inclusive; ``None`` with ``unlimited`` or when unknown.
        unlimited: Valid until revoked.
        known: Whether anything at all is known; never valid when false.
        printed: The date stands on the paper (it beats every rule).
        rule: Identifier of the rule (row of ``terms.csv``), empty for printed dates.
        basis: Legal basis in words, e.g. ``Điều 66 Luật 41/2013/QH13``.
    """

    valid_from: date | None = None
    valid_until: date | None = None
    unlimited: bool = False
    known: bool = False
    printed: bool = False
    rule: str = ""
    basis: str = ""


class ReuseAnswer(StrEnum):
    """What a clerk is told."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"
    TERM_UNKNOWN = "term_unknown"
    POSSIBLE_MATCH = "possible_match"
    NOT_FOUND = "not_found"


class Checked(StrEnum):
    """Who vouches for what the records say."""

    MACHINE = "machine_read"
    PERSON = "person_checked"


# --- objects and search -----------------------------------------------------------------------------------


class ObjectKind(StrEnum):
    """Separate shelves of the object store."""

    ORIGINAL = "originals"
    ACCESS = "access"
    PAGE_TEXT = "texts"


@dataclass(frozen=True, slots=True)
class StoredObject:
    """Bytes in the object store: shelf, SHA-256 (lower-case hex) and size in bytes."""

    kind: ObjectKind
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What the search index knows of a document. Owner numbers in ``body`` are already masked.

    Attributes:
        document_id: Opaque id.
        revision: Of the record; a lower one never overwrites a higher one.
        withdrawn: The document is no longer shown (a state, not a delete).
        title: Document type and abstract.
        number: Document number as printed.
        body: The text of all pages, NFC.
        kind: See :class:`DocumentKind`.
        result_type: National code or empty.
        procedure: National code or empty.
        agency: Code in the agency tree or empty.
        issued_on: Or ``None``.
        valid_until: Last day; ``None`` when unlimited or unknown.
        term_known: False where nobody knows how long the result is valid.
        owner_names: As printed.
        owner_hashes: Keyed hashes of owners' numbers.
    """

    document_id: str
    revision: int
    title: str = ""
    number: str = ""
    body: str = ""
    kind: str = ""
    result_type: str = ""
    procedure: str = ""
    agency: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    term_known: bool = False
    owner_names: tuple[str, ...] = ()
    owner_hashes: tuple[str, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is looked for.

    Attributes:
        text: Words or a number (prefix); folded if it has no accents. Empty: filters alone.
        procedure: Filter by national procedure code.
        result_type: Filter by national result code.
        agencies: Filter by any of these codes of the agency tree (a unit and all under it).
        issued_from: First day, inclusive.
        issued_to: Last day, inclusive.
        valid_on: Only results whose term is known and covers this day.
        owner_hash: Exact look-up by the keyed hash of an owner's number.
        limit: Hits per page of the answer.
        offset: Hits to skip.
    """

    text: str = ""
    procedure: str = ""
    result_type: str = ""
    agencies: tuple[str, ...] = ()
    issued_from: date | None = None
    issued_to: date | None = None
    valid_on: date | None = None
    owner_hash: str = ""
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One hit; ``highlights`` are (start, end) character ranges in ``snippet``."""

    document_id: str
    score: float
    title: str
    number: str
    snippet: str
    highlights: tuple[tuple[int, int], ...] = ()
    result_type: str = ""
    procedure: str = ""
    agency: str = ""
    issued_on: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """A page of hits and how many there are in all."""

    total: int
    hits: tuple[SearchHit, ...]


# --- history ----------------------------------------------------------------------------------------------


class SourceKind(StrEnum):
    """Who says a statement."""

    ENGINE = "engine"
    RULE = "rule"
    MANIFEST = "manifest"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Assertion:
    """A statement about a subject, never overwritten.

    Attributes:
        subject: Id of a document or result.
        value: The field and its value.
        source: Who says it.
        source_name: Engine, rule set, file or person id.
        source_version: Version of the engine and model, or of the rules.
        recorded_at: When we wrote it (UTC).
        effective_at: When it was so, where that differs.
    """

    subject: str
    value: FieldValue
    source: SourceKind
    source_name: str
    source_version: str
    recorded_at: datetime
    effective_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One link of a writer's hash chain; ``detail`` holds identifiers only."""

    writer: str
    sequence: int
    moment: datetime
    actor: str
    action: str
    subject: str
    previous: str
    hash: str
    detail: dict[str, Any] = field(default_factory=dict)
