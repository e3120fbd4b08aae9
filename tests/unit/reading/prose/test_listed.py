from __future__ import annotations

import pytest

from tests.unit.reading.prose.told import checks, told


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (
            "The fund is split between farms (52%), mills (31%) and barns (27%).",
            "error shares: 52%), mills (31%) and barns (27%",
        ),
        (
            "Some 52% voted for Lind, 31% for Berg and 27% for Holm.",
            "warning shares: Some 52% voted for Lind, 31% for Berg and 27%",
        ),
        ("Coal makes up 52% of power, gas 31% and wind 27%.", "warning shares: 52% of power, gas 31% and wind 27%"),
        ("Wool comes from Chile (52%), Peru (31%) and Spain (27%).", "warning shares: 52%), Peru (31%) and Spain (27%"),
        ("The rock is 52% quartz, 31% mica and 27% clay.", "warning shares: 52% quartz, 31% mica and 27%"),
        (
            "Of the guests, 52% were Swiss, 31% Danish and 27% Dutch.",
            "warning shares: 52% were Swiss, 31% Danish and 27%",
        ),
        ("Of those asked, 52% said yes, 31% no and 27% nothing.", "warning shares: 52% said yes, 31% no and 27%"),
        (
            "In the town 45% came by bus, 21% by tram and the remaining 24% on foot.",
            None,
        ),
    ],
)
def test_parts_of_one_whole_come_to_a_hundred_percent_at_most(text: str, finding: str | None) -> None:
    assert told(text) == ([] if finding is None else [finding])


def test_what_remains_makes_a_list_exhaustive() -> None:
    assert told("The vote: 48% for the bill, 41% against and the remaining 19% undecided.") == [
        "error shares: 48% for the bill, 41% against and the remaining 19%"
    ]


def test_with_the_rest_they_come_to_a_hundred() -> None:
    assert told("The rock is 52% quartz, 31% mica and the remaining 14% clay.") == [
        "error shares: 52% quartz, 31% mica and the remaining 14%"
    ]
    assert told("The rock is 52% quartz, 31% mica and the remaining 17% clay.") == []
    assert told("The rock is 33% quartz, 33% mica and the remaining 33% clay.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Of the households, 62% own a car, 48% a bicycle and 35% a computer.",
        "Women hold 52% of the posts in the north and 61% of the posts in the south.",
        "Of the guests, 62% were women, 48% married and 35% under 30.",
        "Of the guests, 62% are women and 48% are married.",
        "Respondents could give several answers: 62% is the share of prices, 48% jobs and 35% housing.",
        "Coal makes up 62% of power in Peru and 48% of power in Chile.",
        "The tax is 62% for tobacco, 48% for wine and 35% for tea.",
        "The tank is 62% full, the bin 48% and the bag 35%.",
        "Growth was 62% in 2019, 48% in 2020 and 35% in 2021.",
        "The new alloy is 62% stronger, 31% lighter and 17% cheaper.",
        "Prices rose 62%, 48% and 35%.",
        "He sold 62% of the mill and kept its remaining 48%.",
        "Some 62% support the plan, 48% the road and 35% the bridge.",
        "The most frequent symptoms were fever (62%), cough (48%) and headache (35%).",
    ],
)
def test_silence_where_one_may_be_counted_twice(text: str) -> None:
    assert checks(text) == 0 or told(text) == []
