"""What the review of documents by persons leaves the room as: decisions, what waits, figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from digitize.model import Classification, DocumentKind, FieldValue


class ReviewAct(StrEnum):
    """What a person decides about a document.

    The first three vouch for it as a whole: for what it is and for every field, the empty ones too.
    """

    CONFIRM = "confirm"
    CORRECT = "correct"
    NOT_RESULT = "not_result"
    RESCAN = "rescan"
    SPLIT = "split"
    MERGE = "merge"
    ROTATE = "rotate"
    UNDO = "undo"

    @property
    def vouches(self) -> bool:
        """Whether it says that the values are right."""
        return self in (ReviewAct.CONFIRM, ReviewAct.CORRECT, ReviewAct.NOT_RESULT)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decides, for the records to keep.

    Attributes:
        act: What it is.
        by: Id of an account, not a name.
        applied: Whether it counts at once; else another person must agree first.
        said: What waits until then, as text that may name an owner; empty where nothing waits.
        first: Id of another person's decision that is agreed with.
        undoes: Id of the decision that is taken back.
        reasons: Why the document waited.
        answered: What a machine had answered: names of fields, and ``result_type``.
        changed: Which of these a person says otherwise.
        result_type: What the machine took it for or, where it took it for nothing, what the person says.
        pages: 1-based pages that are meant.
        note: In the person's words.
    """

    act: ReviewAct
    by: str
    applied: bool = True
    said: str = field(default="", repr=False)
    first: int | None = None
    undoes: int | None = None
    reasons: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    result_type: str | None = None
    pages: tuple[int, ...] = ()
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Review:
    """That a person decided something about a document; see :class:`Verdict` for what the names mean."""

    id: int
    document: str
    act: ReviewAct
    decided_by: str
    decided_at: datetime
    version: int
    applied: bool
    first: int | None
    undoes: int | None
    reasons: tuple[str, ...]
    answered: tuple[str, ...]
    changed: tuple[str, ...]
    result_type: str | None
    pages: tuple[int, ...]
    note: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a person says of a whole document."""

    classification: Classification
    fields: tuple[FieldValue, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the documents that wait are meant; what is empty does not matter.

    Attributes:
        batch: Id or name of a batch.
        agency: Code of the agency that handed the batch in, or that issued the paper.
        reason: Reason code. Documents for which a rescan is asked wait for an operator and not for a reviewer: they
            are meant only where this says so.
        procedure: National code.
        result_type: National code.
    """

    batch: str = ""
    agency: str = ""
    reason: str = ""
    procedure: str = ""
    result_type: str = ""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A document for which persons vouch, for those who learn from it.

    Attributes:
        id: Of the document.
        kind: What it is to the archive.
        document_type: Its title.
        result_type: National code.
        procedure: National code.
        readings: Hashes of its pages' readings in the object store, in order; empty text for a page without one.
    """

    id: str
    kind: DocumentKind
    document_type: str | None
    result_type: str | None
    procedure: str | None
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One document that waits, for counting: why, whose, since when."""

    reasons: tuple[str, ...]
    agency: str
    since: datetime
