"""Partitions of collections, waivers, and reports."""

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
    op.create_table(
        "waivers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("check", sa.Text(), nullable=False),
        sa.Column("check_version", sa.Integer(), nullable=True),
        sa.Column("claims", DOCUMENT, nullable=False),
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
    op.drop_index("ix_waivers_check_id", table_name="waivers")
    op.drop_index("ix_waivers_collection_id", table_name="waivers")
    op.drop_table("waivers")
    op.drop_column("collections", "partitions")
