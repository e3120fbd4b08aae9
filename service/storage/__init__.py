"""SQLite and PostgreSQL behind the ports of the application."""

from service.storage.engine import open_engine, open_scratch, wait_for_database
from service.storage.migrations import is_current, upgrade
from service.storage.unit_of_work import SqlUnits

__all__ = ["SqlUnits", "is_current", "open_engine", "open_scratch", "upgrade", "wait_for_database"]
