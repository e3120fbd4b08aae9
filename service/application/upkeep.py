"""What whoever looks after the database is told of it: its schema, and what a backup holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SchemaState:
    """The schema of a database, seen by a program.

    ``applied`` is the newest migration that the database has, None before the first. ``newest`` is the newest that the
    program knows, ``missing`` pairs the revision of each that is still to be applied with what it brings. ``known``
    says whether the program knows ``applied``, and ``fits`` whether it can work with the database: with the schema of
    its own version, or with a newer one that declares itself fit for it.
    """

    applied: str | None
    newest: str
    missing: tuple[tuple[str, str], ...]
    known: bool
    fits: bool

    @property
    def text(self) -> str:
        """What this means, and what to do about it, in one line."""
        if self.applied == self.newest:
            return "the database is up to date"
        if not self.known:
            newer = f"the database is newer than this program: it has migration {self.applied}, this one {self.newest}"
            return f"{newer}; {'they work together' if self.fits else 'use the program that upgraded it'}"
        lacks = f"the database lacks migration{'s' if len(self.missing) > 1 else ''}"
        return f"{lacks} {', '.join(revision for revision, _ in self.missing)}; run claimcheck db upgrade"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    ``database`` is sqlite or postgresql, ``revision`` its newest migration, ``rows`` how many each table has,
    ``digest`` the SHA-256 of the data, of ``size`` bytes, and ``program`` the version that made it at ``made_at``.
    ``schema`` is where in PostgreSQL the tables are; None in SQLite.
    """

    program: str
    made_at: datetime
    database: str
    schema: str | None
    revision: str
    rows: Mapping[str, int]
    size: int
    digest: str
