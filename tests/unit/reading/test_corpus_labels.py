"""The labels themselves are read strictly, so that a mistake in one doesn't pass for a judgement."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.reading.corpus import labels

SENTENCE = "- text: Some 12 of the 128 goats ran.\n  figures:\n    - {number: %s, value: 12, unit: goat%s}\n"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (SENTENCE % ("13", ""), '"13" does not stand in the text'),
        (SENTENCE % ("2", ""), '"2" does not stand in the text'),
        (SENTENCE % ("12", ", colour: red"), "no label is called colour"),
        (SENTENCE % ("12", ", form: figures"), "form is one of digits, fraction"),
        (SENTENCE % ("12", ", lower: 10"), "either a value or lower and upper"),
        (SENTENCE.replace("unit: goat", "unit: goats") % ("12", ""), "the unit goats is printed goat"),
        ("- text: Twelve goats ran.\n", "figures is missing"),
        ("text: Twelve goats ran.\n", "a file is a list of texts"),
    ],
)
def test_a_label_that_cannot_be_meant_is_refused(
    written: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sentences").mkdir()
    (tmp_path / "sentences" / "goats.yaml").write_text(written, encoding="utf-8")
    monkeypatch.setattr(labels, "CORPUS", tmp_path)

    with pytest.raises(labels.BadLabel, match=message):
        labels.sentences()


def test_a_quote_stands_in_its_passage_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "passages").mkdir()
    (tmp_path / "passages" / "goats.yaml").write_text(
        "- text: A goat is a goat.\n  findings:\n    - {rule: repeat, quote: goat}\n", encoding="utf-8"
    )
    monkeypatch.setattr(labels, "CORPUS", tmp_path)

    with pytest.raises(labels.BadLabel, match="exactly once"):
        labels.passages()
