from __future__ import annotations

from functools import partial

import pytest

from service.domain.discovery import Partition, parts
from tests.unit.domain.discovery.stating import SEX, asked, found, stated

share = partial(stated, unit="%", measure="share", of="workers in Almaty")


def shares(*statements: object, partitions: tuple[Partition, ...] = ()) -> list[tuple[str, ...]]:
    return [tuple(check[1:]) for check in asked(*statements, partitions=partitions) if check[0] == "shares"]  # type: ignore[arg-type]


def test_shares_of_one_base_leave_room_for_each_other() -> None:
    one, other = share("a", "41", origin="Tajikistan"), share("b", "36", origin="Uzbekistan")
    (check,) = found(one, other)
    assert check.body == {
        "kind": "shares",
        "figures": {"parts": [{"claim": "a"}, {"claim": "b"}]},
        "parameters": {"exhaustive": False},
    }
    assert (check.severity, check.rule) == ("warning", "shares-of-base")
    assert check.name == "share, of=workers in Almaty: by origin, 2004"
    assert check.why == ("both are shares of one base, workers in Almaty, in 2004: origin Tajikistan and Uzbekistan")


def test_percentages_without_a_base_are_shares_of_nothing_in_common() -> None:
    rates = [stated("a", "95", "%", sex="female"), stated("b", "97", "%", sex="male")]
    assert asked(*rates) == []
    assert asked(*rates, partitions=(SEX,)) == []


@pytest.mark.parametrize(
    "other",
    [
        share("b", "36", origin="Uzbekistan", of="workers in Astana"),
        share("b", "36", origin="Uzbekistan", period="2005"),
        share("b", "36", origin="Uzbekistan", measure="proportion"),
        share("b", "36", unit="person", origin="Uzbekistan"),
        share("b", "36", unit="percentage point", origin="Uzbekistan"),
        share("b", "36", origin="Uzbekistan", sex="female"),
    ],
)
def test_shares_of_another_base_period_or_measure_are_apart(other: object) -> None:
    assert shares(share("a", "41", origin="Tajikistan"), other) == []


def test_shares_for_every_value_of_a_partition_are_all_there_is() -> None:
    first, second = share("a", "51", sex="female"), share("b", "49", sex="MALE")
    (check,) = found(first, second, partitions=(SEX,))
    assert (check.body["parameters"], check.severity, check.rule) == (
        {"exhaustive": True},
        "error",
        "all-shares-of-base",
    )
    assert check.why.endswith("sex female and MALE, declared to be all there is of sex")


def test_shares_for_some_values_of_a_partition_exclude_each_other() -> None:
    some = [
        share("a", "41", origin="Tajikistan"),
        share("b", "36", origin="Uzbekistan"),
        share("c", "9", origin="north"),
    ]
    partition = Partition("origin", ("Tajikistan", "Uzbekistan", "Kyrgyzstan"))
    assert shares(*some, partitions=(partition,)) == [("a b", "error")]
    assert shares(*some) == [("c a b", "warning")]


def test_the_share_of_everything_is_no_part() -> None:
    assert shares(share("a", "100", sex="total"), share("b", "51", sex="female"), share("c", "49", sex="male")) == [
        ("b c", "warning")
    ]


def test_where_two_dimensions_tell_shares_apart_nobody_knows_which_divides_the_base() -> None:
    some = [
        share("a", "41", origin="Tajikistan", town="Almaty"),
        share("b", "36", origin="Uzbekistan", town="Almaty"),
        share("c", "70", origin="Tajikistan", town="Astana"),
    ]
    assert shares(*some) == []
    towns, origins = Partition("town", ("Almaty", "Astana")), Partition("origin", ("Tajikistan", "Uzbekistan"))
    assert shares(*some, partitions=(origins,)) == [("a b", "error")]
    assert shares(*some, partitions=(origins, towns)) == []


def test_each_source_that_states_all_shares_is_checked_by_itself() -> None:
    some = [share(f"{source}{sex[0]}", "50", sex=sex, source=source) for source in "ab" for sex in ("female", "male")]
    assert shares(*some, share("cf", "60", sex="female", source="c")) == [("af am", "warning"), ("bf bm", "warning")]


