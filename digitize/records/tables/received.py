"""What came in: blobs, batches, receipts, pages and stacks."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Table, UniqueConstraint, text

from digitize.records.columns import (
    code,
    id_,
    metadata,
    moment,
    number,
    page_key,
    real,
    ref,
    serial,
    sha256,
    structure,
    words,
)

blobs = Table(
    "blobs",
    metadata,
    sha256("sha256", key=True),
    Column("size", BigInteger, nullable=False),
    code("media_type"),
    number("pages"),
    moment("received_at"),
    moment("verified_at"),
)

batches = Table(
    "batches",
    metadata,
    id_(),
    words("name"),
    code("agency"),
    number("counted_sheets", nullable=True),
    code("state"),
    moment("created_at"),
    moment("finished_at", nullable=True),
    UniqueConstraint("agency", "name"),
)

receipts = Table(
    "receipts",
    metadata,
    id_(),
    ref("batch", "batches.id"),
    ref("blob", "blobs.sha256", nullable=True, index=True),
    words("name"),
    # Names need be neither UTF-8 nor short: the key is the SHA-256 of the path's bytes.
    sha256("path_key"),
    code("outcome"),
    code("reason", nullable=True),
    moment("received_at"),
    moment("seen_at"),
    UniqueConstraint("batch", "path_key", "blob"),
    Index(
        "uq_receipts_without_blob",
        "batch",
        "path_key",
        unique=True,
        sqlite_where=text("blob IS NULL"),
        postgresql_where=text("blob IS NULL"),
    ),
)

decisions = Table(
    "decisions",
    metadata,
    serial(),
    ref("batch", "batches.id"),
    number("counted"),
    number("scanned"),
    number("unopened"),
    words("decided_by"),
    words("reason"),
    moment("recorded_at"),
    # The same is decided once.
    Index("ix_decisions_counts", "batch", "counted", "scanned", "unopened", unique=True),
)

pages = Table(
    "pages",
    metadata,
    ref("blob", "blobs.sha256", key=True),
    number("page_index", key=True),
    code("state"),
    code("reason", nullable=True),
    sha256("reading", nullable=True),
    code("blank", nullable=True),
    code("separator", nullable=True),
    number("rotation", nullable=True),
    real("skew", nullable=True),
    real("dpi", nullable=True),
    code("colour", nullable=True),
    real("confidence", nullable=True),
    structure("warnings"),
    number("attempts"),
    # What the cutting of its stack says of it; ``warnings`` is what its reading says.
    Column("doubts", JSON, nullable=False, server_default="[]"),
    Index("ix_pages_reading", "reading"),
)

stacks = Table(
    "stacks",
    metadata,
    id_(),
    ref("batch", "batches.id"),
    words("name"),
    Column("series", Boolean, nullable=False),
    number("sides"),
    number("position"),
    Index("ix_stacks_batch_position", "batch", "position", unique=True),
)

# What the operator said of a stack, sealed, as it may name an owner; gone when the batch is closed.
stack_notes = Table(
    "stack_notes",
    metadata,
    ref("stack", "stacks.id", key=True),
    words("notes"),
    ref("key_id", "owner_keys.id"),
)

stack_pages = Table(
    "stack_pages",
    metadata,
    ref("stack", "stacks.id", key=True),
    number("position", key=True),
    sha256("blob"),
    number("page_index"),
    page_key(),
    Index("ix_stack_pages_page", "blob", "page_index"),
)
