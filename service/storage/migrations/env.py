"""Run by Alembic, inside the transaction that ``upgrade`` opened."""

from alembic import context

from service.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can alter tables only by copying them.
    render_as_batch=True,
    # It can roll back changes of tables, though Alembic does not expect it to.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
