"""What is said of documents and results: statements, owners, terms, events, reuse checks."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    LargeBinary,
    Table,
    UniqueConstraint,
    text,
)

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
    text_type,
    words,
)

owner_keys = Table("owner_keys", metadata, entity("id", key=True), moment("first_used_at"))

assertions = Table(
    "assertions",
    metadata,
    serial(),
    entity("subject"),
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
    sha256("blob", nullable=True),
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
    # Its result type, while its term is unknown for want of a rule: a person is asked once for each type.
    code("term_asked", nullable=True),
    Index("ix_results_number", "number", "issued_on"),
    # Small however many results there are.
    Index(
        "ix_results_term_asked",
        "term_asked",
        "id",
        sqlite_where=text("term_asked IS NOT NULL"),
        postgresql_where=text("term_asked IS NOT NULL"),
    ),
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
    sha256("number_hash", nullable=True),
    ref("key_id", "owner_keys.id", nullable=True),
    Column("number_sealed", LargeBinary, nullable=True),
    words("name", nullable=True),
    words("name_key", nullable=True),
    Column("birth_date", Date, nullable=True),
    # Owners that people have said to be one have the same; see :class:`digitize.records.parties.Parties`.
    Column("party", text_type(16), nullable=False, server_default=""),
    UniqueConstraint("number_hash", "key_id"),
    Index("ix_owners_name", "name_key", "birth_date"),
    Index("ix_owners_party", "party"),
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
    # The event that this row takes back, as if it had never been.
    Column("undoes", BigInteger, nullable=True),
)

reuse_checks = Table(
    "reuse_checks",
    metadata,
    id_(),
    moment("moment"),
    words("actor"),
    Column("as_of", Date, nullable=False),
    structure("result_types"),
    sha256("owner_hash"),
    ref("key_id", "owner_keys.id"),
    code("answer"),
    ref("result", "results.id", nullable=True, index=True),
)
