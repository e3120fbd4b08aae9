from __future__ import annotations

import pytest

from service.reading.lint import lint
from tests.unit.reading.prose.told import checks, told


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("They planted 14 oaks, 9 limes and 6 elms, a total of 39 trees.", "error total: 39 trees"),
        (
            "He paid 310 euros for the roof and 95 euros for the door, for a total of 415 euros.",
            "error total: 415 euros",
        ),
        ("The hut cost $2.1 million, the road $1.4 million, for a total of $4.5 million.", "error total: $4.5 million"),
        ("They planted 14 oaks, 9 limes and 6 elms, 39 trees in all.", "warning total: 39 trees"),
        ("They sold 4,512 seats in Rome and 3,217 in Milan, a combined 8,729.", "error total: 8,729"),
        ("The board has 39 members: 24 men and 21 women.", "warning total: 39 members"),
        ("In all, 39 trees fell: 24 in the park and 18 in the lane.", "error total: 39 trees"),
        ("A total of 39 trees (24 oaks and 16 elms) fell.", "error total: 39 trees"),
    ],
)
def test_a_list_comes_to_its_total(text: str, finding: str) -> None:
    assert told(text) == [finding]


@pytest.mark.parametrize(
    "text",
    [
        "They planted 14 oaks, 9 limes and 6 elms, a total of 29 trees.",
        "They gave $1.2 million, $1.4 million and $1.4 million, a total of $4.1 million.",
        "In all, 39 trees fell: 24 in the park and 15 in the lane.",
        "A total of 39 trees fell: 24 in the park and 5 in the lane.",
        "More than 14 oaks and over 9 limes fell, a total of 30 trees.",
        "Of 40 oaks, 12 fell and 7 were cut, a total of 19.",
        "A total of 39 people applied: 24 for one job, 21 for another and 6 for both.",
        "Some 45 percent of the men and 51 percent of the women came, 48 percent in all.",
        "In 3 parks, 12 oaks and 7 limes fell, a total of 19 trees.",
    ],
)
def test_what_fits_is_no_finding(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The park has 14 oaks, 9 limes and 6 elms, and a total of 310 trees.",
        "It took 3 days to plant 14 oaks, 39 trees have died.",
        "They planted 14 oaks and dozens of limes, a total of 70 trees.",
        "At 3 pm 14 oaks fell, bringing the total to 310.",
    ],
)
def test_silence_where_the_total_may_be_of_more(text: str) -> None:
    assert checks(text) == 0


def test_counts_of_several_things_stay_the_figures_that_were_read() -> None:
    text = "They planted 14 oaks, 9 limes and 6 elms, a total of 39 trees."
    (finding,) = lint(text).findings
    assert finding.result.text.startswith("The parts add up to 29; the total is 39.")
    assert {name: span.of(text) for name, span in finding.found.places.items()} == {
        "part_1": "14 oaks",
        "part_2": "9 limes",
        "part_3": "6 elms",
        "total_number": "39 trees",
    }
