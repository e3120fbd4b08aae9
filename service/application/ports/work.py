"""Transactions over the stored things."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from service.application.access import Caller
from service.application.ports.stored import (
    Answers,
    Audit,
    Checks,
    Claims,
    Collections,
    Documents,
    Parts,
    Reports,
    Sources,
    Tokens,
    Waivers,
)


class UnitOfWork(Protocol):
    """One transaction, open while its ``with`` block runs. Leaving the block without ``commit()`` undoes everything.

    On behalf of a caller it shows only what that one may see, as if there were nothing else; raises Forbidden for a
    change of what may be seen and not changed; and notes each change in the audit log, in the same transaction.
    """

    @property
    def collections(self) -> Collections: ...
    @property
    def sources(self) -> Sources: ...
    @property
    def claims(self) -> Claims: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def checks(self) -> Checks: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def parts(self) -> Parts: ...
    @property
    def waivers(self) -> Waivers: ...
    @property
    def tokens(self) -> Tokens: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def answers(self) -> Answers: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> bool | None: ...

    def commit(self) -> None:
        """Make everything of this transaction permanent. Raises Conflict or Unavailable when that is not possible."""


class UnitOfWorkFactory(Protocol):
    """Opens units of work.

    One that is ``read_only`` holds nobody up and must not write; each of its statements sees what is committed when it
    starts. In one that is a ``snapshot``, which must not write either, all of them see what the first one saw.
    """

    def __call__(self, *, read_only: bool = False, snapshot: bool = False) -> UnitOfWork: ...

    def on_behalf_of(self, caller: Caller) -> UnitOfWorkFactory:
        """What opens units of work for ``caller``. Without one everything may be seen and changed, and is not noted."""
