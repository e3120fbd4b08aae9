"""Checks that follow from the structure of claims alone: what they measure, of what, when, and in whose words.

Nothing is guessed from the values. Where it depends on a reading of words whether figures must fit, nothing is found:
a checker that cries wolf is switched off. What is more likely than certain is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.domain.discovery.agreement import agreements
from service.domain.discovery.change import changes
from service.domain.discovery.containment import parts_and_wholes
from service.domain.discovery.conversion import conversions
from service.domain.discovery.partition import Partition
from service.domain.discovery.parts import by_dimension, shares, sums
from service.domain.discovery.reading import Readings
from service.domain.discovery.rules import RULES, Rule
from service.domain.discovery.statement import CANDIDATE, Discovered, Statement, key_of

__all__ = ["CANDIDATE", "RULES", "Discovered", "Partition", "Rule", "Statement", "discover", "key_of"]


def discover(statements: Sequence[Statement], partitions: Sequence[Partition]) -> Iterator[Discovered]:
    """Every check that follows from ``statements``, given what ``partitions`` declare, each once.

    The same ones in the same order whatever the order of the statements, of which a claim has one. Retracted claims,
    candidates and unknown figures take no part, assumptions do. Takes time in proportion to n log n for n statements,
    and all checks together name claims in proportion to n.
    """
    readings = Readings(statements)
    declared = by_dimension(partitions)
    converted = list(conversions(readings))
    pairs = {frozenset(amount["claim"] for amount in found.body["figures"]["amounts"]) for found in converted}
    yield from converted
    yield from agreements(readings, pairs)
    yield from parts_and_wholes(readings)
    yield from shares(readings, declared)
    yield from sums(readings, declared)
    yield from changes(readings)
