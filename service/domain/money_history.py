"""The history of money: when a currency was in use, what replaced it, and at what rate the law converts the two.

When a currency was legal tender is told by CLDR (through Babel). What replaced it at which rate is in
``data/currency_successions.txt``, each line with the authority it rests on; ISO 4217 itself lists only the codes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files

from babel.core import get_global

from service.domain.period import Period


@dataclass(frozen=True, slots=True)
class Succession:
    """``factor`` units of ``old`` became one of ``new`` on ``since``, on the ``authority`` named.

    ``redenominated``: the same money in another unit, so that the factor relates amounts of any time. Otherwise ``new``
    was a currency before, with a market rate, and the factor says nothing of amounts before ``since``. ``until`` is the
    last day of ``old`` as legal tender, where CLDR does not tell it.
    """

    old: str
    new: str
    factor: Decimal
    since: date
    redenominated: bool
    authority: str
    until: date | None = None

    def __str__(self) -> str:
        return f"{self.factor:,f} {self.old}/{self.new}"


Path = tuple[tuple[Succession, bool], ...]


@dataclass(frozen=True, slots=True)
class LegalRate:
    """The rate that the law sets between two currencies: ``value`` units of ``top`` are one of ``bottom``.

    ``steps`` are the successions that it comes of. It holds for amounts since ``since``, or of any time where that is
    ``None``.
    """

    top: str
    bottom: str
    value: Fraction
    steps: tuple[Succession, ...]
    since: date | None

    def covers(self, period: Period | None) -> bool:
        """Whether it holds for amounts of ``period``; where that is unknown, only if it holds for all times."""
        return self.since is None or (period is not None and period.start is not None and period.start >= self.since)

    def __str__(self) -> str:
        authorities = "; ".join(dict.fromkeys(step.authority for step in self.steps))
        rates = " and ".join(map(str, self.steps))
        return f"legal conversion rate{'s' if len(self.steps) > 1 else ''} {rates} ({authorities})"


@dataclass(frozen=True, slots=True)
class Life:
    """When a currency was in use somewhere: from ``first`` to ``last``, ``None`` where there is no such end."""

    first: date | None
    last: date | None


@lru_cache(maxsize=1)
def successions() -> tuple[Succession, ...]:
    """Every succession known, in the order of the file."""
    lines = (files("service.domain") / "data" / "currency_successions.txt").read_text(encoding="utf-8").splitlines()
    rows = ([part.strip() for part in line.split("|")] for line in lines if line and not line.startswith("#"))
    return tuple(
        Succession(
            old,
            new,
            Decimal(factor),
            date.fromisoformat(since),
            how == "redenominated",
            authority,
            *map(date.fromisoformat, until),
        )
        for old, new, factor, since, how, authority, *until in rows
    )


@lru_cache(maxsize=1024)
def successor(code: str) -> Succession | None:
    """What replaced the currency ``code`` at a rate fixed by law, if anything did."""
    return next((each for each in successions() if each.old == code), None)


@lru_cache(maxsize=1024)
def redenominations(code: str) -> tuple[Succession, ...]:
    """The redenominations next to ``code``: of it, and those that it came of. The euro is not one of many units."""
    near = (each for each in successions() if each.redenominated and code in {each.old, each.new})
    return tuple(each for each in near if each.new != "EUR")


@lru_cache(maxsize=1024)
def legal_rate(one: str, other: str) -> LegalRate | None:
    """The rate that the law sets between two currencies, directly or through others; ``None`` if it sets none.

    It is told as the law tells it, former currency over its successor. Two currencies with one successor had a market
    rate before that; theirs is of ``one`` over ``other``.
    """
    path = _path(one, other)
    if not path:
        return None
    value = Fraction(1)
    for step, forward in path:
        value = value * Fraction(step.factor) if forward else value / Fraction(step.factor)
    steps = tuple(step for step, _ in path)
    directions = {forward for _, forward in path}
    binding = steps if len(directions) > 1 else tuple(step for step in steps if not step.redenominated)
    since = max((step.since for step in binding), default=None)
    if directions == {False}:
        return LegalRate(other, one, 1 / value, steps[::-1], since)
    return LegalRate(one, other, value, steps, since)


def _path(one: str, other: str) -> Path:
    """The successions that lead from one currency to another, each with whether it is followed forwards.

    Each currency has one successor at most, so there is one path at most.
    """
    reached: dict[str, Path] = {one: ()}
    waiting = deque([one])
    while waiting and other not in reached:
        here = waiting.popleft()
        for step in successions():
            if here in {step.old, step.new}:
                there = step.new if here == step.old else step.old
                if there not in reached:
                    reached[there] = (*reached[here], (step, here == step.old))
                    waiting.append(there)
    return reached.get(other, ())


@lru_cache(maxsize=1024)
def life(code: str) -> Life | None:
    """When a currency was in use; ``None`` for what never was legal tender (gold, special drawing rights).

    CLDR counts some currencies out, or in, a while off the day on which one replaced another; that day belongs to both.
    """
    spans = list(_spans(code))
    if not spans:
        return None
    first = None if any(start is None for start, _ in spans) else min(start for start, _ in spans if start)
    last = None if any(end is None for _, end in spans) else max(end for _, end in spans if end)
    replaced = successor(code)
    if replaced is not None:
        last = last or replaced.until
        last = last and max(last, replaced.since)
    came = [each.since for each in successions() if each.new == code]
    return Life(first and min((first, *came)), last)


def _spans(code: str) -> Iterator[tuple[date | None, date | None]]:
    for rows in get_global("territory_currencies").values():
        for listed, first, last, tender in rows:
            if tender and listed == code:
                yield (None if first is None else date(*first), None if last is None else date(*last))


def anachronism(code: str, period: Period) -> str | None:
    """What to tell of an amount in ``code`` of a ``period`` without such a currency; ``None`` if there was one."""
    known = life(code)
    if known is None:
        return None
    if known.first is not None and period.end is not None and period.end < known.first:
        return f"{code} was introduced on {known.first}, after {period.text}"
    if known.last is None or period.start is None or period.start <= known.last:
        return None
    replaced = successor(code)
    if replaced is None:
        return f"{code} was withdrawn on {known.last}, before {period.text}"
    return f"{code} was replaced by {replaced.new} on {replaced.since} ({replaced}), before {period.text}"
