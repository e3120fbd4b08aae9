from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from service.formats import junit
from service.formats.finding import Examined
from service.formats.level import Level
from tests.unit.formats import junit_schema
from tests.unit.formats.findings import LINT, examined, finding


def suites(*several: Examined, fail_on: int = Level.ERROR.gravity) -> list[ET.Element]:
    return list(junit_schema.parsed(junit.render_files(several, LINT, fail_on=fail_on)))


def outcome(case: ET.Element) -> tuple[str, str | None] | None:
    found = [child for child in case if child.tag != "system-out"]
    return (found[0].tag, found[0].get("message")) if found else None


def test_a_suite_is_a_file_and_a_case_a_finding() -> None:
    first, second = suites(examined(finding(), finding(rule="change", about="19%")), examined(file="b.md"))
    assert [suite.get("name") for suite in (first, second)] == ["notes/dike.md", "b.md"]
    assert [case.get("name") for case in first] == ["conversion: 12 km (8.5 miles)", "change: 19%"]
    assert {case.get("classname") for case in first} == {"notes/dike.md"}
    assert [(case.get("name"), outcome(case)) for case in second] == [("figures fit together", None)]


def test_an_error_fails_with_place_arithmetic_and_slip() -> None:
    ((case,),) = suites(examined(finding(alternative="They may be two.")))
    assert outcome(case) == ("failure", "inconsistent: “12 km” is 11.5 to 12.5 km; expected 13.6 to 13.8 km.")
    assert (case[0].text or "").splitlines() == [
        "notes/dike.md:3:15: error: conversion",
        "12 km (8.5 miles)",
        "“12 km” is 11.5 to 12.5 km; expected 13.6 to 13.8 km.",
        "They are said to be one amount.",
        "Unless: They may be two.",
        "Likeliest slip: 8.5 mile has two digits transposed",
        f"digest {'d' * 64}",
    ]


@pytest.mark.parametrize(
    ("members", "kind", "message"),
    [
        ({"level": Level.WARNING}, "inconsistent", "inconsistent: "),
        ({"level": Level.NOTE, "verdict": "undetermined"}, "undetermined", "undetermined: "),
        ({"silenced": "As printed."}, "silenced", "silenced: As printed. (inconsistent: "),
        ({"known": True}, "known", "known from the baseline (inconsistent: "),
    ],
)
def test_what_is_no_failure_is_skipped_with_the_reason(members: dict[str, object], kind: str, message: str) -> None:
    ((case,),) = suites(examined(finding(**members)))
    skipped, told = case
    assert (skipped.tag, skipped.get("type")) == ("skipped", kind)
    assert (skipped.get("message") or "").startswith(message)
    assert (told.text or "").startswith("notes/dike.md:3:15: ")


@pytest.mark.parametrize("level", [Level.ERROR, Level.WARNING, Level.NOTE])
def test_a_case_fails_from_the_level_on_that_the_run_fails_from(level: Level) -> None:
    for other in Level:
        ((case,),) = suites(examined(finding(level=level)), fail_on=other.gravity or Level.ERROR.gravity + 1)
        assert case[0].tag == ("failure" if other.gravity and level.gravity >= other.gravity else "skipped")


def test_findings_of_the_same_words_have_cases_of_different_names() -> None:
    (cases,) = suites(examined(finding(), finding()))
    assert [case.get("name") for case in cases] == [
        "conversion: 12 km (8.5 miles)",
        "conversion: 12 km (8.5 miles) [2]",
    ]


def test_names_do_not_change_with_the_line() -> None:
    names = {suites(examined(finding(region=region)))[0][0].get("name") for region in (finding().region, None)}
    assert len(names) == 1


def test_a_file_that_cannot_be_examined_is_an_error() -> None:
    ((case,),) = suites(examined(fault="Is a directory"))
    assert outcome(case) == ("error", "Is a directory")


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    ((case,),) = suites(examined(finding(about="a\x01b ]]> <c>&"), file="d\x0b.md"))
    assert case.get("name") == "conversion: a\ufffdb ]]> <c>&"
