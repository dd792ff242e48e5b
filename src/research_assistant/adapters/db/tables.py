"""The tables, as the newest migration leaves them.

The full-text index is no table of ours: the migrations make it
(`passages_fts` on SQLite, the column `passages.terms` on PostgreSQL).
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
    desc,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "idx_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Json = JSON().with_variant(JSONB(), "postgresql")
Id = Uuid(as_uuid=False)
Sha256 = String(64)
Number = BigInteger().with_variant(Integer(), "sqlite")


class Instant(TypeDecorator[datetime]):
    """A moment in UTC that keeps its zone on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn to UTC; SQLite stores no zone."""
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


users = Table(
    "users",
    metadata,
    Column("user_id", Id, primary_key=True),
    Column("username", String(64), nullable=False),
    Column("username_key", String(128), nullable=False, unique=True),
    Column("email", String(320)),
    Column("email_key", String(320), unique=True),
    Column("password_hash", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
)


def _user_id(*, primary_key: bool = False) -> Column[str]:
    reference = ForeignKey("users.user_id", ondelete="CASCADE")
    return Column("user_id", Id, reference, nullable=False, primary_key=primary_key)


sessions = Table(
    "sessions",
    metadata,
    Column("session_id", Id, primary_key=True),
    Column("token_sha256", Sha256, nullable=False, unique=True),
    _user_id(),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("address", String(64), nullable=False),
    Column("agent", Text, nullable=False),
    Index("idx_sessions_user_expires", "user_id", "expires_at"),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("token_id", Id, primary_key=True),
    Column("token_sha256", Sha256, nullable=False, unique=True),
    _user_id(),
    Column("name", Text, nullable=False),
    Column("permissions", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Index("idx_api_tokens_user_id", "user_id"),
)

password_resets = Table(
    "password_resets",
    metadata,
    _user_id(primary_key=True),
    Column("token_sha256", Sha256, nullable=False, unique=True),
    Column("expires_at", Instant, nullable=False),
)

devices = Table(
    "devices",
    metadata,
    Column("token_sha256", Sha256, primary_key=True),
    _user_id(),
    Column("expires_at", Instant, nullable=False),
    Index("idx_devices_user_id", "user_id"),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("entry_id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("action", String(64), nullable=False),
    # No foreign keys: the log outlives the accounts that it tells of.
    Column("actor_id", Id),
    Column("subject_id", Id),
    Column("detail", Text, nullable=False),
    Index("idx_audit_log_at", "at"),
)

daily_figures = Table(
    "daily_figures",
    metadata,
    # No foreign key: the id of no user stands for all, and the sums outlive those they are made of.
    Column("user_id", Id, primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("figure", String(64), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("number", Number, nullable=False),
    Column("total", Float, nullable=False),
)

_SPENT = ("provider", "service", "started_at", "input_tokens", "output_tokens", "cost")

ledger = Table(
    "ledger",
    metadata,
    Column("entry_id", Id, primary_key=True),
    # No foreign keys: the book outlives the queries and accounts that it tells of.
    Column("query_id", Id, nullable=False),
    Column("user_id", Id, nullable=False),
    Column("session_id", Id),
    Column("step", String(64), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("request_sha256", Sha256, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("provider", String(64), nullable=False),
    Column("service", String(255), nullable=False),
    Column("status", String(16), nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("cost", Numeric(18, 9), nullable=False),
    Column("reply", Text),
    Column("started_at", Instant, nullable=False),
    Column("settled_at", Instant),
    UniqueConstraint("query_id", "step", "ordinal", "request_sha256", "attempt"),
    # What is summed up is read from these alone, in the order that it is grouped in.
    Index("idx_ledger_user_spent", "user_id", *_SPENT),
    Index("idx_ledger_spent", *_SPENT),
    Index("idx_ledger_session_id", "session_id"),
)

rate_counts = Table(
    "rate_counts",
    metadata,
    Column("key_sha256", Sha256, primary_key=True),
    Column("hits", Integer, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index("idx_rate_counts_expires_at", "expires_at"),
)

research_queries = Table(
    "research_queries",
    metadata,
    Column("query_id", Id, primary_key=True),
    Column("user_id", Id, ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False),
    Column("query", Text, nullable=False),
    Column("scope", Json, nullable=False),
    Column("options", Json, nullable=False),
    Column("status", String(16), nullable=False),
    Column("outcome", String(16)),
    Column("confidence", Float),
    Column("reason", Text),
    Column("runner", Text, nullable=False),
    # Raised whenever a runner takes the query: what an earlier one still wants to write is refused.
    Column("epoch", Integer, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("cancel_asked_at", Instant),
    Column("idempotency_key", String(255)),
    Column("last_seq", Integer, nullable=False, server_default="0"),
    # As its reader wants it; nothing where they were not asked, or have not said yet.
    Column("plan", Text),
    Column("report", Text),
    Column("created_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("deleted_at", Instant),
    UniqueConstraint("user_id", "idempotency_key"),
    Index("idx_research_queries_user_created", "user_id", desc("created_at")),
    Index("idx_research_queries_status", "status"),
    Index("idx_research_queries_user_status", "user_id", "created_at", "status"),
    Index("idx_research_queries_created_status", "created_at", "status"),
)

worker_slots = Table(
    "worker_slots",
    metadata,
    Column("executor_id", String(255), primary_key=True),
    Column("host", String(255), nullable=False),
    Column("boot_id", String(128), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started", Float, nullable=False),
    Column("beat", Number, nullable=False),
    Column("seen_at", Instant, nullable=False),
)


def _query_id(*, primary_key: bool = False) -> Column[str]:
    reference = ForeignKey("research_queries.query_id", ondelete="CASCADE")
    return Column("query_id", Id, reference, nullable=False, primary_key=primary_key)


steps = Table(
    "steps",
    metadata,
    _query_id(primary_key=True),
    Column("step", String(64), primary_key=True),
    Column("output", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("finished_at", Instant, nullable=False),
)

rechecks = Table(
    "rechecks",
    metadata,
    _query_id(primary_key=True),
    # From when on the time to the next look counts: the end of the query, or the last look.
    Column("since", Instant, nullable=False),
    # Nothing before the first look.
    Column("checked_at", Instant),
    Column("recheck", Text),
    Index("idx_rechecks_since", "since"),
)

events = Table(
    "events",
    metadata,
    _query_id(primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("step", String(64), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("counts", Json, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("query_id", "step", "ordinal"),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("sha256", Sha256, primary_key=True),
    Column("media_type", String(255), nullable=False),
    Column("url", Text, nullable=False),
    Column("size", Number, nullable=False),
    # Compressed; nothing where the bytes are a blob of their own.
    Column("content", LargeBinary),
    Column("received_at", Instant, nullable=False),
    # By hash: an address may be longer than PostgreSQL's trees take.
    Index("idx_snapshots_url", "url", postgresql_using="hash"),
)

documents = Table(
    "documents",
    metadata,
    Column("document_id", Sha256, primary_key=True),
    Column("snapshot_sha256", Sha256, ForeignKey("snapshots.sha256"), nullable=False),
    Column("extractor", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("sections", Json, nullable=False),
    Column("pages", Json, nullable=False),
    Column("limits", Json, nullable=False),
    Column("extent", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("licence", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Index("idx_documents_snapshot_sha256", "snapshot_sha256"),
)

document_boxes = Table(
    "document_boxes",
    metadata,
    Column("document_id", Sha256, ForeignKey("documents.document_id", ondelete="CASCADE"), primary_key=True),
    Column("boxes", LargeBinary, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("passage_no", Number, primary_key=True, autoincrement=True),
    Column("document_id", Sha256, ForeignKey("documents.document_id", ondelete="CASCADE"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    UniqueConstraint("document_id", "start", "end"),
    # Numbers are never given again: vectors in memory are known by them.
    sqlite_autoincrement=True,
)

vectors = Table(
    "vectors",
    metadata,
    Column("passage_no", Number, ForeignKey("passages.passage_no", ondelete="CASCADE"), primary_key=True),
    Column("fingerprint", Sha256, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

library_items = Table(
    "library_items",
    metadata,
    Column("item_id", Id, primary_key=True),
    Column("owner_id", Id, ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False),
    Column("visibility", String(16), nullable=False),
    Column("collection", String(128), nullable=False),
    Column("name", Text, nullable=False),
    Column("work", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("year", Integer),
    Column("document_id", Sha256, ForeignKey("documents.document_id"), nullable=False),
    Column("extent", String(16), nullable=False),
    Column("attached", Text),
    Column("added_at", Instant, nullable=False),
    UniqueConstraint("owner_id", "collection", "name"),
    Index("idx_library_items_document_id", "document_id"),
)

item_identifiers = Table(
    "item_identifiers",
    metadata,
    Column("item_id", Id, ForeignKey("library_items.item_id", ondelete="CASCADE"), primary_key=True),
    Column("scheme", String(64), primary_key=True),
    Column("value", Text, primary_key=True),
    Index("idx_item_identifiers_scheme_value", "scheme", "value"),
)

sources = Table(
    "sources",
    metadata,
    Column("source_id", Id, primary_key=True),
    _query_id(),
    Column("rank", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("type", String(64), nullable=False),
    Column("year", Integer),
    Column("connector", String(32), nullable=False),
    Column("score", Float, nullable=False),
    Column("extent", String(16), nullable=False),
    Column("document_id", Sha256, ForeignKey("documents.document_id", ondelete="SET NULL")),
    Column("cited", Integer, nullable=False),
    Index("idx_sources_query_id", "query_id"),
)

findings = Table(
    "findings",
    metadata,
    Column("finding_id", Id, primary_key=True),
    _query_id(),
    Column("position", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("type", String(32), nullable=False),
    Column("confidence", Float, nullable=False),
    Index("idx_findings_query_id", "query_id"),
)

citations = Table(
    "citations",
    metadata,
    _query_id(primary_key=True),
    Column("finding_id", Id, ForeignKey("findings.finding_id", ondelete="CASCADE"), primary_key=True),
    Column("claim_id", String(16), primary_key=True),
    Column("evidence_id", String(16), primary_key=True),
    Column("source_id", Id, ForeignKey("sources.source_id", ondelete="CASCADE"), nullable=False),
    Column("claim", Text, nullable=False),
    Column("exact", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("opposing", Integer, nullable=False),
)
