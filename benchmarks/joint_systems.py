"""Random systems for the joint benchmark: what a large collection of printed figures might look like.

True values are drawn first, so that everything fits exactly; then each is printed with three or four significant
digits, one in five only as a bound ("more than 1,200"). Of n figures half are drawn, a quarter are totals and a quarter
products (an amount that is a rate times a base) of figures near them: the relations are sparse and local, as those of
a collection are that is made of many stories. Beside the n/4 sums and n/4 products that define them there are n/4 grand
totals (a total over the parts of its parts) or parts within wholes, n/4 quotients within bounds, and n/4 other
comparisons: n linear relations and n/4 products in all, less a few where the first figures have none before them.
Everything is dimensionless, since units are gone by the time that a system is solved.

The contradiction is one total, printed a fifth too high. It is a total over some part that is only printed as a bound
but follows from others, so that no check alone shows it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from service.domain.check import Check
from service.domain.joint import System, join
from service.domain.policy import Policy

NEAR = 12
DEEPEST = 3
BOUNDS = 0.2
Json = dict[str, Any]


@dataclass
class _Figure:
    true: Fraction
    parts: tuple[int, ...] = ()
    depth: int = 0
    rate: bool = False


def random_system(figures: int, *, contradiction: bool, seed: int = 1, seconds: int = 30) -> System:
    """A system of so many figures, the same for the same ``seed`` but for the one figure that contradicts."""
    return _Writer(figures, random.Random(seed)).system(contradiction, seconds)  # noqa: S311 - no secret


class _Writer:
    def __init__(self, count: int, rng: random.Random) -> None:
        self._rng = rng
        self._figures: list[_Figure] = []
        self._checks: list[tuple[tuple[int, ...], Json]] = []
        for place in range(count):
            self._add(place)
        # Only after these: derived figures, which others tell all the same, may be printed as bounds.
        self._printed = [self._print(figure) for figure in self._figures]
        for place in range(3 * count // 4):
            self._compare(place % 3, self._rng.randrange(NEAR, count))

    def system(self, contradiction: bool, seconds: int) -> System:
        """The checks of it, joined."""
        total = self._total_over_a_hidden_part()
        printed = list(self._printed)
        if contradiction:
            printed[total] = _rounded(self._figures[total].true * Fraction(6, 5), 4)
        checks = {}
        for place, (names, body) in enumerate(self._checks):
            figures = {_name(n): {"claim": _name(n), "revision": 1, "figure": printed[n]} for n in names}
            checks[f"c{place:05}"] = Check.parse({**body, "figures": figures | body.get("figures", {})})
        return join(checks, Policy(time_limit=Fraction(seconds)))

    def _total_over_a_hidden_part(self) -> int:
        """The middle one of the totals over a total, which is printed as a bound from now on, and all else plainly."""
        totals = [place for place, figure in enumerate(self._figures) if figure.parts]
        over = {
            place: parts
            for place in totals
            if (parts := [p for p in self._figures[place].parts if self._figures[p].parts])
        }
        if not over:
            return totals[len(totals) // 2]
        total = list(over)[len(over) // 2]
        hidden = over[total][0]
        for place in {total, *self._figures[total].parts, *self._figures[hidden].parts}:
            self._printed[place] = _rounded(self._figures[place].true, 4)
        low = self._figures[hidden].true * Fraction(9, 10)
        self._printed[hidden] = {"value": _digits(low, 3), "qualifier": "more_than"}
        return total

    def _add(self, place: int) -> None:
        kind = place % 4 if place >= NEAR else place % 2
        if kind < 2:
            # Every other one drawn is a rate.
            true = Fraction(self._rng.randint(50, 200), 100) if kind else Fraction(self._rng.randint(1_000, 99_999), 10)
            self._figures.append(_Figure(true, rate=bool(kind)))
            return
        amounts = self._near(place, rates=False)
        if kind == 2:
            parts = tuple(self._rng.sample(amounts, self._rng.randint(2, min(5, len(amounts)))))
            true = sum((self._figures[part].true for part in parts), Fraction(0))
            self._relate(f"{' + '.join(map(_name, parts))} == {_name(place)}", *parts, place)
        else:
            parts = (self._rng.choice(self._near(place, rates=True)), self._rng.choice(amounts))
            true = self._figures[parts[0]].true * self._figures[parts[1]].true
            self._relate(f"{_name(parts[0])} * {_name(parts[1])} == {_name(place)}", *parts, place)
        depth = 1 + max(self._figures[part].depth for part in parts)
        self._figures.append(_Figure(true, parts if kind == 2 else (), depth))

    def _near(self, place: int, *, rates: bool) -> list[int]:
        """Figures before ``place``, none of them far away or made of very many others."""
        found = range(max(0, place - NEAR), min(place, len(self._figures)))
        return [n for n in found if self._figures[n].rate is rates and self._figures[n].depth < DEEPEST]

    def _compare(self, kind: int, place: int) -> None:
        one, other = self._two(place, kind)
        if self._figures[one].true > self._figures[other].true:
            one, other = other, one
        totals = [
            n for n in self._near(place, rates=False) if any(self._figures[p].parts for p in self._figures[n].parts)
        ]
        if kind == 0 and totals:
            total = self._rng.choice(totals)
            parts = [p for part in self._figures[total].parts for p in self._figures[part].parts or (part,)]
            self._relate(f"{' + '.join(map(_name, parts))} == {_name(total)}", *parts, total)
        elif kind == 0:
            self._relate(f"{_name(one)} <= {_name(other)}", one, other)
        elif kind == 1:
            quotient = float(self._figures[other].true / self._figures[one].true)
            expect = {"min": f"{quotient * 0.8:.3f}", "max": f"{quotient * 1.25:.3f}"}
            roles = {"numerator": _name(other), "denominator": _name(one)}
            self._checks.append(((one, other), {"kind": "ratio", "figures": roles, "expect": expect}))
        else:
            third = self._rng.choice(self._near(place, rates=False))
            self._relate(f"{_name(one)} <= {_name(other)} + {_name(third)}", *{one, other, third})

    def _two(self, place: int, kind: int) -> tuple[int, int]:
        """Two figures of a sort; in quotients, one that no relation is about so far, while there is any."""
        idle = sorted(set(range(len(self._figures))) - {name for names, _ in self._checks for name in names})
        if kind != 1 or not idle:
            one, other = self._rng.sample(self._near(place, rates=False), 2)
            return one, other
        one = idle[0]
        alike = [n for n, figure in enumerate(self._figures) if n != one and figure.rate is self._figures[one].rate]
        return one, min(alike, key=lambda n: abs(n - one))

    def _relate(self, relation: str, *names: int) -> None:
        self._checks.append((tuple(sorted(set(names))), {"kind": "expression", "relation": relation}))

    def _print(self, figure: _Figure) -> Json:
        digits = self._rng.choice((3, 4, 4))
        if self._rng.random() < BOUNDS:
            # Rounded away from the value, so that it is true.
            if self._rng.random() < 0.5:
                return {"value": _digits(figure.true * Fraction(9, 10), digits), "qualifier": "more_than"}
            return {"value": _digits(figure.true * Fraction(11, 10), digits), "qualifier": "less_than"}
        return _rounded(figure.true, digits)


def _rounded(value: Fraction, digits: int) -> Json:
    """A figure of so many digits; where it has more before the point, the step is told."""
    text = _digits(value, digits)
    step = 10 ** max(0, len(text.partition(".")[0]) - digits)
    return {"value": text} if step == 1 else {"value": text, "rounding": str(step)}


def _name(place: int) -> str:
    return f"f{place:05}"


def _digits(value: Fraction, digits: int) -> str:
    return f"{Context(prec=digits).divide(Decimal(value.numerator), Decimal(value.denominator)):f}"
