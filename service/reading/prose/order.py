"""The ends of a range the wrong way round: "between 9 and 5 percent".

Read are two figures of one dimension with "between" in front, or "at least" and "at most", and but "and" between them.
A range that goes down is a slip of order or of a digit, and either way a warning: some write "between 9 and 5 percent"
for what fell. Silent about bare numbers, which may be hours ("between 9 and 5"), about a gap or a choice between two,
about what is said to fall, and about temperatures and what is below zero, where what is lower is a matter of taste.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service.domain.figure import Qualifier
from service.domain.units import DIMENSIONLESS
from service.reading.numbers.trends import is_fall
from service.reading.prose.figures import ANY_TIME, alike, is_loose, ref
from service.reading.prose.found import Found
from service.reading.prose.line import Line
from service.reading.prose.rules import Rule
from service.reading.span import Span

# What is between two figures that are no range.
_APART: Final = frozenset(
    "difference differences gap gaps ratio choice choose distance relation margin distinction spread split conversion "
    "discrepancy contrast compare switch switched alternate alternates".split()
)
_LEAST: Final = frozenset({Qualifier.AT_LEAST, Qualifier.MORE_THAN})
_MOST: Final = frozenset({Qualifier.AT_MOST, Qualifier.LESS_THAN})
_AND: Final = frozenset({("and",), ("but",), (",", "and"), (",", "but")})
_NEAR: Final = 6
_EITHER: Final = "What went from the one to the other may be meant, in the order of time."


def order(line: Line) -> Iterator[Found]:
    """Every range of a sentence that was not read as one figure."""
    for which in range(len(line.stood) - 1):
        one, two = line.stood[which].mention, line.stood[which + 1].mention
        if not alike(one, two) or one.figure.unit == DIMENSIONLESS or one.figure.unit.offset:
            continue
        if is_loose(one) or is_loose(two) or not one.figure.positive or not two.figure.positive:
            continue
        gap = line.between(which, which + 1)
        before = line.before(which, _NEAR)
        if any(is_fall(word) for word in before) or not _APART.isdisjoint(before):
            continue
        between = line.before(which, 1) == ("between",) and gap == ("and",)
        bounds = one.figure.qualifier in _LEAST and two.figure.qualifier in _MOST and gap in _AND
        if between or bounds:
            spans = (one.expression, two.expression)
            yield Found(
                rule=Rule.ORDER,
                why=f"“{one.expression.of(line.text)}” is named as the lower end of a range, and "
                f"“{two.expression.of(line.text)}” as the upper one.",
                body={
                    "kind": "expression",
                    "relation": "lower <= upper",
                    "figures": {"lower": ref(line.stood[which]), "upper": ref(line.stood[which + 1])},
                    "policy": ANY_TIME,
                },
                places=dict(zip(("lower", "upper"), spans, strict=True)),
                at=Span(spans[0].start, spans[1].end),
                severity="warning",
                alternative=_EITHER,
            )
