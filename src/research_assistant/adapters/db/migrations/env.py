"""What Alembic runs: the connection comes from `migrate`, never from a file."""

from alembic import context

from research_assistant.adapters.db.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
