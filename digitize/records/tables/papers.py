"""What became of it: documents, their page lists, what was made from them, what they are, their dossiers."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKeyConstraint, Index, Integer, Table, UniqueConstraint, text

from digitize.records.columns import (
    code,
    entity,
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

documents = Table(
    "documents",
    metadata,
    id_(),
    ref("batch", "batches.id", index=True),
    sha256("first_blob"),
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
    # What it would cost if it is published wrong, times how unsure it is; by it persons are given work. What was
    # published before this was weighed counts as wholly unsure.
    Column("risk", Float, nullable=False, server_default="1"),
    # Until when an indexer works on it; see :class:`digitize.records.outbox.Outbox`.
    moment("claimed_until", nullable=True),
    # What shall keep its objects, as asked for and as set; see :class:`digitize.records.keeping.Keeping`.
    Column("keep_asked", Integer, nullable=False, server_default="0"),
    Column("keep_set", Integer, nullable=False, server_default="0"),
    # The revision that was last compared with other papers; see :class:`digitize.records.proposals.Proposals`.
    Column("compared", Integer, nullable=False, server_default="0"),
    UniqueConstraint("first_blob", "first_index"),
    ForeignKeyConstraint(["first_blob", "first_index"], ["pages.blob", "pages.page_index"]),
    # The outbox: small however many documents there are.
    Index(
        "ix_documents_outbox",
        "id",
        sqlite_where=text("revision > indexed_revision"),
        postgresql_where=text("revision > indexed_revision"),
    ),
    # The queue of those that wait for a person.
    Index(
        "ix_documents_review",
        "risk",
        "id",
        sqlite_where=text("state IN ('review', 'failed_pages')"),
        postgresql_where=text("state IN ('review', 'failed_pages')"),
    ),
    Index(
        "ix_documents_unkept",
        "id",
        sqlite_where=text("keep_asked > keep_set"),
        postgresql_where=text("keep_asked > keep_set"),
    ),
    Index(
        "ix_documents_uncompared",
        "id",
        sqlite_where=text("revision > compared"),
        postgresql_where=text("revision > compared"),
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
    entity("document", key=True),
    number("version", key=True),
    number("position", key=True),
    sha256("blob"),
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
    sha256("blob"),
    number("page_index"),
    ref("stack", "stacks.id", index=True),
    sha256("new_blob"),
    number("new_index"),
    moment("recorded_at"),
    page_key(),
    page_key("new_blob", "new_index"),
    Index("ix_rescans_page", "blob", "page_index"),
)

renditions = Table(
    "renditions",
    metadata,
    serial(),
    entity("document"),
    number("version"),
    code("kind"),
    sha256("sha256"),
    Column("size", BigInteger, nullable=False),
    moment("recorded_at"),
    ForeignKeyConstraint(["document", "version"], ["document_versions.document", "document_versions.version"]),
    UniqueConstraint("document", "version", "kind", "sha256"),
    Index("ix_renditions_object", "sha256", "kind"),
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
