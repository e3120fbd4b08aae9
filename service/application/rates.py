"""The exchange rate that a conversion takes from what is stored: the one nearest in time to the amounts.

It is looked for among the claims of the check's collection and of the collections that this one references. What is
found is pinned as the ``rate`` of the check, so that a receipt can be recomputed without the store; what is looked for
in vain is noted as its parameter ``sought``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection as Several
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from service.application.lineage import origins_of
from service.application.paging import portions
from service.application.pins import pinned
from service.application.ports import UnitOfWork
from service.application.queries import StoredRate
from service.application.records import Claim
from service.domain.body import Input
from service.domain.check import Check
from service.domain.checks.conversion import KIND, is_rate, pair_of
from service.domain.checks.kind import Reason
from service.domain.period import Period, parse_period

Body = Mapping[str, Any]

_UNDATED = "near the date of the amounts, which is not known"
_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Sought:
    """A rate that is looked for: between which currencies, of what time, how far off at most, in which collections."""

    pair: tuple[str, str]
    when: Period | None
    tolerance: timedelta
    collections: tuple[str, ...]

    def __str__(self) -> str:
        one, other = self.pair
        rate = f"a rate {one}/{other} or {other}/{one}"
        if self.when is None:
            return f"{rate} {_UNDATED}"
        days = "day" if self.tolerance.days == 1 else "days"
        among = " and ".join(self.collections)
        return f"{rate} within {self.tolerance.days} {days} of {self.when.text} among the claims of {among}"

    @property
    def units(self) -> tuple[str, str]:
        """The units that the rate may be in."""
        one, other = sorted(self.pair)
        return f"{one}/{other}", f"{other}/{one}"

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of the amounts; where one end is open, the other one."""
        assert self.when is not None
        first, last = self.when.start or self.when.end, self.when.end or self.when.start
        assert first is not None, "a period open at both ends is no date"
        assert last is not None
        return first, last

    @property
    def reach(self) -> tuple[date, date]:
        """The days that the rate may be of."""
        first, last = self.days
        return _moved(first, -self.tolerance), _moved(last, self.tolerance)


def with_rate(uow: UnitOfWork, body: Body, collection: str) -> Body:
    """The body of a check of ``collection``, claims put in, with the stored rate to judge it by, if it needs one."""
    if _wanting(body) is None:
        return body
    found = uow.collections.get(collection)
    return with_rates(uow, [(body, (collection, *(found.references if found else ())))])[0]


def with_rates(uow: UnitOfWork, bodies: Iterable[tuple[Body, Sequence[str]]]) -> list[Body]:
    """The same for many checks, with few queries however many there are.

    Each comes with the slugs of the collections whose claims it may use: its own, then the ones that this references.
    """
    given = list(bodies)
    wanting = {place: check for place, (body, _) in enumerate(given) if (check := _wanting(body)) is not None}
    published = _published(uow, wanting.values())
    sought = {
        place: Sought(
            pair,
            _when(check, published),
            timedelta(days=check.policy.rate_tolerance),
            tuple(dict.fromkeys(given[place][1])),
        )
        for place, check in wanting.items()
        if (pair := pair_of(check.question.unit)) is not None
    }
    found, claims = _found(uow, sought)
    pins = _pins(uow, found, claims)
    completed = [body for body, _ in given]
    for place, wish in sought.items():
        body = completed[place]
        if place in pins:
            completed[place] = {**_unsought(body), "figures": {**body["figures"], "rate": pins[place]}}
        else:
            completed[place] = {**body, "parameters": {**(body.get("parameters") or {}), "sought": str(wish)}}
    return completed


def nearest(rates: Sequence[StoredRate], wish: Sought) -> StoredRate | None:
    """Of rates between the right currencies, in order of their first days, the one to be used; None if none is near.

    The one with the fewest days between it and the amounts; then the one whose middle is nearest to theirs, so that a
    monthly average serves a month and a daily rate a day. Of equally near ones reference data goes first, then the
    earlier one, then the one recorded first.
    """
    if wish.when is None:
        return None
    (first, last), (earliest, latest) = wish.days, wish.reach
    low = bisect_left(rates, _moved(earliest, -_YEAR), key=_first)
    high = bisect_right(rates, latest, key=_first)

    def rank(rate: StoredRate) -> tuple[Any, ...]:
        apart = max(rate.first - last, first - rate.last, timedelta(0))
        off_middle = abs((rate.first - first) + (rate.last - last))
        return apart, off_middle, not rate.reference, rate.first, rate.last, rate.claim

    return min((rate for rate in rates[low:high] if rate.last >= earliest), key=rank, default=None)


def _first(rate: StoredRate) -> date:
    return rate.first


