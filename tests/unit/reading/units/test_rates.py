import pytest

from tests.unit.reading.unit_reading import shown, unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[four] tenge for each kilo", "KZT/kg"),
        ("EUR [31] a month.", "EUR/month"),
        ("EUR [31] an hour", "EUR/hour"),
        ("EUR [31] every week", "EUR/week"),
        ("EUR [31] per capita", "EUR/person"),
        ("EUR [31] per barrel", "EUR/oil_bbl"),
        ("EUR [10]/kg", "EUR/kg"),
        ("EUR [10] per square metre", "EUR/m^2"),
        ("EUR [10] a ticket", "EUR/ticket"),
        ("EUR [10] annually", "EUR/year"),
        ("EUR [10] p.a.", "EUR/year"),
        ("£[24] a-year", "GBP/year"),
        ("[52,000] barrel-a-day refinery", "oil_bbl/day"),
        ("[300] barrels a day", "oil_bbl/day"),
        ("[5] percent a year", "%/year"),
        ("[three] tests per day", "test/day"),
        ("[12] deaths per 100,000 people", "death/(hundred*thousand*person)"),
        ("[12] per 1,000 people", "1/(thousand*person)"),
        ("[200] people/km²", "person/km^2"),
        ("[11] litres per 100 km", "L/(hundred*km)"),
        ("[9] shekels (EUR 2) a year", "ILS/year"),
        ("[2.11] per gallon", "1/gal"),
        ("EUR [12] a head", "EUR/person"),
        ("[5] litres of milk a day", "L/day"),
        ("[5] litres of milk a day earlier", "L"),
        ("[60] bpm", "{beat}/min"),
        ("EUR [5] per month per child", "EUR/(month*child)"),
        ("[500] euros per month per child", "EUR/(month*child)"),
        ("he smokes [30] a day", "1/day"),
        ("at [30] a day trip began", None),
        ("it was [30] a day ago", None),
        ("[7] l/100km", "L/(hundred*km)"),
        ("[5] cases per 1 million people", "case/(million*person)"),
        ("[5] cases per 10,000 people", "case/(hundred^2*person)"),
        ("£[3] a pound", "GBP/lb"),
        ("[50]p per minute", "penny/min"),
        ("[30] MB/s", "MB/s"),
    ],
)
def test_what_an_amount_is_for_each_of_divides_its_unit(text: str, expected: str | None) -> None:
    assert unit(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "EUR [7] a year ago",
        "EUR [7] a year earlier",
        "EUR [7] a week later",
        "EUR [6] each",
        "EUR [6] apiece",
        "EUR [6] a day-trip",
        "EUR [6] daily flights",
    ],
)
def test_a_time_or_each_is_no_rate(text: str) -> None:
    assert unit(text) == "EUR"


def test_a_rate_is_of_what_stands_behind_what_it_is_for() -> None:
    read = shown("[four] tenge for each kilo of cotton they pick")
    assert read is not None
    assert (read.base, read.words) == ("cotton", "tenge for each kilo")


def test_the_alternatives_are_divided_too() -> None:
    read = shown("$[31] a month")
    assert read is not None
    assert read.alternatives == ("AUD/month", "CAD/month")
