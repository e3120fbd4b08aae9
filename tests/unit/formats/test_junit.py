from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase

from service.formats import Format, render
from tests.unit.formats import junit_schema, sample
from tests.unit.formats.sample import STATEMENTS, Json


def tree_of(document: Json) -> ET.Element:
    return junit_schema.parsed(render(document, STATEMENTS, Format.JUNIT))


def suites_of(document: Json) -> JUnitXml:
    tree_of(document)
    return JUnitXml.fromstring(render(document, STATEMENTS, Format.JUNIT).decode())


def outcome(case: TestCase) -> Any:
    return next(iter(case.result), None)


def cases_of(document: Json) -> dict[str, Any]:
    return {case.name: outcome(case) for suite in suites_of(document) for case in suite}


def test_a_suite_holds_the_checks_of_one_origin_and_kind(report: Json) -> None:
    suites = suites_of(report)
    assert [suite.name for suite in suites] == [
        "discovered shares",
        "stored change",
        "stored part_of",
        "stored ratio",
        "joint",
    ]
    assert (suites.tests, suites.failures, suites.errors, suites.skipped) == (6, 2, 0, 3)


def test_the_schema_refuses_what_is_none() -> None:
    root = tree_of(sample.document(sample.wages(), joint=None))
    root.set("skipped", "0")
    case = root.find("testsuite/testcase")
    assert case is not None
    del case.attrib["name"]
    ET.SubElement(case, "outcome")
    found = junit_schema.faults(root)
    assert sorted(found) == sorted(
        ["testsuites has skipped", "testcase needs name", "outcome in testcase", "there is no outcome"]
    )


def test_an_inconsistency_fails_with_the_arithmetic() -> None:
    failure = cases_of(sample.document(sample.wages(), joint=None))["the fine within thirty days' pay"]
    assert isinstance(failure, Failure)
    assert failure.type == "inconsistent"
    assert "45 to 90 day; expected at most 30 day" in failure.message
    lines = failure.text.splitlines()
    assert "gap: 15 day (50% of what is expected)" in lines
    assert "likeliest slip: 4 KZT/kg was meant as 4 KZT/lb" in lines
    assert "  pay * picked = 200 to 400 KZT/day" in lines
    assert f"claim {sample.PAY}, revision 2: 4 tenge a kilo (The Courier: Fined)" in lines


def test_what_is_consistent_passes() -> None:
    assert cases_of(sample.document(sample.within(), joint=None)) == {"the half-year within the stock": None}


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        (sample.unasked(), "undetermined"),
        (sample.rise(), "strained"),
        (sample.wages(severity="warning"), "inconsistent"),
        (sample.wages(waiver=sample.WAIVER), "waived"),
    ],
)
def test_what_is_no_failure_and_does_not_pass_is_skipped_with_the_reason(item: Json, kind: str) -> None:
    (skipped,) = cases_of(sample.document(item, joint=None)).values()
    assert isinstance(skipped, Skipped)
    assert skipped.type == kind
    assert item["text"] in skipped.message


def test_a_waived_case_tells_why_and_until_when() -> None:
    (skipped,) = cases_of(sample.document(sample.wages(waiver=sample.WAIVER), joint=None)).values()
    assert skipped.message.startswith("waived until 2030-01-01T00:00:00Z: The paper rounds; corrected online.")
    endless = sample.wages(waiver={**sample.WAIVER, "expires": None})
    (skipped,) = cases_of(sample.document(endless, joint=None)).values()
    assert skipped.message.startswith("waived without end: The paper rounds")


def test_checks_of_one_name_have_cases_of_different_names() -> None:
    names = list(cases_of(sample.document(sample.wages(check="a"), sample.wages(check="b"), joint=None)))
    assert names == ["the fine within thirty days' pay [a]", "the fine within thirty days' pay [b]"]


def test_everything_together_is_one_case() -> None:
    failure = cases_of(sample.document(sample.wages()))["all figures and checks together"]
    assert isinstance(failure, Failure)
    assert "conflict: The fine, the pay and the harvest leave no number of days." in failure.text
    assert "picked of check" in failure.text
    assert "what would explain this, 1 of 2:" in failure.text
    assert "would have to be 0 to 12,000 KZT, such as 12000 KZT." in failure.text
    assert "left out: check" in failure.text


@pytest.mark.parametrize(
    ("verdict", "kind"), [("consistent", type(None)), ("strained", Skipped), ("undetermined", Skipped)]
)
def test_together_it_fails_only_when_inconsistent(verdict: str, kind: type) -> None:
    found = sample.joint(verdict=verdict, **({"conflicts": [], "blames": []} if verdict != "strained" else {}))
    assert isinstance(cases_of(sample.document(joint=found))["all figures and checks together"], kind)


def test_a_report_that_failed_is_an_error_and_no_success() -> None:
    (error,) = cases_of(sample.document(**sample.UNFINISHED)).values()
    assert isinstance(error, Error)
    assert error.message == "the report is failed: the worker stopped"


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    (name,) = cases_of(sample.document(sample.within(name="a\x01b\ufffec ]]> <d>&"), joint=None))
    assert name == "a\ufffdb\ufffdc ]]> <d>&"
