from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.units import parse_unit
from service.reading.token import Token, tokens_of
from service.reading.units.unit_of import unit_after, unit_before, unit_of
from service.reading.units.vocabulary import named_at
from service.reading.words import lines_of
from tests.unit.reading.unit_reading import shown, unit


def test_every_name_leads_to_a_unit_of_the_domain() -> None:
    rows = [[field.strip() for field in line.split("|")] for line in lines_of("units.txt")]
    money = [[field.strip() for field in line.split("|")] for line in lines_of("money.txt")]
    expressions = {text for row in [*rows, *money] for text in (row[0], *row[4].split(", ")) if text}
    assert len(expressions) > 150
    for text in expressions:
        assert parse_unit(text).text


def test_every_symbol_with_a_prefix_leads_to_a_unit_of_the_domain() -> None:
    rows = [[field.strip() for field in line.split("|")] for line in lines_of("units.txt")]
    prefixed = [prefix + symbol for row in rows for prefix in row[1] for symbol in row[3].split(", ") if symbol]
    assert len(prefixed) > 50
    for symbol in prefixed:
        named = named_at(tokens_of(symbol), 0)
        assert named is not None, symbol
        assert parse_unit(named.sense.expression).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[4,900]-kilometer fence", "km"),
        ("[300] sq m", "m^2"),
        ("[300]sq m", "m^2"),
        ("[100] sq. ft", "ft^2"),
        ("[12.5] cubic feet", "ft^3"),
        ("[7] km²", "km^2"),
        ("[7] km2", "km^2"),
        ("[100] metres squared", "m^2"),
        ("[70] mph", "mph"),
        ("[70] miles per hour", "mph"),
        ("[140] km/h", "km/hour"),
        ("[10] kV/cm", "kV/cm"),
        ("[50] µg/m3", "µg/m^3"),
        ("[5] mg/kg/day", "mg/(kg*day)"),
        ("[480]bhp", "hp"),
        ("[7.5]kWh", "kWh"),
        ("[256]GB", "GB"),
        ("[2.14]°F", "°F"),
        ("[30] degrees Fahrenheit", "°F"),
        ("[3]ºC", "°C"),
        ("[19.5]″", "in"),
        ('a [27]" screen', "in"),
        ("[6]'2\" tall", "ft"),
        ("[30] feet", "ft"),
        ("[23] mpg", "mpg"),
        ("[30] x 40 feet", "ft"),
        ("a [7]- or 8-inch screen", "in"),
        ("[16]- to 18-year-old girls", "year"),
        ("[2.14] degF", "°F"),
        ("[90] dB", "{decibel}"),
        ("[5] light-years", "light year"),
        ("[5] million", None),
        ("[1.5] GW", "GW"),
        ("[3] million b/d", None),
        ("[3 million] b/d", "oil_bbl/day"),
    ],
)
def test_units_by_name_symbol_and_adjective(text: str, expected: str | None) -> None:
    assert unit(text) == expected


@pytest.mark.parametrize("spelling", ["%", " %", " percent", " per cent", "pc", " pct", "-percent"])
def test_percent_in_all_its_spellings(spelling: str) -> None:
    assert unit(f"[24]{spelling} rate") == "%"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[3] percentage points", "percentage point"),
        ("[3] % points", "percentage point"),
        ("[40] basis points", "basis point"),
        ("[40]bps", "basis point"),
        ("[4] ppb", "ppb"),
        ("[15] parts per million", "ppm"),
    ],
)
def test_points_and_small_shares(text: str, expected: str) -> None:
    assert unit(text) == expected


def test_a_share_has_the_base_that_stands_behind_it() -> None:
    read = shown("[24] per cent of adults smoke")
    assert read is not None
    assert (read.unit, read.base, read.thing) == ("%", "adults", "")


def test_an_amount_is_of_a_thing() -> None:
    read = shown("[34] kilos of cocoa were found")
    assert read is not None
    assert (read.unit, read.thing, read.base) == ("kg", "cocoa", "")


@pytest.mark.parametrize(
    "text",
    [
        "a [27]-year-old man",
        "a [50] year-old man",
        "she is [27] years old",
        "[27] years of age",
        "those aged [65] and older",
        "adults [18] and over",
        "aged between [18] and 24",
        "under the age of [12]",
        "He will be [35] by May",
        "Jane Roe, [35], said",
    ],
)
def test_ages_are_years(text: str) -> None:
    read = shown(text)
    assert read is not None
    assert (read.unit, read.age) == ("year", True)


