"""Laws of discovery, on random claims of which many are about the same things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.domain.check import Check
from service.domain.checks.kind import Reason
from service.domain.context import Context, Origin
from service.domain.discovery import Discovered, Partition, Statement, discover
from service.domain.discovery.amounts import adds_up
from service.domain.discovery.reading import sort_of
from service.domain.discovery.spans import Holders, Span, meetings
from service.domain.figure import Figure
from service.domain.period import parse_period
from service.domain.terms import FIXED

# Units that meet in claims about one thing; not all of them can be compared.
UNITS = (
    ("person", "million person", "household"),
    ("%", "percentage point", "‰", ""),
    ("%",),
    ("kg", "lb", "kg/USD"),
    ("KZT", "USD", "million KZT"),
    ("KZT/kg", "USD/lb", "KZT/USD", "USD/KZT"),
    ("°C", "°F", "K", "delta_degC"),
    ("km", "mile", "mpg", "year", "person/km^2"),
)
MEASURES = ("migrants", "Migrants ", "fine", "wage", "change in migrants", "growth of fine", "fall in migrants")
PERIODS = ("2003", "2004", "2004-01/2004-06", "2004-03", "2003/2004", "2004/..", "../2004", "2003-06/2004-06")
DIMENSIONS = {
    "sex": ("female", "male", "total"),
    "country": ("Kyrgyzstan", "kyrgyzstan", "Kazakhstan"),
    "of": ("workers", "pupils"),
    "per": ("head",),
}
PARTITIONS = (
    Partition("sex", ("female", "male")),
    Partition("sex", ("female", "male", "unknown")),
    Partition("country", ("Kazakhstan", "Kyrgyzstan")),
)


def collections(
    *, units: Sequence[Sequence[str]] = UNITS, measures: Sequence[str | None] = (None, *MEASURES), most: int = 10
) -> st.SearchStrategy[list[Statement]]:
    """Some claims, made of so few measures, dimensions and periods that much follows from them."""
    return st.integers(0, 2**32 - 1).map(lambda seed: made(Random(seed), units, measures, most))  # noqa: S311


def made(random: Random, units: Sequence[Sequence[str]], measures: Sequence[str | None], most: int) -> list[Statement]:
    def few(words: Sequence[Any], most: int) -> list[Any]:
        return random.sample(words, min(random.randint(1, most), len(words)))

    used, measures, periods = random.choice(units), few(measures, 2), few((None, *PERIODS), 3)
    names = random.choice((("sex",), ("country", "sex"), ("of", "sex"), ("country", "of"), ("per", "sex")))
    origins = few((None, Origin("a"), Origin("b")), 2)
    quotes = few((None, "18,000 tenge ($134)"), 2)

    def context() -> Context:
        period, asserted = random.choice(periods), random.choice((None, None, "2003", "2004-09"))
        return Context(
            None if period is None else parse_period(period),
            None if asserted is None else parse_period(asserted),
            random.choice(measures),
            {name: random.choice(DIMENSIONS[name]) for name in names if random.random() < 0.8},
            random.choice(origins),
        )

    return [
        Statement(
            f"c{place}",
            1,
            figure_of(random, random.choice(used)),
            context(),
            random.choice(quotes),
            random.choice(("stated", "stated", "stated", "candidate", "assumption", "retracted")),
        )
        for place in range(random.randint(0, most))
    ]


def figure_of(random: Random, unit: str) -> Figure:
    """Any figure: an unknown one, a range, one of nothing, with hedges; mostly a plain one."""
    odd: tuple[dict[str, str], ...] = (
        {},
        {"lower": "5"},
        {"lower": "0", "upper": "0"},
        {"lower": "-5", "upper": "5"},
        {"value": "-3"},
    )
    long = ({"value": "0", "qualifier": "exact"}, {"value": "1e-90"}, {"value": "9" * 100}, {"value": "12.5"})
    hedged = {"value": "100", "qualifier": random.choice(("exact", "about", "more_than", "at_most"))}
    shape = random.random()
    given = random.choice((*odd, *long)) if shape < 0.2 else hedged if shape < 0.4 else {"value": "100"}
    return Figure.parse({**given, "unit": unit})


figures = st.builds(
    lambda seed, unit: figure_of(Random(seed), unit),  # noqa: S311
    st.integers(0, 2**32 - 1),
    st.sampled_from([unit for units in UNITS for unit in units]),
)
partitions = st.lists(st.sampled_from(PARTITIONS), unique=True)


def about_the_same(statements: Sequence[Statement]) -> list[Statement]:
    """``statements`` all of one source, so that nearly all of them meet in some check."""
    return [replace(one, context=replace(one.context, source=Origin("a"))) for one in statements]


def test_every_check_that_is_discovered_makes_sense() -> None:
    kinds = set()
    for seed in range(3000):
        random = Random(seed)  # noqa: S311
        statements = made(random, UNITS, (None, *MEASURES), 16)
        declared = random.sample(PARTITIONS, random.randint(0, 3))
        kinds |= kinds_of_sense(statements, declared) | kinds_of_sense(about_the_same(statements), declared)
    assert kinds >= {"agreement", "part_of", "shares", "sum", "conversion"}


def test_every_change_that_is_discovered_makes_sense() -> None:
    kinds = set()
    for seed in range(1000):
        random = Random(seed)  # noqa: S311
        units, others = random.choice(UNITS), random.choice(UNITS)
        kinds |= kinds_of_sense(
            [
                Statement(claim, 1, figure_of(random, unit), Context(parse_period(period), None, measure, {}, None))
                for claim, unit, period, measure in (
                    ("a", random.choice(units), "2003", "migrants"),
                    ("b", random.choice(units), "2004", "migrants"),
                    (
                        "c",
                        random.choice((*units, *others)),
                        "2003/2004",
                        f"{random.choice(('change', 'fall'))} in migrants",
                    ),
                )
            ],
            (),
        )
    assert "change" in kinds


def kinds_of_sense(statements: Sequence[Statement], declared: Sequence[Partition]) -> set[str]:
    """The kinds of the checks that are discovered, once each of them was compiled."""
    by_claim = {one.claim: one for one in statements}
    return {
        Check.parse({**check.body, "figures": put_in(check.body["figures"], by_claim)}).kind.name
        for check in discover(statements, declared)
    }


def put_in(figures: Mapping[str, Any], claims: Mapping[str, Statement]) -> dict[str, Any]:
    """``figures`` with what the claims say."""

    def said(entry: Any) -> Any:
        if isinstance(entry, str):
            return entry
        if isinstance(entry, list):
            return [said(item) for item in entry]
        one = claims[entry["claim"]]
        return {
            "claim": one.claim,
            "revision": one.revision,
            "figure": one.figure.canonical(),
            **one.context.canonical(),
        }

    return {role: said(entry) for role, entry in figures.items()}


@given(collections(most=8))
def test_claims_that_are_found_to_be_about_the_same_are_of_one_definition_to_the_engine(
    statements: list[Statement],
) -> None:
    by_claim = {one.claim: one for one in statements}
    for found in discover(statements, ()):
        if found.body["kind"] == "agreement":
            check = Check.parse({**found.body, "figures": put_in(found.body["figures"], by_claim)})
            assert check.question.reason is not Reason.DIFFERENT_DEFINITION


@given(collections(), partitions, st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(
    statements: list[Statement], declared: list[Partition], random: Random
) -> None:
    shuffled = random.sample(statements, len(statements))
    before, after = list(discover(statements, declared)), list(discover(shuffled, declared))
    assert before == after
    assert len({check.key for check in before}) == len(before)


@given(collections(), partitions, st.integers(-1, 9), figures)
def test_a_claim_about_something_else_changes_nothing(
    statements: list[Statement], declared: list[Partition], place: int, figure: Figure
) -> None:
    other = Statement(f"c{place}x", 1, figure, Context(parse_period("2004"), None, "rainfall", {}, Origin("a")))
    assert list(discover([*statements, other], declared)) == list(discover(statements, declared))


spans = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda ends: Span(min(ends), max(ends)))


@given(st.sets(spans, max_size=10))
def test_meetings_are_sets_that_all_overlap_and_overlap_nothing_else(some: set[Span]) -> None:
    meeting = {span: frozenset(other for other in some if other.meets(span)) for span in some}
    wanted = {met for met in meeting.values() if len(met) > 1 and all(meeting[span] == met for span in met)}
    found = list(meetings(some))
    assert {frozenset(met) for met in found} == wanted
    assert len(found) == len(wanted)


@given(st.sets(spans, max_size=40), st.lists(spans, max_size=10))
def test_the_nearest_holder_is_found(some: set[Span], asked: list[Span]) -> None:
    holders = Holders(some)
    for span in asked:
        holding = [other for other in some if other.holds(span)]
        wanted = min(holding, key=lambda other: (-other.start, other.end), default=None)
        assert holders.nearest(span) == wanted


# The rules once more, as they are told, over pairs and triples of claims.


@given(collections(units=(("person", "kg", "lb", "%"),), measures=("migrants",), most=10))
def test_agreements_compare_all_that_share_a_period(statements: list[Statement]) -> None:
    some = [one for one in statements if one.quote is None]
    checks = [check for check in discover(some, ()) if check.body["kind"] == "agreement"]
    together = {frozenset(pair) for check in checks for pair in combinations(claims_of(check, "figures"), 2)}
    sure = {
        frozenset(pair)
        for check in checks
        if check.severity == "error"
        for pair in combinations(claims_of(check, "figures"), 2)
    }
    comparable = [pair for pair in combinations(taking_part(some), 2) if are_about_the_same(*pair)]
    assert sure == {claims(*pair) for pair in comparable if time_of(pair[0]) == time_of(pair[1])}
    some_dated = [one for one in taking_part(some) if one.context.period]
    dated = [pair for pair in comparable if pair[0].context.period and pair[1].context.period]
    for one, other in dated:
        # Of each period the first claim stands for all.
        if is_first(one, some) and is_first(other, some):
            periods = {span_of(there) for there in some_dated if are_about_the_same(one, there)}
            met = {span for span in periods if span.meets(span_of(one))}
            series = any({span for span in periods if span.meets(each)} != met for each in met)
            assert (claims(one, other) in together) == (span_of(other) in met and not series)
    assert together <= {claims(*pair) for pair in comparable}


@given(collections(units=(("person", "kg", "%"),), measures=("migrants",), most=10))
def test_parts_are_compared_with_the_nearest_wholes(statements: list[Statement]) -> None:
    some = [one for one in taking_part(statements) if adds_up(one.figure, "migrants") and one.context.period]
    found = {
        (check.body["figures"]["part"]["claim"], check.body["figures"]["whole"]["claim"])
        for check in discover(some, ())
        if check.body["kind"] == "part_of"
    }
    held = {(part.claim, whole.claim) for part in some for whole in some if is_part(part, whole)}
    by_claim = {one.claim: one for one in some}
    assert found <= held
    for part, whole in held:
        nearer = [
            other
            for claim, other in held
            if claim == part and dimensions_of(by_claim[other]) > dimensions_of(by_claim[whole])
        ]
        same = [
            span_of(by_claim[other])
            for claim, other in held
            if claim == part and dimensions_of(by_claim[other]) == dimensions_of(by_claim[whole])
        ]
        nearest = min(same, key=lambda span: (span != span_of(by_claim[part]), -span.start, span.end))
        expected = not nearer and span_of(by_claim[whole]) == nearest
        assert expected or (part, whole) not in found
        if expected:
            # Of many pairs only some are checked, but each claim in one of them.
            assert part in {one for one, _ in found}


@given(collections(units=(("person",),), measures=("migrants",), most=14))
def test_sums_are_those_of_all_parts_of_a_partition(statements: list[Statement]) -> None:
    (sex,) = PARTITIONS[:1]
    some = about_the_same(taking_part(statements))
    sums = [check for check in discover(some, [sex]) if check.body["kind"] == "sum"]
    wanted = set()
    amounts = [one for one in some if adds_up(one.figure, "migrants")]
    for total in amounts:
        parts = [
            {
                one.claim
                for one in amounts
                if time_of(one) == time_of(total) and dimensions_of(one) == dimensions_of(total) | {("sex", value)}
            }
            for value in sex.values
        ]
        if all(parts) and "sex" not in dict(dimensions_of(total)):
            wanted.add((min(parts[0]), min(parts[1]), dimensions_of(total), time_of(total)))
    by_claim = {one.claim: one for one in some}
    found = {
        (*claims_of(check, "parts"), dimensions_of(by_claim[total]), time_of(by_claim[total]))
        for check in sums
        for total in [check.body["figures"]["total"]["claim"]]
    }
    assert found == wanted
    assert len(sums) == len(wanted)


@given(collections(units=(("%",),), measures=("migrants",), most=14), partitions)
def test_shares_are_of_one_declared_base_and_differ_in_one_dimension(
    statements: list[Statement], declared: list[Partition]
) -> None:
    by_claim = {one.claim: one for one in statements}
    for check in discover(statements, declared):
        if check.body["kind"] != "shares":
            continue
        parts = [by_claim[claim] for claim in claims_of(check, "parts")]
        assert len({dict(dimensions_of(part))["of"] for part in parts}) == 1
        assert len({time_of(part) for part in parts}) == 1
        names = {name for one, other in combinations(parts, 2) for name, _ in dimensions_of(one) ^ dimensions_of(other)}
        assert len(names) == 1
        values = [dict(dimensions_of(part))[min(names)] for part in parts]
        assert len(set(values)) == len(values)
        whole = any(
            {value.casefold() for value in one.values} == set(values) for one in declared if {one.dimension} == names
        )
        if check.body["parameters"]["exhaustive"]:
            assert whole
        if check.severity == "error":
            assert min(names) in {one.dimension for one in declared}


def taking_part(statements: Sequence[Statement]) -> list[Statement]:
    aside = {"retracted", "candidate"}
    return [one for one in statements if one.status not in aside and not one.figure.unknown and one.context.measure]


def are_about_the_same(one: Statement, other: Statement) -> bool:
    return dimensions_of(one) == dimensions_of(other) and sort_of(one.figure.unit) == sort_of(other.figure.unit)


def is_first(one: Statement, statements: Sequence[Statement]) -> bool:
    alike = (other for other in taking_part(statements) if are_about_the_same(one, other))
    return one.claim == min(other.claim for other in alike if time_of(other) == time_of(one))


def is_part(part: Statement, whole: Statement) -> bool:
    more = dimensions_of(part) - dimensions_of(whole)
    return (
        dimensions_of(whole) < dimensions_of(part)
        and sort_of(part.figure.unit) == sort_of(whole.figure.unit)
        and not any(name in FIXED for name, _ in more)
        and span_of(whole).holds(span_of(part))
    )


def dimensions_of(one: Statement) -> frozenset[tuple[str, str]]:
    items = (one.context.dimensions or {}).items()
    return frozenset((name, value.casefold()) for name, value in items if value != "total")


def span_of(one: Statement) -> Span:
    assert one.context.period is not None
    return Span.of(one.context.period)


def time_of(one: Statement) -> tuple[str, Span | None]:
    if one.context.period is not None:
        return "period", span_of(one)
    return "asserted", None if one.context.asserted is None else Span.of(one.context.asserted)


def claims(*statements: Statement) -> frozenset[str]:
    return frozenset(one.claim for one in statements)


def claims_of(check: Discovered, role: str) -> list[str]:
    return [item["claim"] for item in check.body["figures"][role]]
