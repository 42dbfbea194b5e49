"""What is proposed to people: duplicates, replaced and revoked results, owners that are one; terms that people say."""

import sqlalchemy as sa
from alembic import op

from digitize.records.columns import text_type
from digitize.records.histories import protect

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_APPEND_ONLY = ("proposal_decisions", "term_rules")


def upgrade() -> None:
    """Adds four tables and four columns."""
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "proposals",
        sa.Column("id", text_type(16), nullable=False),
        sa.Column("kind", text_type(64), nullable=False),
        sa.Column("subject", text_type(16), nullable=False),
        sa.Column("counterpart", text_type(16), nullable=False),
        sa.Column("document", text_type(16), nullable=False),
        sa.Column("other_document", text_type(16), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("state", text_type(64), nullable=False),
        sa.Column("proposed_at", text_type(32), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name="fk_proposals_document"),
        sa.ForeignKeyConstraint(["other_document"], ["documents.id"], name="fk_proposals_other_document"),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
        sa.UniqueConstraint("kind", "subject", "counterpart", name="uq_proposals_kind_subject_counterpart"),
    )
    op.create_index("ix_proposals_counterpart", "proposals", ["counterpart"], unique=False)
    op.create_index("ix_proposals_document", "proposals", ["document"], unique=False)
    op.create_index("ix_proposals_other_document", "proposals", ["other_document"], unique=False)
    op.create_index("ix_proposals_state", "proposals", ["state", "kind", "id"], unique=False)
    op.create_index("ix_proposals_subject", "proposals", ["subject"], unique=False)
    op.create_table(
        "proposal_decisions",
        sa.Column("id", serial, autoincrement=True, nullable=False),
        sa.Column("proposal", text_type(16), nullable=False),
        sa.Column("verdict", text_type(64), nullable=False),
        sa.Column("decided_by", text_type(), nullable=False),
        sa.Column("reason", text_type(), nullable=False),
        sa.Column("effect", sa.JSON(), nullable=False),
        sa.Column("recorded_at", text_type(32), nullable=False),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"], name="fk_proposal_decisions_proposal"),
        sa.PrimaryKeyConstraint("id", name="pk_proposal_decisions"),
    )
    op.create_index("ix_proposal_decisions_proposal", "proposal_decisions", ["proposal"], unique=False)
    op.create_table(
        "document_keys",
        sa.Column("document", text_type(16), nullable=False),
        sa.Column("role", text_type(64), nullable=False),
        sa.Column("key", text_type(160), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name="fk_document_keys_document"),
        sa.PrimaryKeyConstraint("document", "role", "key", name="pk_document_keys"),
    )
    op.create_index("ix_document_keys_key", "document_keys", ["key", "role"], unique=False)
    op.create_table(
        "term_rules",
        sa.Column("id", serial, autoincrement=True, nullable=False),
        sa.Column("result_type", text_type(64), nullable=False),
        sa.Column("kind", text_type(64), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("basis", text_type(), nullable=False),
        sa.Column("decided_by", text_type(), nullable=False),
        sa.Column("recorded_at", text_type(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_term_rules"),
    )
    op.create_index("ix_term_rules_result_type", "term_rules", ["result_type"], unique=False)
    protect(op.get_bind(), _APPEND_ONLY)

    op.add_column("validity_events", sa.Column("undoes", sa.BigInteger(), nullable=True))
    op.add_column("owners", sa.Column("party", text_type(16), server_default="", nullable=False))
    op.execute("UPDATE owners SET party = id")
    op.create_index("ix_owners_party", "owners", ["party"], unique=False)
    op.add_column("results", sa.Column("term_asked", text_type(64), nullable=True))
    newest = "SELECT max(id) FROM terms GROUP BY result"
    op.execute(
        f"UPDATE results SET term_asked = result_type WHERE id IN "
        f"(SELECT result FROM terms WHERE id IN ({newest}) AND NOT known AND NOT printed)"
    )
    op.create_index(
        "ix_results_term_asked",
        "results",
        ["term_asked", "id"],
        unique=False,
        sqlite_where=sa.text("term_asked IS NOT NULL"),
        postgresql_where=sa.text("term_asked IS NOT NULL"),
    )
    op.add_column("documents", sa.Column("compared", sa.Integer(), server_default="0", nullable=False))
    op.create_index(
        "ix_documents_uncompared",
        "documents",
        ["id"],
        unique=False,
        sqlite_where=sa.text("revision > compared"),
        postgresql_where=sa.text("revision > compared"),
    )


def downgrade() -> None:
    """Takes them away again, their triggers with them."""
    op.drop_index("ix_documents_uncompared", "documents")
    op.drop_column("documents", "compared")
    op.drop_index("ix_results_term_asked", "results")
    op.drop_column("results", "term_asked")
    op.drop_index("ix_owners_party", "owners")
    op.drop_column("owners", "party")
    op.drop_column("validity_events", "undoes")
    op.drop_table("term_rules")
    op.drop_table("document_keys")
    op.drop_table("proposal_decisions")
    op.drop_table("proposals")