@pytest.mark.parametrize("text", ["It will be [35] by May", "In May, [35], said", "It was [18] and over the hill"])
def test_no_age_where_no_person_is_spoken_of(text: str) -> None:
    assert unit(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[two] second homes", "home"),
        ("a [10] second delay", "s"),
        ("[three] quarter-finals", "{quarter-final}"),
        ("[three] cup finals", "{final}"),
        ("[5] A levels", None),
        ("in the [1990]s", None),
        ("[1.5]s", "s"),
        ("[15] s", "s"),
        ("[3] C-level managers", "{manager}"),
        ("[5] p.m.", None),
        ("[12] stone", "stone"),
        ('"We are [30]" she said', None),
        ("[five] year-end reviews", "{review}"),
    ],
)
def test_a_name_is_a_unit_only_where_its_neighbours_let_it_be(text: str, expected: str | None) -> None:
    assert unit(text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "others"),
    [
        ("[13] tons", "t", ("short ton", "long ton")),
        ("[5]m", "m", ("million",)),
        ("[30] degrees", "°", ("°C", "°F", "{degree}")),
        ("[300] barrels", "oil_bbl", ("{barrel}", "beer_barrel")),
        ("[300] barrels of oil", "oil_bbl", ()),
        ("[30] kn", "knot", ("HRK",)),
    ],
)
def test_a_name_for_several_units_gets_the_likeliest_and_tells_the_others(
    text: str, expected: str, others: tuple[str, ...]
) -> None:
    read = shown(text)
    assert read is not None
    assert (read.unit, read.alternatives) == (expected, others)


def test_both_sides_of_a_number_can_be_asked_for_alone() -> None:
    tokens = tokens_of("$5 a day")
    before, after = unit_before(tokens, 1), unit_after(tokens_of("5 km"), 1)
    assert before is not None
    assert after is not None
    assert (str(before.unit), str(after.unit)) == ("USD", "km")
    assert unit_before(tokens, 0) is None
    assert unit_after(tokens, len(tokens)) is None


@pytest.mark.parametrize(
    "piece", ["one ", "5-", "$", "(", "of ", "a ", "per ", "- ", "x 3 ", '"', "'", "men and ", "U.S."]
)
def test_whatever_surrounds_a_number_only_a_few_tokens_are_looked_at(piece: str) -> None:
    class Counted(list[Token]):
        seen = 0

        def __getitem__(self, place: Any) -> Any:
            Counted.seen += len(range(*place.indices(len(self)))) if isinstance(place, slice) else 1
            return super().__getitem__(place)

    tokens = Counted([*tokens_of(piece * 2000), *tokens_of("5"), *tokens_of(piece * 2000)])
    middle = next(i for i, token in enumerate(tokens) if i >= len(tokens) // 2 - 2 and token.text == "5")
    unit_of(tokens, middle, middle + 1)
    assert Counted.seen < 2000


_PIECES = (
    "5", "1,000", "one", "half", "quarters", "of", "a", "the", "in", "out of", "per", "each", "every", "for each", "/",
    "-", "(", ")", "$", "US", "U.S.", "A", "K", "°", "C", "degrees", "%", "points", "km", "km²", "m2", "square", "feet",
    "year", "old", "pounds", "million", "people", "workers'", "kids", "and", ",", "'", '"', "x", "by", "to", "times",
    "most", "more", "or so", "+", "ago", "p", ".", "cents", "tenge", "Rs", "Y=", "lives", "G20", "″", "³", "aged", "he",
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(_PIECES), st.sampled_from(["", " "])), min_size=1, max_size=9), st.data())
def test_whatever_stands_around_a_number_its_unit_lies_in_the_text(
    pieces: list[tuple[str, str]], data: st.DataObject
) -> None:
    text = "".join(piece + blank for piece, blank in pieces)
    tokens = tokens_of(text)
    first = data.draw(st.integers(0, len(tokens) - 1))
    after = data.draw(st.integers(first + 1, len(tokens)))
    read = unit_of(tokens, first, after)
    if read is not None:
        assert parse_unit(str(read.unit)) == read.unit
        assert read.after <= len(tokens)
        for span in (read.span, read.thing, read.base):
            assert span is None or 0 <= span.start <= span.end <= len(text)
