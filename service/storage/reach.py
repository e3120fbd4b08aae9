"""How far a transaction reaches: what it may see and change on behalf of its caller, and what it notes of that.

A caller that is limited to some collections has these, all of it, for its own. Of the collections that these reference
it sees the claims with their sources, since checks and reports on its own ones show them anyway, and may not change
them. Whatever else there is does not exist for it. For a caller without limits no statement is another one.
"""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Iterable
from functools import cached_property

from sqlalchemy import ColumnElement, Connection, false, select

from service.application.access import Action, Caller, Scope
from service.application.errors import Forbidden
from service.storage.tables import collection_references

_WRITING = frozenset((Scope.WRITE, Scope.ADMIN))


class Reach:
    """The reach of one transaction. ``caller`` None: nobody in particular, who may do everything, and nothing is noted.

    ``notes`` are the things that something was done to, each once, by what was done, their kind and their collection.
    """

    def __init__(self, connection: Connection, caller: Caller | None) -> None:
        self._connection = connection
        self.caller = caller
        self.own: Several[str] | None = None if caller is None else caller.collections
        self.notes: dict[tuple[Action, str, str | None], dict[object, None]] = {}

    @property
    def limited(self) -> bool:
        """Whether there are collections beyond it."""
        return self.own is not None

    @cached_property
    def readable(self) -> frozenset[str]:
        """The collections that a limited caller sees: its own, and those that these reference now."""
        own = sorted(self.own or ())
        referenced = select(collection_references.c.referenced).where(collection_references.c.collection.in_(own))
        return frozenset((*own, *self._connection.scalars(referenced)))

    def owns(self, collection: str) -> bool:
        """Whether everything of a collection may be seen, and changed."""
        return self.own is None or collection in self.own

    def sees(self, collection: str) -> bool:
        """Whether a collection with its claims may be seen."""
        return self.own is None or collection in self.own or collection in self.readable

    def of_own(self, column: ColumnElement[str], collection: str | None = None) -> list[ColumnElement[bool]]:
        """What lets rows through that are of the caller's own collections, or of one if that is named."""
        if collection is not None:
            return [column == collection if self.owns(collection) else false()]
        return [] if self.own is None else [column.in_(sorted(self.own))]

    def of_seen(self, column: ColumnElement[str], collection: str | None = None) -> list[ColumnElement[bool]]:
        """The same for the collections that it sees."""
        if collection is not None:
            return [column == collection if self.sees(collection) else false()]
        return [] if self.own is None else [column.in_(sorted(self.readable))]

    def may_change(self, collection: str | None) -> bool:
        """Whether what is of a collection may be changed; false if it does not exist, for the caller or at all (None).

        Raises Forbidden for what may only be seen.
        """
        if collection is None or not self.sees(collection):
            return False
        self.require(collection)
        return True

    def require(self, *collections: str) -> None:
        """Raises Forbidden unless all of them are the caller's own."""
        for collection in collections:
            if not self.owns(collection):
                raise Forbidden(f'this token may use what is in collection "{collection}", and not change it')

    def require_all(self, what: str) -> None:
        """Raises Forbidden for a limited caller. ``what`` is what it cannot do."""
        if self.limited:
            raise Forbidden(f"a token that is limited to collections cannot {what}")

    def note(self, action: Action, kind: str, collection: str | None, things: Iterable[object]) -> None:
        """Notes that something is done to things of a collection, None for kinds that are of none.

        Raises Forbidden when the caller may not do that. Whatever changes anything comes by here.
        """
        if collection is not None:
            self.require(collection)
        if self.caller is None:
            return
        if not self.caller.scopes & _WRITING:
            raise Forbidden("this token may only read")
        noted = dict.fromkeys(things)
        if action is Action.CHANGED and (created := self.notes.get((Action.CREATED, kind, collection))):
            # Made and completed by one transaction, it was never seen otherwise.
            noted = dict.fromkeys(thing for thing in noted if thing not in created)
        if noted:
            self.notes.setdefault((action, kind, collection), {}).update(noted)
