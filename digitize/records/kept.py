"""What leaves the room about how long documents are kept and how they go."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from digitize.model import ObjectKind, PageRef, Retention

Object = tuple[ObjectKind, str]
"""Shelf and hash."""


class Ground(StrEnum):
    """Why a document may be disposed of: it never belonged here, or it need not be kept any more."""

    MISTAKE = "mistake"
    RETENTION_ENDED = "retention_ended"


class Verdict(StrEnum):
    """What became of a proposal to dispose of a document."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Hold:
    """That a person put a document on legal hold, or lifted that."""

    held: bool
    decided_by: str
    reason: str = field(repr=False)
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What a second person decided, and the minutes of it."""

    verdict: Verdict
    decided_by: str
    minutes: str = field(repr=False)
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Disposal:
    """That a person proposed to dispose of a document, and what came of it; persons are ids, not names.

    Attributes:
        id: Opaque.
        document: Id.
        ground: Why it may go.
        reason: In the person's words.
        proposed_by: The first person.
        proposed_at: When.
        decision: The second person's; ``None`` while it is waited for.
    """

    id: str
    document: str
    ground: Ground
    reason: str = field(repr=False)
    proposed_by: str
    proposed_at: datetime
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class Order:
    """What shall keep the objects of a document from being removed.

    Attributes:
        document: Id.
        number: Of the order; a later one asks for more.
        retention: The longest on record; ``None``: nothing but the store's own default.
        objects: Received files and access copies of all its versions, each with whether it shall be on hold; ``None``
            where it never was.
    """

    document: str
    number: int
    retention: Retention | None
    objects: tuple[tuple[Object, bool | None], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes with a document.

    Attributes:
        objects: Received files, access copies and page texts that no other document needs.
        pages: Pages that are never read again.
        shared: Hashes of received files that stay, since other documents lie in them or pages of them wait to be read.
    """

    objects: tuple[Object, ...]
    pages: tuple[PageRef, ...]
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of which objects it is known that they are intact.

    Attributes:
        objects: Objects that the records need.
        unchecked: How many of them were never read since they were stored.
        damaged: How many were damaged or missing when they were last read.
        oldest: The longest ago that any of the others was last read; ``None`` where none was.
    """

    objects: int
    unchecked: int
    damaged: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class FixityRun:
    """A run in which objects were read whole and their hashes compared.

    Attributes:
        id: Opaque.
        started_at: When it began.
        ended_at: When it was done; ``None`` while it runs, or where it was broken off.
        objects: Objects that the records needed when it began.
        planned: How many of them were to be read.
        checked: How many were.
        size: Bytes that were read and intact.
        damaged: How many objects were missing or did not have their hash.
        repaired: How many of these were brought back from the replica.
    """

    id: str
    started_at: datetime
    ended_at: datetime | None
    objects: int
    planned: int
    checked: int
    size: int
    damaged: int
    repaired: int
