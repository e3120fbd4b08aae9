"""The table of answers kept under idempotency keys."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from service.application.queries import KeptAnswer
from service.storage.tables import answers

# How many expired answers one request clears away; more than one, so that they become fewer.
PURGED_AT_ONCE = 100


class StoredAnswers:
    """``ports.Answers`` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def reserve(self, key: str, now: datetime, oldest: datetime) -> bool:
        self._purge(oldest)
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        fresh = {"fingerprint": None, "status": None, "headers": None, "body": None, "created_at": now}
        # In PostgreSQL this waits for another transaction that inserted the key, and then sees whether it committed.
        # In SQLite the whole transaction has waited.
        statement = (
            dialect.insert(answers)
            .values(key=key, **fresh)
            .on_conflict_do_update(index_elements=[answers.c.key], set_=fresh, where=answers.c.created_at < oldest)
            .returning(answers.c.key)
        )
        return self._connection.scalar(statement) is not None

    def find(self, key: str) -> KeptAnswer | None:
        row = self._connection.execute(select(answers).where(answers.c.key == key)).one_or_none()
        if row is None or row.fingerprint is None:
            return None
        return KeptAnswer(
            fingerprint=row.fingerprint,
            status=row.status,
            headers=row.headers,
            body=row.body,
            created_at=row.created_at,
        )

    def keep(self, key: str, answer: KeptAnswer) -> None:
        self._connection.execute(
            update(answers)
            .where(answers.c.key == key)
            .values(
                fingerprint=answer.fingerprint,
                status=answer.status,
                headers=dict(answer.headers),
                body=answer.body,
            )
        )

    def _purge(self, oldest: datetime) -> None:
        expired = (
            select(answers.c.key)
            .where(answers.c.created_at < oldest)
            .order_by(answers.c.created_at)
            .limit(PURGED_AT_ONCE)
            # Rows that another request is purging are left to it.
            .with_for_update(skip_locked=True)
        )
        self._connection.execute(delete(answers).where(answers.c.key.in_(expired)))
