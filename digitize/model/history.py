"""Statements and the audit: what is said, by whom, and never overwritten."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from digitize.model.documents import FieldValue


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
