"""One transaction over all tables."""

from __future__ import annotations

import time
from copy import copy
from functools import cached_property
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.application.access import Caller
from service.application.errors import Unavailable
from service.application.observing import observer
from service.domain.budget import settle
from service.storage.answers import StoredAnswers
from service.storage.audit import StoredAudit, keep
from service.storage.checks import StoredChecks
from service.storage.claims import StoredClaims
from service.storage.collections import StoredCollections
from service.storage.documents import StoredDocuments
from service.storage.engine import BEGIN
from service.storage.parts import StoredParts
from service.storage.reach import Reach
from service.storage.reports import StoredReports
from service.storage.sources import StoredSources
from service.storage.tokens import StoredTokens
from service.storage.waivers import StoredWaivers


class SqlUnitOfWork:
    """``ports.UnitOfWork`` over an engine. The connection is held only inside the ``with`` block."""

    def __init__(self, engine: Engine, caller: Caller | None = None) -> None:
        self._engine = engine
        self._caller = caller
        self._opened: Connection | None = None

    def __enter__(self) -> Self:
        began = time.perf_counter()
        try:
            self._opened = self._engine.connect()
        except PoolTimeout as error:
            raise Unavailable("every connection to the database is in use; repeat the request in a moment") from error
        observer().connection_taken(time.perf_counter() - began)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        connection, self._opened = self._connection, None
        # The repositories hold the connection; they must not outlive the transaction.
        for name in (
            "collections",
            "sources",
            "claims",
            "documents",
            "checks",
            "reports",
            "parts",
            "waivers",
            "tokens",
            "audit",
            "answers",
            "_reach",
        ):
            self.__dict__.pop(name, None)
        try:
            connection.close()
        finally:
            observer().connection_returned()

    def commit(self) -> None:
        keep(self._connection, self._reach)
        self._connection.commit()
        settle()

    @property
    def _connection(self) -> Connection:
        if self._opened is None:
            raise RuntimeError("a unit of work is used inside its with block")
        return self._opened

    @cached_property
    def _reach(self) -> Reach:
        return Reach(self._connection, self._caller)

    @cached_property
    def collections(self) -> StoredCollections:
        return StoredCollections(self._connection, self._reach)

    @cached_property
    def sources(self) -> StoredSources:
        return StoredSources(self._connection, self._reach)

    @cached_property
    def claims(self) -> StoredClaims:
        return StoredClaims(self._connection, self._reach)

    @cached_property
    def documents(self) -> StoredDocuments:
        return StoredDocuments(self._connection, self._reach)

    @cached_property
    def checks(self) -> StoredChecks:
        return StoredChecks(self._connection, self._reach)

    @cached_property
    def reports(self) -> StoredReports:
        return StoredReports(self._connection, self._reach)

    @cached_property
    def parts(self) -> StoredParts:
        return StoredParts(self._connection)

    @cached_property
    def waivers(self) -> StoredWaivers:
        return StoredWaivers(self._connection, self._reach)

    @cached_property
    def tokens(self) -> StoredTokens:
        return StoredTokens(self._connection, self._reach)

    @cached_property
    def audit(self) -> StoredAudit:
        return StoredAudit(self._connection, self._reach)

    @cached_property
    def answers(self) -> StoredAnswers:
        return StoredAnswers(self._connection)


class SqlUnits:
    """``ports.UnitOfWorkFactory`` over an engine."""

    def __init__(self, engine: Engine) -> None:
        self.caller: Caller | None = None
        self._writing = engine
        # Readers need no transaction: at READ COMMITTED each statement sees what is committed when it starts, in a
        # transaction or not, and BEGIN and ROLLBACK would each be a round trip to PostgreSQL.
        postgresql = engine.dialect.name == "postgresql"
        self._reading = engine.execution_options(**({"isolation_level": "AUTOCOMMIT"} if postgresql else {BEGIN: None}))
        # SQLite keeps what the first statement of a transaction saw, as long as it only reads.
        self._snapshot = engine.execution_options(
            **(
                {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
                if postgresql
                else {BEGIN: "DEFERRED"}
            )
        )

    def __call__(self, *, read_only: bool = False, snapshot: bool = False) -> SqlUnitOfWork:
        if snapshot:
            return SqlUnitOfWork(self._snapshot, self.caller)
        return SqlUnitOfWork(self._reading if read_only else self._writing, self.caller)

    def on_behalf_of(self, caller: Caller) -> SqlUnits:
        other = copy(self)
        other.caller = caller
        return other

    def close(self) -> None:
        """Close every connection that is not in use."""
        self._writing.dispose()
