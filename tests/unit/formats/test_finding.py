from __future__ import annotations

import pytest

from service.formats.document import Fingerprints
from service.formats.finding import worded
from tests.unit.formats.findings import finding


def test_a_place_is_told_as_compilers_tell_it() -> None:
    assert finding().place == "notes/dike.md:3:15"
    assert finding(region=None).place == "notes/dike.md"


def test_what_is_told_is_the_arithmetic_and_what_there_is_beside_it() -> None:
    several = finding(details=("left: 12 km", "right: 8.5 mile"), alternative="They may be of two dikes.")
    assert list(several.told()) == [
        "“12 km” is 11.5 to 12.5 km; expected 13.6 to 13.8 km.",
        "left: 12 km",
        "right: 8.5 mile",
        "They are said to be one amount.",
        "Unless: They may be of two dikes.",
        "Likeliest slip: 8.5 mile has two digits transposed",
    ]
    assert list(finding(why=None, slip=None).told()) == [several.text]


@pytest.mark.parametrize(
    ("arithmetic", "said"),
    [
        ("parts[0] + parts[1] + parts[10] is 7.", "“3 km” + “4 km” + “9 km” is 7."),
        # Of another list, whose name only ends like that of the first.
        ("spare_parts[0] is whole, and of parts[12] nothing is known.",) * 2,
    ],
)
def test_figures_of_lists_are_told_by_their_words(arithmetic: str, said: str) -> None:
    words = {"parts[0]": "3 km", "parts[1]": "4 km", "parts[10]": "9 km", "whole": "7 km"}
    assert worded(arithmetic, words) == said
    assert worded(arithmetic, {"whole": "7 km"}) == arithmetic


def test_words_that_look_like_names_of_figures_are_left_alone() -> None:
    assert worded("parts[0] and parts[1]", {"parts[0]": "see parts[1]", "parts[1]": "4"}) == "“see parts[1]” and “4”"


def test_what_is_alike_has_fingerprints_by_its_order() -> None:
    first, second = Fingerprints(), Fingerprints()
    several = [first.of("text", "a"), first.of("text", "b"), first.of("text", "a")]
    assert len(set(several)) == 3
    assert several == [second.of("text", "a"), second.of("text", "b"), second.of("text", "a")]


def test_figures_of_an_expression_are_told_by_their_words_there_and_nowhere_else() -> None:
    words = {"first": "18,000 tenge", "first_in": "$134"}
    arithmetic = "first / first_in is 133.8 to 134.9; the first of both."
    assert worded(arithmetic, words, ["first / first_in"]) == (
        "“18,000 tenge” / “$134” is 133.8 to 134.9; the first of both."
    )
