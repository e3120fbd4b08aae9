"""Waivers: results of checks accepted knowingly, each with a reason.

A waiver is for what its author saw: the finding on one version of a check and certain revisions of claims. What comes
after that is another matter and is shown unwaived.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection as Several
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from service.application import fields
from service.application.errors import Conflict, NotFound, Stale
from service.application.paging import page_of
from service.application.ports import UnitOfWork
from service.application.queries import Page, Successor, WaiverFilters
from service.application.records import Waiver, WaiverState
from service.application.stamps import new_id, now
from service.application.waivable import Sighting
from service.domain.errors import Malformed
from service.domain.result import Verdict

# Whoever accepts a finding accepts it as grave as it was: that a check cannot be decided, say, but not that it fails,
# once the exchange rate that it lacked is there. A consistent result needs no waiver.
GRAVITY: Final = {Verdict.CONSISTENT: 0, Verdict.UNDETERMINED: 1, Verdict.STRAINED: 2, Verdict.INCONSISTENT: 3}

_NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Standing:
    """A waiver with its state at an instant, and what has come in the place of what it saw."""

    waiver: Waiver
    state: WaiverState
    superseded_by: tuple[Successor, ...]


def in_force(waivers: Iterable[Waiver], instant: datetime) -> dict[str, list[Waiver]]:
    """Those that have not expired, by the id or key of their check; of several the one that lasts longest first."""
    found: dict[str, list[Waiver]] = defaultdict(list)
    for waiver in waivers:
        if not _expired(waiver, instant):
            found[waiver.check].append(waiver)
    for several in found.values():
        several.sort(key=lambda waiver: (waiver.expires or _NEVER, waiver.id), reverse=True)
    return dict(found)


def applies(
    waiver: Waiver, check: str, claims: Several[tuple[UUID, int]], version: int | None, verdict: Verdict
) -> bool:
    """Whether a waiver, its time aside, covers the ``verdict`` on a check.

    ``check`` is the id of a stored check at ``version`` or the key of a discovered one (``version`` None), ``claims``
    are the revisions that the verdict is about. It covers a finding no graver than the one that was accepted, of the
    same version of the check and of the revisions that the waiver saw.
    """
    return (
        waiver.check == check
        and waiver.check_version == version
        and verdict != Verdict.CONSISTENT
        and GRAVITY[verdict] <= GRAVITY[waiver.verdict]
        and set(waiver.claims) <= set(claims)
    )


def covering(
    waivers: Mapping[str, Sequence[Waiver]],
    check: str,
    claims: Several[tuple[UUID, int]],
    version: int | None,
    verdict: Verdict,
) -> Waiver | None:
    """The one of ``waivers``, as ``in_force`` gives them, that covers a verdict, or None; see ``applies``."""
    return next((one for one in waivers.get(check, ()) if applies(one, check, claims, version, verdict)), None)


def create(uow: UnitOfWork, body: Mapping[str, Any], sighting: Sighting) -> Standing:
    """Store a waiver of the finding seen, with ``reason`` and, if it ends by itself, ``expires``.

    Raises what kept the finding from being seen, Malformed for an instant that is over, and Conflict while another
    waiver covers the finding.
    """
    finding = sighting.finding()
    # Of two that accept one finding at once, the second is to see what the first has stored.
    uow.collections.get(finding.collection, lock=True)
    instant = now()
    waiver = Waiver(
        id=new_id(),
        collection=finding.collection,
        check=finding.check,
        check_version=finding.version,
        name=finding.name,
        claims=finding.claims,
        verdict=finding.verdict,
        digest=finding.digest,
        reason=body["reason"],
        expires=_ahead(body.get("expires"), instant),
        created_at=instant,
        updated_at=instant,
    )
    other = _covering(uow, waiver, instant)
    if other is not None:
        raise Conflict(
            f"waiver {other.id} covers this finding already; change its reason or expiry, or delete it first"
        )
    uow.waivers.add(waiver)
    return _standing(uow, [waiver], instant)[0]


def _covering(uow: UnitOfWork, new: Waiver, instant: datetime) -> Waiver | None:
    """One in force that covers all that a new one would, if there is one."""
    # All of them are about what is current, so that there are no more than there are verdicts.
    active = uow.waivers.page(
        None, len(GRAVITY), None, WaiverFilters(check=new.check, state=(WaiverState.ACTIVE, instant))
    )
    return next((one for one in active if applies(one, new.check, new.claims, new.check_version, new.verdict)), None)


def get(uow: UnitOfWork, waiver_id: UUID, *, lock: bool = False) -> Standing:
    """One waiver as it stands; with ``lock`` nobody else can change it before the transaction ends. Raises NotFound."""
    waiver = uow.waivers.get(waiver_id, lock=lock)
    if waiver is None:
        raise NotFound("waiver", waiver_id)
    return _standing(uow, [waiver], now())[0]


def list_(
    uow: UnitOfWork,
    *,
    collection: str | None = None,
    check: str | None = None,
    state: WaiverState | None = None,
    limit: int,
    after: UUID | None = None,
) -> Page[Standing, UUID]:
    """Waivers as they stand (of one collection, one check, one state), oldest first, from the one after ``after``."""
    instant = now()
    filters = WaiverFilters(check=check and check.lower(), state=None if state is None else (state, instant))
    found = _standing(uow, uow.waivers.page(collection, limit + 1, after, filters), instant)
    return page_of(found, limit, lambda standing: standing.waiver.id)


def change(uow: UnitOfWork, waiver_id: UUID, changes: Mapping[str, Any]) -> Standing:
    """Change ``reason`` or ``expires`` (None: it does not end by itself); a member left out stays.

    Raises NotFound, Stale when somebody else changed it at the same time, Malformed for an instant that is over.
    """
    waiver = get(uow, waiver_id, lock=True).waiver
    fields.no_null(changes, "reason")
    instant = now()
    members: dict[str, Any] = {name: changes[name] for name in ("reason", "expires") if name in changes}
    if members.get("expires") != waiver.expires:
        _ahead(members.get("expires"), instant)
    changed = replace(waiver, **members)
    if changed != waiver:
        changed = replace(changed, version=waiver.version + 1, updated_at=instant)
        if not uow.waivers.replace(changed):
            raise Stale(get(uow, waiver_id).waiver.version)
    return _standing(uow, [changed], instant)[0]


def delete(uow: UnitOfWork, waiver_id: UUID) -> None:
    """Take a waiver back: what it covered counts again. Raises NotFound."""
    get(uow, waiver_id, lock=True)
    uow.waivers.remove(waiver_id)


def _standing(uow: UnitOfWork, waivers: Sequence[Waiver], instant: datetime) -> list[Standing]:
    successors = uow.waivers.successors([waiver.id for waiver in waivers]) if waivers else {}
    return [_as_of(waiver, successors.get(waiver.id, ()), instant) for waiver in waivers]


def _as_of(waiver: Waiver, successors: tuple[Successor, ...], instant: datetime) -> Standing:
    if successors:  # for good, while one that has expired can be given more time
        return Standing(waiver, WaiverState.SUPERSEDED, successors)
    return Standing(waiver, WaiverState.EXPIRED if _expired(waiver, instant) else WaiverState.ACTIVE, ())


def _expired(waiver: Waiver, instant: datetime) -> bool:
    return waiver.expires is not None and waiver.expires <= instant


def _ahead(expires: datetime | None, instant: datetime) -> datetime | None:
    if expires is not None and expires <= instant:
        raise Malformed("is over already; give an instant to come, or null for a waiver without end", "expires")
    return expires
