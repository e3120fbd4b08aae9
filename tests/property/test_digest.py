"""A digest is of the question, however it was written; a receipt recomputes to itself."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.domain.check import Check
from service.domain.evaluation import evaluate
from service.domain.result import replay
from tests.property.test_checks import bodies, compiled

Json = dict[str, Any]

SPELLINGS = {"kg": ["kg", "kilogram", " kg", "kilograms"], "lb": ["lb", "pound"], "person": ["person", "people"]}


def shuffled(value: Any, data: st.DataObject) -> Any:
    """The same JSON with its members in another order, and units spelt in another way."""
    if isinstance(value, dict):
        members = data.draw(st.permutations(sorted(value)))
        return {
            name: data.draw(st.sampled_from(SPELLINGS.get(value[name], [value[name]])))
            if name == "unit"
            else shuffled(value[name], data)
            for name in members
        }
    return [shuffled(item, data) for item in value] if isinstance(value, list) else value


@given(bodies(), st.data())
def test_a_digest_does_not_depend_on_order_or_spelling(body: Json, data: st.DataObject) -> None:
    asked = compiled(body).digest
    assert Check.parse(shuffled(body, data)).digest == asked


@given(bodies(), bodies())
def test_digests_are_equal_only_for_equal_questions(one: Json, other: Json) -> None:
    first, second = compiled(one), compiled(other)
    assert (first.digest == second.digest) == (first.canonical() == second.canonical())


@given(bodies())
def test_a_receipt_recomputes_to_itself(body: Json) -> None:
    receipt = evaluate(compiled(body)).as_json()
    sent = json.loads(json.dumps(receipt))
    assert sent == receipt
    again = replay(sent)
    assert again.digest == receipt["digest"]
    assert evaluate(again).as_json() == receipt
