"""SQLite and PostgreSQL behind the ports of the application."""

from service.storage.engine import open_engine, open_scratch, wait_for_database
from service.storage.migrations import downgrade, is_current, state, upgrade
from service.storage.unit_of_work import SqlUnits

__all__ = [
    "SqlUnits",
    "downgrade",
    "is_current",
    "open_engine",
    "open_scratch",
    "state",
    "upgrade",
    "wait_for_database",
]
