"""Partitions of collections, an index of exchange rates, waivers, and reports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON()
WORDS = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    # Every collection so far declares none.
    op.add_column("collections", sa.Column("partitions", DOCUMENT, nullable=False, server_default="[]"))
    op.create_index(
        "ix_claim_revisions_unit_period_start_period_end_asserted",
        "claim_revisions",
        ["unit", "period_start", "period_end", "asserted"],
        postgresql_where=sa.text("substr(unit, 4, 1) = '/'"),
        sqlite_where=sa.text("substr(unit, 4, 1) = '/'"),
    )
    op.create_table(
        "waivers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("check", sa.Text(), nullable=False),
        sa.Column("check_id", sa.Uuid(), nullable=True),
        sa.Column("check_version", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("expires", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["collection"], ["collections.slug"], name="fk_waivers_collection"),
        sa.PrimaryKeyConstraint("id", name="pk_waivers"),
    )
    op.create_index("ix_waivers_collection_id", "waivers", ["collection", "id"])
    op.create_index("ix_waivers_check_id", "waivers", ["check", "id"])
    op.create_table(
        "waiver_claims",
        sa.Column("waiver_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["waiver_id"], ["waivers.id"], name="fk_waiver_claims_waiver_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_waiver_claims_claim_id"),
        sa.PrimaryKeyConstraint("waiver_id", "position", name="pk_waiver_claims"),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("collections", WORDS, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("options", DOCUMENT, nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("heartbeat", INSTANT, nullable=True),
        sa.Column("counts", DOCUMENT, nullable=True),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.Column("basis", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
    )
    op.create_index("ix_reports_status_heartbeat", "reports", ["status", "heartbeat"])


def downgrade() -> None:
    op.drop_index("ix_reports_status_heartbeat", table_name="reports")
    op.drop_table("reports")
    op.drop_table("waiver_claims")
    op.drop_index("ix_waivers_check_id", table_name="waivers")
    op.drop_index("ix_waivers_collection_id", table_name="waivers")
    op.drop_table("waivers")
    op.drop_index("ix_claim_revisions_unit_period_start_period_end_asserted", table_name="claim_revisions")
    op.drop_column("collections", "partitions")
