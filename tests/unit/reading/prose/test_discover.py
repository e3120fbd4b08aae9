"""What holds of every check that is found in running text, whichever rule found it."""

from __future__ import annotations

from typing import Any

import pytest

from service.domain.check import Check
from service.reading.mention import Reading
from service.reading.prose import RULES, Rule, discover_in
from service.reading.prose.found import Found
from service.reading.read import read
from tests.unit.reading.corpus import labels
from tests.unit.reading.work import calls

PASSAGES = [passage for passage in labels.passages() if passage.form == "plain"]
# Of the rules that no passage is about.
SENTENCES = ["She was paid $1,184 for 32 hours, or $37 an hour.", "The slope is between 19 and 12 percent."]
TEXTS = [*(passage.text for passage in PASSAGES), *SENTENCES]
PIECES = [
    "12 km (7.5 miles) ",
    "41% are men, ",
    "a total of 12 cars, ",
    "rose from 1 to 3, up 2, ",
    "1 of 2 (50%) ",
    "12, including 3, ",
    "18,000 tenge ($134) ",
    "born in 1950 and died in 2004 aged 54 ",
    "between 9 km and 5 km ",
]


def found_in(text: str) -> tuple[Reading, list[Found]]:
    reading = read(text)
    return reading, list(discover_in(reading))


def checks() -> list[tuple[Reading, Found]]:
    return [(reading, found) for text in TEXTS for reading, all_ in [found_in(text)] for found in all_]


CHECKS = checks()


def body_of(reading: Reading, found: Found) -> dict[str, Any]:
    return found.check(lambda number: reading.mentions[number].figure.canonical())


def test_every_rule_is_said_in_a_sentence() -> None:
    assert {str(rule) for rule in Rule} <= set(map(str, RULES))
    assert all(sentence.endswith(".") and len(sentence) > 20 for sentence in RULES.values())


def test_every_rule_of_prose_is_found() -> None:
    assert {found.rule for _, found in CHECKS} == {rule for rule in Rule if not rule.startswith("table-")}


def test_every_check_makes_sense_to_the_engine() -> None:
    for reading, found in CHECKS:
        Check.parse(body_of(reading, found))


def test_every_figure_of_a_check_has_its_place() -> None:
    for reading, found in CHECKS:
        assert set(Check.parse(body_of(reading, found)).leaves) == set(found.places)
        for span in (found.at, *found.places.values()):
            assert 0 <= span.start < span.end <= len(reading.text)


def test_a_check_tells_why_by_a_rule_and_a_doubt_makes_it_a_warning() -> None:
    for _, found in CHECKS:
        assert found.rule in RULES
        assert found.why.endswith(".")
        assert found.alternative is None or found.severity == "warning"


def test_a_text_without_figures_has_no_checks() -> None:
    assert found_in("Nobody came, and nothing was said of it.")[1] == []


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_text_is_twice_the_work(piece: str) -> None:
    short, long = read(piece * 200), read(piece * 400)

    assert calls(lambda: list(discover_in(long))) <= 2.3 * calls(lambda: list(discover_in(short))) + 500
    assert len(list(discover_in(long))) <= 3 * len(long.mentions)
