"""Every slip in the labelled passages is found, and nothing else is reported."""

from __future__ import annotations

import pytest

from service.reading.lint import Finding, lint
from service.reading.text_form import TextForm
from tests.unit.reading.corpus import labels

PASSAGES = labels.passages()
SENTENCES = labels.sentences()


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda passage: passage.name)
def test_what_is_wrong_in_it_is_found_and_nothing_else(passage: labels.Passage) -> None:
    findings = lint(passage.text, TextForm(passage.form), date=passage.date).findings

    assert len(findings) == len(passage.findings), _told(passage.text, findings)
    for label, finding in zip(passage.findings, findings, strict=True):
        assert finding.found.rule in label.rules, _told(passage.text, findings)
        assert label.quote.meets(finding.found.at), _told(passage.text, findings)
        assert label.severity in {None, finding.severity}, _told(passage.text, findings)


@pytest.mark.parametrize("between", [" ", "\n\n"], ids=["in a paragraph", "in paragraphs"])
@pytest.mark.parametrize("topic", sorted({sentence.topic for sentence in SENTENCES}))
def test_sentences_that_tell_of_different_things_contradict_nothing(topic: str, between: str) -> None:
    text = between.join(sentence.text for sentence in SENTENCES if sentence.topic == topic)

    findings = lint(text).findings

    assert not findings, _told(text, findings)


def test_they_are_many_enough_to_judge_by() -> None:
    wrong = sum(bool(passage.findings) for passage in PASSAGES)

    assert wrong >= 30
    assert len(PASSAGES) - wrong >= 30


def _told(text: str, findings: tuple[Finding, ...]) -> str:
    lines = [
        f"{each.severity} {each.found.rule} at {each.found.at.of(text)!r}: {each.result.text}" for each in findings
    ]
    return "\n".join([text, *lines])
