"""Decisions about counts that disagree, rescanned pages, and what cutting a stack says of a page."""

import sqlalchemy as sa
from alembic import op

from digitize.records.columns import text_type
from digitize.records.histories import protect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_APPEND_ONLY = ("decisions", "rescans")


def upgrade() -> None:
    """Adds two histories and a column."""
    op.add_column("pages", sa.Column("doubts", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        "decisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("batch", text_type(16), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("scanned", sa.Integer(), nullable=False),
        sa.Column("unopened", sa.Integer(), nullable=False),
        sa.Column("decided_by", text_type(), nullable=False),
        sa.Column("reason", text_type(), nullable=False),
        sa.Column("recorded_at", text_type(32), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["batches.id"], name="fk_decisions_batch"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_batch", "decisions", ["batch"], unique=False)
    op.create_table(
        "rescans",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("document", text_type(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("blob", text_type(64), nullable=False),
        sa.Column("page_index", sa.Integer(), nullable=False),
        sa.Column("stack", text_type(16), nullable=False),
        sa.Column("new_blob", text_type(64), nullable=False),
        sa.Column("new_index", sa.Integer(), nullable=False),
        sa.Column("recorded_at", text_type(32), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name="fk_rescans_document"),
        sa.ForeignKeyConstraint(["stack"], ["stacks.id"], name="fk_rescans_stack"),
        sa.ForeignKeyConstraint(
            ["blob", "page_index"], ["pages.blob", "pages.page_index"], name="fk_rescans_blob_page_index"
        ),
        sa.ForeignKeyConstraint(
            ["new_blob", "new_index"], ["pages.blob", "pages.page_index"], name="fk_rescans_new_blob_new_index"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rescans"),
    )
    op.create_index("ix_rescans_document", "rescans", ["document"], unique=False)
    op.create_index("ix_rescans_stack", "rescans", ["stack"], unique=False)
    protect(op.get_bind(), _APPEND_ONLY)


def downgrade() -> None:
    """Takes them away again, their triggers with them."""
    op.drop_table("rescans")
    op.drop_table("decisions")
    op.drop_column("pages", "doubts")
