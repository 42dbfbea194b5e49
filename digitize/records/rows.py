"""What leaves the room: frozen rows and the words for their states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from digitize.model import (
    Assertion,
    BlankReason,
    Checked,
    Classification,
    Colour,
    DocumentKind,
    FieldName,
    FieldValue,
    PageRef,
    ReuseAnswer,
    Separator,
    SourceKind,
    StoredObject,
    Term,
    ValidityState,
)


class BatchState(StrEnum):
    """How far a batch is."""

    OPEN = "open"
    FINISHED = "finished"
    MISMATCH = "mismatch"


class ReceiptOutcome(StrEnum):
    """What became of a file that was handed in."""

    ACCEPTED = "accepted"
    AGAIN = "again"
    REJECTED = "rejected"
    NOT_A_SCAN = "not_a_scan"


class PageState(StrEnum):
    """How far a page is. One whose document was disposed of is never read again."""

    PENDING = "pending"
    READ = "read"
    FAILED = "failed"
    DISPOSED = "disposed"


class DocumentState(StrEnum):
    """How far a document is.

    In every state but the first it stands in the index; held, withdrawn and disposed ones are shown to nobody who
    searches or asks for reuse. A held one waits for a decision about its batch; of a disposed one only the record is
    left.
    """

    RECEIVED = "received"
    HELD = "held"
    PUBLISHED = "published"
    FAILED_PAGES = "failed_pages"
    REVIEW = "review"
    WITHDRAWN = "withdrawn"
    DISPOSED = "disposed"


SHOWN = (DocumentState.PUBLISHED, DocumentState.FAILED_PAGES, DocumentState.REVIEW)
"""States of documents that are shown to who searches or asks for reuse."""


class Relation(StrEnum):
    """What a document is to a result. A draft shows nothing that was decided and is never offered for it."""

    ORIGINAL = "original"
    CERTIFIED_COPY = "certified_copy"
    RESCAN = "rescan"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Source:
    """Who says something: kind, name and version (of engine and model, or of the rules)."""

    kind: SourceKind
    name: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Blob:
    """Received bytes: SHA-256 in lower-case hex, size in bytes."""

    sha256: str
    size: int
    media_type: str
    pages: int
    received_at: datetime
    verified_at: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """What one operator handed in at once; ``counted_sheets`` is their own count of paper sheets."""

    id: str
    name: str
    agency: str
    counted_sheets: int | None
    state: BatchState
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a file came in, whatever became of it; ``name`` is for display only and is personal data."""

    id: str
    batch: str
    blob: str | None
    name: str = field(repr=False)
    outcome: ReceiptOutcome
    reason: str | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Stack:
    """Pages in the order in which they were scanned, before documents are cut from them.

    Attributes:
        series: It was put together from several files of one page each.
        sides: 1 for simplex, 2 for duplex.
        position: Its place in the batch, 0-based.
    """

    id: str
    batch: str
    name: str = field(repr=False)
    series: bool
    sides: int
    position: int
    pages: tuple[PageRef, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page stands and what was found on it; the reading itself lies in the object store as ``reading``."""

    ref: PageRef
    state: PageState
    reason: str | None
    reading: str | None
    blank: BlankReason | None
    separator: Separator | None
    rotation: int | None
    skew: float | None
    dpi: float | None
    colour: Colour | None
    confidence: float | None
    warnings: tuple[str, ...]
    attempts: int
    doubts: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """Reason codes that stand against the page: from its reading, and from the cutting of its stack."""
        return tuple(dict.fromkeys((*self.warnings, *self.doubts)))


@dataclass(frozen=True, slots=True)
class Document:
    """One paper piece; ``version`` is that of its page list, ``revision`` that of what is known of it.

    ``risk`` is what it would cost if it is published wrong, times how unsure it is.
    """

    id: str
    batch: str
    state: DocumentState
    reasons: tuple[str, ...]
    kind: DocumentKind
    result_type: str | None
    procedure: str | None
    agency: str | None
    version: int
    revision: int
    indexed_revision: int
    created_at: datetime
    risk: float = 1.0


@dataclass(frozen=True, slots=True)
class Classified:
    """That somebody said what a document is."""

    classification: Classification
    source: Source
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Publication:
    """All that is said of a document when it is published.

    Attributes:
        classification: What it is.
        fields: What was read from it, whole: what the same source said earlier and does not say now is taken back.
        source: Who classified and read.
        agency: Code of the issuing agency, empty where unknown.
        term: How long the result stays valid; ``None`` where the document is no result.
        dossiers: Codes of the dossiers it belongs to.
        state: What it is now.
        reasons: Codes of :mod:`digitize.errors` that say why the state is not ``PUBLISHED``, or that the index refuses
            what is.
        risk: As of :class:`Document`.
    """

    classification: Classification
    source: Source
    fields: tuple[FieldValue, ...] = ()
    agency: str = ""
    term: Term | None = None
    dossiers: tuple[str, ...] = ()
    state: DocumentState = DocumentState.PUBLISHED
    reasons: tuple[str, ...] = ()
    risk: float = 0.0


@dataclass(frozen=True, slots=True)
class Effective:
    """The values that count of a subject, one for each field and item, and who vouches for each."""

    assertions: tuple[Assertion, ...] = ()

    def get(self, name: FieldName, item: int = 0) -> Assertion | None:
        """The statement that counts for a field."""
        return next((said for said in self.assertions if (said.value.name, said.value.item) == (name, item)), None)

    def value(self, name: FieldName, item: int = 0) -> str:
        """The value that counts, empty where there is none."""
        said = self.get(name, item)
        return said.value.value if said else ""

    @property
    def fields(self) -> tuple[FieldValue, ...]:
        """The values alone."""
        return tuple(said.value for said in self.assertions)

    def checked(self, *names: FieldName) -> Checked:
        """Whether a person vouches for every one of these fields that has a value, and for at least one."""
        sources = [said.source for said in self.assertions if said.value.name in names]
        return Checked.PERSON if sources and set(sources) == {SourceKind.PERSON} else Checked.MACHINE


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a result is; a number has its kind but stays sealed. Owners that people said to be one share a party."""

    id: str
    number_kind: str | None
    name: str | None = field(repr=False)
    birth_date: date | None = field(repr=False)
    party: str


@dataclass(frozen=True, slots=True)
class Result:
    """What decides an application, by its keys; effective values are those of its documents."""

    id: str
    result_type: str | None
    issuer: str | None
    number: str | None
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class ValidityEvent:
    """That a result was revoked, replaced, cancelled or restored (``VALID``). One that is undone never was."""

    id: int
    result: str
    state: ValidityState
    effective_on: date
    basis: str
    source: Source
    recorded_at: datetime
    replaced_by: str | None = None
    undone: bool = False


def event_in_force(events: Sequence[ValidityEvent], as_of: date) -> ValidityEvent | None:
    """The event that decides on a day, oldest first given; ``None`` where the term alone does.

    Of what was in force by that day, what was said last counts; what restores a result leaves it to its term.
    """
    begun = [event for event in events if event.effective_on <= as_of and not event.undone]
    return begun[-1] if begun and begun[-1].state is not ValidityState.VALID else None


@dataclass(frozen=True, slots=True)
class FoundResult:
    """A result with all that decides whether it may be reused; documents are those that show it now."""

    result: Result
    documents: tuple[tuple[Document, Relation], ...]
    owners: tuple[Owner, ...]
    term: Term
    events: tuple[ValidityEvent, ...]


@dataclass(frozen=True, slots=True)
class ReuseCheck:
    """That a reuse was asked for and what was answered; ``id`` is the proof reference.

    ``result_types`` are the codes asked for; the owner is kept as a keyed hash only.
    """

    id: str
    moment: datetime
    actor: str
    as_of: date
    result_types: tuple[str, ...]
    answer: ReuseAnswer
    result: str | None


@dataclass(frozen=True, slots=True)
class Rendition:
    """An object made from one version of a document."""

    document: str
    version: int
    object: StoredObject


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """A page list that a document has or had; ``rescanned`` are the 0-based positions at which it was rescanned."""

    version: int
    recorded_at: datetime
    pages: tuple[PageRef, ...]
    rescanned: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """A writer's audit chain: its length, the hash of its last entry and the first entry that does not fit."""

    writer: str
    length: int
    head: str
    broken_at: int | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """That somebody works on something.

    Attributes:
        stage: What kind of work.
        subject: Id of what is worked on.
        holder: Who works.
        attempt: How often the work was begun, this time included.
        until: When others may take it.
        tries: How often it was begun since it was last asked for, this time included.
    """

    stage: str
    subject: str
    holder: str
    attempt: int
    until: datetime
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Standing:
    """Work of a kind that nobody is at: since when the oldest stands, if any does, and how much is parked."""

    stage: str
    oldest: datetime | None
    parked: int


@dataclass(frozen=True, slots=True)
class StageOutput:
    """What a stage made of inputs with this key."""

    key: str
    stage: str
    output: Any
