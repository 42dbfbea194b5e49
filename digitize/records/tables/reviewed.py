"""What persons decided about documents and their pages."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    UniqueConstraint,
)

from digitize.records.columns import code, metadata, moment, number, page_key, ref, serial, sha256, structure, words

reviews = Table(
    "reviews",
    metadata,
    serial(),
    ref("document", "documents.id"),
    code("act"),
    words("decided_by"),
    moment("decided_at", index=True),
    # The version of the page list that was looked at.
    number("version"),
    # False: another person must agree first, and what was said waits in ``said``, sealed, as it may name an owner.
    Column("applied", Boolean, nullable=False),
    words("said", nullable=True),
    ref("key_id", "owner_keys.id", nullable=True),
    # The decision of another person that is agreed with.
    Column("first", BigInteger, nullable=True),
    words("first_by", nullable=True),
    # The decision that is taken back: each once.
    Column("undoes", BigInteger, ForeignKey("reviews.id"), nullable=True, unique=True),
    # Why it waited; the fields that a machine had answered, and those of them that a person said otherwise.
    structure("reasons"),
    structure("answered"),
    structure("changed"),
    code("result_type", nullable=True),
    # 1-based pages that are meant.
    structure("pages"),
    words("note"),
    UniqueConstraint("id", "decided_by"),
    # That two persons took part is held by the database itself.
    ForeignKeyConstraint(["first", "first_by"], ["reviews.id", "reviews.decided_by"]),
    CheckConstraint("first_by IS NULL OR first_by <> decided_by", name="two_persons"),
    Index("ix_reviews_document", "document", "id"),
)

page_marks = Table(
    "page_marks",
    metadata,
    serial(),
    sha256("blob"),
    number("page_index"),
    # ``cut``: 1, a document begins here; 0, it does not. ``turn``: degrees clockwise. None: as a machine finds it.
    code("mark"),
    Column("value", Integer, nullable=True),
    Column("review", BigInteger, ForeignKey("reviews.id"), nullable=False),
    moment("recorded_at"),
    page_key(),
    Index("ix_page_marks_page", "blob", "page_index"),
)
