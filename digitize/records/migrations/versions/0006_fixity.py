"""When each object was last read whole and found intact, and the runs in which that was done."""

import sqlalchemy as sa
from alembic import op

from digitize.records.columns import text_type

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds two tables."""
    op.create_table(
        "object_checks",
        sa.Column("kind", text_type(64), nullable=False),
        sa.Column("sha256", text_type(64), nullable=False),
        sa.Column("intact", sa.Boolean(), nullable=False),
        sa.Column("checked_at", text_type(32), nullable=False),
        sa.PrimaryKeyConstraint("kind", "sha256", name="pk_object_checks"),
    )
    op.create_table(
        "fixity_runs",
        sa.Column("id", text_type(16), nullable=False),
        sa.Column("started_at", text_type(32), nullable=False),
        sa.Column("ended_at", text_type(32), nullable=True),
        sa.Column("objects", sa.Integer(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("damaged", sa.Integer(), nullable=False),
        sa.Column("repaired", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_fixity_runs"),
    )


def downgrade() -> None:
    """Takes them away again."""
    op.drop_table("fixity_runs")
    op.drop_table("object_checks")
