from __future__ import annotations

import pytest

from service.reading.lint import lint
from tests.unit.reading.prose.told import checks, told


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Rust was found in 13 of 52 bridges (35%).", "35%"),
        ("Rust was found on 35% of them (13 of 52 bridges).", "35%"),
        ("Rust was found in 13 out of 52 bridges, or 35 percent.", "35 percent"),
        ("Of the 52 bridges, 13 (35%) were rusty.", "35%"),
        ("Of the 52 bridges, 13 (25%) were rusty and 26 (55%) sound.", "55%"),
        ("Rust was found in 13 (35%) of the 52 bridges.", "35%"),
        ("Some 35 percent of the 52 bridges, or 13 bridges, were rusty.", "Some 35 percent"),
        ("The county has 52 bridges. Of these, 13, or 35%, are rusty.", "35%"),
        ("Of the 1,523 sheep, 706 survived (64%).", "64%"),
        ("Of 84 cities surveyed, 21 — or 35% — have a plan.", "35%"),
        ("The jab was given to 1,231 of the 4,517 residents, 37% of the total.", "37%"),
        ("Nearly all left: two-thirds of the 52 clerks, or 43 people.", "two-thirds"),
        ("Some 47 of 62 pupils passed, or 67%.", "67%"),
        ("Nine of the 12 jurors (57%) agreed.", "57%"),
    ],
)
def test_a_part_and_its_whole_make_the_percentage_beside_them(text: str, at: str) -> None:
    assert [finding.partition(": ")[2] for finding in told(text)] == [at]
    assert "share-of" in told(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "Rust was found in 13 of 52 bridges (25%).",
        "Rust was found on 25% of them (13 of 52 bridges).",
        "Of the 52 bridges, 13 (25%) were rusty and 26 (50%) sound.",
        "Rust was found in 13 (25%) of the 52 bridges.",
        "More than 4,000 of the 9,000 jobs (about half, or 47%) went.",
        "The county has 52 bridges. Of these, 13, or 25%, are rusty.",
        "In the first group 12 of 40 patients (30%) fell ill, in the second 18 of 42 (43%).",
    ],
)
def test_what_fits_is_no_finding(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Rust was found in 13 of 52 bridges (35% of them wooden).",
        "Rust was found in 13 bridges (35%).",
        "It rained on 13 of 52 days. A third of the rivers (35%) rose.",
        "He sold 13 of his 52 cows, 35% more than last year.",
        "The county has 52 bridges and 60 tunnels. Of these, 13, or 12%, are rusty.",
        "Two-thirds of the 52 bridges (35) are sound.",
    ],
)
def test_silence_where_the_percentage_may_be_of_something_else(text: str) -> None:
    assert checks(text) == 0


def test_figures_stay_the_ones_that_were_read() -> None:
    (finding,) = lint("Of the 52 bridges, 13 (35%) were rusty.").findings
    mentions = [entry for entry in finding.found.body["figures"].values() if isinstance(entry, dict)]
    assert sorted(entry["mention"] for entry in mentions) == [0, 1, 2]
