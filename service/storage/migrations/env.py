"""Run by Alembic, inside the transaction that ``migrating`` opened."""

from alembic import context

from service.storage.migrations.history import APPLIED
from service.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=APPLIED,
    # SQLite can alter tables only by copying them.
    render_as_batch=True,
    # It can roll back changes of tables, though Alembic does not expect it to.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
