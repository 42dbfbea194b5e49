"""How long documents are kept, legal holds, and their disposal by two persons."""

import sqlalchemy as sa
from alembic import op

from digitize.records.columns import text_type
from digitize.records.histories import protect

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_APPEND_ONLY = ("retentions", "holds", "disposals", "disposal_decisions")


def upgrade() -> None:
    """Adds four histories, a list of objects that go, and two columns."""
    op.add_column("documents", sa.Column("keep_asked", sa.Integer(), server_default="0", nullable=False))
    op.add_column("documents", sa.Column("keep_set", sa.Integer(), server_default="0", nullable=False))
    unkept = sa.text("keep_asked > keep_set")
    op.create_index("ix_documents_unkept", "documents", ["id"], sqlite_where=unkept, postgresql_where=unkept)
    op.create_table(
        "retentions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("document", text_type(16), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("rule", text_type(), nullable=False),
        sa.Column("basis", text_type(), nullable=False),
        sa.Column("recorded_at", text_type(32), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name="fk_retentions_document"),
        sa.PrimaryKeyConstraint("id", name="pk_retentions"),
    )
    op.create_index("ix_retentions_document", "retentions", ["document"])
    op.create_table(
        "holds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("document", text_type(16), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("decided_by", text_type(), nullable=False),
        sa.Column("reason", text_type(), nullable=False),
        sa.Column("recorded_at", text_type(32), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name="fk_holds_document"),
        sa.PrimaryKeyConstraint("id", name="pk_holds"),
    )
    op.create_index("ix_holds_document", "holds", ["document"])
    _disposal()
    protect(op.get_bind(), _APPEND_ONLY)


def _disposal() -> None:
    op.create_table(
        "disposals",
        sa.Column("id", text_type(16), nullable=False),
        sa.Column("document", text_type(16), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("ground", text_type(64), nullable=False),
        sa.Column("reason", text_type(), nullable=False),
        sa.Column("proposed_by", text_type(), nullable=False),
        sa.Column("proposed_at", text_type(32), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name="fk_disposals_document"),
        sa.PrimaryKeyConstraint("id", name="pk_disposals"),
        sa.UniqueConstraint("document", "ordinal", name="uq_disposals_document_ordinal"),
        sa.UniqueConstraint("id", "proposed_by", name="uq_disposals_id_proposed_by"),
    )
    op.create_table(
        "disposal_decisions",
        sa.Column("disposal", text_type(16), nullable=False),
        sa.Column("proposed_by", text_type(), nullable=False),
        sa.Column("verdict", text_type(64), nullable=False),
        sa.Column("decided_by", text_type(), nullable=False),
        sa.Column("minutes", text_type(), nullable=False),
        sa.Column("decided_at", text_type(32), nullable=False),
        sa.CheckConstraint("verdict = 'rejected' OR decided_by <> proposed_by", name="two_persons"),
        sa.ForeignKeyConstraint(
            ["disposal", "proposed_by"],
            ["disposals.id", "disposals.proposed_by"],
            name="fk_disposal_decisions_disposal_proposed_by",
        ),
        sa.PrimaryKeyConstraint("disposal", name="pk_disposal_decisions"),
    )
    op.create_table(
        "disposed_objects",
        sa.Column("disposal", text_type(16), nullable=False),
        sa.Column("kind", text_type(64), nullable=False),
        sa.Column("sha256", text_type(64), nullable=False),
        sa.Column("removed_at", text_type(32), nullable=True),
        sa.ForeignKeyConstraint(["disposal"], ["disposals.id"], name="fk_disposed_objects_disposal"),
        sa.PrimaryKeyConstraint("disposal", "kind", "sha256", name="pk_disposed_objects"),
    )
    op.create_index("ix_disposed_objects_object", "disposed_objects", ["sha256", "kind"])
    waiting = sa.text("removed_at IS NULL")
    op.create_index(
        "ix_disposed_objects_waiting",
        "disposed_objects",
        ["disposal"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade() -> None:
    """Takes them away again, their triggers with them."""
    for table in ("disposed_objects", "disposal_decisions", "disposals", "holds", "retentions"):
        op.drop_table(table)
    op.drop_index("ix_documents_unkept", table_name="documents")
    op.drop_column("documents", "keep_set")
    op.drop_column("documents", "keep_asked")
