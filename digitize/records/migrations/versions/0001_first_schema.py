"""The first schema."""

import sqlalchemy as sa
from alembic import op

from digitize.records.columns import text_type
from digitize.records.histories import forget, prepare, protect

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_APPEND_ONLY = (
    "document_versions",
    "document_pages",
    "renditions",
    "classifications",
    "assertions",
    "terms",
    "validity_events",
    "reuse_checks",
    "stage_outputs",
    "audit",
)


def upgrade() -> None:
    """Makes all tables, and the triggers that keep histories as they are."""
    prepare(op.get_bind())
    op.create_table(
        "audit",
        sa.Column("writer", text_type(64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("moment", text_type(32), nullable=False),
        sa.Column("actor", text_type(), nullable=False),
        sa.Column("action", text_type(64), nullable=False),
        sa.Column("subject", text_type(), nullable=False),
        sa.Column("detail", text_type(), nullable=False),
        sa.Column("previous", text_type(64), nullable=False),
        sa.Column("hash", text_type(64), nullable=False),
        sa.PrimaryKeyConstraint("writer", "sequence", name="pk_audit"),
    )
    op.create_index("ix_audit_subject", "audit", ["subject"], unique=False)
    op.create_table(
        "batches",
        sa.Column("id", text_type(16), nullable=False),
        sa.Column("name", text_type(), nullable=False),
        sa.Column("agency", text_type(64), nullable=False),
        sa.Column("counted_sheets", sa.Integer(), nullable=True),
        sa.Column("state", text_type(64), nullable=False),
        sa.Column("created_at", text_type(32), nullable=False),
        sa.Column("finished_at", text_type(32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        sa.UniqueConstraint("agency", "name", name="uq_batches_agency_name"),
    )
    op.create_table(
        "blobs",
        sa.Column("sha256", text_type(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", text_type(64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("received_at", text_type(32), nullable=False),
        sa.Column("verified_at", text_type(32), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_blobs"),
    )
    op.create_table(
        "dossiers",
        sa.Column("code", text_type(64), nullable=False),
        sa.Column("procedure", text_type(64), nullable=True),
        sa.Column("agency", text_type(64), nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_dossiers"),
    )
    op.create_table(
        "meta",
        sa.Column("name", text_type(64), nullable=False),
        sa.Column("value", text_type(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_meta"),
    )
    op.create_table(
        "owner_keys",
        sa.Column("id", text_type(16), nullable=False),
        sa.Column("first_used_at", text_type(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_owner_keys"),
    )
    op.create_table(
        "results",
        sa.Column("id", text_type(16), nullable=False),
        sa.Column("result_type", text_type(64), nullable=True),
        sa.Column("issuer", text_type(64), nullable=True),
        sa.Column("number", text_type(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("created_at", text_type(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_results"),
    )
    op.create_index("ix_results_number", "results", ["number", "issued_on"], unique=False)
    op.create_index("ix_results_result_type", "results", ["result_type"], unique=False)
    op.create_table(
        "stage_outputs",
        sa.Column("key", text_type(64), nullable=False),
        sa.Column("stage", text_type(64), nullable=False),
        sa.Column("output", sa.JSON(), nullable=False),
        sa.Column("recorded_at", text_type(32), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_stage_outputs"),
    )
    op.create_table(
        "owners",
        sa.Column("id", text_type(16), nullable=False),
        sa.Column("number_kind", text_type(64), nullable=True),
        sa.Column("number_hash", text_type(64), nullable=True),
        sa.Column("key_id", text_type(16), nullable=True),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name", text_type(), nullable=True),
        sa.Column("name_key", text_type(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["key_id"], ["owner_keys.id"], name="fk_owners_key_id"),
        sa.PrimaryKeyConstraint("id", name="pk_owners"),
        sa.UniqueConstraint("number_hash", "key_id", name="uq_owners_number_hash_key_id"),
    )
    op.create_index("ix_owners_name", "owners", ["name_key", "birth_date"], unique=False)
    op.create_table(
        "pages",
        sa.Column("blob", text_type(64), nullable=False),
        sa.Column("page_index", sa.Integer(), nullable=False),
        sa.Column("state", text_type(64), nullable=False),
        sa.Column("reason", text_type(64), nullable=True),
        sa.Column("reading", text_type(64), nullable=True),
        sa.Column("blank", text_type(64), nullable=True),
        sa.Column("separator", text_type(64), nullable=True),
        sa.Column("rotation", sa.Integer(), nullable=True),
        sa.Column("skew", sa.Float(), nullable=True),
        sa.Column("dpi", sa.Float(), nullable=True),
        sa.Column("colour", text_type(64), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["blob"], ["blobs.sha256"], name="fk_pages_blob"),
        sa.PrimaryKeyConstraint("blob", "page_index", name="pk_pages"),
    )
    op.create_table(
        "receipts",
        sa.Column("id", text_type(16), nullable=False),
        sa.Column("batch", text_type(16), nullable=False),
        sa.Column("blob", text_type(64), nullable=True),
        sa.Column("name", text_type(), nullable=False),
        sa.Column("path_key", text_type(64), nullable=False),
        sa.Column("outcome", text_type(64), nullable=False),
        sa.Column("reason", text_type(64), nullable=True),
        sa.Column("received_at", text_type(32), nullable=False),
        sa.Column("seen_at", text_type(32), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["batches.id"], name="fk_receipts_batch"),
        sa.ForeignKeyConstraint(["blob"], ["blobs.sha256"], name="fk_receipts_blob"),
        sa.PrimaryKeyConstraint("id", name="pk_receipts"),
        sa.UniqueConstraint("batch", "path_key", "blob", name="uq_receipts_batch_path_key_blob"),
    )
    op.create_index("ix_receipts_blob", "receipts", ["blob"], unique=False)
    op.create_index(
        "uq_receipts_without_blob",
        "receipts",
        ["batch", "path_key"],
        unique=True,
        sqlite_where=sa.text("blob IS NULL"),
        postgresql_where=sa.text("blob IS NULL"),
    )
    op.create_table(
        "reuse_checks",
        sa.Column("id", text_type(16), nullable=False),
        sa.Column("moment", text_type(32), nullable=False),
        sa.Column("actor", text_type(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("result_types", sa.JSON(), nullable=False),
        sa.Column("owner_hash", text_type(64), nullable=False),
        sa.Column("key_id", text_type(16), nullable=False),
        sa.Column("answer", text_type(64), nullable=False),
        sa.Column("result", text_type(16), nullable=True),
        sa.ForeignKeyConstraint(["key_id"], ["owner_keys.id"], name="fk_reuse_checks_key_id"),
        sa.ForeignKeyConstraint(["result"], ["results.id"], name="fk_reuse_checks_result"),
        sa.PrimaryKeyConstraint("id", name="pk_reuse_checks"),
    )
    op.create_index("ix_reuse_checks_result", "reuse_checks", ["result"], unique=False)
    op.create_table(
        "stacks",
        sa.Column("id", text_type(16), nullable=False),
        sa.Column("batch", text_type(16), nullable=False),
        sa.Column("name", text_type(), nullable=False),
        sa.Column("series", sa.Boolean(), nullable=False),
        sa.Column("sides", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["batches.id"], name="fk_stacks_batch"),
        sa.PrimaryKeyConstraint("id", name="pk_stacks"),
    )
    op.create_index("ix_stacks_batch_position", "stacks", ["batch", "position"], unique=False)
    op.create_table(
        "terms",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("result", text_type(16), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("unlimited", sa.Boolean(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("printed", sa.Boolean(), nullable=False),
        sa.Column("rule", text_type(), nullable=False),
        sa.Column("basis", text_type(), nullable=False),
        sa.Column("recorded_at", text_type(32), nullable=False),
        sa.ForeignKeyConstraint(["result"], ["results.id"], name="fk_terms_result"),
        sa.PrimaryKeyConstraint("id", name="pk_terms"),
    )
    op.create_index("ix_terms_result", "terms", ["result"], unique=False)
    op.create_table(
        "validity_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("result", text_type(16), nullable=False),
        sa.Column("state", text_type(64), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("basis", text_type(), nullable=False),
        sa.Column("replaced_by", text_type(16), nullable=True),
        sa.Column("source", text_type(64), nullable=False),
        sa.Column("source_name", text_type(), nullable=False),
        sa.Column("recorded_at", text_type(32), nullable=False),
        sa.ForeignKeyConstraint(["replaced_by"], ["results.id"], name="fk_validity_events_replaced_by"),
        sa.ForeignKeyConstraint(["result"], ["results.id"], name="fk_validity_events_result"),
        sa.PrimaryKeyConstraint("id", name="pk_validity_events"),
    )
    op.create_index("ix_validity_events_result", "validity_events", ["result"], unique=False)
    op.create_table(
        "assertions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("subject", text_type(16), nullable=False),
        sa.Column("field", text_type(64), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("value", text_type(), nullable=False),
        sa.Column("raw", text_type(), nullable=False),
        sa.Column("key_id", text_type(16), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("source", text_type(64), nullable=False),
        sa.Column("source_name", text_type(), nullable=False),
        sa.Column("source_version", text_type(), nullable=False),
        sa.Column("blob", text_type(64), nullable=True),
        sa.Column("page_index", sa.Integer(), nullable=True),
        sa.Column("x0", sa.Float(), nullable=True),
        sa.Column("y0", sa.Float(), nullable=True),
        sa.Column("x1", sa.Float(), nullable=True),
        sa.Column("y1", sa.Float(), nullable=True),
        sa.Column("rule", text_type(), nullable=False),
        sa.Column("effective_at", text_type(32), nullable=True),
        sa.Column("recorded_at", text_type(32), nullable=False),
        sa.CheckConstraint("field <> 'owner_id' OR key_id IS NOT NULL", name=op.f("ck_assertions_owner_id_sealed")),
        sa.ForeignKeyConstraint(
            ["blob", "page_index"], ["pages.blob", "pages.page_index"], name="fk_assertions_blob_page_index"
        ),
        sa.ForeignKeyConstraint(["key_id"], ["owner_keys.id"], name="fk_assertions_key_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assertions"),
    )
    op.create_index("ix_assertions_subject", "assertions", ["subject", "id"], unique=False)
    op.create_table(
        "documents",
        sa.Column("id", text_type(16), nullable=False),
        sa.Column("batch", text_type(16), nullable=False),
        sa.Column("first_blob", text_type(64), nullable=False),
        sa.Column("first_index", sa.Integer(), nullable=False),
        sa.Column("state", text_type(64), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("kind", text_type(64), nullable=False),
        sa.Column("result_type", text_type(64), nullable=True),
        sa.Column("procedure", text_type(64), nullable=True),
        sa.Column("agency", text_type(64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("indexed_revision", sa.Integer(), nullable=False),
        sa.Column("created_at", text_type(32), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["batches.id"], name="fk_documents_batch"),
        sa.ForeignKeyConstraint(
            ["first_blob", "first_index"],
            ["pages.blob", "pages.page_index"],
            name="fk_documents_first_blob_first_index",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint("first_blob", "first_index", name="uq_documents_first_blob_first_index"),
    )
    op.create_index("ix_documents_batch", "documents", ["batch"], unique=False)
    op.create_index(
        "ix_documents_outbox",
        "documents",
        ["id"],
        unique=False,
        sqlite_where=sa.text("revision > indexed_revision"),
        postgresql_where=sa.text("revision > indexed_revision"),
    )
    op.create_table(
        "result_owners",
        sa.Column("result", text_type(16), nullable=False),
        sa.Column("owner", text_type(16), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["owners.id"], name="fk_result_owners_owner"),
        sa.ForeignKeyConstraint(["result"], ["results.id"], name="fk_result_owners_result"),
        sa.PrimaryKeyConstraint("result", "owner", name="pk_result_owners"),
    )
    op.create_index("ix_result_owners_owner", "result_owners", ["owner"], unique=False)
    op.create_table(
        "stack_pages",
        sa.Column("stack", text_type(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("blob", text_type(64), nullable=False),
        sa.Column("page_index", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["blob", "page_index"], ["pages.blob", "pages.page_index"], name="fk_stack_pages_blob_page_index"
        ),
        sa.ForeignKeyConstraint(["stack"], ["stacks.id"], name="fk_stack_pages_stack"),
        sa.PrimaryKeyConstraint("stack", "position", name="pk_stack_pages"),
    )
    op.create_index("ix_stack_pages_page", "stack_pages", ["blob", "page_index"], unique=False)
    op.create_table(
        "classifications",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("document", text_type(16), nullable=False),
        sa.Column("kind", text_type(64), nullable=False),
        sa.Column("document_type", text_type(), nullable=True),
        sa.Column("result_type", text_type(64), nullable=True),
        sa.Column("procedure", text_type(64), nullable=True),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("rung", text_type(64), nullable=False),
        sa.Column("why", text_type(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("source", text_type(64), nullable=False),
        sa.Column("source_name", text_type(), nullable=False),
        sa.Column("source_version", text_type(), nullable=False),
        sa.Column("recorded_at", text_type(32), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name="fk_classifications_document"),
        sa.PrimaryKeyConstraint("id", name="pk_classifications"),
    )
    op.create_index("ix_classifications_document", "classifications", ["document"], unique=False)
    op.create_table(
        "document_dossiers",
        sa.Column("document", text_type(16), nullable=False),
        sa.Column("dossier", text_type(64), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name="fk_document_dossiers_document"),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.code"], name="fk_document_dossiers_dossier"),
        sa.PrimaryKeyConstraint("document", "dossier", name="pk_document_dossiers"),
    )
    op.create_index("ix_document_dossiers_dossier", "document_dossiers", ["dossier"], unique=False)
    op.create_table(
        "document_versions",
        sa.Column("document", text_type(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", text_type(32), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name="fk_document_versions_document"),
        sa.PrimaryKeyConstraint("document", "version", name="pk_document_versions"),
    )
    op.create_table(
        "result_documents",
        sa.Column("result", text_type(16), nullable=False),
        sa.Column("document", text_type(16), nullable=False),
        sa.Column("relation", text_type(64), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name="fk_result_documents_document"),
        sa.ForeignKeyConstraint(["result"], ["results.id"], name="fk_result_documents_result"),
        sa.PrimaryKeyConstraint("result", "document", name="pk_result_documents"),
    )
    op.create_index("ix_result_documents_document", "result_documents", ["document"], unique=False)
    op.create_table(
        "document_pages",
        sa.Column("document", text_type(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("blob", text_type(64), nullable=False),
        sa.Column("page_index", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["blob", "page_index"], ["pages.blob", "pages.page_index"], name="fk_document_pages_blob_page_index"
        ),
        sa.ForeignKeyConstraint(
            ["document", "version"],
            ["document_versions.document", "document_versions.version"],
            name="fk_document_pages_document_version",
        ),
        sa.PrimaryKeyConstraint("document", "version", "position", name="pk_document_pages"),
    )
    op.create_index("ix_document_pages_page", "document_pages", ["blob", "page_index"], unique=False)
    op.create_table(
        "renditions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("document", text_type(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", text_type(64), nullable=False),
        sa.Column("sha256", text_type(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", text_type(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["document", "version"],
            ["document_versions.document", "document_versions.version"],
            name="fk_renditions_document_version",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_renditions"),
        sa.UniqueConstraint("document", "version", "kind", "sha256", name="uq_renditions_document_version_kind_sha256"),
    )
    protect(op.get_bind(), _APPEND_ONLY)


def downgrade() -> None:
    """Drops all tables, their triggers with them."""
    op.drop_table("renditions")
    op.drop_table("document_pages")
    op.drop_table("result_documents")
    op.drop_table("document_versions")
    op.drop_table("document_dossiers")
    op.drop_table("classifications")
    op.drop_table("stack_pages")
    op.drop_table("result_owners")
    op.drop_table("documents")
    op.drop_table("assertions")
    op.drop_table("validity_events")
    op.drop_table("terms")
    op.drop_table("stacks")
    op.drop_table("reuse_checks")
    op.drop_table("receipts")
    op.drop_table("pages")
    op.drop_table("owners")
    op.drop_table("stage_outputs")
    op.drop_table("results")
    op.drop_table("owner_keys")
    op.drop_table("meta")
    op.drop_table("dossiers")
    op.drop_table("blobs")
    op.drop_table("batches")
    op.drop_table("audit")
    forget(op.get_bind())
