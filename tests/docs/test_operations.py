"""That alerts, runbooks, the dashboard and the page about metrics speak of what there is."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml

from service.application.queries import Backlog
from service.telemetry.metrics import Metrics
from service.telemetry.scraped import Looked, Scraped
from tests.docs.blocks import ROOT
from tests.docs.test_facts import page, rows
from tests.servers import binary_of, or_skip

RULES: list[dict[str, Any]] = yaml.safe_load(page("deploy/prometheus/alerts.yml"))["groups"][0]["rules"]
PANELS: list[dict[str, Any]] = json.loads(page("deploy/grafana/claimcheck.json"))["panels"]
RUNBOOKS = ROOT / "docs/operations/runbooks"

# Of Prometheus itself.
OF_PROMETHEUS = {"up": set[str]()}
ANYWHERE = {"job", "instance", "le"}


def metrics() -> dict[str, set[str]]:
    """Every metric by its name as told, with its labels."""
    backlog = Backlog(reports={}, parts={}, oldest=None)
    looked = Looked(backlog, {"kind": "redis", "reachable": True}, datetime.now(UTC))
    found = {
        metric.name: {label for sample in metric.samples for label in sample.labels}
        for metric in Scraped("1", "1", lambda: looked).collect()
    }
    observer = Metrics()
    for attribute in vars(observer).values():
        if hasattr(attribute, "_labelnames"):
            suffix = "_total" if attribute._type == "counter" else ""
            found[attribute._name + suffix] = set(attribute._labelnames)
    return found


def queries() -> list[tuple[str, str]]:
    """Each expression in alerts and dashboard, with where it stands."""
    alerts = [(rule["alert"], rule["expr"]) for rule in RULES]
    panels = [(panel["title"], target["expr"]) for panel in PANELS for target in panel.get("targets", [])]
    return alerts + panels


@pytest.fixture(scope="module")
def promtool() -> str:
    """What Prometheus checks its files with."""
    with or_skip():
        return str(binary_of(("promtool",), "PATH"))


def test_every_metric_is_told_with_its_labels() -> None:
    told = {row[0].strip("`"): set(re.findall(r"\w+", row[1])) for row in rows(page("docs/operations/observation.md"))}
    assert {name: labels for name, labels in told.items() if name.startswith("claimcheck_")} == metrics()


@pytest.mark.parametrize(("place", "expression"), queries())
def test_alerts_and_dashboard_ask_for_what_is_counted(place: str, expression: str) -> None:
    known = {**metrics(), **OF_PROMETHEUS}
    asked = set(re.findall(r"\bclaimcheck_\w+|\bup\b", expression))
    assert asked, place
    labels = set(ANYWHERE)
    for name in asked:
        family = re.sub(r"_(bucket|sum|count)$", "", name)
        assert name in known or family in known, name
        labels |= known[name if name in known else family]
    matched = re.findall(r"(\w+)(?:=~|!~|!=|=)\"", expression)
    grouped = [label for group in re.findall(r"by \(([^)]*)\)", expression) for label in group.split(", ")]
    assert {*matched, *grouped} <= labels, expression


def test_every_alert_has_a_page_and_every_page_an_alert() -> None:
    alerts = [rule["alert"] for rule in RULES]
    assert sorted(alerts) == sorted(path.stem for path in RUNBOOKS.glob("*.md") if path.stem != "index")
    assert len(alerts) == len(set(alerts))
    for rule in RULES:
        assert rule["annotations"]["runbook"] == f"docs/operations/runbooks/{rule['alert']}.md"
        text = page(rule["annotations"]["runbook"])
        assert re.findall(r"^#+ (.*)$", text, re.MULTILINE) == [rule["alert"], "Look", "Do"]


def test_every_alert_is_listed_with_its_severity() -> None:
    told = {
        re.sub(r"\[(\w+)\].*", r"\1", row[0]): row[1] for row in rows(page("docs/operations/runbooks/index.md"))[2:]
    }
    assert told == {rule["alert"]: rule["labels"]["severity"] for rule in RULES}


def test_panels_that_pages_speak_of_are_there() -> None:
    titles = {panel["title"] for panel in PANELS}
    for path in RUNBOOKS.glob("*.md"):
        for spoken in re.findall(r"(?<!\*)\*([A-Z][^*]+)\*(?!\*)", path.read_text(encoding="utf-8")):
            assert spoken in titles, f"{path.name}: {spoken}"


def test_panels_have_numbers_of_their_own_and_do_not_overlap() -> None:
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)
    covered: set[tuple[int, int]] = set()
    for panel in PANELS:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not covered & cells, panel["title"]
        covered |= cells


def test_every_metric_is_on_the_dashboard() -> None:
    shown = {
        name
        for panel in PANELS
        for target in panel.get("targets", [])
        for name in re.findall(r"claimcheck_\w+", target["expr"])
    }
    assert {re.sub(r"_(bucket|sum|count)$", "", name) for name in shown} == set(metrics())


def test_prometheus_takes_the_rules_and_the_configuration_as_they_stand(promtool: str) -> None:
    said = subprocess.run(
        [promtool, "check", "config", "prometheus.yml"],
        cwd=ROOT / "deploy/prometheus",
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    assert f"{len(RULES)} rules found" in said.stdout


def test_each_alert_fires_when_it_must_and_not_when_all_is_well(promtool: str) -> None:
    cases = yaml.safe_load(page("deploy/prometheus/alerts_test.yml"))["tests"]
    alerts = {rule["alert"] for rule in RULES}
    assert {one["alertname"] for one in cases[0]["alert_rule_test"]} == alerts
    assert {one["alertname"] for case in cases[1:] for one in case["alert_rule_test"]} == alerts
    command = [promtool, "test", "rules", "alerts_test.yml"]
    said = subprocess.run(command, cwd=ROOT / "deploy/prometheus", capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
