"""What goes wrong in a database, in the words of the application. No text of a database leaves this package."""

from __future__ import annotations

import re
import sqlite3

import psycopg

from service.application.errors import Conflict, Unavailable

_PASSING = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
)

# The second is what becomes of a file that may not grow, and of most other trouble with writing one.
_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)

# What SQLite calls a table or a column that an older schema lacks.
_MISSING = re.compile(r"no such (table|column): |table .* has no column named ").match


def translated(error: BaseException) -> Conflict | Unavailable | None:
    """The application's error for one of a driver, or None for errors that no caller can do anything about."""
    match error:
        case psycopg.errors.UniqueViolation():
            return _taken()
        case sqlite3.IntegrityError() if error.sqlite_errorcode in (
            sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
            sqlite3.SQLITE_CONSTRAINT_UNIQUE,
        ):
            return _taken()
        case psycopg.errors.ForeignKeyViolation() | psycopg.errors.RestrictViolation():
            return _linked()
        case sqlite3.IntegrityError() if error.sqlite_errorcode == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
            return _linked()
        case psycopg.errors.UndefinedTable() | psycopg.errors.UndefinedColumn():
            return _empty()
        case sqlite3.OperationalError() if _MISSING(str(error)):
            return _empty()
        case psycopg.errors.ProgramLimitExceeded():
            return None
        case psycopg.errors.ReadOnlySqlTransaction():
            return _read_only()
        case psycopg.errors.DiskFull():
            return _full()
        case sqlite3.OperationalError() if error.sqlite_errorcode in _FULL:
            return _full()
        case sqlite3.OperationalError() if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_READONLY:
            return _read_only()
        case psycopg.OperationalError() | psycopg.InterfaceError() | psycopg.errors.IdleInTransactionSessionTimeout():
            return _unavailable()
        # The same class also covers mistakes in statements, which no repetition mends.
        case sqlite3.OperationalError() if error.sqlite_errorcode & 0xFF in _PASSING:
            return _unavailable()
        case _:
            return None


def _unavailable() -> Unavailable:
    return Unavailable("the database cannot be reached, or is busy; repeat the request in a moment")


def _full() -> Unavailable:
    return Unavailable("the disk of the database is full, or cannot be written: nothing was stored; make room there")


def _read_only() -> Unavailable:
    # A replica, one that was the primary until a moment ago, or one whose provider keeps the last of its disk.
    return Unavailable("the database takes no writes just now, only reads: nothing was stored")


def _empty() -> Unavailable:
    return Unavailable("the database is not up to date; run first: claimcheck db upgrade")


def _taken() -> Conflict:
    return Conflict("one with this name or id exists already")


def _linked() -> Conflict:
    return Conflict("something that it refers to is gone, or something still refers to it; read again and repeat")
