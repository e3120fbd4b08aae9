"""Comments that ask for silence: how they are written, what they cover, and when they are told themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reading.markup.markdown import markdown_blocks
from service.reading.span import Span
from service.reading.suppression import Suppression, parse_suppression, silenced

AT, COVERS = Span(0, 40), Span(40, 90)
RULES = ("table-total", "conversion")


def parsed(comment: str) -> Suppression:
    found = parse_suppression(comment, AT, COVERS)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("comment", "rules", "reason"),
    [
        (" claimcheck: ignore — as in the source ", (), "as in the source"),
        ("claimcheck:ignore—as in the source", (), "as in the source"),
        (" claimcheck: ignore table-total — rounded ", ("table-total",), "rounded"),
        (" claimcheck: ignore table-total, conversion – both", ("table-total", "conversion"), "both"),
        (" claimcheck: ignore table-total conversion -- both", ("table-total", "conversion"), "both"),
        (" Claimcheck: Ignore table-total - it is well-known", ("table-total",), "it is well-known"),
        (" claimcheck: ignore\n  table-total — over\n two lines\n", ("table-total",), "over two lines"),
    ],
)
def test_one_names_rules_if_it_likes_and_gives_a_reason(comment: str, rules: tuple[str, ...], reason: str) -> None:
    found = parsed(comment)

    assert (found.rules, found.reason, found.fault) == (rules, reason, None)


@pytest.mark.parametrize(
    ("comment", "says"),
    [
        (" claimcheck: ignore ", "no reason"),
        (" claimcheck: ignore table-total ", "no reason"),
        (" claimcheck: ignore table-total —  ", "no reason"),
        (" claimcheck: ignore Table_Total! — so", "no list of rules"),
        (" claimcheck: off — so", "not understood"),
        (" claimcheck: ", "not understood"),
        (" claimcheck: ignored — so", "not understood"),
    ],
)
def test_one_that_is_not_of_the_form_says_what_would_be_right_and_silences_nothing(comment: str, says: str) -> None:
    found = parsed(comment)

    assert found.fault is not None
    assert says in found.fault
    assert "claimcheck: ignore RULE — REASON" in found.fault
    assert silenced([found], [("table-total", COVERS)], RULES)[0] == [None]


@pytest.mark.parametrize(
    "comment", ["", " TODO: count again ", " claimchecked: ignore — no ", " see claimcheck: ignore — x"]
)
def test_other_comments_are_not_meant(comment: str) -> None:
    assert parse_suppression(comment, AT, COVERS) is None


def test_it_silences_its_rules_where_it_covers_and_nothing_else() -> None:
    one = parsed("claimcheck: ignore table-total — so")

    by, after = silenced([one], [("table-total", Span(50, 52)), ("conversion", Span(50, 52))], RULES)
    assert [each and each.reason for each in by] == ["so", None]
    assert [(each.used, each.fault) for each in after] == [(True, None)]
    by, after = silenced([one], [("table-total", Span(95, 99))], RULES)
    assert by == [None]
    assert after[0].fault is not None
    assert "nothing to silence" in after[0].fault


def test_without_a_rule_it_silences_any() -> None:
    by, _ = silenced([parsed("claimcheck: ignore — so")], [("conversion", Span(50, 52))], RULES)

    assert by[0] is not None


def test_a_rule_that_does_not_exist_is_told_with_those_that_do() -> None:
    one = parsed("claimcheck: ignore table-totals, conversion — so")

    by, after = silenced([one], [("conversion", Span(50, 52))], RULES)

    assert by == [None]
    assert after[0].fault == "there is no rule table-totals; the rules are conversion, table-total"


def test_of_two_for_one_finding_the_second_has_nothing_to_silence() -> None:
    one, two = parsed("claimcheck: ignore — one"), parsed("claimcheck: ignore — two")

    by, after = silenced([one, two], [("conversion", Span(50, 52))], RULES)

    assert by[0] is not None
    assert by[0].reason == "one"
    assert [each.used for each in after] == [True, False]


@given(st.data())
def test_the_first_that_is_about_the_rule_and_covers_any_of_the_place_counts(data: st.DataObject) -> None:
    place = st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))
    about = st.sampled_from([(), ("conversion",), ("table-total",), RULES])
    comments = data.draw(st.lists(st.builds(Suppression, st.just(AT), place, about, st.just("so")), max_size=8))
    findings = data.draw(st.lists(st.tuples(st.sampled_from(RULES), place), max_size=8))

    by, after = silenced(comments, findings, RULES)

    for (rule, at), one in zip(findings, by, strict=True):
        covering = [each for each in comments if each.covers.meets(at) and rule in (each.rules or RULES)]
        assert (one and (one.covers, one.rules)) == (covering[0].covers, covering[0].rules) if covering else not one
    assert [each for each in after if each.used] == [each for each in after if any(each is one for one in by)]


class _Counted(int):
    """A place in a text that counts how often it is compared with another."""

    asked = 0

    def __lt__(self, other: int) -> bool:
        _Counted.asked += 1
        return int(self) < int(other)

    def __le__(self, other: int) -> bool:
        _Counted.asked += 1
        return int(self) <= int(other)

    def __gt__(self, other: int) -> bool:
        _Counted.asked += 1
        return int(self) > int(other)


@pytest.mark.parametrize("apart", [10, 0], ids=["of a paragraph each", "of one paragraph"])
def test_many_findings_under_many_comments_take_work_in_proportion_to_their_number(apart: int) -> None:
    def work(number: int) -> int:
        places = [Span(_Counted(at * apart), _Counted(at * apart + 9)) for at in range(number)]
        _Counted.asked = 0
        by, _ = silenced([Suppression(AT, each) for each in places], [("conversion", each) for each in places], RULES)
        assert None not in by
        return _Counted.asked

    assert 0 < work(2_000) < 3 * work(1_000)


COMMENT = "<!-- claimcheck: ignore — so -->"


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        (f"Before.\n\n{COMMENT}\n\nOne\ntwo.\n\nThree.\n", "One\ntwo.\n"),
        (f"{COMMENT}\n# Title\n\nText.\n", "# Title\n"),
        (f"{COMMENT}\n\n- one\n- two\n\nText.\n", "- one\n- two\n\n"),
        (f"{COMMENT}\n| a | b |\n|---|---|\n| 1 | 2 |\n\nText.\n", "| a | b |\n|---|---|\n| 1 | 2 |\n"),
        (f"{COMMENT}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nText.\n", "| a | b |\n|---|---|\n| 1 | 2 |\n"),
        (f"One {COMMENT}\ntwo.\n\nThree.\n", f"One {COMMENT}\ntwo."),
        (f"- one {COMMENT}\n- two\n", f"one {COMMENT}"),
        (f"- {COMMENT}\n\n  one\n- two\n", "  one\n"),
        (f"> {COMMENT}\n>\n> one\n\ntwo\n", "> one\n"),
        (f"{COMMENT} One.\n\nTwo.\n", " One.\n"),
        (f"| a | b |\n|---|---|\n| 1 | 2 {COMMENT} |\n| 3 | 4 |\n", f"| 1 | 2 {COMMENT} |"),
        (f"Text.\n\n{COMMENT}\n", ""),
    ],
)
def test_it_covers_the_block_that_follows_or_the_one_that_it_stands_in(text: str, covered: str) -> None:
    (found,) = markdown_blocks(text).suppressions

    assert found.at.of(text) == COMMENT
    assert found.covers.of(text) == covered


def test_in_code_it_is_an_example() -> None:
    assert markdown_blocks(f"`{COMMENT}`\n\n    {COMMENT}\n\n```\n{COMMENT}\n```\n").suppressions == ()
