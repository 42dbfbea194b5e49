"""The tables of the system of record, the same on every database.

Two kinds of table stand here. *Histories* are append-only, and triggers of the database hold that
(:data:`APPEND_ONLY`); what counts is their newest row. The other tables say where work stands (states, counts of
attempts) or repeat the newest of a history where look-ups and lists need an index on it.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)

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
    structure,
    words,
)

meta = Table("meta", metadata, code("name", key=True), words("value"))

# --- what came in -----------------------------------------------------------------------------------------

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", String(64), primary_key=True),
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
    Column("path_key", String(64), nullable=False),
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
    ref("batch", "batches.id", index=True),
    number("counted"),
    number("scanned"),
    number("unopened"),
    words("decided_by"),
    words("reason"),
    moment("recorded_at"),
)

pages = Table(
    "pages",
    metadata,
    ref("blob", "blobs.sha256", key=True),
    number("page_index", key=True),
    code("state"),
    code("reason", nullable=True),
    Column("reading", String(64), nullable=True),
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
    Index("ix_stacks_batch_position", "batch", "position"),
)

stack_pages = Table(
    "stack_pages",
    metadata,
    ref("stack", "stacks.id", key=True),
    number("position", key=True),
    Column("blob", String(64), nullable=False),
    number("page_index"),
    page_key(),
    Index("ix_stack_pages_page", "blob", "page_index"),
)

# --- what became of it ------------------------------------------------------------------------------------

documents = Table(
    "documents",
    metadata,
    id_(),
    ref("batch", "batches.id", index=True),
    Column("first_blob", String(64), nullable=False),
    number("first_index"),
    code("state"),
    structure("reasons"),
    code("kind"),
    code("result_type", nullable=True),
    code("procedure", nullable=True),
    code("agency", nullable=True),
    number("version"),
    number("revision"),
    number("indexed_revision"),
    moment("created_at"),
    UniqueConstraint("first_blob", "first_index"),
    ForeignKeyConstraint(["first_blob", "first_index"], ["pages.blob", "pages.page_index"]),
    # The outbox: small however many documents there are.
    Index(
        "ix_documents_outbox",
        "id",
        sqlite_where=text("revision > indexed_revision"),
        postgresql_where=text("revision > indexed_revision"),
    ),
)

document_versions = Table(
    "document_versions",
    metadata,
    ref("document", "documents.id", key=True),
    number("version", key=True),
    moment("recorded_at"),
)

document_pages = Table(
    "document_pages",
    metadata,
    Column("document", String(16), primary_key=True),
    number("version", key=True),
    number("position", key=True),
    Column("blob", String(64), nullable=False),
    number("page_index"),
    ForeignKeyConstraint(["document", "version"], ["document_versions.document", "document_versions.version"]),
    page_key(),
    Index("ix_document_pages_page", "blob", "page_index"),
)

rescans = Table(
    "rescans",
    metadata,
    serial(),
    ref("document", "documents.id", index=True),
    number("position"),
    # The page that the stack was cut with, not an earlier rescan of it.
    Column("blob", String(64), nullable=False),
    number("page_index"),
    ref("stack", "stacks.id", index=True),
    Column("new_blob", String(64), nullable=False),
    number("new_index"),
    moment("recorded_at"),
    page_key(),
    page_key("new_blob", "new_index"),
)

renditions = Table(
    "renditions",
    metadata,
    serial(),
    Column("document", String(16), nullable=False),
    number("version"),
    code("kind"),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    moment("recorded_at"),
    ForeignKeyConstraint(["document", "version"], ["document_versions.document", "document_versions.version"]),
    UniqueConstraint("document", "version", "kind", "sha256"),
)

classifications = Table(
    "classifications",
    metadata,
    serial(),
    ref("document", "documents.id", index=True),
    code("kind"),
    words("document_type", nullable=True),
    code("result_type", nullable=True),
    code("procedure", nullable=True),
    real("probability"),
    code("rung"),
    words("why"),
    structure("candidates"),
    code("source"),
    words("source_name"),
    words("source_version"),
    moment("recorded_at"),
)

dossiers = Table(
    "dossiers", metadata, code("code", key=True), code("procedure", nullable=True), code("agency", nullable=True)
)

document_dossiers = Table(
    "document_dossiers",
    metadata,
    ref("document", "documents.id", key=True),
    ref("dossier", "dossiers.code", key=True, index=True),
)

# --- what is said of it -----------------------------------------------------------------------------------

owner_keys = Table("owner_keys", metadata, Column("id", String(16), primary_key=True), moment("first_used_at"))

assertions = Table(
    "assertions",
    metadata,
    serial(),
    Column("subject", String(16), nullable=False),
    code("field"),
    number("item"),
    words("value"),
    words("raw"),
    # Set where value and raw are sealed.
    ref("key_id", "owner_keys.id", nullable=True),
    real("confidence"),
    code("source"),
    words("source_name"),
    words("source_version"),
    Column("blob", String(64), nullable=True),
    number("page_index", nullable=True),
    real("x0", nullable=True),
    real("y0", nullable=True),
    real("x1", nullable=True),
    real("y1", nullable=True),
    words("rule"),
    moment("effective_at", nullable=True),
    moment("recorded_at"),
    page_key(),
    Index("ix_assertions_subject", "subject", "id"),
    CheckConstraint("field <> 'owner_id' OR key_id IS NOT NULL", name="owner_id_sealed"),
)

results = Table(
    "results",
    metadata,
    id_(),
    code("result_type", nullable=True, index=True),
    code("issuer", nullable=True),
    words("number", nullable=True),
    Column("issued_on", Date, nullable=True),
    moment("created_at"),
    Index("ix_results_number", "number", "issued_on"),
)

result_documents = Table(
    "result_documents",
    metadata,
    ref("result", "results.id", key=True),
    ref("document", "documents.id", key=True, index=True),
    code("relation"),
)

owners = Table(
    "owners",
    metadata,
    id_(),
    code("number_kind", nullable=True),
    Column("number_hash", String(64), nullable=True),
    ref("key_id", "owner_keys.id", nullable=True),
    Column("number_sealed", LargeBinary, nullable=True),
    words("name", nullable=True),
    words("name_key", nullable=True),
    Column("birth_date", Date, nullable=True),
    UniqueConstraint("number_hash", "key_id"),
    Index("ix_owners_name", "name_key", "birth_date"),
)

result_owners = Table(
    "result_owners",
    metadata,
    ref("result", "results.id", key=True),
    ref("owner", "owners.id", key=True, index=True),
    number("item"),
)

terms = Table(
    "terms",
    metadata,
    serial(),
    ref("result", "results.id", index=True),
    Column("valid_from", Date, nullable=True),
    Column("valid_until", Date, nullable=True),
    Column("unlimited", Boolean, nullable=False),
    Column("known", Boolean, nullable=False),
    Column("printed", Boolean, nullable=False),
    words("rule"),
    words("basis"),
    moment("recorded_at"),
)

validity_events = Table(
    "validity_events",
    metadata,
    serial(),
    ref("result", "results.id", index=True),
    code("state"),
    Column("effective_on", Date, nullable=False),
    words("basis"),
    ref("replaced_by", "results.id", nullable=True),
    code("source"),
    words("source_name"),
    moment("recorded_at"),
)

reuse_checks = Table(
    "reuse_checks",
    metadata,
    id_(),
    moment("moment"),
    words("actor"),
    Column("as_of", Date, nullable=False),
    structure("result_types"),
    Column("owner_hash", String(64), nullable=False),
    ref("key_id", "owner_keys.id"),
    code("answer"),
    ref("result", "results.id", nullable=True, index=True),
)

# --- the house's own books --------------------------------------------------------------------------------

stage_outputs = Table(
    "stage_outputs",
    metadata,
    Column("key", String(64), primary_key=True),
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
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_audit_subject", "subject"),
)

#: Histories: rows are added and never changed or removed.
APPEND_ONLY = (
    decisions,
    document_versions,
    document_pages,
    rescans,
    renditions,
    classifications,
    assertions,
    terms,
    validity_events,
    reuse_checks,
    stage_outputs,
    audit,
)
