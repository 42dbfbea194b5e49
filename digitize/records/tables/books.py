"""The house's own books: the archive's id, outputs of stages, leases of work, audit."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from digitize.records.columns import code, metadata, moment, number, sha256, structure, text_type, words

meta = Table("meta", metadata, code("name", key=True), words("value"))

stage_outputs = Table(
    "stage_outputs",
    metadata,
    sha256("key", key=True),
    code("stage"),
    structure("output"),
    moment("recorded_at"),
)

leases = Table(
    "leases",
    metadata,
    code("stage", key=True),
    Column("subject", text_type(96), primary_key=True),
    words("holder"),
    number("attempt"),
    moment("until"),
    # The attempt at which the work was last asked for: those before it do not count against it.
    Column("planned_at", Integer, nullable=False, server_default="0"),
    # Why nobody is to try it again.
    code("reason", nullable=True),
    Index("ix_leases_stage_until", "stage", "until"),
    Index("ix_leases_subject", "subject"),
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