def test_where_no_source_states_all_shares_those_of_several_are_put_together() -> None:
    some = [
        share("a", "30", origin="x", source="one"),
        share("b", "30", origin="y", source="two"),
        share("c", "30", origin="z", source="two"),
        share("d", "30", origin="x", source="three"),
    ]
    assert shares(*some) == [("a b c", "warning")]


def test_partitions_that_share_values_ask_each_question_once() -> None:
    some = [share("a", "30", origin="x"), share("b", "30", origin="y")]
    partitions = (Partition("origin", ("x", "y", "u")), Partition("origin", ("y", "x", "v")))
    assert shares(*some, partitions=partitions) == [("a b", "error")]


def test_more_shares_than_a_check_takes_are_several_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST", 2)
    some = [share(claim, "1", origin=claim) for claim in "abcde"]
    assert shares(*some) == [("a b", "warning"), ("c d", "warning")]


def sums(*statements: object, partitions: tuple[Partition, ...] = (SEX,)) -> list[tuple[str, ...]]:
    return [tuple(check[1:]) for check in asked(*statements, partitions=partitions) if check[0] == "sum"]  # type: ignore[arg-type]


FEMALE, MALE = stated("f", "60", sex="female", town="Almaty"), stated("m", "50", sex="male", town="Almaty")
TOTAL = stated("t", "100", town="Almaty")


def test_amounts_for_every_value_of_a_partition_add_up_to_the_total() -> None:
    check = next(check for check in found(FEMALE, MALE, TOTAL, partitions=(SEX,)) if check.body["kind"] == "sum")
    assert check.body == {
        "kind": "sum",
        "figures": {"parts": [{"claim": "f"}, {"claim": "m"}], "total": {"claim": "t"}},
    }
    assert (check.severity, check.rule) == ("error", "parts-of-total")
    assert check.name == "migrants, town=Almaty: by sex, 2004"
    assert check.why == (
        "female and male are declared to be all there is of sex; both are stated for: migrants, town=Almaty, in 2004, "
        "and so is the total"
    )


def test_only_a_declared_partition_makes_parts_add_up() -> None:
    assert sums(FEMALE, MALE, TOTAL, partitions=()) == []
    assert sums(FEMALE, MALE, TOTAL, partitions=(Partition("sex", ("female", "male", "unknown")),)) == []


def test_a_total_may_say_that_it_is_one() -> None:
    assert sums(FEMALE, MALE, stated("t", sex="Total", town="Almaty")) == [("f m", "t", "error")]


@pytest.mark.parametrize(
    "total",
    [
        stated("t"),
        stated("t", town="Almaty", period="2005"),
        stated("t", town="Almaty", measure="arrivals"),
        stated("t", town="Almaty", period=None),
        stated("t", unit="{household}", town="Almaty"),
    ],
)
def test_a_total_is_of_the_same_measure_period_and_other_dimensions(total: object) -> None:
    assert sums(FEMALE, MALE, total) == []


def test_what_does_not_add_up_has_no_sum() -> None:
    wages = [stated(claim, "9", "KZT", measure="wage", **also) for claim, also in (("f", {"sex": "female"}), ("t", {}))]
    assert sums(*wages, stated("m", "9", "KZT", measure="wage", sex="male")) == []
    rates = [stated("f", "5", "%", sex="female"), stated("m", "5", "%", sex="male"), stated("t", "5", "%")]
    assert sums(*rates) == []


def test_a_source_that_states_parts_and_total_is_checked_by_itself() -> None:
    def of(source: str) -> list[object]:
        return [
            stated(f"{source}f", sex="female", source=source),
            stated(f"{source}m", sex="male", source=source),
            stated(f"{source}t", source=source),
        ]

    assert sums(*of("a"), *of("b")) == [("af am", "at", "error"), ("bf bm", "bt", "error")]
    assert sums(*of("a"), *of("b")[:2]) == [("af am", "at", "error")]
    assert sums(*of("a")[:2], *of("b")[2:]) == [("af am", "bt", "error")]
    assert sums(of("a")[0], of("b")[1], of("b")[2]) == [("af bm", "bt", "error")]


def test_a_dimension_may_have_several_partitions() -> None:
    ages = (Partition("age", ("young", "old")), Partition("age", ("young", "middle", "old", "oldest")))
    some = [stated(age, age=age) for age in ("young", "middle", "old", "oldest")]
    assert sums(*some, stated("t"), partitions=ages) == [
        ("young old", "t", "error"),
        ("young middle old oldest", "t", "error"),
    ]
