import pytest

from service.domain.unit_money import currencies
from service.domain.units import parse_unit
from tests.unit.reading.unit_reading import shown, unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[18,000] tenge", "KZT"),
        ("[10 million] soms", "KGS"),
        ("Rs [3,200 crore]", "INR"),
        ("Rs. [500]", "INR"),
        ("EUR [450m]", "EUR"),
        ("USD[34.6 million]", "USD"),
        ("$US[160 million]", "USD"),
        ("U.S. $[5]", "USD"),
        ("HK $[3.7 billion]", "HKD"),
        ("C$[6]", "CAD"),
        ("AU $[89.99]", "AUD"),
        ("A$[5]", "AUD"),
        ("A $[5] note", "USD"),
        ("[8.99] New Zealand dollars", "NZD"),
        ("RM[300,000]", "MYR"),
        ("R[500m]", "ZAR"),
        ("[110] JPY", "JPY"),
        ("Y=[100]", "JPY"),
        ("[19] US cents", "US cent"),
        ("[164]p", "penny"),
        ("[68] p", "penny"),
        ("$[500] US", "USD"),
        ("$[500] Canadian", "CAD"),
        ("$[31.20] U.S.", "USD"),
        ("$[8] dollars", "USD"),
        ("[800] yuan", "CNY"),
        ("[9 billion] shekels", "ILS"),
        ("[50,000] won", "KRW"),
        ("[100] Swiss francs", "CHF"),
        ("[50] €", "EUR"),
        ("[20] zł", "PLN"),
        ("[5] bitcoins", "{bitcoin}"),
    ],
)
def test_money_by_sign_code_and_name(text: str, expected: str) -> None:
    assert unit(text) == expected


def test_every_currency_is_read_by_its_code_and_full_name() -> None:
    for currency in currencies().values():
        if currency.current:
            assert unit(f"{currency.code} [1,250]") == currency.code
            assert unit(f"[1,250] {currency.plural}") == currency.code, currency.plural


@pytest.mark.parametrize(
    "text", ["TOP [10] songs", "COP [26]", "ALL [3] of", "R[2]", "[3] won medals", "[5] real friends"]
)
def test_words_that_look_like_money_are_none(text: str) -> None:
    found = unit(text)
    assert found is None or not parse_unit(found).currencies


def test_a_bare_sign_has_alternatives() -> None:
    read = shown("it cost $[20]")
    assert read is not None
    assert (read.unit, read.alternatives) == ("USD", ("AUD", "CAD"))


def test_a_currency_that_the_paragraph_names_is_meant_by_its_bare_sign() -> None:
    read = shown("The budget is in Australian dollars. Of it $[20] went on paper.")
    assert read is not None
    assert (read.unit, read.alternatives) == ("AUD", ())


def test_two_currencies_of_one_name_settle_nothing() -> None:
    read = shown("One paid in Australian dollars, one in Canadian dollars: $[20].")
    assert read is not None
    assert (read.unit, read.alternatives) == ("USD", ("AUD", "CAD"))


def test_the_amount_in_brackets_is_not_in_the_currency_in_front_of_them() -> None:
    read = shown("a bill of 10 Australian dollars ($[7])")
    assert read is not None
    assert read.unit == "USD"
    assert "AUD" not in read.alternatives


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a parcel of [6] pounds", "lb"),
        ("he paid [6] pounds", "GBP"),
        ("[6 million] pounds", "GBP"),
        ("a fee of £3, or [6] pounds", "GBP"),
        ("Egyptian pounds were short, so [6] pounds bought it", "EGP"),
    ],
)
def test_a_pound_is_money_among_money_and_else_a_weight(text: str, expected: str) -> None:
    assert unit(text) == expected


def test_the_expression_reaches_over_the_number() -> None:
    read = shown("some HK $[5] a day, say")
    assert read is not None
    assert (read.words, read.unit) == ("HK $5 a day", "HKD/day")
