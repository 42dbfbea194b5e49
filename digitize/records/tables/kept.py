"""How long documents are kept, legal holds on them, and how they were disposed of."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Table,
    UniqueConstraint,
    text,
)

from digitize.records.columns import code, entity, id_, metadata, moment, number, ref, serial, sha256, words

retentions = Table(
    "retentions",
    metadata,
    serial(),
    ref("document", "documents.id", index=True),
    # Last day; none: for ever.
    Column("until", Date, nullable=True),
    words("rule"),
    words("basis"),
    moment("recorded_at"),
)

holds = Table(
    "holds",
    metadata,
    serial(),
    ref("document", "documents.id", index=True),
    Column("held", Boolean, nullable=False),
    words("decided_by"),
    words("reason"),
    moment("recorded_at"),
)

disposals = Table(
    "disposals",
    metadata,
    id_(),
    ref("document", "documents.id"),
    number("ordinal"),
    code("ground"),
    words("reason"),
    words("proposed_by"),
    moment("proposed_at"),
    # Of two who propose at once, one is refused.
    UniqueConstraint("document", "ordinal"),
    UniqueConstraint("id", "proposed_by"),
)

disposal_decisions = Table(
    "disposal_decisions",
    metadata,
    entity("disposal", key=True),
    words("proposed_by"),
    code("verdict"),
    words("decided_by"),
    words("minutes"),
    moment("decided_at"),
    # That two persons took part is held by the database itself.
    ForeignKeyConstraint(["disposal", "proposed_by"], ["disposals.id", "disposals.proposed_by"]),
    CheckConstraint("verdict = 'rejected' OR decided_by <> proposed_by", name="two_persons"),
)

disposed_objects = Table(
    "disposed_objects",
    metadata,
    ref("disposal", "disposals.id", key=True),
    code("kind", key=True),
    sha256("sha256", key=True),
    moment("removed_at", nullable=True),
    Index("ix_disposed_objects_object", "sha256", "kind"),
    Index(
        "ix_disposed_objects_waiting",
        "disposal",
        sqlite_where=text("removed_at IS NULL"),
        postgresql_where=text("removed_at IS NULL"),
    ),
)
