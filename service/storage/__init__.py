"""SQLite and PostgreSQL behind the ports of the application."""

from service.storage.backups import backup, manifest_of, restore
from service.storage.engine import open_engine, open_scratch, wait_for_database
from service.storage.migrations import downgrade, state, upgrade
from service.storage.unit_of_work import SqlUnits

__all__ = [
    "SqlUnits",
    "backup",
    "downgrade",
    "manifest_of",
    "open_engine",
    "open_scratch",
    "restore",
    "state",
    "upgrade",
    "wait_for_database",
]
