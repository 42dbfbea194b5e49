"""What persons decide about documents and pages, and the queue of documents that wait for them."""

import sqlalchemy as sa
from alembic import op

from digitize.records.columns import text_type
from digitize.records.histories import protect

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds two histories, a column by which the queue is ordered, and indexes."""
    op.add_column("documents", sa.Column("risk", sa.Float(), server_default="1", nullable=False))
    waiting = sa.text("state IN ('review', 'failed_pages')")
    op.create_index("ix_documents_review", "documents", ["risk", "id"], sqlite_where=waiting, postgresql_where=waiting)
    op.create_index("ix_rescans_page", "rescans", ["blob", "page_index"])
    op.create_table(
        "reviews",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("document", text_type(16), nullable=False),
        sa.Column("act", text_type(64), nullable=False),
        sa.Column("decided_by", text_type(), nullable=False),
        sa.Column("decided_at", text_type(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.Column("said", text_type(), nullable=True),
        sa.Column("key_id", text_type(16), nullable=True),
        sa.Column("first", sa.BigInteger(), nullable=True),
        sa.Column("first_by", text_type(), nullable=True),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("answered", sa.JSON(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("result_type", text_type(64), nullable=True),
        sa.Column("pages", sa.JSON(), nullable=False),
        sa.Column("note", text_type(), nullable=False),
        sa.CheckConstraint("first_by IS NULL OR first_by <> decided_by", name="two_persons"),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name="fk_reviews_document"),
        sa.ForeignKeyConstraint(["key_id"], ["owner_keys.id"], name="fk_reviews_key_id"),
        sa.ForeignKeyConstraint(["undoes"], ["reviews.id"], name="fk_reviews_undoes"),
        sa.ForeignKeyConstraint(
            ["first", "first_by"], ["reviews.id", "reviews.decided_by"], name="fk_reviews_first_first_by"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.UniqueConstraint("id", "decided_by", name="uq_reviews_id_decided_by"),
        sa.UniqueConstraint("undoes", name="uq_reviews_undoes"),
    )
    op.create_index("ix_reviews_document", "reviews", ["document", "id"])
    op.create_index("ix_reviews_decided_at", "reviews", ["decided_at"])
    op.create_table(
        "page_marks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("blob", text_type(64), nullable=False),
        sa.Column("page_index", sa.Integer(), nullable=False),
        sa.Column("mark", text_type(64), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("review", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", text_type(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["blob", "page_index"], ["pages.blob", "pages.page_index"], name="fk_page_marks_blob_page_index"
        ),
        sa.ForeignKeyConstraint(["review"], ["reviews.id"], name="fk_page_marks_review"),
        sa.PrimaryKeyConstraint("id", name="pk_page_marks"),
    )
    op.create_index("ix_page_marks_page", "page_marks", ["blob", "page_index"])
    protect(op.get_bind(), ("reviews", "page_marks"))


def downgrade() -> None:
    """Takes them away again, their triggers with them."""
    op.drop_table("page_marks")
    op.drop_table("reviews")
    op.drop_index("ix_rescans_page", table_name="rescans")
    op.drop_index("ix_documents_review", table_name="documents")
    op.drop_column("documents", "risk")
