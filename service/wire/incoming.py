"""Files of collections on their way into the database, several in one transaction.

Steps are taken by all files before any takes the next one, so that it does not matter which file comes first: the
collections of one may reference those of another, and its checks be about claims of those.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol
from uuid import UUID

from service.application.ports import UnitOfWork
from service.domain.errors import Fault
from service.wire import archive

# What ``Added`` counts.
PARTS: Final = tuple(f"{kind}s" for kind in archive.TYPES)


@dataclass(frozen=True, slots=True)
class Added:
    """How many of each a file had that were stored, and how many things were there already, ``unchanged``.

    ``claim_ids`` are by the names of the claims in the file, ``check_ids`` in the order of its checks; a file that
    knows its things by their ids has neither. ``differing`` are things that were there already and that the file has
    otherwise: where in the file, and in what they differ.
    """

    slug: str
    collections: int = 0
    sources: int = 0
    claims: int = 0
    checks: int = 0
    documents: int = 0
    waivers: int = 0
    unchanged: int = 0
    claim_ids: Mapping[str, UUID] = field(default_factory=dict)
    check_ids: Sequence[UUID] = ()
    differing: Sequence[Fault] = ()


class Incoming(Protocol):
    """A file. Each step stores a part of it, and raises Malformed with the place in the file."""

    def add_collections(self, uow: UnitOfWork) -> None:
        """Its collections, without their references."""

    def add_references(self, uow: UnitOfWork) -> None:
        """What these reference."""

    def add_claims(self, uow: UnitOfWork) -> None:
        """Its sources and claims."""

    def add_checks(self, uow: UnitOfWork) -> None:
        """Its checks, documents and waivers."""

    @property
    def added(self) -> Added:
        """What came of it, once all steps are taken."""


STEPS: Final[Sequence[Callable[[Incoming, UnitOfWork], None]]] = (
    lambda file, uow: file.add_collections(uow),
    lambda file, uow: file.add_references(uow),
    lambda file, uow: file.add_claims(uow),
    lambda file, uow: file.add_checks(uow),
)
