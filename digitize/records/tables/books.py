"""The house's own books: the archive's id, outputs of stages, audit."""

from __future__ import annotations

from sqlalchemy import Index, Table

from digitize.records.columns import code, metadata, moment, number, sha256, structure, words

meta = Table("meta", metadata, code("name", key=True), words("value"))

stage_outputs = Table(
    "stage_outputs",
    metadata,
    sha256("key", key=True),
    code("stage"),
    structure("output"),
    moment("recorded_at"),
)

audit = Table(
    "audit",
    metadata,
    code("writer", key=True),
    number("sequence", key=True),
    moment("moment"),
    words("actor"),
    code("action"),
    words("subject"),
    # Canonical JSON as text: the hash is over these very characters.
    words("detail"),
    sha256("previous"),
    sha256("hash"),
    Index("ix_audit_subject", "subject"),
)
