"""Collections, sources, claims with their revisions, checks, and answers kept under idempotency keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON()
WORDS = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", DOCUMENT, nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_answers"),
    )
    op.create_index("ix_answers_created_at", "answers", ["created_at"])
    op.create_table(
        "collections",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_collections"),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("authors", DOCUMENT, nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("reference", sa.Boolean(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
    )
    op.create_index("ix_sources_identity", "sources", ["identity"])
    op.create_table(
        "checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["collection"], ["collections.slug"], name="fk_checks_collection"),
        sa.PrimaryKeyConstraint("id", name="pk_checks"),
    )
    op.create_index("ix_checks_collection_id", "checks", ["collection", "id"])
    op.create_table(
        "claims",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["collection"], ["collections.slug"], name="fk_claims_collection"),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
    )
    op.create_index("ix_claims_collection_id", "claims", ["collection", "id"])
    op.create_table(
        "collection_references",
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("referenced", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection"], ["collections.slug"], name="fk_collection_references_collection", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["referenced"], ["collections.slug"], name="fk_collection_references_referenced"),
        sa.PrimaryKeyConstraint("collection", "position", name="pk_collection_references"),
    )
    op.create_index("ix_collection_references_referenced", "collection_references", ["referenced"])
    op.create_table(
        "source_cites",
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("cited_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["cited_id"], ["sources.id"], name="fk_source_cites_cited_id"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_source_cites_source_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source_id", "position", name="pk_source_cites"),
    )
    op.create_index("ix_source_cites_cited_id", "source_cites", ["cited_id"])
    op.create_table(
        "check_claims",
        sa.Column("check_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["checks.id"], name="fk_check_claims_check_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_check_claims_claim_id"),
        sa.PrimaryKeyConstraint("check_id", "position", name="pk_check_claims"),
    )
    op.create_index("ix_check_claims_claim_id", "check_claims", ["claim_id"])
    op.create_table(
        "claim_revisions",
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("quote", DOCUMENT, nullable=True),
        sa.Column("attributed_to", sa.Text(), nullable=True),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("dimensions", DOCUMENT, nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("lower", sa.Text(), nullable=True),
        sa.Column("upper", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("qualifier", sa.Text(), nullable=True),
        sa.Column("rounding", sa.Text(), nullable=True),
        sa.Column("period", sa.Text(), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("asserted", sa.Text(), nullable=True),
        sa.Column("tags", WORDS, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_claim_revisions_claim_id"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_claim_revisions_source_id"),
        sa.PrimaryKeyConstraint("claim_id", "revision", name="pk_claim_revisions"),
    )
    op.create_index("ix_claim_revisions_measure_claim_id", "claim_revisions", ["measure", "claim_id"])
    op.create_index("ix_claim_revisions_source_id_claim_id", "claim_revisions", ["source_id", "claim_id"])
    op.execute(
        "INSERT INTO collections (slug, title, version, created_at, updated_at) "
        "VALUES ('default', 'Default', 1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
    )


def downgrade() -> None:
    op.drop_index("ix_claim_revisions_source_id_claim_id", table_name="claim_revisions")
    op.drop_index("ix_claim_revisions_measure_claim_id", table_name="claim_revisions")
    op.drop_table("claim_revisions")
    op.drop_index("ix_check_claims_claim_id", table_name="check_claims")
    op.drop_table("check_claims")
    op.drop_index("ix_source_cites_cited_id", table_name="source_cites")
    op.drop_table("source_cites")
    op.drop_index("ix_collection_references_referenced", table_name="collection_references")
    op.drop_table("collection_references")
    op.drop_index("ix_claims_collection_id", table_name="claims")
    op.drop_table("claims")
    op.drop_index("ix_checks_collection_id", table_name="checks")
    op.drop_table("checks")
    op.drop_index("ix_sources_identity", table_name="sources")
    op.drop_table("sources")
    op.drop_table("collections")
    op.drop_index("ix_answers_created_at", table_name="answers")
    op.drop_table("answers")
