from __future__ import annotations

import pytest

from service.reading.lint import lint
from tests.unit.reading.prose.told import checks, told


@pytest.mark.parametrize(
    "text",
    [
        "The pass lies at 1,450 m (3,757 ft).",
        "The sack weighs 25 kg (85 pounds).",
        "The field has 14 hectares, or 53 acres.",
        "They drove 85 miles/173 km that day.",
        "The oven was at 220 °C (482 °F) all night.",
        "The plot has 34 hectares, equivalent to 48 acres.",
        "She is 6 feet 1 inch (158 cm) tall.",
        "The mast is 148 metres tall (385 feet).",
        "The cliff is 1.8 km high, that is 3,900 feet.",
        "The hull measures 24 m (97 ft; the longest of its class).",
    ],
)
def test_an_amount_said_again_in_another_unit_is_the_same(text: str) -> None:
    (finding,) = told(text)
    assert finding.startswith("error conversion: ")


@pytest.mark.parametrize(
    "text",
    [
        "The pass lies at 1,450 m (4,757 ft).",
        "The sack weighs about 25 kg (55 pounds).",
        "The field has 14 hectares, or 35 acres.",
        "The oven was at 220 °C (428 °F) all night.",
        "She is 6 feet 1 inch (185 cm) tall.",
        "At 25,000 feet (7,600 metres) the air is thin.",
        "A 3-foot (1-metre) wall runs around it.",
        "Nearly two thirds (64%) stayed; a quarter (27%) left.",
        "Some 64% (two thirds) stayed.",
    ],
)
def test_what_roundings_and_hedges_allow_is_no_finding(text: str) -> None:
    assert checks(text) >= 1
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The trail of 14 km (900 m) is steep.",
        "The tank takes 60 litres (a week's supply).",
        "The flat costs $900 (heating $60).",
        "The pass costs $9 a month (or $90 a year).",
        "The car has 150 horsepower (112 kW).",
        "The trail is 14 km (9 km paved).",
        "He got 4 years (18 months on probation).",
        "They went 12 km, about 3 miles more than planned.",
        "The island lies 9 miles (17 km) off the coast.",
    ],
)
def test_silence_where_the_second_figure_may_say_something_else(text: str) -> None:
    assert checks(text) == 0


def test_a_difference_of_temperatures_is_no_temperature() -> None:
    assert told("May was 2 °C (3.6 °F) warmer than usual.") == []
    assert told("May was 2 °C (36 °F) warmer than usual.") == ["error conversion: 2 °C (36 °F)"]
    assert told("The spring is at 2 °C (36 °F).") == []
    assert told("The lake cooled 5 °C (9 °F) and the air fell 10 °C (18 °F).") == []
    assert told("A rise to 40 °C (104 °F) is near.") == []
    assert told("The low was 5 °C (41 °F), lower than usual, and rose above 10 °C (50 °F).") == []
    assert told("Amid global warming it was 40 °C (104 °F).") == []
    assert told("They warn of a rise of 10 °C (50 °F).") == ["error conversion: 10 °C (50 °F)"]


def test_units_of_one_system_are_a_warning_with_the_other_reading() -> None:
    (finding,) = lint("The lake has 640 hectares (64 square kilometres).").findings
    assert (finding.severity, finding.found.rule) == ("warning", "conversion")
    assert finding.found.alternative == "The second figure may say something else of the same thing."


def test_money_without_a_known_rate_is_told_its_rate_and_nothing_found() -> None:
    found = lint("The clerk was fined 18,000 tenge ($134).")
    assert (found.findings, found.counts["undetermined"]) == ((), 1)


def test_the_rate_that_the_law_set_is_known() -> None:
    assert told("The stall was sold for 1,955.83 marks (€1,000).") == []


def test_tons_mean_the_ton_with_which_the_figures_fit() -> None:
    assert told("A barge carried 12 tons (24,000 pounds) of gravel.") == []


def test_places_name_every_figure_of_an_amount_in_two_units() -> None:
    text = "She is 6 feet 1 inch (158 cm) tall."
    (finding,) = lint(text).findings
    places = {name: span.of(text) for name, span in finding.found.places.items()}
    assert places == {"rest": "1 inch", "amounts[1]": "158 cm"}
    assert finding.found.at.of(text) == "6 feet 1 inch (158 cm)"
