"""Reading a text: what is put together to a figure, and where it stands."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.domain.period import parse_period
from service.reading.mention import Form, Trend
from service.reading.read import read
from tests.unit.reading.figures import numbers, told, trends


def test_a_figure_has_the_places_of_its_number_its_unit_and_all_that_makes_it() -> None:
    text = "The harbour holds more than 1,200 fishing boats today."

    mention = read(text).mentions[0]

    assert mention.number.of(text) == "1,200"
    assert mention.unit is not None
    assert mention.unit.of(text) == "fishing boats"
    assert mention.thing is not None
    assert mention.thing.of(text) == "fishing boats"
    assert mention.expression.of(text) == "more than 1,200 fishing boats"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sales were $4.7 billion.", ["4.7E+9 USD"]),
        ("It cost EUR 450m.", ["4.50E+8 EUR"]),
        ("It cost USD34.6 million.", ["3.46E+7 USD"]),
        ("It cost Rs 3,200 crore.", ["3.200E+10 INR"]),
        ("They earn 10 million soms a year.", ["1.0E+7 KGS/year"]),
        ("He earns $31 a month.", ["31 USD/month"]),
        ("They get four tenge for each kilo.", ["4 KZT/kg"]),
        ("He was fined 18,000 tenge ($134).", ["18000 KZT", "134 USD"]),
        ("It rose by 25 basis points.", ["25 basis point"]),
        ("It rose by two percentage points.", ["2 percentage point"]),
        ("A 4,900-kilometer border.", ["4900 km"]),
        ("Dozens of boats sank.", ["12..120 boat"]),
        ("Three-quarters of a million boats sank.", ["7.5E+5 boat"]),
        ("It is four times as big.", ["4"]),
        ("Sales grew sixfold.", ["6"]),
        ("Two of the three judges agreed.", ["2 {judge}", "3 {judge}"]),
        ("They won 11 of 24 games.", ["11 game", "24 game"]),
        ("One of its four engines failed.", ["1 engine", "4 engine"]),
        ("One of the two is gone.", []),
        ("Three of them left.", []),
        ("It has 12 boats, up from five in 1990.", ["12 boat", "5 boat"]),
        ("The ship has a crew of seven.", ["7"]),
        ("It drew 9.3m viewers, down from 11.2m.", ["9.3E+6 viewer", "1.12E+7 viewer"]),
        ("The wall is 3m long, up from 2m.", ["3 m", "2 m"]),
        ("They have girls aged nine and 11.", ["9 year", "11 year"]),
        ("He earns $55,000 a year or $27 an hour.", ["55000 USD/year", "27 USD/hour"]),
        ("The town sold 24 flats at auction and 187 by tender.", ["24 apartment", "187 apartment"]),
    ],
)
def test_figures_of_sentences(text: str, expected: list[str]) -> None:
    assert [figure.replace("{engine}", "engine") for figure in told(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sales rose 5%.", [Trend.UP]),
        ("Sales fell by 5%.", [Trend.DOWN]),
        ("Sales were up 15 percent.", [Trend.UP]),
        ("Shares plummeted 40 points.", [Trend.DOWN]),
        ("They report a 12% drop.", [Trend.DOWN]),
        ("They report a 20% increase.", [Trend.UP]),
        ("The bank cut its rate by 25 basis points.", [Trend.DOWN]),
        ("Sales stood at 5%.", [None]),
        ("The firm raised $30 million.", [None]),
        ("They close 120 branches with the loss of jobs.", [None]),
        ("Sales rose to $5 million.", [None]),
        ("Sales rose 5% to $6 million.", [Trend.UP, None]),
    ],
)
def test_which_way_something_changed(text: str, expected: list[Trend | None]) -> None:
    assert trends(text) == expected


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("It has 40 boats.", Form.DIGITS),
        ("It has forty boats.", Form.WORDS),
        ("It has half a million boats.", Form.WORDS),
        ("Two-thirds of the boats leak.", Form.FRACTION),
        ("Hundreds of boats leak.", Form.VAGUE),
        ("It is four times as big.", Form.TIMES),
    ],
)
def test_how_a_number_is_written(text: str, form: Form) -> None:
    assert read(text).mentions[0].form is form


def test_a_share_has_what_it_is_of() -> None:
    text = "Some 41% of labor migrants and two-thirds of the pickers came from afar."

    bases = [mention.base.of(text) for mention in read(text).mentions if mention.base is not None]

    assert bases == ["labor migrants", "pickers"]


def test_sentences_are_counted_over_the_whole_text() -> None:
    text = "It has 40 boats. It has 50 cars.\n\nIt has 60 carts."

    assert [mention.sentence for mention in read(text).mentions] == [0, 1, 2]
    assert len(read(text).sentences) == 3


def test_movements_are_places_among_the_mentions_of_the_whole_text() -> None:
    text = "It has 40 boats.\n\nSales rose from 50 to 60.\n\nSales fell to 30 from 45."

    assert read(text).movements == ((1, 2), (4, 3))


def test_offsets_are_those_of_the_whole_text_when_a_part_of_it_is_read() -> None:
    text = "It has 40 boats.\n\nIt has 50 cars."

    reading = read(text, start=18)

    assert [mention.number.of(text) for mention in reading.mentions] == ["50"]


def test_a_date_of_the_document_resolves_the_words_for_a_period() -> None:
    mention = read("Last year 40 boats sank.", date=parse_period("2004-09-29")).mentions[0]

    assert mention.period is not None
    assert mention.period.text == "2003"


def test_a_sign_that_may_be_several_currencies_tells_the_others() -> None:
    assert read("It cost $40.").mentions[0].alternatives[:1] == ("AUD",)
    assert read("It cost US$40.").mentions[0].alternatives == ()


def test_digits_are_kept_as_printed() -> None:
    values = [mention.figure.value for mention in read("It grew 4.50% to 18,000 boats, or $4.70 billion.").mentions]

    assert [str(value) for value in values] == ["4.50", "18000", "4.70E+9"]


def test_a_text_without_figures_gives_only_its_sentences() -> None:
    reading = read("Nobody came. Nobody left.")

    assert (reading.mentions, reading.apart, reading.movements) == ((), (), ())
    assert len(reading.sentences) == 2


def test_an_empty_text_gives_nothing() -> None:
    assert read("").sentences == ()


def test_a_number_of_too_many_digits_is_passed_over() -> None:
    assert numbers("1" * 6000 + " boats and 40 cars") == ["40"]


def test_every_value_is_a_decimal() -> None:
    assert all(
        isinstance(mention.figure.value, Decimal) for mention in read("It has 40 boats, 3.5 cars and ½ cart.").mentions
    )
