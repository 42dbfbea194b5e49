"""What is proposed to people and what they decided; by what papers find each other; terms that people said."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Table, UniqueConstraint

from digitize.records.columns import (
    code,
    entity,
    id_,
    metadata,
    moment,
    number,
    real,
    ref,
    serial,
    structure,
    text_type,
    words,
)

proposals = Table(
    "proposals",
    metadata,
    id_(),
    code("kind"),
    # What it is about, and the other of the two: ids of documents, results or owners, as the kind says.
    entity("subject"),
    entity("counterpart"),
    # Whose reading gave rise to it, and the document at its other end where there is one.
    ref("document", "documents.id", index=True),
    ref("other_document", "documents.id", nullable=True, index=True),
    real("confidence"),
    structure("evidence"),
    # As the newest decision leaves it.
    code("state"),
    moment("proposed_at"),
    # What two processes find at once is one proposal.
    UniqueConstraint("kind", "subject", "counterpart"),
    Index("ix_proposals_counterpart", "counterpart"),
    Index("ix_proposals_subject", "subject"),
    Index("ix_proposals_state", "state", "kind", "id"),
)

proposal_decisions = Table(
    "proposal_decisions",
    metadata,
    serial(),
    ref("proposal", "proposals.id", index=True),
    code("verdict"),
    words("decided_by"),
    words("reason"),
    # What was changed by it, as it must be known to take it back.
    structure("effect"),
    moment("recorded_at"),
)

document_keys = Table(
    "document_keys",
    metadata,
    ref("document", "documents.id", key=True),
    code("role", key=True),
    Column("key", text_type(160), primary_key=True),
    Index("ix_document_keys_key", "key", "role"),
)

term_rules = Table(
    "term_rules",
    metadata,
    serial(),
    code("result_type", index=True),
    code("kind"),
    number("months", nullable=True),
    Column("valid_from", Date, nullable=True),
    Column("valid_to", Date, nullable=True),
    words("basis"),
    words("decided_by"),
    moment("recorded_at"),
)
