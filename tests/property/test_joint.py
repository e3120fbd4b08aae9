"""Joint consistency against exhaustive search: small systems of whole numbers, every point and every subset tried.

CI looks at a hundred systems, the same each time. For thousands of others:

    HYPOTHESIS_PROFILE=explore pytest tests/property/test_joint.py
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import combinations, compress, product

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.check import Check
from service.domain.interval import Interval, IntervalSet
from service.domain.joint import Joint, System, join, solve
from service.domain.joint.condition import lies_in
from service.domain.joint.system import Rule
from service.domain.policy import Policy

# Whatever the figures say, quantities are whole numbers from 0 to here, so that all of them can be tried.
GRID = 3
NAMES = "abcdef"
PATIENT = replace(Policy(), time_limit=Fraction(20))

Range = tuple[int, int]
Subset = frozenset[str]


@dataclass(frozen=True)
class Case:
    """Figures by name, each with its strict and generous range and its weight, and relations over them."""

    figures: Mapping[str, tuple[Range, Range, int]]
    relations: Mapping[str, str]

    @cached_property
    def system(self) -> System:
        """It joined from checks; then its quantities made whole numbers, which all relations want on the grid."""
        joined = join({key: self._check(relation) for key, relation in self.relations.items()}, PATIENT)
        quantities = []
        for quantity in joined.quantities:
            strict, generous, weight = self.figures[quantity.ref.claim or ""]
            quantities.append(
                replace(
                    quantity,
                    strict=_interval(strict),
                    generous=_interval(generous),
                    weight=weight,
                    whole=True,
                )
            )
        return replace(joined, quantities=tuple(quantities), rules=tuple(map(_on_grid, joined.rules)))

    def _check(self, relation: str) -> Check:
        figures = {
            name: {"claim": name, "revision": 1, "figure": {"value": str(self.figures[name][0][0])}}
            for name in self.figures
            if name in relation
        }
        return Check.parse({"kind": "expression", "relation": relation, "figures": figures})


def _on_grid(rule: Rule) -> Rule:
    grid = IntervalSet((_interval((0, GRID)),))
    domains = tuple(lies_in(variable, grid) for variable in rule.variables.values())
    return replace(rule, domains=domains, conditions=(*rule.conditions, *domains))


def _interval(ends: Range) -> Interval:
    return Interval(Fraction(ends[0]), Fraction(ends[1]))


class Search:
    """Everything that can be told of a case by trying all points and all subsets."""

    def __init__(self, case: Case, *, generous: bool) -> None:
        self._case = case
        self._used = [name for name in case.figures if any(name in relation for relation in case.relations.values())]
        self._elements = [*self._used, *case.relations]
        ranges = [case.figures[name][1] if generous else case.figures[name][0] for name in self._used]
        relations = [_function(relation, self._used) for relation in case.relations.values()]
        grid = [Fraction(number) for number in range(GRID + 1)]
        holding = {
            (
                *(lower <= value <= upper for value, (lower, upper) in zip(point, ranges, strict=True)),
                *(relation(*point) for relation in relations),
            )
            for point in product(grid, repeat=len(self._used))
        }
        named = [frozenset(compress(self._elements, holds)) for holds in holding]
        self.maximal = [one for one in named if not any(one < other for other in named)]

    def can_hold(self, subset: Subset) -> bool:
        return any(subset <= one for one in self.maximal)

    @property
    def feasible(self) -> bool:
        return self.can_hold(frozenset(self._elements))

    @property
    def conflicts(self) -> set[Subset]:
        """All minimal subsets that cannot hold."""
        found: set[Subset] = set()
        for size in range(len(self._elements) + 1):
            for chosen in map(frozenset, combinations(self._elements, size)):
                if not self.can_hold(chosen) and not any(conflict <= chosen for conflict in found):
                    found.add(chosen)
        return found

    @property
    def blames(self) -> dict[Subset, int]:
        """All lightest sets of figures without which the rest can hold; none where the relations alone cannot."""
        weights: dict[Subset, int] = {}
        for size in range(len(self._used) + 1):
            for chosen in map(frozenset, combinations(self._used, size)):
                if self.can_hold(frozenset(self._elements) - chosen):
                    weights[chosen] = sum(self._case.figures[name][2] for name in chosen)
        least = min(weights.values(), default=0)
        return {chosen: weight for chosen, weight in weights.items() if weight == least}


def _function(relation: str, names: list[str]) -> Callable[..., bool]:
    """A relation of this module as a function of figures; false where it divides by zero."""
    evaluated: Callable[..., bool] = eval(f"lambda {', '.join(names)}: {relation}", {})  # noqa: S307 - made below

    def holds(*values: Fraction) -> bool:
        try:
            return evaluated(*values)
        except ZeroDivisionError:
            return False

    return holds


LINEAR = (
    "{0} + {1} {op} {2}",
    "{0} - {1} {op} {2}",
    "2 * {0} + {1} {op} {n}",
    "{0} + {1} + {2} {op} {n}",
    "{0} {op} {1}",
    "3 * {0} {op} 2 * {1}",
    "{0} {op} {n}",
)
PRODUCTS = (
    "{0} * {1} {op} {2}",
    "{0} / {1} {op} {2}",
    "{0} / {1} {op} {n}",
    "{0} * {1} + {2} {op} {n}",
    "{0} * {0} {op} {1}",
    "{0} / ({1} + {2}) {op} {n}",
)
OPERATORS = ("==", "==", "==", "<=", "<", ">=", ">", "!=")


@st.composite
def cases(draw: st.DrawFn, templates: tuple[str, ...]) -> Case:
    """A few figures, and at least as many relations, so that they get in each other's way."""
    names = NAMES[: draw(st.integers(3, 6 if templates is LINEAR else 5))]
    figures = {}
    for name in names:
        lower = draw(st.integers(0, GRID))
        upper = min(GRID, lower + draw(st.integers(0, 1)))
        wider = max(0, lower - draw(st.integers(0, 1))), min(GRID, upper + draw(st.integers(0, 1)))
        figures[name] = ((lower, upper), wider, draw(st.sampled_from((1, 1, 1, 2, 10))))
    relations = {}
    for place in range(draw(st.integers(2, len(names)))):
        chosen = draw(st.permutations(names))[:3]
        template = draw(st.sampled_from(templates))
        relations[f"r{place}"] = template.format(
            *chosen, op=draw(st.sampled_from(OPERATORS)), n=draw(st.integers(0, 2 * GRID))
        )
    return Case(figures, relations)


