"""Linting: findings point into the text, are always the same, and depend on nothing that has no numbers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.reading.lint import Finding, lint
from service.reading.text_form import TextForm
from tests.property.texts import garbage
from tests.unit.reading.corpus import labels

PASSAGES = [passage for passage in labels.passages() if passage.form == "plain"]
WITHOUT_NUMBERS = ["The old men sat in the shade.", "Nobody came to the harbour.", "It was a quiet evening, they say."]


@settings(max_examples=500)
@given(garbage, st.sampled_from(list(TextForm)))
def test_any_text_can_be_linted_in_any_form(text: str, form: TextForm) -> None:
    for finding in lint(text, form).findings:
        _assert_within(text, finding)


def _assert_within(text: str, finding: Finding) -> None:
    for place in (finding.found.at, *finding.found.places.values()):
        assert 0 <= place.start < place.end <= len(text)


def _told(findings: tuple[Finding, ...], shift: int) -> list[object]:
    return [
        (each.found.rule, each.severity, each.found.at.shifted(shift), each.result.verdict, each.result.text)
        for each in findings
    ]


@settings(max_examples=40)
@given(st.lists(st.sampled_from(PASSAGES), min_size=1, max_size=3))
def test_linting_twice_gives_the_same_findings(some: list[labels.Passage]) -> None:
    text = "\n\n".join(passage.text for passage in some)

    once, again = lint(text), lint(text)

    assert once == again
    for finding in once.findings:
        _assert_within(text, finding)


@pytest.mark.parametrize("sentence", WITHOUT_NUMBERS)
@settings(max_examples=20)
@given(passage=st.sampled_from(PASSAGES))
def test_a_sentence_without_numbers_changes_no_finding(sentence: str, passage: labels.Passage) -> None:
    alone = lint(passage.text, date=passage.date).findings

    before = lint(f"{sentence} {passage.text}", date=passage.date).findings
    after = lint(f"{passage.text} {sentence}", date=passage.date).findings

    assert _told(before, 0) == _told(alone, len(sentence) + 1)
    assert _told(after, 0) == _told(alone, 0)
