"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_23_first_tables"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables and the full-text index."""
    op.create_table(
        "snapshots",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(255), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_snapshots"),
    )
    op.create_index("idx_snapshots_url", "snapshots", ["url"], postgresql_using="hash")
    op.create_table(
        "users",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("username_key", sa.String(128), nullable=False),
        sa.Column("email", sa.String(320), nullable=True),
        sa.Column("email_key", sa.String(320), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("disabled_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("user_id", name="pk_users"),
        sa.UniqueConstraint("email_key", name="uq_users_email_key"),
        sa.UniqueConstraint("username_key", name="uq_users_username_key"),
    )
    op.create_table(
        "documents",
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("snapshot_sha256", sa.String(64), nullable=False),
        sa.Column("extractor", sa.String(64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sections", JSON, nullable=False),
        sa.Column("pages", JSON, nullable=False),
        sa.Column("limits", JSON, nullable=False),
        sa.Column("extent", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["snapshot_sha256"], ["snapshots.sha256"], name="fk_documents_snapshot_sha256"),
        sa.PrimaryKeyConstraint("document_id", name="pk_documents"),
    )
    op.create_index("idx_documents_snapshot_sha256", "documents", ["snapshot_sha256"])
    op.create_table(
        "document_boxes",
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("boxes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.document_id"], name="fk_document_boxes_document_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name="pk_document_boxes"),
    )
    op.create_table(
        "research_queries",
        sa.Column("query_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("scope", JSON, nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("runner", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cancel_asked_at", INSTANT, nullable=True),
        sa.Column("idempotency_key", sa.String(255), nullable=True),
        sa.Column("last_seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name="fk_research_queries_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("query_id", name="pk_research_queries"),
        sa.UniqueConstraint("user_id", "idempotency_key", name="uq_research_queries_user_id_idempotency_key"),
    )
    op.create_index("idx_research_queries_user_created", "research_queries", ["user_id", sa.text("created_at DESC")])
    op.create_index("idx_research_queries_status", "research_queries", ["status"])
    op.create_index("idx_research_queries_user_status", "research_queries", ["user_id", "created_at", "status"])
    op.create_index("idx_research_queries_created_status", "research_queries", ["created_at", "status"])
    op.create_table(
        "worker_slots",
        sa.Column("executor_id", sa.String(255), nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("boot_id", sa.String(128), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started", sa.Float(), nullable=False),
        sa.Column("beat", NUMBER, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("executor_id", name="pk_worker_slots"),
    )
    op.create_table(
        "sessions",
        sa.Column("session_id", ID, nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name="fk_sessions_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session_id", name="pk_sessions"),
        sa.UniqueConstraint("token_sha256", name="uq_sessions_token_sha256"),
    )
    op.create_index("idx_sessions_user_expires", "sessions", ["user_id", "expires_at"])
    op.create_table(
        "api_tokens",
        sa.Column("token_id", ID, nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("permissions", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name="fk_api_tokens_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_id", name="pk_api_tokens"),
        sa.UniqueConstraint("token_sha256", name="uq_api_tokens_token_sha256"),
    )
    op.create_index("idx_api_tokens_user_id", "api_tokens", ["user_id"])
    op.create_table(
        "password_resets",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name="fk_password_resets_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name="pk_password_resets"),
        sa.UniqueConstraint("token_sha256", name="uq_password_resets_token_sha256"),
    )
    op.create_table(
        "devices",
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name="fk_devices_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_devices"),
    )
    op.create_index("idx_devices_user_id", "devices", ["user_id"])
    op.create_table(
        "audit_log",
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("subject_id", ID, nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_audit_log"),
    )
    op.create_index("idx_audit_log_at", "audit_log", ["at"])
    op.create_table(
        "daily_figures",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("figure", sa.String(64), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "day", "figure", "key", name="pk_daily_figures"),
    )
    op.create_table(
        "ledger",
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("query_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=True),
        sa.Column("step", sa.String(64), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("request_sha256", sa.String(64), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(64), nullable=False),
        sa.Column("service", sa.String(255), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Numeric(18, 9), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("entry_id", name="pk_ledger"),
        sa.UniqueConstraint(
            "query_id",
            "step",
            "ordinal",
            "request_sha256",
            "attempt",
            name="uq_ledger_query_id_step_ordinal_request_sha256_attempt",
        ),
    )
    spent = ["provider", "service", "started_at", "input_tokens", "output_tokens", "cost"]
    op.create_index("idx_ledger_user_spent", "ledger", ["user_id", *spent])
    op.create_index("idx_ledger_spent", "ledger", spent)
    op.create_index("idx_ledger_session_id", "ledger", ["session_id"])
    op.create_table(
        "rate_counts",
        sa.Column("key_sha256", sa.String(64), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key_sha256", name="pk_rate_counts"),
    )
    op.create_index("idx_rate_counts_expires_at", "rate_counts", ["expires_at"])
    op.create_table(
        "events",
        sa.Column("query_id", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(64), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["query_id"], ["research_queries.query_id"], name="fk_events_query_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("query_id", "seq", name="pk_events"),
        sa.UniqueConstraint("query_id", "step", "ordinal", name="uq_events_query_id_step_ordinal"),
    )
    op.create_table(
        "rechecks",
        sa.Column("query_id", ID, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.Column("recheck", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["query_id"], ["research_queries.query_id"], name="fk_rechecks_query_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("query_id", name="pk_rechecks"),
    )
    op.create_index("idx_rechecks_since", "rechecks", ["since"])
    op.create_table(
        "findings",
        sa.Column("finding_id", ID, nullable=False),
        sa.Column("query_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["query_id"], ["research_queries.query_id"], name="fk_findings_query_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("finding_id", name="pk_findings"),
    )
    op.create_index("idx_findings_query_id", "findings", ["query_id"])
    op.create_table(
        "library_items",
        sa.Column("item_id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("visibility", sa.String(16), nullable=False),
        sa.Column("collection", sa.String(128), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("work", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("extent", sa.String(16), nullable=False),
        sa.Column("attached", sa.Text(), nullable=True),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.document_id"], name="fk_library_items_document_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.user_id"], name="fk_library_items_owner_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", name="pk_library_items"),
        sa.UniqueConstraint("owner_id", "collection", "name", name="uq_library_items_owner_id_collection_name"),
    )
    op.create_index("idx_library_items_document_id", "library_items", ["document_id"])
    op.create_table(
        "passages",
        sa.Column("passage_no", NUMBER, autoincrement=True, nullable=False),
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.document_id"], name="fk_passages_document_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("passage_no", name="pk_passages"),
        sa.UniqueConstraint("document_id", "start", "end", name="uq_passages_document_id_start_end"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sources",
        sa.Column("source_id", ID, nullable=False),
        sa.Column("query_id", ID, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("type", sa.String(64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("connector", sa.String(32), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("extent", sa.String(16), nullable=False),
        sa.Column("document_id", sa.String(64), nullable=True),
        sa.Column("cited", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.document_id"], name="fk_sources_document_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["query_id"], ["research_queries.query_id"], name="fk_sources_query_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", name="pk_sources"),
    )
    op.create_index("idx_sources_query_id", "sources", ["query_id"])
    op.create_table(
        "steps",
        sa.Column("query_id", ID, nullable=False),
        sa.Column("step", sa.String(64), nullable=False),
        sa.Column("output", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("finished_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["query_id"], ["research_queries.query_id"], name="fk_steps_query_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("query_id", "step", name="pk_steps"),
    )
    op.create_table(
        "citations",
        sa.Column("query_id", ID, nullable=False),
        sa.Column("finding_id", ID, nullable=False),
        sa.Column("claim_id", sa.String(16), nullable=False),
        sa.Column("evidence_id", sa.String(16), nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("opposing", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["findings.finding_id"], name="fk_citations_finding_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["query_id"], ["research_queries.query_id"], name="fk_citations_query_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.source_id"], name="fk_citations_source_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("query_id", "finding_id", "claim_id", "evidence_id", name="pk_citations"),
    )
    op.create_table(
        "item_identifiers",
        sa.Column("item_id", ID, nullable=False),
        sa.Column("scheme", sa.String(64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["library_items.item_id"], name="fk_item_identifiers_item_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "scheme", "value", name="pk_item_identifiers"),
    )
    op.create_index("idx_item_identifiers_scheme_value", "item_identifiers", ["scheme", "value"])
    op.create_table(
        "vectors",
        sa.Column("passage_no", NUMBER, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_no"], ["passages.passage_no"], name="fk_vectors_passage_no", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("passage_no", "fingerprint", name="pk_vectors"),
    )
    _create_text_index()


def downgrade() -> None:
    """Take everything away."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE passages_vocabulary")
        op.execute("DROP TABLE passages_fts")
    op.drop_table("rechecks")
    op.drop_table("rate_counts")
    op.drop_table("ledger")
    op.drop_table("daily_figures")
    op.drop_table("audit_log")
    op.drop_table("devices")
    op.drop_table("password_resets")
    op.drop_table("api_tokens")
    op.drop_table("vectors")
    op.drop_table("item_identifiers")
    op.drop_table("citations")
    op.drop_table("steps")
    op.drop_table("sources")
    op.drop_table("passages")
    op.drop_table("library_items")
    op.drop_table("findings")
    op.drop_table("events")
    op.drop_table("sessions")
    op.drop_table("worker_slots")
    op.drop_table("research_queries")
    op.drop_table("document_boxes")
    op.drop_table("documents")
    op.drop_table("users")
    op.drop_table("snapshots")


def _create_text_index() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # Contentless: the words live in `documents`; rows are taken out by giving their text again.
        op.execute(
            "CREATE VIRTUAL TABLE passages_fts USING fts5"
            "(title, body, content='', tokenize=\"porter unicode61 remove_diacritics 2\")"
        )
        op.execute("CREATE VIRTUAL TABLE passages_vocabulary USING fts5vocab(passages_fts, 'row')")
    else:
        op.add_column("passages", sa.Column("terms", postgresql.TSVECTOR()))
        op.add_column("passages", sa.Column("length", sa.Integer()))
        op.create_index("idx_passages_terms", "passages", ["terms"], postgresql_using="gin")
