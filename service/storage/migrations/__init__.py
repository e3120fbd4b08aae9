"""Bringing a database to the tables of this version and back: one set of Alembic migrations for both databases.

Two tables say what a database has. ``schema_revision`` holds the newest migration applied, as Alembic keeps it.
``alembic_version`` holds the oldest whose programs can work with the result, as that migration declares
(``works_with``). So a program that is older than the schema knows whether to go on during a rolling upgrade; version
0.1.0 too, which knows ``alembic_version`` only and wants its own revision there. Before migration 0004 there is only
``alembic_version``, and it means both.
"""

from service.storage.migrations.downgrade import downgrade
from service.storage.migrations.history import VERSION_TABLES, state
from service.storage.migrations.run import upgrade

__all__ = ["VERSION_TABLES", "downgrade", "state", "upgrade"]
