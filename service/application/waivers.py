"""Waivers: results of checks accepted knowingly. Which covers which finding is pure: on records, at an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from service.application.records import Waiver
from service.domain.result import Verdict

# Whoever accepts a finding accepts it as grave as it was: that a check cannot be decided, say, but not that it fails,
# once the exchange rate that it lacked is there. A consistent result needs no waiver.
GRAVITY: Final = {Verdict.CONSISTENT: 0, Verdict.UNDETERMINED: 1, Verdict.STRAINED: 2, Verdict.INCONSISTENT: 3}

_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def expired(waiver: Waiver, instant: datetime) -> bool:
    """Whether its time is over at ``instant``."""
    return waiver.expires is not None and waiver.expires <= instant


def in_force(waivers: Iterable[Waiver], instant: datetime) -> dict[str, list[Waiver]]:
    """Those that have not expired, by the id or key of their check; of several the one that lasts longest first."""
    found: dict[str, list[Waiver]] = defaultdict(list)
    for waiver in waivers:
        if not expired(waiver, instant):
            found[waiver.check].append(waiver)
    for several in found.values():
        several.sort(key=lambda waiver: (waiver.expires or _NEVER, waiver.id), reverse=True)
    return dict(found)


def applies(
    waiver: Waiver, check: str, claims: Collection[tuple[UUID, int]], version: int | None, verdict: Verdict
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
    claims: Collection[tuple[UUID, int]],
    version: int | None,
    verdict: Verdict,
) -> Waiver | None:
    """The one of ``waivers``, as ``in_force`` gives them, that covers a verdict, or None; see ``applies``."""
    return next((one for one in waivers.get(check, ()) if applies(one, check, claims, version, verdict)), None)
