"""agreement: several figures for one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.agreement import Agreement
from service.domain.budget import Budget
from service.domain.checks.kind import Kind, Question, Reason, Remarks, Role, Roles, Takes
from service.domain.comparable import Comparability
from service.domain.disagreement import MOST_PAIRS, Differences
from service.domain.expression import require_comparable
from service.domain.independence import independent_sources
from service.domain.tree import Name

if TYPE_CHECKING:
    from service.domain.check import Check


def _compile(roles: Roles) -> Question:
    members: dict[str, Name] = {}
    for node in roles.many("figures"):
        assert isinstance(node, Name)
        members.setdefault(node.name, node)
    nodes = tuple(members.values())
    for node in nodes[1:]:
        require_comparable(nodes[0], node)
    comparability = Comparability([roles.contexts[name] for name in members], roles.any_time)
    counted = {name for name in members if roles.figures[name].whole}
    relation = Agreement.of(nodes, comparability, counted=counted)
    reason = None
    if not comparability.all:
        # What can be compared may still clash; that the rest agrees cannot be said.
        reason = Reason.DIFFERENT_PERIOD if comparability.all_of_one_definition else Reason.DIFFERENT_DEFINITION
    return Question(relation.left, nodes[0].unit, relation, reason)


def _remarks(check: Check, failed: bool, budget: Budget) -> Remarks:
    """How many sources there are and how many of them are independent, and which figures differ how."""
    case = Differences(check, budget)
    sources = [context.source for context in case.contexts]
    known = {source.id for source in sources if source is not None}
    count, independent = len(known) + sources.count(None), independent_sources(sources)
    pairs, complete = case.pairs()
    told = [
        {"type": pair.type.value, "figures": [case.names[pair.one], case.names[pair.other]], "text": case.said(pair)}
        for pair in pairs[:MOST_PAIRS]
    ]
    agreement = {"sources": count, "independent": independent, "pairs": told, "complete": complete}
    agree = not failed and check.question.reason is None and not any(figure.unknown for figure in case.figures)
    sentence = f"{_several(len(case.names), 'figure')} from {_several(independent, 'independent source')}"
    sentences = [f"{sentence} agree{'s' if len(case.names) == 1 else ''}." if agree else f"They are {sentence}."]
    if told and not agree:
        sentences.append(f"{told[0]['text']}.")
    return Remarks(tuple(sentences), agreement=agreement)


def _several(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


KIND = Kind(
    name="agreement",
    summary="Figures for one thing can all be one value. What differs is typed, and sources that quote one another or a"
    " common one count once.",
    roles=(
        Role(
            "figures",
            "the figures that should agree, with what is known of their period, measure, dimensions and source",
            many=True,
            least=2,
            most=10_000,
            takes=Takes.FIGURE,
        ),
    ),
    compile=_compile,
    reads="The figures are {measured}; what all of them can be is {expected}.",
    slips=frozenset({"unit_slip", "scale", "transposed_digits", "dropped_digit"}),
    mends_generously=True,
    compares_periods=True,
    uses=frozenset({"period", "asserted", "measure", "dimensions", "source"}),
    remarks=_remarks,
    example={
        "kind": "agreement",
        "figures": {
            "figures": [
                {
                    "figure": {"value": "19000", "unit": "person"},
                    "period": "2004-01/2004-06",
                    "source": {"id": "evening-news", "origins": ["migration-service"]},
                },
                {
                    "figure": {"value": "19", "unit": "thousand person"},
                    "period": "2004-01/2004-06",
                    "source": {"id": "gazette", "origins": ["migration-service"]},
                },
            ]
        },
    },
)
