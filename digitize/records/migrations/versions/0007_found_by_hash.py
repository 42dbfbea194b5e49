"""Texts and access copies are found by their hash, as disposal asks who else needs them; parked work by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds three indexes."""
    op.create_index("ix_pages_reading", "pages", ["reading"])
    op.create_index("ix_renditions_object", "renditions", ["sha256", "kind"])
    parked = sa.text("reason IS NOT NULL")
    op.create_index("ix_leases_parked", "leases", ["stage", "subject"], postgresql_where=parked, sqlite_where=parked)


def downgrade() -> None:
    """Takes them away again."""
    op.drop_index("ix_leases_parked", "leases")
    op.drop_index("ix_renditions_object", "renditions")
    op.drop_index("ix_pages_reading", "pages")
