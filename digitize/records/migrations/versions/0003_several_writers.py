"""Several writers: claims on the outbox, leases of work, and constraints in place of having the database alone."""

import sqlalchemy as sa
from alembic import op

from digitize.records.columns import text_type

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a table and a column, and makes two indexes unique."""
    op.create_table(
        "leases",
        sa.Column("stage", text_type(64), nullable=False),
        sa.Column("subject", text_type(96), nullable=False),
        sa.Column("holder", text_type(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("until", text_type(32), nullable=False),
        sa.PrimaryKeyConstraint("stage", "subject", name="pk_leases"),
    )
    op.create_index("ix_leases_stage_until", "leases", ["stage", "until"], unique=False)
    op.add_column("documents", sa.Column("claimed_until", text_type(32), nullable=True))
    op.drop_index("ix_stacks_batch_position", table_name="stacks")
    op.create_index("ix_stacks_batch_position", "stacks", ["batch", "position"], unique=True)
    op.drop_index("ix_decisions_batch", table_name="decisions")
    op.create_index("ix_decisions_counts", "decisions", ["batch", "counted", "scanned", "unopened"], unique=True)


def downgrade() -> None:
    """Takes them away again."""
    op.drop_index("ix_decisions_counts", table_name="decisions")
    op.create_index("ix_decisions_batch", "decisions", ["batch"], unique=False)
    op.drop_index("ix_stacks_batch_position", table_name="stacks")
    op.create_index("ix_stacks_batch_position", "stacks", ["batch", "position"], unique=False)
    op.drop_column("documents", "claimed_until")
    op.drop_table("leases")
