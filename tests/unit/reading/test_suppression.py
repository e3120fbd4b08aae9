"""Comments that ask for silence: how they are written, what they cover, and when they are told themselves."""

from __future__ import annotations

import pytest

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
    assert not found.silences("table-total", COVERS)


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
