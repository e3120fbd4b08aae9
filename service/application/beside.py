"""A unit of work of which only a part is stored: one over a scratch database, beside what the service has.

What is written, and all that is said of the collections in it, is in the scratch database. Claims and sources of other
collections, which its checks and its references name, are those that are stored.
"""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Sequence
from datetime import date
from types import TracebackType
from typing import Any, Self, cast
from uuid import UUID

from service.application import ports
from service.application.queries import StoredRate
from service.application.records import Claim, Source


class Beside:
    """``ports.UnitOfWork`` over ``own``, reading on in ``stored``. Both are open; closing them is up to the caller."""

    def __init__(self, own: ports.UnitOfWork, stored: ports.UnitOfWork) -> None:
        self._own = own
        self.collections = cast("ports.Collections", _Collections(own.collections, stored.collections))
        self.sources = cast("ports.Sources", _Sources(own.sources, stored.sources))
        self.claims = cast("ports.Claims", _Claims(own, stored))
        self.documents = own.documents
        self.checks = own.checks
        self.reports = own.reports
        self.parts = own.parts
        self.waivers = own.waivers
        self.tokens = own.tokens
        self.audit = own.audit
        self.answers = own.answers

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        pass

    def commit(self) -> None:
        """Keep what was written in the scratch database; nothing is ever written in the other one."""
        self._own.commit()


class _Over:
    """A repository of the scratch database, but for what a subclass also looks for in the other one."""

    def __init__(self, own: Any, stored: Any) -> None:
        self._own = own
        self._stored = stored

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)


class _Collections(_Over):
    def existing(self, slugs: Several[str]) -> set[str]:
        return {*self._own.existing(slugs), *self._stored.existing(slugs)}


class _Sources(_Over):
    def several(self, ids: Several[UUID]) -> dict[UUID, Source]:
        found: dict[UUID, Source] = self._own.several(ids)
        missing = set(ids) - found.keys()
        return {**found, **self._stored.several(missing)} if missing else found

    def lineage(self, ids: Several[UUID]) -> set[UUID]:
        own: set[UUID] = self._own.lineage(ids)
        # Sources cite only sources of their own database, and ids are in one of the two.
        others: set[UUID] = self._stored.lineage(set(ids) - self._own.existing(ids))
        return own | others


class _Claims(_Over):
    def __init__(self, own: ports.UnitOfWork, stored: ports.UnitOfWork) -> None:
        super().__init__(own.claims, stored.claims)
        self._collections = own.collections

    def current(self, ids: Several[UUID]) -> dict[UUID, Claim]:
        found: dict[UUID, Claim] = self._own.current(ids)
        missing = set(ids) - found.keys()
        return {**found, **self._of_others(self._stored.current(missing))} if missing else found

    def at(self, revisions: Several[tuple[UUID, int]]) -> dict[UUID, Claim]:
        found: dict[UUID, Claim] = self._own.at(revisions)
        missing = {pin for pin in revisions if pin[0] not in found}
        return {**found, **self._of_others(self._stored.at(missing))} if missing else found

    def rates_near(
        self, units: Several[str], collections: Several[str], first: date, last: date
    ) -> Sequence[StoredRate]:
        own = self._own.rates_near(units, collections, first, last)
        others = set(collections) - self._collections.existing(collections)
        return [*own, *self._stored.rates_near(units, others, first, last)] if others else own

    def _of_others(self, found: dict[UUID, Claim]) -> dict[UUID, Claim]:
        """Without claims of collections that are in the scratch database: there these are as they should be seen."""
        hidden = self._collections.existing({claim.collection for claim in found.values()})
        return {claim_id: claim for claim_id, claim in found.items() if claim.collection not in hidden}