def _wanting(body: Body) -> Check | None:
    """The check, if it is a conversion that cannot be judged for want of a rate."""
    if body.get("kind") != KIND.name or "rate" in (body.get("figures") or {}):
        return None
    try:
        check = Check.parse(_unsought(body))
    except Exception:  # noqa: BLE001  whoever answers the check says what is wrong with it, or with the service
        return None
    return check if check.question.reason is Reason.MISSING_EXCHANGE_RATE else None


def _unsought(body: Body) -> Body:
    """The body without what was looked for on another occasion."""
    parameters = body.get("parameters")
    if not isinstance(parameters, Mapping):
        return body
    return {**body, "parameters": {name: value for name, value in parameters.items() if name != "sought"}}


def _published(uow: UnitOfWork, checks: Iterable[Check]) -> dict[str, Period]:
    """When the sources of amounts without a date of their own were published, by their ids."""
    ids = {
        leaf.context.source.id
        for check in checks
        for leaf in check.leaves.values()
        if leaf.context.source is not None and _own_date(leaf) is None
    }
    sources = uow.sources.several({UUID(found) for found in ids if _is_id(found)}) if ids else {}
    return {str(key): parse_period(source.published) for key, source in sources.items() if source.published is not None}


def _when(check: Check, published: Mapping[str, Period]) -> Period | None:
    """Of what time the amounts are: of their period, else of when they were asserted, else of when they were published.

    Of two amounts the one with the shorter time counts: "in September" and "on 24 September" is the 24th.
    """
    leaves = check.leaves.values()
    for dates in (
        [leaf.context.period for leaf in leaves],
        [leaf.context.asserted for leaf in leaves],
        [published.get(leaf.context.source.id) for leaf in leaves if leaf.context.source is not None],
    ):
        known = [period for period in dates if period is not None and (period.start or period.end) is not None]
        if known:
            return min(known, key=_length)
    return None


def _own_date(leaf: Input) -> Period | None:
    return leaf.context.period or leaf.context.asserted


def _length(period: Period) -> timedelta:
    return timedelta.max if period.start is None or period.end is None else period.end - period.start


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _found(uow: UnitOfWork, sought: Mapping[int, Sought]) -> tuple[dict[int, StoredRate], Mapping[UUID, Claim]]:
    """The rate for each of what is sought that has one, and the claims that they are.

    One query for each pair of currencies, and one for the claims; more only where a claim turns out to be no rate.
    """
    groups: dict[tuple[tuple[str, str], tuple[str, ...]], dict[int, Sought]] = defaultdict(dict)
    for place, wish in sought.items():
        if wish.when is not None:
            groups[wish.units, wish.collections][place] = wish
    found: dict[int, StoredRate] = {}
    claims: dict[UUID, Claim] = {}
    for (units, collections), wishes in groups.items():
        reaches = [wish.reach for wish in wishes.values()]
        first, last = min(first for first, _ in reaches), max(last for _, last in reaches)
        rates = sorted(uow.claims.rates_near(units, collections, first, last), key=_first)
        while True:
            chosen = _chosen(rates, wishes)
            claims |= _read(uow, {(rate.claim, rate.revision) for rate in chosen.values() if rate.claim not in claims})
            # A gap in a table may be written as zero; the next one is looked for.
            none = {rate.claim for rate in chosen.values() if not is_rate(claims[rate.claim].figure)}
            if not none:
                found |= chosen
                break
            rates = [rate for rate in rates if rate.claim not in none]
    return found, claims


def _chosen(rates: Sequence[StoredRate], wishes: Mapping[int, Sought]) -> dict[int, StoredRate]:
    """Of rates in order of their first days, the nearest for each wish that has one."""
    # Many amounts are of few dates.
    known: dict[tuple[date, date, timedelta], StoredRate | None] = {}
    chosen: dict[int, StoredRate] = {}
    for place, wish in wishes.items():
        alike = (*wish.days, wish.tolerance)
        if alike not in known:
            known[alike] = nearest(rates, wish)
        if (rate := known[alike]) is not None:
            chosen[place] = rate
    return chosen


def _read(uow: UnitOfWork, revisions: Several[tuple[UUID, int]]) -> dict[UUID, Claim]:
    claims: dict[UUID, Claim] = {}
    for portion in portions(sorted(revisions)):
        claims |= uow.claims.at(portion)
    return claims


def _pins(uow: UnitOfWork, found: Mapping[int, StoredRate], claims: Mapping[UUID, Claim]) -> dict[int, Any]:
    """What the rates found say, as figures of a check."""
    if not found:
        return {}
    origins = origins_of(uow, {claim.source_id for claim in claims.values()})
    pins = {
        claim: pinned({"kind": KIND.name, "figures": {"rate": {"claim": claim}}}, claims, origins)["figures"]["rate"]
        for claim in {rate.claim for rate in found.values()}
    }
    return {place: pins[rate.claim] for place, rate in found.items()}


def _moved(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return date.min if by < timedelta(0) else date.max
