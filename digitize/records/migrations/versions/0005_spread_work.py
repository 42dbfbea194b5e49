"""Work that is spread over machines: what was asked for stands in the leases, what an operator said in the records."""

import sqlalchemy as sa
from alembic import op

from digitize.records.columns import text_type

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a table and two columns."""
    op.add_column("leases", sa.Column("planned_at", sa.Integer(), server_default="0", nullable=False))
    op.add_column("leases", sa.Column("reason", text_type(64), nullable=True))
    op.create_table(
        "stack_notes",
        sa.Column("stack", text_type(16), nullable=False),
        sa.Column("notes", text_type(), nullable=False),
        sa.Column("key_id", text_type(16), nullable=False),
        sa.ForeignKeyConstraint(["stack"], ["stacks.id"], name="fk_stack_notes_stack"),
        sa.ForeignKeyConstraint(["key_id"], ["owner_keys.id"], name="fk_stack_notes_key_id"),
        sa.PrimaryKeyConstraint("stack", name="pk_stack_notes"),
    )


def downgrade() -> None:
    """Takes them away again."""
    op.drop_table("stack_notes")
    op.drop_column("leases", "reason")
    op.drop_column("leases", "planned_at")
