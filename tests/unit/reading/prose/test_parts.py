from __future__ import annotations

import pytest

from tests.unit.reading.prose.told import told


@pytest.mark.parametrize(
    "text",
    [
        "The crash hurt 31 people, including 57 children.",
        "The crash hurt 31 people, among them 57 children.",
        "The crash hurt 31 people, 57 of them children.",
        "The crash hurt 31 people, of whom 57 were children.",
        "Of the 31 people, 57 were children.",
    ],
)
def test_what_is_included_is_no_more_than_its_whole(text: str) -> None:
    (finding,) = told(text)
    assert finding.startswith("error part: 57")


@pytest.mark.parametrize(
    "text",
    [
        "The crash hurt 57 people, including 31 children and 40 women.",
        "Of the 57 people, 31 were children.",
        "The crash hurt 57 people in 3 buses, 31 of them children.",
        "The crash hurt 12 people, including 3 children, and 57 dogs.",
        "A choir of 12, including 15 guests, sang.",
    ],
)
def test_parts_may_overlap_and_belong_to_another_whole(text: str) -> None:
    assert told(text) == []


def test_two_sexes_or_ages_are_no_more_than_all() -> None:
    assert told("The jury of 12 people, 7 men and 6 women, agreed.") == ["error total: 12 people"]
    assert told("Of the 57 guests, 31 were men and 36 were women.") == ["error total: 57 guests"]
    assert told("The jury of 12 people, 7 men and 5 women, agreed.") == []
    assert told("Of the 57 guests, 31 were men and 36 were tired.") == []
