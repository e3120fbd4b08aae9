"""The table of tokens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, select, update

from service.application.access import Action, Scope, Token
from service.storage.reach import Reach
from service.storage.source_uses import complete_uses
from service.storage.tables import tokens

# Made once: it is asked at every request.
_by_id = select(tokens).where(tokens.c.id == bindparam("id"))


class StoredTokens:
    """``ports.Tokens`` over one connection."""

    def __init__(self, connection: Connection, reach: Reach) -> None:
        self._connection = connection
        self._reach = reach

    def add(self, token: Token) -> None:
        self._reach.require_all("make tokens")
        self._reach.note(Action.CREATED, "token", None, [token.id])
        if token.collections is not None:
            complete_uses(self._connection)  # what such a token sees of sources depends on it
        self._connection.execute(
            tokens.insert().values(
                id=token.id,
                name=token.name,
                hash=token.hash,
                scopes=sorted(token.scopes),
                collections=None if token.collections is None else list(token.collections),
                rate=token.rate,
                expires=token.expires,
                revoked_at=token.revoked_at,
                created_at=token.created_at,
            )
        )

    def get(self, token_id: UUID) -> Token | None:
        row = self._connection.execute(_by_id, {"id": token_id}).one_or_none()
        return None if row is None else _token(row)

    def named(self, name: str) -> Token | None:
        row = self._connection.execute(select(tokens).where(tokens.c.name == name)).one_or_none()
        return None if row is None else _token(row)

    def every(self) -> Sequence[Token]:
        return [_token(row) for row in self._connection.execute(select(tokens).order_by(tokens.c.id))]

    def revoke(self, token_id: UUID, at: datetime) -> bool:
        self._reach.require_all("revoke tokens")
        done = self._connection.execute(
            update(tokens).where(tokens.c.id == token_id, tokens.c.revoked_at.is_(None)).values(revoked_at=at)
        )
        if done.rowcount != 1:
            return False
        self._reach.note(Action.CHANGED, "token", None, [token_id])
        return True


def _token(row: Row[Any]) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        hash=row.hash,
        scopes=frozenset(map(Scope, row.scopes)),
        collections=None if row.collections is None else tuple(row.collections),
        rate=row.rate,
        expires=row.expires,
        revoked_at=row.revoked_at,
        created_at=row.created_at,
    )
