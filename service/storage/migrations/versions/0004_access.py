"""Tokens, an audit log, whose a source is, and reports in parts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# All of it is new, and nothing that was there before is asked for more: programs that know 0003 go on working.
works_with = "0003"

INSTANT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON()
WORDS = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("sources", sa.Column("collections", WORDS, nullable=True))
    op.add_column("reports", sa.Column("planned", sa.Integer(), nullable=True))
    op.create_table(
        "source_uses",
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection"], ["collections.slug"], name="fk_source_uses_collection", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_source_uses_source_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("collection", "source_id", name="pk_source_uses"),
    )
    op.create_index("ix_source_uses_source_id_collection", "source_uses", ["source_id", "collection"])
    op.execute(
        "INSERT INTO source_uses (collection, source_id) SELECT DISTINCT claims.collection, claim_revisions.source_id "
        "FROM claims JOIN claim_revisions ON claim_revisions.claim_id = claims.id"
    )
    op.create_table(
        "report_parts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("heartbeat", INSTANT, nullable=True),
        sa.Column("asked", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_report_parts_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_report_parts"),
    )
    op.create_index("ix_report_parts_report_id_number", "report_parts", ["report_id", "number"], unique=True)
    op.create_index("ix_report_parts_status_heartbeat", "report_parts", ["status", "heartbeat"])
    op.create_table(
        "tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("scopes", WORDS, nullable=False),
        sa.Column("collections", WORDS, nullable=True),
        sa.Column("rate", sa.Text(), nullable=True),
        sa.Column("expires", INSTANT, nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("name", name="uq_tokens_name"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("token_id", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("operation", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=True),
        sa.Column("things", DOCUMENT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_collection_id", "audit", ["collection", "id"])


def downgrade() -> None:
    op.drop_table("audit")
    op.drop_table("tokens")
    op.drop_table("report_parts")
    op.drop_table("source_uses")
    op.drop_column("reports", "planned")
    op.drop_column("sources", "collections")
