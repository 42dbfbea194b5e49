"""Texts and access copies are found by their hash, as disposal asks who else needs them; work by what it is on."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds three indexes."""
    op.create_index("ix_pages_reading", "pages", ["reading"])
    op.create_index("ix_renditions_object", "renditions", ["sha256", "kind"])
    op.create_index("ix_leases_subject", "leases", ["subject"])


def downgrade() -> None:
    """Takes them away again."""
    op.drop_index("ix_leases_subject", "leases")
    op.drop_index("ix_renditions_object", "renditions")
    op.drop_index("ix_pages_reading", "pages")