def told(joint: Joint) -> tuple[set[Subset], dict[Subset, int]]:
    """Conflicts and blames by names, as the search has them."""
    conflicts = {frozenset([*(ref.claim or "" for ref in c.figures), *c.checks]) for c in joint.conflicts}
    blames = {frozenset(figure.ref.claim or "" for figure in blame.figures): blame.weight for blame in joint.blames}
    assert len(conflicts) == len(joint.conflicts)
    assert len(blames) == len(joint.blames)
    return conflicts, blames


def agrees(case: Case) -> None:
    """Everything that the engine says of ``case`` is what the search finds."""
    joint = solve(case.system)
    generous, strict = Search(case, generous=True), Search(case, generous=False)
    verdict = "inconsistent" if not generous.feasible else "consistent" if strict.feasible else "strained"
    assert joint.verdict == verdict
    assert joint.complete
    conflicts, blames = told(joint)
    if verdict == "consistent":
        assert not conflicts
        assert not blames
        return
    searched = generous if verdict == "inconsistent" else strict
    assert conflicts == searched.conflicts
    assert any(conflict.within_checks for conflict in joint.conflicts) == (not searched.blames)
    assert blames == (searched.blames or beside_contradictions(case, generous=joint.readings == "generous"))
    for blame in joint.blames:
        fits(case, joint, {figure.ref.claim or "": figure.example for figure in blame.figures})


def beside_contradictions(case: Case, *, generous: bool) -> dict[Subset, int]:
    """The blames in a case without those relations, and all connected with them, that contradict each other."""
    kept = dict(case.relations)
    for key in case.relations:
        connected, names = {key}, {name for name in NAMES if name in case.relations[key]}
        while more := {k for k, r in case.relations.items() if k not in connected and any(n in r for n in names)}:
            connected |= more
            names |= {name for name in NAMES for other in more if name in case.relations[other]}
        alone = Search(replace(case, relations={k: case.relations[k] for k in sorted(connected)}), generous=generous)
        if not alone.can_hold(frozenset(connected)):
            kept = {k: relation for k, relation in kept.items() if k not in connected}
    remaining = replace(case, relations=kept)
    searched = Search(remaining, generous=generous)
    return {} if searched.feasible else searched.blames


def fits(case: Case, joint: Joint, examples: Mapping[str, str | None]) -> None:
    """The examples of a blame set, which there always are on a grid, can be true together with all else."""
    assert None not in examples.values()
    pinned = dict(case.figures)
    for name, example in examples.items():
        only = (int(str(example)), int(str(example)))
        pinned[name] = (only, only, 1)
    mended = replace(case, figures=pinned)
    if not any(conflict.within_checks for conflict in joint.conflicts):
        assert Search(mended, generous=joint.readings == "generous").feasible


@given(cases(LINEAR))
@settings(max_examples=1000 if os.environ.get("HYPOTHESIS_PROFILE") == "explore" else 50)
def test_linear_systems_are_answered_as_by_exhaustive_search(case: Case) -> None:
    agrees(case)


@given(cases(LINEAR + PRODUCTS))
@settings(max_examples=1000 if os.environ.get("HYPOTHESIS_PROFILE") == "explore" else 50)
def test_systems_with_products_are_answered_as_by_exhaustive_search(case: Case) -> None:
    agrees(case)
