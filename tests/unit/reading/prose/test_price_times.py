from __future__ import annotations

import pytest

from tests.unit.reading.prose.told import checks, told


@pytest.mark.parametrize(
    "text",
    [
        "She was paid $1,184 for 32 hours, or $37 an hour.",
        "The barge went 96 km in 8 hours, an average of 12 km/h.",
        "They bought 12 kg at 4.50 euros a kilo, a total of 54 euros.",
        "He sold 42 tickets at $18 each, for a total of $756.",
    ],
)
def test_a_rate_and_its_base_make_the_amount(text: str) -> None:
    assert checks(text) == 1
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("She was paid $1,814 for 32 hours, or $37 an hour.", "$1,814 for 32 hours, or $37 an hour"),
        ("The barge went 96 km in 8 hours, an average of 21 km/h.", "96 km in 8 hours, an average of 21 km/h"),
        (
            "They bought 12 kg at 4.50 euros a kilo, a total of 45 euros.",
            "12 kg at 4.50 euros a kilo, a total of 45 euros",
        ),
        ("He sold 42 tickets at $18 apiece, for a total of $657.", "42 tickets at $18 apiece, for a total of $657"),
    ],
)
def test_another_amount_is_wrong(text: str, words: str) -> None:
    assert told(text) == [f"error rate: {words}"]


@pytest.mark.parametrize(
    "text",
    [
        "She was paid $1,184 for 32 hours, $12 an hour less than before.",
        "The plane flew 3,000 km in 4 hours, 200 km/h faster than planned.",
        "Tickets cost $30 for adults and $12 for children, or $70 for a family of four.",
        "He sold 42 tickets at $18 each and 20 at $12.",
        "He sold 42 tickets at $18 each and gave $900 to the school.",
        "The pump moved 90 litres for 20 euros, and 3 litres a minute for free.",
    ],
)
def test_silence_where_other_words_stand_between(text: str) -> None:
    assert checks(text) == 0
