"""What unit expressions mean, and how they are printed."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import pint
import pytest

from service.domain import unit_money, unit_names, unit_physical
from service.domain.errors import Malformed
from service.domain.units import DIMENSIONLESS, Unit, parse_unit, search_units


def refusal(text: str) -> str:
    with pytest.raises(Malformed) as caught:
        parse_unit(text)
    return str(caught.value)


class TestPhysicalUnits:
    @pytest.mark.parametrize(
        ("text", "factor"),
        [
            ("mile", Fraction(1609344, 1000)),
            ("km", Fraction(1000)),
            ("inch", Fraction(254, 10000)),
            ("lb", Fraction(45359237, 10**8)),
            ("short ton", Fraction(90718474, 10**5)),
            ("long ton", Fraction(10160469088, 10**7)),
            ("tonne", Fraction(1000)),
            ("acre", Fraction(40468564224, 10**7)),
            ("gallon", Fraction(3785411784, 10**12)),
            ("year", Fraction(31557600)),
            ("month", Fraction(31557600, 12)),
            ("quarter", Fraction(31557600, 4)),
            ("kWh", Fraction(3600000)),
        ],
    )
    def test_factors_to_si_are_exact(self, text: str, factor: Fraction) -> None:
        assert parse_unit(text).factor == factor

    @pytest.mark.parametrize(
        ("spellings", "symbol"),
        [
            (("km", "kilometre", "kilometres", "kilometer", "Kilometers"), "km"),
            (("kg", "kilo", "kilos", "kgs", "kilogrammes", "Kilograms"), "kg"),
            (("t", "tonne", "tonnes", "metric ton", "metric tons", "metric_ton"), "t"),
            (("short ton", "short tons", "short_ton"), "short ton"),
            (("lb", "lbs", "pound", "pounds"), "lb"),
            (("mile", "miles", "mi"), "mile"),
            (("°C", "degC", "celsius", "degrees Celsius", "degree_Celsius"), "°C"),
            (("m²", "m^2", "m**2", "m2", "square metres", "sq m", "m·m", "m*m"), "m^2"),
            (("m³", "cubic metres", "m3"), "m^3"),
            (("h", "hour", "hrs", "hours"), "hour"),
            (("µs", "\N{GREEK SMALL LETTER MU}s", "microseconds"), "µs"),
        ],
    )
    def test_spellings_of_one_unit_are_equal(self, spellings: tuple[str, ...], symbol: str) -> None:
        assert {str(parse_unit(spelling)) for spelling in spellings} == {symbol}

    def test_a_symbol_is_taken_in_its_own_case(self) -> None:
        assert parse_unit("MW").factor == 10**6
        assert parse_unit("mW").factor == Fraction(1, 1000)

    @pytest.mark.parametrize("text", ["radian", "steradian", "dB", "neper", "electron_mass", "parsec", "planck_length"])
    def test_a_unit_without_an_exact_factor_is_refused(self, text: str) -> None:
        assert "no exact factor" in refusal(text)

    def test_the_list_of_inexact_units_covers_all_that_rest_on_an_irrational_or_measured_number(self) -> None:
        registry: pint.UnitRegistry[Fraction] = pint.UnitRegistry(non_int_type=Fraction, cache_folder=None)
        rooted = {
            "pi", "tansec", "ln10", "wien_x", "wien_u", "eulers_number", "newtonian_constant_of_gravitation",
            "rydberg_constant", "electron_g_factor", "atomic_mass_constant", "electron_mass", "proton_mass",
            "neutron_mass", "x_unit_Cu", "x_unit_Mo", "angstrom_star", "water_density_4C", "water_density_60F",
            "mercury_density_0C", "mercury_density_32F", "mercury_density_60F", "fine_structure_constant", "radian",
        }  # fmt: skip

        def inexact(name: str) -> bool:
            if name in rooted:
                return True
            definition = registry._units[name]
            return "Logarithmic" in type(definition.converter).__name__ or any(
                Fraction(str(exponent)).denominator != 1 or (found and inexact(found[0][1]))
                for part, exponent in (definition.reference or {}).items()
                if part != name and (found := registry.parse_unit_name(part)) is not None
            )

        names = {definition.name for definition in registry._units.values()}
        # Light is measured through a whole sphere, whose radians stay a dimension of their own.
        photometric = {"lumen", "lux"}
        missing = {name for name in names if inexact(name)} - unit_physical.INEXACT - photometric
        assert not missing

    def test_every_name_that_pint_knows_is_refused_or_printed_so_that_it_leads_back(self) -> None:
        for name in unit_physical.plain_names():
            try:
                definition = unit_names.find(name)
            except Malformed:
                continue
            assert definition is None or unit_names.find(definition.symbol) == definition

    @pytest.mark.parametrize("text", ["unit", "cat"])
    def test_a_common_noun_is_not_read_as_a_prefixed_unit(self, text: str) -> None:
        assert parse_unit(text).counted

    def test_a_degree_is_an_angle_and_a_revolution_360_of_them(self) -> None:
        assert parse_unit("turn").factor == 360 * parse_unit("degree").factor
        assert parse_unit("rpm").dimension == parse_unit("degree/s").dimension
        assert parse_unit("rpm").factor == parse_unit("revolution/minute").factor


class TestTemperatures:
    def test_values_convert_with_their_offset(self) -> None:
        celsius, fahrenheit = parse_unit("°C"), parse_unit("°F")
        assert celsius.to_base(Fraction(0)) == Fraction(27315, 100)
        assert fahrenheit.from_base(celsius.to_base(Fraction(100))) == 212
        assert fahrenheit.from_base(celsius.to_base(Fraction(-40))) == -40

    def test_a_difference_has_no_offset(self) -> None:
        difference = parse_unit("°F").difference()
        assert str(difference) == "delta_degF"
        assert difference.offset == 0
        assert difference.factor == Fraction(5, 9)
        assert parse_unit(str(difference)) == difference

    def test_a_difference_of_anything_else_is_in_the_same_unit(self) -> None:
        assert parse_unit("km").difference() == parse_unit("km")

    @pytest.mark.parametrize("text", ["°C/day", "°C^2", "W/°F", "million °C"])
    def test_they_do_not_multiply(self, text: str) -> None:
        assert "don't multiply" in refusal(text)

    def test_they_do_not_multiply_in_arithmetic_either(self) -> None:
        with pytest.raises(Malformed, match='use "K"'):
            parse_unit("°C") * parse_unit("day")

    def test_they_take_no_prefix(self) -> None:
        assert "unknown unit" in refusal("millidegC")


class TestMoney:
    def test_every_code_known_to_babel_is_a_dimension_of_its_own(self) -> None:
        codes = set(unit_money.currencies())
        assert len(codes) > 300
        assert {parse_unit(code).dimension for code in codes} == {((code, 1),) for code in codes}

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("tenge", "KZT"), ("Kazakhstani tenge", "KZT"), ("US dollars", "USD"), ("US dollar", "USD"), ("som", "KGS"),
            ("soms", "KGS"), ("Uzbekistani som", "UZS"), ("euro", "EUR"), ("euros", "EUR"), ("rubles", "RUB"),
            ("roubles", "RUB"), ("British pounds", "GBP"), ("yen", "JPY"), ("Hong Kong dollars", "HKD"),
            ("St. Helena pounds", "SHP"), ("Trinidad & Tobago dollars", "TTD"), ("bolívar", "VES"), ("bolivar", "VES"),
            ("US$", "USD"), ("€", "EUR"), ("₸", "KZT"), ("German marks", "DEM"),
        ],
    )  # fmt: skip
    def test_names_in_words_and_signs_stand_for_codes(self, text: str, code: str) -> None:
        assert str(parse_unit(text)) == code

    @pytest.mark.parametrize(
        ("text", "candidates"),
        [
            ("dollar", ("USD", "AUD", "CAD")),
            ("pesos", ("MXN", "ARS", "PHP")),
            ("francs", ("CHF", "XAF")),
            ("$", ("USD", "AUD")),
            ("£", ("GBP", "EGP")),
            ("won", ("KRW", "KPW")),
            ("dram", ("AMD",)),
        ],
    )
    def test_a_name_that_several_currencies_bear_is_refused_with_the_candidates(
        self, text: str, candidates: tuple[str, ...]
    ) -> None:
        message = refusal(text)
        assert all(code in message for code in candidates)

    def test_coins_are_hundredths(self) -> None:
        assert parse_unit("US cents").dimension == parse_unit("USD").dimension
        assert parse_unit("pence").factor == Fraction(1, 100)

    @pytest.mark.parametrize("text", ["cent", "cents"])
    def test_a_coin_of_no_country_is_refused(self, text: str) -> None:
        assert "unknown unit" in refusal(text)

    def test_codes_are_capitals(self) -> None:
        assert 'did you mean "USD"?' in refusal("usd")
        assert parse_unit("CUP").currencies == {"CUP"}
        assert parse_unit("cup").currencies == frozenset()

    def test_an_unknown_code_is_an_unknown_unit(self) -> None:
        assert 'unknown unit "KZD"' in refusal("KZD")

    @pytest.mark.parametrize("code", ["XXX", "XTS"])
    def test_codes_for_no_currency_and_for_tests_are_no_money(self, code: str) -> None:
        assert "unknown unit" in refusal(code)

    def test_pounds_alone_are_a_mass(self) -> None:
        assert parse_unit("pounds").dimension == parse_unit("kg").dimension

    def test_a_unit_names_the_currencies_in_it(self) -> None:
        assert parse_unit("KZT/USD").currencies == {"KZT", "USD"}
        assert (parse_unit("KZT/kg") / parse_unit("KZT/day")).currencies == frozenset()


class TestSharesAndScales:
    @pytest.mark.parametrize(
        ("text", "symbol", "factor", "points"),
        [
            ("percent", "%", Fraction(1, 100), False),
            ("per cent", "%", Fraction(1, 100), False),
            ("pp", "percentage point", Fraction(1, 100), True),
            ("percentage points", "percentage point", Fraction(1, 100), True),
            ("bp", "basis point", Fraction(1, 10000), True),
            ("per mille", "‰", Fraction(1, 1000), False),
            ("ppm", "ppm", Fraction(1, 10**6), False),
        ],
    )
    def test_shares_are_dimensionless(self, text: str, symbol: str, factor: Fraction, points: bool) -> None:
        unit = parse_unit(text)
        assert (str(unit), unit.dimension, unit.factor, unit.points) == (symbol, (), factor, points)

    @pytest.mark.parametrize(
        ("text", "printed", "factor"),
        [
            ("million USD", "million USD", 10**6),
            ("billion tenge per person", "billion KZT/person", 10**9),
            ("hundred thousand people", "hundred thousand person", 10**5),
            ("dozen", "dozen", 12),
            ("USD/million person", "USD/(million*person)", Fraction(1, 10**6)),
        ],
    )
    def test_scale_words_multiply_what_follows(self, text: str, printed: str, factor: Fraction) -> None:
        unit = parse_unit(text)
        assert (str(unit), unit.factor) == (printed, factor)

    def test_a_scaled_count_is_not_given_in_whole_numbers(self) -> None:
        assert not parse_unit("thousand person").counted


class TestThingsCounted:
    @pytest.mark.parametrize("text", ["people", "migrants", "workers", "labourers", "women", "children", "capita"])
    def test_words_for_people_all_count_persons(self, text: str) -> None:
        assert parse_unit(text).dimension == parse_unit("person").dimension
        assert parse_unit(text).counted

    def test_they_keep_their_own_symbol(self) -> None:
        assert str(parse_unit("migrants")) == "migrant"
        assert str(parse_unit("persons")) == "person"

    def test_other_things_are_dimensions_of_their_own(self) -> None:
        assert parse_unit("household").dimension != parse_unit("person").dimension
        assert str(parse_unit("head of cattle")) == "cattle"
        assert str(parse_unit("countries")) == "country"

    def test_only_a_single_noun_is_counted(self) -> None:
        assert not parse_unit("person/day").counted
        assert not parse_unit("person^2").counted

    def test_any_noun_may_stand_in_braces(self) -> None:
        bales = parse_unit("{cotton bale}/ha")
        assert str(bales) == "{cotton bale}/ha"
        assert parse_unit("{cotton bale}").counted
        assert parse_unit("{Cotton bale}").dimension == parse_unit("{cotton bale}").dimension

    def test_a_known_noun_in_braces_is_just_that_noun(self) -> None:
        assert parse_unit("{migrants}") == parse_unit("migrant")

    @pytest.mark.parametrize("text", ["{}", "{ }", "{a{b}}", "{3}}", "{" + "x" * 41 + "}", "{a/b}", "{open"])
    def test_braces_hold_a_plain_noun(self, text: str) -> None:
        assert refusal(text)

    def test_an_unknown_noun_is_told_of_braces(self) -> None:
        assert "{cotton bundle}" in refusal("cotton bundle")

    def test_no_two_nouns_share_a_spelling(self) -> None:
        spellings = [name for noun in unit_names.nouns() for name in {noun.symbol, noun.plural, *noun.aliases}]
        assert len(spellings) == len(set(spellings))


class TestExpressions:
    @pytest.mark.parametrize(
        ("text", "printed"),
        [
            ("", ""),
            ("  ", ""),
            ("1", ""),
            ("tenge per kilo", "KZT/kg"),
            ("4 tenge a kilo".removeprefix("4 "), "KZT/kg"),
            ("USD per person per month", "USD/(person*month)"),
            ("kg·m/s^2", "kg*m/s^2"),
            ("kg/(m*s^2)", "kg/(m*s^2)"),
            ("kg/m/s", "kg/(m*s)"),
            ("s⁻¹", "1/s"),
            ("per day", "1/day"),
            ("per cent per year", "%/year"),
            ("1/s", "1/s"),
            ("s^-1*m", "m/s"),
            ("(km/hour)^2", "km^2/hour^2"),
            ("passenger-kilometres", "passenger*km"),
            ("km/km", ""),
            ("%/year", "%/year"),
            ("person\u00a0year", "person*year"),
        ],
    )
    def test_the_canonical_text(self, text: str, printed: str) -> None:
        assert str(parse_unit(text)) == printed
        assert parse_unit(printed) == parse_unit(text)

    def test_a_long_denominator_needs_parentheses(self) -> None:
        assert "J/(kg*K)" in refusal("J/kg K")

    @pytest.mark.parametrize(
        ("text", "part"),
        [
            ("3 km", "no numbers"),
            ("10^10^10", "no numbers"),
            ("1 km", "no number"),
            ("m^1e9", "whole number"),
            ("m^0.5", "whole number"),
            ("m^13", "from -12 to 12"),
            ("m^", "whole number"),
            ("m*" * 12 + "m", "up to 12"),
            ("((m))", "one deep"),
            ("(m", "not closed"),
            ("m)", "cannot stand here"),
            ("/s", "missing"),
            ("km per", "missing at the end"),
            ("km//s", "missing"),
            ("km\0", "cannot be printed"),
            ("km\n", "cannot be printed"),
            ("\ud800", "cannot be printed"),
            ("m" * 201, "at most 200"),
            ("km!", '"!" has no meaning'),
            ("__import__('os')", "has no meaning"),
            ("ton", "short ton"),
            ("barrels", "oil_barrel"),
            ("points", "percentage point"),
            ("short hundredweights / kip", "thousand lbf"),
            ("death/100,000 person", "such as thousand"),
            ("kilometr", 'did you mean "kilometer"'),
            ("persn", '"person"'),
            ("Kg", 'did you mean "kg"'),
        ],
    )
    def test_what_is_refused_is_named_with_what_would_be_right(self, text: str, part: str) -> None:
        assert part in refusal(text)

    def test_a_refusal_can_be_written_as_utf8_whatever_was_asked(self) -> None:
        assert refusal("\udfff{\ud800}").encode()


class TestArithmetic:
    def test_equal_symbols_cancel(self) -> None:
        fine, pay, picked = parse_unit("KZT"), parse_unit("KZT/kg"), parse_unit("kg/day")
        assert str(fine / (pay * picked)) == "day"

    def test_different_names_of_one_dimension_stay_as_printed(self) -> None:
        unit = parse_unit("km") / parse_unit("mile")
        assert str(unit) == "km/mile"
        assert unit.dimension == ()
        assert unit.factor == Fraction(1000000, 1609344)

    def test_a_power_repeats_a_product(self) -> None:
        speed = parse_unit("km/hour")
        assert speed**3 == speed * speed * speed
        assert speed**0 == DIMENSIONLESS
        assert speed**-1 == DIMENSIONLESS / speed

    def test_powers_and_lengths_have_a_bound(self) -> None:
        with pytest.raises(Malformed, match="up to 12"):
            parse_unit("m") ** 13
        unit = DIMENSIONLESS
        for number in range(6):
            unit *= parse_unit(f"{{a rather long noun number {number}}}")
        with pytest.raises(Malformed, match="200 characters"):
            unit * parse_unit("{the noun that is too much}")

    def test_units_are_values(self) -> None:
        assert {parse_unit("km"), parse_unit("kilometres"), parse_unit("mile")} == {
            parse_unit("km"),
            parse_unit("mile"),
        }
        assert parse_unit("km") is parse_unit("km")


class TestSearch:
    def test_what_the_query_names_comes_first(self) -> None:
        assert search_units("kilometres", 1)[0].symbol == "km"
        assert search_units("KZT", 1)[0].plural == "Kazakhstani tenges"
        assert search_units("people", 1)[0].symbol == "person"

    def test_names_that_begin_so_come_before_names_that_hold_it(self) -> None:
        found = [entry.name for entry in search_units("migrant", 10)]
        assert found.index("migrant worker") < found.index("immigrant")

    def test_all_kinds_are_found(self) -> None:
        assert {entry.kind for entry in search_units("", 10_000)} == {"physical", "money", "counted", "dimensionless"}

    def test_no_more_than_asked_for(self) -> None:
        assert len(search_units("a", 7)) == 7

    def test_nothing_is_found_for_nonsense(self) -> None:
        assert search_units("zzzzzz", 10) == []
        assert search_units("\ud800{", 10) == []

    @pytest.mark.parametrize(
        ("symbol", "dimension"),
        [("N", "length*mass/time^2"), ("USD", "USD"), ("worker", "person"), ("%", "dimensionless")],
    )
    def test_the_dimension_is_given_in_words(self, symbol: str, dimension: str) -> None:
        assert search_units(symbol, 1)[0].dimension == dimension

    def test_every_spelling_that_is_listed_parses_to_the_symbol(self) -> None:
        for entry in search_units("", 10_000):
            for name in (entry.symbol, entry.name, entry.plural, *entry.aliases):
                assert name is None or str(parse_unit(name)) == entry.symbol


def test_pint_is_loaded_only_when_a_physical_unit_is_asked_for() -> None:
    program = (
        "import sys; from service.domain.units import parse_unit; parse_unit('KZT'); parse_unit('%');"
        "assert 'pint' not in sys.modules; parse_unit('km'); assert 'pint' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_unit_that_is_listed_with_and_without_a_prefix_is_read_without_a_word() -> None:
    program = "from service.domain.units import parse_unit; print(parse_unit('dtex').factor)"
    found = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert (found.stdout, found.stderr) == ("1/10000000\n", "")


def test_a_unit_cannot_be_changed() -> None:
    unit: Unit = parse_unit("km")
    with pytest.raises(AttributeError):
        unit.factor = Fraction(1)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        # Neighbours swapped.
        ("KTZ", '"KZT"'),
        ("UDS", '"USD" or "UZS"'),
        ("GPB", '"GBP"'),
        # The country's two letters right, one letter wrong, and only money of the past like it.
        ("KZX", '"KZT"'),
        ("USX", '"USD" or "UGX"'),
        ("KZD", '"KZT" or "BZD" or "DZD"'),
        ("RMB", '"RUB"'),
        ("DDX", '"DDM"'),
    ],
)
def test_an_unknown_currency_is_refused_with_the_codes_that_may_have_been_meant(wrong: str, meant: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse_unit(wrong)
    assert str(caught.value) == (
        f'unknown unit "{wrong}", did you mean {meant}? A currency is written with its ISO 4217 code, such as USD'
    )


def test_three_capitals_like_no_code_are_told_of_codes_and_not_of_braces() -> None:
    with pytest.raises(Malformed) as caught:
        parse_unit("QQQ")
    assert str(caught.value) == 'unknown unit "QQQ". A currency is written with its ISO 4217 code, such as USD'


@pytest.mark.parametrize("letter", ["C", "F"])
@pytest.mark.parametrize("degree", ["deg", "deg ", "degree ", "degrees ", "Degrees ", "°", "° ", "º", "º "])
def test_degrees_of_temperature_are_no_angles(degree: str, letter: str) -> None:
    assert str(parse_unit(degree + letter)) == f"°{letter}"


@pytest.mark.parametrize(
    ("text", "symbol"),
    [("deg Celsius", "°C"), ("degrees Fahrenheit", "°F"), ("℃", "°C"), ("℉", "°F"), ("kwh", "kWh"), ("KWH", "kWh")],
)
def test_common_spellings_are_understood(text: str, symbol: str) -> None:
    assert str(parse_unit(text)) == symbol


@pytest.mark.parametrize(("text", "meant"), [("Rs", "INR"), ("m USD", 'write "million USD"'), ("Rs/kg", "INR")])
def test_what_looks_like_money_is_not_taken_for_physics(text: str, meant: str) -> None:
    with pytest.raises(Malformed, match=meant):
        parse_unit(text)
