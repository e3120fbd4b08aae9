"""The tables, one set for SQLite and PostgreSQL.

Figures are stored as the text that was printed. ``4.50`` says more than ``4.5``, and text keeps 34 digits and more in
both databases, where a number column of SQLite would make a float of them. Nothing is computed from figures in SQL.

A claim is a row that points at its current revision; what it says is in its revisions, which are only ever appended.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    text,
)

from service.storage.types import Document, Instant, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

collections = Table(
    "collections",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("description", Text),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("partitions", Document, nullable=False, server_default="[]"),
)

collection_references = Table(
    "collection_references",
    metadata,
    Column("collection", ForeignKey("collections.slug", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("referenced", ForeignKey("collections.slug"), nullable=False, index=True),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("publisher", Text),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("authors", Document, nullable=False),
    Column("url", Text),
    Column("published", Text),
    Column("reference", Boolean, nullable=False),
    # Not unique: whoever posts a source twice has two. Only inline sources are matched.
    Column("identity", Text, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    # The collections of the token that created it, if that was limited to some: it may see it before a claim uses it.
    Column("collections", Words),
)

# Which collections have claims of a source, in any revision: what can be seen of sources depends on it, and looking
# through all claims of one that many use would take long. It follows from the claims, and is only ever added to.
source_uses = Table(
    "source_uses",
    metadata,
    Column("collection", ForeignKey("collections.slug", ondelete="CASCADE"), primary_key=True),
    Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "source_id", "collection"),
)

source_cites = Table(
    "source_cites",
    metadata,
    Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("cited_id", ForeignKey("sources.id"), nullable=False, index=True),
)

claims = Table(
    "claims",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("collection", ForeignKey("collections.slug"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Index(None, "collection", "id"),
)

# Said in the same words by whoever wants the index to be used.
LOOKS_LIKE_A_RATE = "substr(unit, 4, 1) = '/'"

claim_revisions = Table(
    "claim_revisions",
    metadata,
    Column("claim_id", ForeignKey("claims.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("source_id", ForeignKey("sources.id"), nullable=False),
    Column("statement", Text),
    Column("quote", Document),
    Column("attributed_to", Text),
    Column("measure", Text),
    Column("dimensions", Document, nullable=False),
    Column("value", Text),
    Column("lower", Text),
    Column("upper", Text),
    Column("unit", Text, nullable=False),
    Column("qualifier", Text),
    Column("rounding", Text),
    Column("period", Text),
    # The first and last day of the period, for overlap; an open end is the first or last day of the calendar, so that
    # plain comparisons find it. Null without a period.
    Column("period_start", Date),
    Column("period_end", Date),
    Column("asserted", Text),
    Column("tags", Words, nullable=False),
    Column("status", Text, nullable=False),
    # Everything that a search for text looks into, case-folded here: lower() of SQLite knows ASCII only.
    Column("search", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Index(None, "source_id", "claim_id"),
    Index(None, "measure", "claim_id"),
    # Exchange rates by their date, which conversions look for. Other units may look like "KZT/USD" too, if few.
    Index(
        None,
        "unit",
        "period_start",
        "period_end",
        "asserted",
        postgresql_where=text(LOOKS_LIKE_A_RATE),
        sqlite_where=text(LOOKS_LIKE_A_RATE),
    ),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("collection", ForeignKey("collections.slug"), nullable=False),
    Column("source_id", ForeignKey("sources.id"), nullable=False),
    Column("format", Text, nullable=False),
    Column("date", Text),
    Column("text", Text, nullable=False),
    # What was read in the text, with its places. The claims in it are named and no foreign keys: a claim never goes.
    Column("figures", Document, nullable=False),
    Column("checks", Document, nullable=False),
    Column("suppressions", Document, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Index(None, "collection", "id"),
    Index(None, "source_id", "id"),
)

checks = Table(
    "checks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("collection", ForeignKey("collections.slug"), nullable=False),
    Column("name", Text, nullable=False),
    Column("body", Document, nullable=False),
    Column("severity", Text, nullable=False),
    Column("rationale", Text),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Index(None, "collection", "id"),
)

check_claims = Table(
    "check_claims",
    metadata,
    Column("check_id", ForeignKey("checks.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("claim_id", ForeignKey("claims.id"), nullable=False, index=True),
)

answers = Table(
    "answers",
    metadata,
    Column("key", Text, primary_key=True),
    # The rest is null only inside the transaction that reserved the key.
    Column("fingerprint", Text),
    Column("status", Integer),
    Column("headers", Document),
    Column("body", LargeBinary),
    Column("created_at", Instant, nullable=False, index=True),
)

waivers = Table(
    "waivers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("collection", ForeignKey("collections.slug"), nullable=False),
    # The id of a stored check, or the key of a discovered one: that has no row to refer to.
    Column("check", Text, nullable=False),
    # The id again, where it is one. No foreign key: what was accepted, and why, outlives the check.
    Column("check_id", Uuid),
    Column("check_version", Integer),
    Column("name", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("expires", Instant),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Index(None, "collection", "id"),
    Index(None, "check", "id"),
)

waiver_claims = Table(
    "waiver_claims",
    metadata,
    Column("waiver_id", ForeignKey("waivers.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("claim_id", ForeignKey("claims.id"), nullable=False),
    Column("revision", Integer, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Uuid, primary_key=True),
    # A report outlives what it saw; so its collections are no foreign keys.
    Column("collections", Words, nullable=False),
    Column("status", Text, nullable=False),
    Column("detail", Text),
    Column("options", Document, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer),
    # How many processes have begun it, of which all but the last one died or gave it back.
    Column("attempts", Integer, nullable=False),
    Column("heartbeat", Instant),
    Column("counts", Document),
    # The finished report, and what it rests on, as compressed JSON: they are only ever read whole.
    Column("document", LargeBinary),
    Column("basis", LargeBinary),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("finished_at", Instant),
    # The version at which its parts are worth working on. Whoever knows nothing of parts makes the next version.
    Column("planned", Integer),
    Index(None, "status", "heartbeat"),
)

# What a report is split into, so that several machines can work on it.
report_parts = Table(
    "report_parts",
    metadata,
    # Not the report and the number: a report may be split a second time, while somebody still has a part of the first.
    Column("id", Uuid, primary_key=True),
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    # Which programs can work on it: all parts of a report are done by the same engine.
    Column("form", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("heartbeat", Instant),
    # What is asked, and what came of it, as compressed JSON.
    Column("asked", LargeBinary, nullable=False),
    Column("content", LargeBinary),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Index(None, "report_id", "number", unique=True),
    Index(None, "status", "heartbeat"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("hash", Text, nullable=False),
    Column("scopes", Words, nullable=False),
    # Null: not limited to any. No foreign keys: a token may be made before its collection.
    Column("collections", Words),
    Column("rate", Text),
    Column("expires", Instant),
    Column("revoked_at", Instant),
    Column("created_at", Instant, nullable=False),
)

# Who changed what, in the transaction that changed it. Nothing here is ever changed or refers to what may go.
audit = Table(
    "audit",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("token_id", Uuid),
    Column("request_id", Text),
    Column("operation", Text),
    # "created", "changed" or "deleted", and what kind of thing.
    Column("action", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("collection", Text),
    # The ids of all things of this kind that one transaction did this to, in the order in which it did.
    Column("things", Document, nullable=False),
    Column("count", Integer, nullable=False),
    Index(None, "collection", "id"),
)
