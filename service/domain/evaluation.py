"""Answering a check.

A check is consistent if values within the strict readings satisfy it, strained if only values within the generous
readings do, inconsistent if none do. The last is conclusive; the first is not, and ``power`` tells how much it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.domain import wording
from service.domain.budget import Budget, LimitExceeded
from service.domain.check import Check
from service.domain.checks.kind import Reason, Remarks
from service.domain.diagnosis import diagnose
from service.domain.interval import IntervalSet
from service.domain.power import power_of
from service.domain.readings import likeliest
from service.domain.relation import Relation, values_of
from service.domain.result import Holds, Json, Result, Verdict
from service.domain.tree import Node
from service.domain.units import Unit
from service.domain.whole import CountedRelation


def evaluate(check: Check) -> Result:
    """The result of ``check``. Pure: equal checks have equal results, but for the time that they may take."""
    inputs = check.canonical()
    budget = Budget(check.policy.time_limit)
    fields = _Evaluation(check, budget).fields()
    return Result(inputs=inputs, digest=check.digest, complete=not budget.exhausted, **fields)


class _Evaluation:
    """One check being answered."""

    def __init__(self, check: Check, budget: Budget) -> None:
        self._check = check
        self._question = check.question
        self._readings = check.readings
        self._budget = budget
        # Whether what was not decided was given up before the time was up: then no more of it would have helped.
        self._in_time = False

    def fields(self) -> dict[str, Any]:
        """Everything that the result says beyond its inputs."""
        question = self._question
        # What is asked comes first; what is only shown has the time that is left.
        decided = {} if self._readings.relation is None else self._verdict(self._readings.relation)
        measured = values_of(question.measure, self._readings.printed, self._budget)
        fields: dict[str, Any] = {
            "measured": wording.range_of(measured, question.unit),
            "steps": tuple(self._steps()),
        }
        if question.relation is None:
            reason = Reason.DIFFERENT_PERIOD if self._check.periods_apart else question.reason
            remarks = self._remarks(Verdict.UNDETERMINED)
            text = self._text(measured, None, Verdict.UNDETERMINED, reason, None, {})
            return fields | {
                "verdict": Verdict.UNDETERMINED,
                "reason": reason,
                "text": " ".join((text, *remarks.sentences)),
                "agreement": remarks.agreement,
            }
        expected = question.relation.expected(self._readings.printed, self._budget)
        fields["expected"] = wording.range_of(expected, question.unit)
        fields |= decided
        remarks = self._remarks(fields["verdict"], fields.get("reason"))
        fields["agreement"] = remarks.agreement
        if fields.get("reason") not in (Reason.LIMIT_EXCEEDED, Reason.DIFFERENT_PERIOD):
            fields |= self._repairs(fields["verdict"], remarks)
        if fields["verdict"] is Verdict.INCONSISTENT:
            fields["gap"] = self._gap(question.relation, measured, expected)
        said = (fields["verdict"], fields.get("reason"), fields.get("holds"), fields.get("admissible", {}))
        fields["text"] = " ".join((self._text(measured, expected, *said), *remarks.sentences))
        return fields

    def _remarks(self, verdict: Verdict, reason: Reason | None = None) -> Remarks:
        """What the kind adds of its own; nothing where time is up."""
        remarks = self._check.kind.remarks
        if remarks is None or reason is Reason.LIMIT_EXCEEDED or self._check.periods_apart:
            return Remarks()
        try:
            return remarks(self._check, verdict in (Verdict.INCONSISTENT, Verdict.STRAINED), self._budget)
        except LimitExceeded:
            return Remarks()

    def _verdict(self, relation: CountedRelation) -> dict[str, Any]:
        if self._check.periods_apart:
            return {"verdict": Verdict.UNDETERMINED, "reason": Reason.DIFFERENT_PERIOD}
        try:
            return self._decided(relation)
        except LimitExceeded:
            self._in_time = not self._budget.exhausted
            return {"verdict": Verdict.UNDETERMINED, "reason": Reason.LIMIT_EXCEEDED}

    def _repairs(self, verdict: Verdict, remarks: Remarks) -> dict[str, Any]:
        """What each figure could have been, and what slip would explain a failure.

        What takes too long is left out: the verdict stands without it.
        """
        relation = self._readings.relation
        assert relation is not None
        try:
            admissible = relation.admissible(self._readings.strict, self._readings.domains, self._budget)
        except LimitExceeded:
            admissible = {}
        fields: dict[str, Any] = {}
        figures = {name: leaf.figure for name, leaf in self._check.leaves.items()}
        first = self._check.aliases
        asked = {name: admissible[first[name]] for name in figures if first[name] in admissible}
        signed = self._question.signed
        asked = {name: values if name in signed else likeliest(values, figures[name]) for name, values in asked.items()}
        power = {**{name: power_of(figures[name], values) for name, values in asked.items()}, **remarks.power}
        asked |= remarks.admissible
        # In one order, whoever told them.
        fields["admissible"] = {n: wording.range_of(asked[n], figures[n].unit) for n in figures if n in asked}
        fields["power"] = {name: power[name] for name in figures if name in power}
        if verdict in (Verdict.INCONSISTENT, Verdict.STRAINED):
            fields["diagnoses"] = diagnose(self._check, admissible, self._budget)
        return fields

    def _decided(self, relation: CountedRelation) -> dict[str, Any]:
        strict, budget = self._readings.strict, self._budget
        holds_somewhere = relation.can_hold(strict, budget)
        if not holds_somewhere and not relation.can_hold(self._readings.generous, budget):
            return {"verdict": Verdict.INCONSISTENT, "holds": Holds.NEVER}
        if any(leaf.figure.unknown for leaf in self._check.leaves.values()):
            return {"verdict": Verdict.UNDETERMINED, "reason": Reason.MISSING_FIGURE}
        if self._question.reason is not None:
            return {"verdict": Verdict.UNDETERMINED, "reason": self._question.reason}
        if not holds_somewhere:
            return {"verdict": Verdict.STRAINED, "holds": Holds.NEVER}
        try:
            holds = Holds.SOMETIMES if relation.can_fail(strict, budget) else Holds.ALWAYS
        except LimitExceeded:
            holds, self._in_time = None, not self._budget.exhausted
        return {"verdict": Verdict.CONSISTENT, "holds": holds}

    def _steps(self) -> list[Json]:
        relation = self._question.relation
        trees = [self._question.measure]
        if relation is not None and relation.right is not None:
            trees.append(relation.right)
        nodes: dict[str, Node] = {}
        for tree in trees:
            for node in tree.walk():
                nodes.setdefault(str(node), node)
        return [
            {
                "expression": text,
                "value": wording.range_of(values_of(node, self._readings.printed, self._budget), node.unit),
            }
            for text, node in nodes.items()
        ]

    def _gap(self, relation: Relation, measured: IntervalSet, expected: IntervalSet) -> Json | None:
        distance = wording.distance(measured, expected)
        if distance is None:
            # Names on both sides let the two overlap all the same: their difference then tells how far it is off.
            off = relation.difference_over(self._readings.printed, self._budget)
            distance = wording.distance(off, relation.allowed)
        for name, domain in self._readings.domains.items():
            if distance is None:
                distance = wording.distance(self._readings.printed[name], domain)
        if distance is None:
            return None
        unit = self._question.unit.difference()
        relative = None if not distance.to else wording.nearest(distance.between / abs(distance.to))
        return {
            "absolute": wording.nearest(distance.between / unit.factor),
            "unit": str(unit),
            "relative": None if unit != self._question.unit else relative,
        }

    def _text(
        self,
        measured: IntervalSet,
        expected: IntervalSet | None,
        verdict: Verdict,
        reason: Reason | None,
        holds: Holds | None,
        admissible: Mapping[str, Json | None],
    ) -> str:
        unit = self._question.unit
        found = self._question.measure
        notes = "".join(f" {note}" for note in self._question.notes)
        if expected is None:
            why = self._apart() or _REASONS[reason or Reason.NOTHING_EXPECTED]
            return f"{found} is {_shown(measured, unit)}. {why}{notes}"
        finding = self._check.kind.reads.format(
            expression=found, measured=_shown(measured, unit), expected=_shown(expected, unit)
        )
        finding += notes
        if apart := self._apart():
            return f"{finding} {apart}"
        impossible = "".join(f" {text}." for text in self._impossible())
        if reason is Reason.MISSING_FIGURE:
            return f"{finding} {self._missing(admissible)}"
        if verdict is Verdict.INCONSISTENT and self._fits_in_fractions():
            impossible += " What is counted comes whole."
        said = _REASONS[reason] if reason else _VERDICTS[verdict, holds]
        return f"{finding}{impossible} {said.format(limits=_TOO_FINE if self._in_time else _TOO_LONG)}"

    def _apart(self) -> str | None:
        """Which figures are of periods that have no day in common, if any are."""
        if self._check.periods_apart is None:
            return None
        said = (f"{name} is of {period.text}" for name, period in self._check.periods_apart.items())
        return f"But {' and '.join(said)}: figures of different times are not compared."

    def _missing(self, admissible: Mapping[str, Json | None]) -> str:
        """Which figures are missing, and whether what they would have to be could be told."""
        unknown = {name: leaf for name, leaf in self._check.leaves.items() if leaf.figure.unknown}
        names = list(unknown)
        retracted = [name for name, leaf in unknown.items() if leaf.context.retracted]
        missing = [name for name in names if name not in retracted]
        why = [f"{' and '.join(missing)} {'are' if len(missing) > 1 else 'is'} missing"] if missing else []
        if retracted:
            claims = "claims" if len(retracted) > 1 else "claim"
            were = "were" if len(retracted) > 1 else "was"
            why.append(f"{'the' if missing else 'The'} {claims} of {' and '.join(retracted)} {were} retracted")
        told = "what would fit is shown" if admissible.keys() >= set(names) else "what would fit was not determined"
        return f"{' and '.join(why)}; {told}."

    def _fits_in_fractions(self) -> bool:
        """Whether it is only for what is counted being whole that the check cannot hold."""
        relation = self._question.relation
        try:
            return relation is not None and relation.can_hold(self._readings.generous, self._budget)
        except LimitExceeded:
            return False

    def _impossible(self) -> list[str]:
        """Which figures are themselves outside what their kind lets them be, such as a share of 120 %."""
        readings = self._readings
        return [
            f"{name} is {_shown(readings.printed[name], figure.unit)}, outside "
            f"{_shown(readings.domains[name], figure.unit)}"
            for name, figure in readings.figures.items()
            if readings.strict[name].is_empty and not readings.printed[name].is_empty
        ]


_VERDICTS: Mapping[tuple[Verdict, Holds | None], str] = {
    (Verdict.CONSISTENT, Holds.ALWAYS): "This holds whatever the roundings.",
    (Verdict.CONSISTENT, Holds.SOMETIMES): "This can be true.",
    (Verdict.CONSISTENT, None): "This can be true; whether it must be was not decided{limits}.",
    (Verdict.STRAINED, Holds.NEVER): "This can only be true if round figures or hedges are read generously.",
    (Verdict.INCONSISTENT, Holds.NEVER): wording.CANNOT,
}
_TOO_LONG = " within the time limit"
_TOO_FINE = ": the figures are too extreme, or too close to the edge, for the method"
_REASONS = {
    Reason.MISSING_EXCHANGE_RATE: "Without an exchange rate this cannot be judged.",
    Reason.DIFFERENT_PERIOD: "Not all of these are of one time, and figures of different times are not compared.",
    Reason.DIFFERENT_DEFINITION: "Not all of these are figures of one thing, and other figures are not compared.",
    Reason.NOTHING_EXPECTED: "Nothing was expected of it, so it is only measured.",
    Reason.LIMIT_EXCEEDED: "This was not decided{limits}.",
}


def _shown(values: IntervalSet, unit: Unit) -> str:
    return wording.describe(wording.from_base(values, unit), unit)
