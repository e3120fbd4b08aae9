"""Reports over HTTP: made at once or in the background, rendered, compared, replayed, combined."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from schemas.report import ReplaySchema, ReportDiffSchema, ReportPageSchema, ReportSchema
from service.api import build_app
from service.application.services import Services
from tests import samples
from tests.api.conftest import Json, Store

EXAMPLES = Path(__file__).parents[2] / "examples"
NOWHERE = "01a21046-1e1d-7345-acf9-b00fe67b9573"
YEAR: Json = {"measure": "migrants", "period": "2004"}


@dataclass
class Dossier:
    """A collection with the claims and the check in it."""

    whole: Json
    kyrgyz: Json
    tajik: Json
    lonely: Json
    check: Json


def people(value: str) -> Json:
    return {"value": value, "unit": "person", "qualifier": "exact"}


@pytest.fixture
def dossier(store: Store, source: Json) -> Dossier:
    """A whole, two parts of it, a claim about something else, and a check of the first part."""

    def claim(value: str, **members: Any) -> Json:
        return store("claims", source_id=source["id"], figure=people(value), **members)

    kyrgyz = claim("19000", **YEAR, dimensions={"country": "Kyrgyzstan"})
    return Dossier(
        whole=claim("50000", **YEAR),
        kyrgyz=kyrgyz,
        tajik=claim("30000", **YEAR, dimensions={"country": "Tajikistan"}),
        lonely=claim("7", measure="police", statement="Seven police came."),
        check=store(
            "checks",
            name="a season's limit",
            kind="part_of",
            figures={"part": {"claim": kyrgyz["id"]}, "whole": people("20000")},
        ),
    )


Ask = Callable[..., Json]


@pytest.fixture
def ask(store: Store) -> Ask:
    """Makes a report and gives it as the contract has it."""

    def post(**body: Any) -> Json:
        report = store("reports", **body)
        assert ReportSchema().validate(without_instants(report)) == {}
        return report

    return post


def without_instants(value: Any) -> Any:
    """Instants are only ever sent, so schemas do not take them."""
    if isinstance(value, dict):
        instants = {"created_at", "updated_at", "finished_at", "expires"}
        return {name: without_instants(item) for name, item in value.items() if name not in instants}
    return [without_instants(item) for item in value] if isinstance(value, list) else value


def revise(client: FlaskClient, claim: Json, value: str) -> None:
    assert client.patch(f"/v1/claims/{claim['id']}", json={"figure": people(value)}).status_code == 200


def by_name(report: Json) -> dict[str, Json]:
    return {item["name"]: item for item in report["results"]}


class TestAtOnce:
    @pytest.mark.usefixtures("dossier")
    def test_a_small_collection_is_answered_at_once(self, client: FlaskClient) -> None:
        response = client.post("/v1/reports", json={})
        report = response.get_json()
        assert response.status_code == 201
        assert response.headers["Location"] == f"/v1/reports/{report['id']}"
        assert response.headers["ETag"] == '"1"'
        assert (report["status"], report["collections"]) == ("finished", ["default"])
        assert report["progress"] == {"done": 3, "total": 3}
        assert client.get(response.headers["Location"]).get_json() == report

    def test_it_tells_what_came_of_stored_and_discovered_checks(self, ask: Ask, dossier: Dossier) -> None:
        report = ask()
        assert report["counts"] == {
            "consistent": 3,
            "strained": 0,
            "inconsistent": 0,
            "undetermined": 0,
            "waived": 0,
            "total": 3,
        }
        stored, *discovered = report["results"]
        assert (stored["check"], stored["origin"], stored["name"]) == (
            dossier.check["id"],
            "stored",
            "a season's limit",
        )
        assert stored["claims"] == [{"claim": dossier.kyrgyz["id"], "revision": 1}]
        assert [item["check"] for item in discovered] == sorted(item["check"] for item in discovered)
        for item in discovered:
            assert (item["origin"], item["kind"], item["rule"]) == ("discovered", "part_of", "narrower-dimensions")
            assert item["why"]
            assert item["result"] is None

    def test_a_check_that_somebody_stored_is_not_discovered_again(
        self, store: Store, ask: Ask, dossier: Dossier
    ) -> None:
        figures = {"part": {"claim": dossier.tajik["id"]}, "whole": {"claim": dossier.whole["id"]}}
        check = store("checks", name="the Tajik part", kind="part_of", figures=figures)
        about = {"claim": dossier.tajik["id"], "revision": 1}
        assert [item["check"] for item in ask()["results"] if about in item["claims"]] == [check["id"]]

    def test_a_finding_comes_with_its_receipt(self, client: FlaskClient, ask: Ask, dossier: Dossier) -> None:
        revise(client, dossier.tajik, "60000")
        report = ask()
        (finding,) = (item for item in report["results"] if item["verdict"] == "inconsistent")
        assert finding["origin"] == "discovered"
        assert client.post("/v1/results/verify", json=finding["result"]).get_json()["stands"] is True
        assert client.get(f"/v1/results/{finding['digest']}").get_json() == finding["result"]

    def test_a_claim_that_no_check_touches_is_told(self, client: FlaskClient, ask: Ask, dossier: Dossier) -> None:
        coverage = ask()["coverage"]
        assert coverage == {
            "claims": 4,
            "checked": 3,
            "unchecked": [{"claim": dossier.lonely["id"], "revision": 1, "statement": "Seven police came."}],
        }
        client.delete(f"/v1/claims/{dossier.lonely['id']}")
        assert ask()["coverage"] == {"claims": 3, "checked": 3, "unchecked": []}

    def test_a_claim_without_a_statement_is_told_by_what_its_members_say(
        self, client: FlaskClient, store: Store, ask: Ask, dossier: Dossier
    ) -> None:
        revise(client, dossier.kyrgyz, "30000")
        about: Json = {"measure": "fine", "period": "2004-09", "dimensions": {"country": "Kazakhstan"}}
        fine = {"value": "18000", "unit": "KZT", "qualifier": "about"}
        store("claims", source_id=dossier.whole["source_id"], figure=fine, **about)
        report = ask()
        told = [one["statement"] for one in report["coverage"]["unchecked"]]
        assert told == ["Seven police came.", "fine, country=Kazakhstan, 2004-09: about 18,000 KZT"]
        for form in ("html", "csv", "junit", "sarif"):
            page = client.get(f"/v1/reports/{report['id']}?format={form}").text
            assert "migrants, country=Kyrgyzstan, 2004: 30,000 person" in page

    def test_it_pins_everything_that_it_saw(self, client: FlaskClient, ask: Ask, dossier: Dossier) -> None:
        revise(client, dossier.whole, "60000")
        client.delete(f"/v1/claims/{dossier.lonely['id']}")
        pins = ask()["pins"]
        claims = {pin["claim"]: pin["revision"] for pin in pins["claims"]}
        assert claims == {
            dossier.whole["id"]: 2,
            dossier.kyrgyz["id"]: 1,
            dossier.tajik["id"]: 1,
            dossier.lonely["id"]: 2,
        }
        assert pins["checks"] == [{"check": dossier.check["id"], "version": 1}]

    def test_claims_of_other_collections_that_checks_use_are_pinned_too(
        self, store: Store, ask: Ask, dossier: Dossier
    ) -> None:
        store("collections", slug="cotton", title="Cotton", references=["default"])
        store(
            "checks",
            collection="cotton",
            name="x",
            kind="equal",
            figures={"left": {"claim": dossier.whole["id"]}, "right": people("50000")},
        )
        report = ask(collection="cotton")
        assert report["pins"]["claims"] == [{"claim": dossier.whole["id"], "revision": 1}]
        assert report["coverage"] == {"claims": 0, "checked": 0, "unchecked": []}

    def test_checks_that_hold_each_and_not_together_are_a_conflict(
        self, store: Store, ask: Ask, source: Json, dossier: Dossier
    ) -> None:
        for name, whole in (("a", "35000"), ("b", "45000")):
            store(
                "checks",
                name=name,
                kind="sum",
                figures={
                    "parts": [{"claim": dossier.whole["id"]}, people(whole)],
                    "total": {"lower": "1", "unit": "person"},
                },
            )
        both = store("claims", source_id=source["id"], figure={"lower": "1", "unit": "person"}, measure="both")
        for name, operator in (("c", "<"), ("d", ">")):
            store(
                "checks",
                name=name,
                kind="expression",
                relation=f"x {operator} 40000 person",
                figures={"x": {"claim": both["id"]}},
            )
        report = ask()
        assert report["counts"]["inconsistent"] == 0
        assert report["joint"]["verdict"] == "inconsistent"
        (conflict,) = report["joint"]["conflicts"]
        assert conflict["within_checks"] is True
        assert conflict["checks"] == sorted(by_name(report)[name]["check"] for name in ("c", "d"))

    def test_a_reference_source_moves_the_blame(
        self, client: FlaskClient, store: Store, ask: Ask, dossier: Dossier
    ) -> None:
        official = store("sources", title="Census", kind="dataset", reference=True)
        client.patch(f"/v1/claims/{dossier.whole['id']}", json={"source_id": official["id"]})
        revise(client, dossier.tajik, "60000")
        blames = ask()["joint"]["blames"]
        assert [[figure["claim"] for figure in blame["figures"]] for blame in blames] == [[dossier.tajik["id"]]]

    def test_two_groups_in_conflict_have_blames_of_their_own(
        self, store: Store, ask: Ask, client: FlaskClient, source: Json, dossier: Dossier
    ) -> None:
        revise(client, dossier.tajik, "60000")
        other = store("claims", source_id=source["id"], figure=people("5"), measure="lorries")
        wrong = {"left": {"claim": other["id"]}, "right": people("6")}
        check = store("checks", name="lorries", kind="equal", figures=wrong)
        joint = ask()["joint"]
        assert {conflict["group"] for conflict in joint["conflicts"]} == {blame["group"] for blame in joint["blames"]}
        (blame,) = (blame for blame in joint["blames"] if blame["group"] == check["id"])
        assert [figure["claim"] for figure in blame["figures"]] == [other["id"]]
        assert "2 groups" in joint["text"]

    def test_conversions_by_one_stored_rate_hang_together(self, store: Store, ask: Ask, source: Json) -> None:
        rate = {"lower": "100", "upper": "200", "unit": "KZT/USD"}
        store("claims", source_id=source["id"], measure="exchange rate", figure=rate, period="2004-09-24")
        for measure, tenge in (("fine", "12000"), ("fee", "18000")):
            for value, unit in ((tenge, "KZT"), ("100", "USD")):
                store(
                    "claims",
                    source_id=source["id"],
                    measure=measure,
                    figure={"value": value, "unit": unit, "qualifier": "exact"},
                    period="2004-09-24",
                    quote={"exact": f"a {measure} of {tenge} tenge ($100)"},
                )
        report = ask()
        assert [item["verdict"] for item in report["results"]] == ["consistent", "consistent"]
        assert report["joint"]["verdict"] == "inconsistent"
        (conflict,) = report["joint"]["conflicts"]
        assert len(conflict["checks"]) == 2

    def test_a_conversion_that_is_stored_with_its_rate_is_not_asked_a_second_time(
        self, store: Store, ask: Ask, source: Json
    ) -> None:
        amounts = [
            store(
                "claims",
                source_id=source["id"],
                measure="fine",
                figure={"value": value, "unit": unit},
                quote={"exact": "18,000 tenge ($134)"},
            )
            for value, unit in (("18000", "KZT"), ("134", "USD"))
        ]
        figures: Json = {"amounts": [{"claim": claim["id"]} for claim in amounts]}
        assert [item["origin"] for item in ask()["results"]] == ["discovered"]
        figures["rate"] = {"value": "134.6", "unit": "KZT/USD"}
        store("checks", name="the rate of the week", kind="conversion", figures=figures)
        assert [item["origin"] for item in ask()["results"]] == ["stored"]

    def test_a_check_about_different_times_says_nothing_of_everything_together(
        self, store: Store, ask: Ask, source: Json
    ) -> None:
        before, after = (
            store("claims", source_id=source["id"], figure=people(value), measure=f"m{period}", period=period)
            for value, period in (("5", "2003"), ("6", "2004"))
        )
        figures = {"left": {"claim": before["id"]}, "right": {"claim": after["id"]}}
        check = store("checks", name="x", kind="equal", figures=figures)
        report = ask()
        assert report["results"][0]["reason"] == "different_period"
        assert report["joint"]["verdict"] == "consistent"
        left_out = {"check": check["id"], "why": "its figures are of different periods", "verdict": None}
        assert report["joint"]["left_out"] == [left_out]

    def test_periods_that_merely_overlap_make_a_warning_but_no_contradiction_of_everything_together(
        self, store: Store, ask: Ask, source: Json
    ) -> None:
        for value, period in (("40000", "2004"), ("19000", "2004-01/2004-06")):
            store("claims", source_id=source["id"], figure=people(value), measure="arrivals", period=period)
        report = ask()
        (item,) = report["results"]
        assert (item["kind"], item["rule"], item["severity"]) == ("agreement", "overlapping-periods", "warning")
        assert item["verdict"] == "inconsistent"
        assert report["joint"]["verdict"] == "consistent"
        assert [left_out["check"] for left_out in report["joint"]["left_out"]] == [item["check"]]
        assert report["joint"]["left_out"][0]["verdict"] is None
        assert report["joint"]["text"] == (
            "All figures and checks that were taken together can be true together. 1 check is left out of this."
        )

    @pytest.mark.usefixtures("dossier")
    def test_everything_together_is_no_better_than_a_check_that_cannot_be_taken_together(
        self, store: Store, ask: Ask
    ) -> None:
        figures = {"statistic": {"value": "2.20"}, "df": {"value": "28"}, "p": {"value": "0.06"}}
        check = store(
            "checks", name="p", kind="test_statistic", figures=figures, parameters={"test": "t"}, severity="warning"
        )
        report = ask()
        assert by_name(report)["p"]["verdict"] == "inconsistent"
        joint = report["joint"]
        assert (joint["verdict"], joint["readings"], joint["conflicts"]) == ("inconsistent", None, [])
        assert [(left["check"], left["verdict"]) for left in joint["left_out"]] == [(check["id"], "inconsistent")]
        assert joint["text"] == (
            "The figures and checks cannot all be true. 1 check is left out of this; 1 of them fails by itself."
        )

    def test_nor_is_it_better_than_a_check_read_by_a_policy_of_its_own(
        self, store: Store, ask: Ask, source: Json
    ) -> None:
        claim = store("claims", source_id=source["id"], figure={**people("34"), "qualifier": "about"}, measure="m")
        figures = {"left": {"claim": claim["id"]}, "right": people("36")}
        store("checks", name="tight", kind="equal", figures=figures, policy={"about": "0.01"})
        report = ask()
        assert report["results"][0]["verdict"] == "inconsistent"
        assert report["joint"]["verdict"] == "inconsistent"
        assert report["joint"]["text"] == (
            "The figures and checks cannot all be true. Read by the policy of its own, a check fails by itself."
        )

    def test_where_there_is_nothing_to_check_nothing_is_said_to_be_true(self, client: FlaskClient, ask: Ask) -> None:
        report = ask()
        joint = report["joint"]
        assert (joint["verdict"], joint["reason"]) == ("undetermined", "nothing_expected")
        assert joint["text"] == "There was nothing to check."
        junit = client.get(f"/v1/reports/{report['id']}?format=junit").text
        assert 'tests="1"' in junit
        assert "<skipped" in junit
        assert "There was nothing to check." in junit

    def test_parts_add_up_where_the_collection_declares_them_to_be_all_there_is(
        self, client: FlaskClient, store: Store, ask: Ask, source: Json
    ) -> None:
        for value, dimensions in (("60", {"sex": "female"}), ("30", {"sex": "male"}), ("100", {})):
            store("claims", source_id=source["id"], figure=people(value), **YEAR, dimensions=dimensions)
        assert {item["kind"] for item in ask()["results"]} == {"part_of"}
        partitions = [{"dimension": "sex", "values": ["female", "male"]}]
        client.patch("/v1/collections/default", json={"partitions": partitions})
        (item,) = (item for item in ask()["results"] if item["kind"] == "sum")
        assert (item["verdict"], item["rule"]) == ("inconsistent", "parts-of-total")

    def test_a_check_that_does_not_compile_any_more_is_undetermined(
        self, client: FlaskClient, ask: Ask, dossier: Dossier
    ) -> None:
        client.patch(f"/v1/claims/{dossier.kyrgyz['id']}", json={"figure": {"value": "19000", "unit": "kg"}})
        report = ask()
        item = by_name(report)["a season's limit"]
        assert (item["verdict"], item["reason"]) == ("undetermined", "incomparable_units")
        assert item["claims"] == [{"claim": dossier.kyrgyz["id"], "revision": 2}]
        (left_out,) = report["joint"]["left_out"]
        assert left_out["check"] == dossier.check["id"]

    def test_the_same_state_gives_the_same_report(self, ask: Ask, client: FlaskClient, dossier: Dossier) -> None:
        revise(client, dossier.tajik, "60000")
        first, second = ask(), ask()
        for report in (first, second):
            for name in ("id", "created_at", "updated_at", "finished_at"):
                del report[name]
        assert first == second


class TestOptions:
    def test_discovery_and_joint_consistency_can_be_left_out(self, ask: Ask, dossier: Dossier) -> None:
        report = ask(discover=False, joint=False)
        assert [item["check"] for item in report["results"]] == [dossier.check["id"]]
        assert report["joint"] is None
        assert (report["options"]["discover"], report["options"]["joint"]) == (False, False)

    def test_the_policy_is_for_what_is_discovered_and_stored_checks_keep_their_own(
        self, client: FlaskClient, ask: Ask, dossier: Dossier
    ) -> None:
        client.patch(f"/v1/checks/{dossier.check['id']}", json={"policy": {"about": "0.3"}})
        revise(client, dossier.tajik, "60000")
        report = ask(policy={"about": 0.2})
        assert report["options"]["policy"]["about"] == "0.2"
        about = {item["origin"]: item["result"]["policy"]["about"] for item in report["results"] if item["result"]}
        assert about == {"stored": "0.3", "discovered": "0.2"}

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"collection": "nowhere"}, "/collection"),
            ({"policy": {"about": "3"}}, "/policy/about"),
            ({"discover": "yes"}, "/discover"),
            ({"joint": None}, "/joint"),
            ({"colour": "red"}, "/colour"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, client: FlaskClient, body: Json, pointer: str) -> None:
        response = client.post("/v1/reports", json=body)
        assert response.status_code == 422
        assert response.get_json()["errors"][0]["pointer"] == pointer
        assert client.get("/v1/reports").get_json()["items"] == []


class TestWaivers:
    @pytest.fixture
    def finding(self, client: FlaskClient, ask: Ask, dossier: Dossier) -> Json:
        """A discovered check that fails."""
        revise(client, dossier.tajik, "60000")
        finding: Json = next(item for item in ask()["results"] if item["verdict"] == "inconsistent")
        return finding

    @pytest.fixture
    def waiver(self, store: Store, ask: Ask, finding: Json) -> Json:
        """Accepts it."""
        return store("waivers", report=ask()["id"], check=finding["check"], reason="Counted twice, known.")

    def test_a_waived_finding_is_shown_and_counted(self, ask: Ask, finding: Json, waiver: Json) -> None:
        report = ask()
        (item,) = (item for item in report["results"] if item["check"] == finding["check"])
        assert item["waiver"] == {"id": waiver["id"], "reason": "Counted twice, known.", "expires": None}
        assert (report["counts"]["inconsistent"], report["counts"]["waived"]) == (1, 1)
        assert {**item, "waiver": None} == finding

    @pytest.mark.usefixtures("finding", "waiver")
    def test_a_new_revision_ends_it(self, client: FlaskClient, ask: Ask, dossier: Dossier) -> None:
        revise(client, dossier.tajik, "70000")
        assert ask()["counts"]["waived"] == 0

    @pytest.mark.usefixtures("finding")
    def test_a_report_replays_with_the_waivers_that_it_saw(self, client: FlaskClient, ask: Ask, waiver: Json) -> None:
        report = ask()
        assert client.delete(f"/v1/waivers/{waiver['id']}").status_code == 204
        assert client.post(f"/v1/reports/{report['id']}/replay").get_json()["stands"] is True
        assert ask()["counts"]["waived"] == 0


@pytest.fixture
def patient(services: Services, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Sends requests to the service when it makes no report at once, and notices soon when one is cancelled."""
    monkeypatch.setattr("service.jobs.pulse.BEAT", 0.05)
    return build_app(replace(services, report_at_once=-1)).test_client()


def wait(client: FlaskClient, report: Json, *statuses: str) -> Json:
    """The report once it has one of these statuses."""
    deadline = time.monotonic() + 30
    while True:
        found: Json = client.get(f"/v1/reports/{report['id']}").get_json()
        if found["status"] in statuses:
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.02)


class Endless:
    """A run that goes on until it is told to end."""

    def __init__(self) -> None:
        self.begun = 0
        self.ended = 0

    def __call__(self, _snapshot: Any, _cache: Any, progress: Callable[[int, int], None]) -> Json:
        self.begun += 1
        try:
            while True:
                progress(3, 7)
                time.sleep(0.01)
        finally:
            self.ended += 1


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> Endless:
    """Makes every report in the background endless."""
    run = Endless()
    monkeypatch.setattr("service.application.reports.queue.run", run)
    return run


class TestInTheBackground:
    @pytest.mark.usefixtures("dossier")
    def test_a_large_collection_is_answered_later(self, patient: FlaskClient, ask: Ask) -> None:
        response = patient.post("/v1/reports", json={})
        assert response.status_code == 202
        queued = response.get_json()
        assert response.headers["Location"] == f"/v1/reports/{queued['id']}"
        assert (queued["status"], queued["progress"], queued["results"]) == ("queued", {"done": 0, "total": None}, None)
        found = wait(patient, queued, "finished")
        at_once = ask()
        for name in ("counts", "results", "joint", "coverage", "pins", "progress"):
            assert found[name] == at_once[name]

    def test_what_is_being_made_shows_how_far_it_is_and_nothing_else(
        self, patient: FlaskClient, endless: Endless
    ) -> None:
        queued = patient.post("/v1/reports", json={}).get_json()
        deadline = time.monotonic() + 30
        while True:
            found = wait(patient, queued, "running")
            if found["progress"]["total"] is not None or time.monotonic() > deadline:
                break
        assert found["progress"] == {"done": 3, "total": 7}
        assert [found[name] for name in ("counts", "results", "joint", "coverage", "pins", "finished_at")] == [None] * 6
        assert ReportSchema().validate(without_instants(found)) == {}
        assert endless.begun == 1

    def test_one_that_is_being_made_can_be_cancelled(self, patient: FlaskClient, endless: Endless) -> None:
        queued = patient.post("/v1/reports", json={}).get_json()
        wait(patient, queued, "running")
        address = f"/v1/reports/{queued['id']}"
        assert patient.delete(address).status_code == 204
        begun = time.monotonic()
        cancelled = patient.get(address).get_json()
        assert (cancelled["status"], cancelled["results"]) == ("cancelled", None)
        while not endless.ended:
            assert time.monotonic() < begun + 5
            time.sleep(0.01)
        assert patient.get(address).get_json() == cancelled
        assert patient.delete(address).status_code == 204
        assert patient.get(address).status_code == 404

    def test_one_that_waits_can_be_cancelled_and_is_never_begun(self, patient: FlaskClient, endless: Endless) -> None:
        running = patient.post("/v1/reports", json={}).get_json()
        wait(patient, running, "running")
        waiting = patient.post("/v1/reports", json={}).get_json()
        assert patient.delete(f"/v1/reports/{waiting['id']}").status_code == 204
        patient.delete(f"/v1/reports/{running['id']}")
        while not endless.ended:
            time.sleep(0.01)
        assert patient.get(f"/v1/reports/{waiting['id']}").get_json()["status"] == "cancelled"
        assert endless.begun == 1

    def test_a_failure_is_told_and_the_next_report_is_made(
        self, patient: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail(*_: Any) -> None:
            raise RuntimeError("SELECT secret FROM drawer")

        with monkeypatch.context() as patched:
            patched.setattr("service.application.reports.queue.run", fail)
            failed = wait(patient, patient.post("/v1/reports", json={}).get_json(), "failed")
        assert failed["id"] in failed["detail"]
        assert "secret" not in json.dumps(failed)
        assert "secret" in caplog.text
        assert wait(patient, patient.post("/v1/reports", json={}).get_json(), "finished")

    def test_a_collection_that_is_gone_by_then_is_told(
        self, patient: FlaskClient, store: Store, endless: Endless
    ) -> None:
        store("collections", slug="brief", title="Brief")
        first = patient.post("/v1/reports", json={}).get_json()
        wait(patient, first, "running")
        second = patient.post("/v1/reports", json={"collection": "brief"}).get_json()
        assert patient.delete("/v1/collections/brief").status_code == 204
        patient.delete(f"/v1/reports/{first['id']}")
        assert wait(patient, second, "failed")["detail"] == "there is no collection brief any more"
        assert endless.begun == 1

    @pytest.mark.usefixtures("dossier")
    def test_the_first_answer_is_given_again_and_one_report_is_made(self, patient: FlaskClient) -> None:
        first, again = (patient.post("/v1/reports", json={}, headers={"Idempotency-Key": "k"}) for _ in range(2))
        assert (first.status_code, again.status_code) == (202, 202)
        assert first.get_data() == again.get_data()
        assert len(patient.get("/v1/reports").get_json()["items"]) == 1

    @pytest.mark.usefixtures("dossier")
    def test_a_caller_waits_no_longer_than_some_seconds(
        self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("service.application.reports.store.LONGEST_WAIT", -1)
        response = client.post("/v1/reports", json={})
        assert response.status_code == 202
        assert wait(client, response.get_json(), "finished")["counts"]["total"] == 3


@pytest.mark.usefixtures("dossier")
def test_a_repeated_request_is_not_run_again(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.post("/v1/reports", json={}, headers={"Idempotency-Key": "k"})
    monkeypatch.setattr("service.application.reports.store.run", lambda *_: pytest.fail("is run again"))
    again = client.post("/v1/reports", json={}, headers={"Idempotency-Key": "k"})
    assert (again.status_code, again.get_data()) == (201, first.get_data())


class TestReading:
    @pytest.mark.usefixtures("dossier")
    def test_lists_show_reports_without_results(self, client: FlaskClient, store: Store, ask: Ask) -> None:
        store("collections", slug="cotton", title="Cotton")
        first, other = ask(), ask(collection="cotton")
        page = client.get("/v1/reports").get_json()
        assert ReportPageSchema().validate(without_instants(page)) == {}
        assert [item["id"] for item in page["items"]] == [first["id"], other["id"]]
        assert page["items"][0] == {
            name: value for name, value in first.items() if name not in {"results", "joint", "coverage", "pins"}
        }
        assert [item["id"] for item in client.get("/v1/reports?collection=cotton").get_json()["items"]] == [other["id"]]

    def test_it_is_sent_once(self, client: FlaskClient, ask: Ask) -> None:
        address = f"/v1/reports/{ask()['id']}"
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
        assert client.get(f"{address}?format=csv", headers={"If-None-Match": tag}).status_code == 200

    def test_only_the_version_meant_is_deleted(self, client: FlaskClient, ask: Ask) -> None:
        address = f"/v1/reports/{ask()['id']}"
        assert client.delete(address, headers={"If-Match": '"7"'}).status_code == 412
        assert client.delete(address, headers={"If-Match": '"1"'}).status_code == 204
        assert client.get(address).status_code == 404

    def test_a_collection_can_go_and_its_reports_stay(self, client: FlaskClient, store: Store, ask: Ask) -> None:
        store("collections", slug="brief", title="Brief")
        report = ask(collection="brief")
        assert client.delete("/v1/collections/brief").status_code == 204
        assert client.get(f"/v1/reports/{report['id']}").get_json() == report

    @pytest.mark.parametrize(
        ("method", "path"),
        [("get", ""), ("delete", ""), ("get", f"/diff?against={NOWHERE}"), ("post", "/replay")],
    )
    def test_one_that_is_not_there_is_not_found(self, client: FlaskClient, method: str, path: str) -> None:
        response = getattr(client, method)(f"/v1/reports/{NOWHERE}{path}")
        assert response.status_code == 404
        assert response.get_json()["detail"] == f"there is no report {NOWHERE}"


class TestFormats:
    @pytest.fixture
    def address(self, client: FlaskClient, ask: Ask, dossier: Dossier) -> str:
        """Where a report with a finding is."""
        revise(client, dossier.tajik, "60000")
        return f"/v1/reports/{ask()['id']}"

    @pytest.mark.parametrize(
        ("name", "media_type"),
        [
            ("json", "application/json"),
            ("csv", "text/csv"),
            ("html", "text/html"),
            ("sarif", "application/sarif+json"),
            ("junit", "application/xml"),
        ],
    )
    def test_a_format_is_named_or_accepted(self, client: FlaskClient, address: str, name: str, media_type: str) -> None:
        named = client.get(f"{address}?format={name}", headers={"Accept": "text/nothing"})
        accepted = client.get(address, headers={"Accept": f"{media_type}, */*;q=0.1"})
        for response in (named, accepted):
            assert response.status_code == 200
            assert response.mimetype == media_type
            assert response.headers["Vary"] == "Accept"
        assert named.get_data() == accepted.get_data()
        assert "migrants" in named.get_data(as_text=True)

    @pytest.mark.parametrize("accept", [None, "", "*/*", "application/json", "text/nothing, application/*"])
    def test_who_does_not_say_gets_json(self, client: FlaskClient, address: str, accept: str | None) -> None:
        headers = {} if accept is None else {"Accept": accept}
        assert client.get(address, headers=headers).mimetype == "application/json"

    def test_a_browser_gets_a_page_that_runs_nothing(self, client: FlaskClient, address: str) -> None:
        accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        response = client.get(address, headers={"Accept": accept})
        assert response.mimetype == "text/html"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")

    def test_what_is_not_there_is_not_acceptable(self, client: FlaskClient, address: str) -> None:
        response = client.get(address, headers={"Accept": "image/png"})
        assert response.status_code == 406
        assert response.get_json()["type"] == "/problems/not-acceptable"
        assert "text/csv" in response.get_json()["detail"]

    def test_an_unknown_format_is_refused(self, client: FlaskClient, address: str) -> None:
        response = client.get(f"{address}?format=pdf")
        assert response.status_code == 422
        assert response.get_json()["errors"][0]["pointer"] == "/format"

    def test_other_formats_need_a_finished_report(self, patient: FlaskClient, endless: Endless) -> None:
        queued = patient.post("/v1/reports", json={}).get_json()
        response = patient.get(f"/v1/reports/{queued['id']}?format=csv")
        assert response.status_code == 409
        assert "finished" in response.get_json()["detail"]
        assert endless.begun <= 1

    def test_a_statement_is_that_of_the_revision_that_was_seen(self, client: FlaskClient, address: str) -> None:
        before = client.get(f"{address}?format=html").get_data(as_text=True)
        claim = client.get("/v1/claims?text=seven").get_json()["items"][0]
        client.patch(f"/v1/claims/{claim['id']}", json={"statement": "Eight police came."})
        assert client.get(f"{address}?format=html").get_data(as_text=True) == before


class TestDiff:
    def diff(self, client: FlaskClient, after: Json, before: Json) -> Json:
        response = client.get(f"/v1/reports/{after['id']}/diff?against={before['id']}")
        assert response.status_code == 200, response.get_json()
        found: Json = response.get_json()
        assert ReportDiffSchema().validate(found) == {}
        return found

    @pytest.mark.usefixtures("dossier")
    def test_nothing_changed_between_a_report_and_its_repetition(self, client: FlaskClient, ask: Ask) -> None:
        found = self.diff(client, ask(), ask())
        assert found["changes"] == []
        assert found["counts"] == {"flipped": 0, "changed": 0, "appeared": 0, "vanished": 0}
        assert found["joint"] == {"before": "consistent", "after": "consistent"}

    def test_a_claim_that_changed_names_exactly_the_checks_it_touched(
        self, client: FlaskClient, ask: Ask, dossier: Dossier
    ) -> None:
        before = ask()
        revise(client, dossier.kyrgyz, "20500")
        after = ask()
        found = self.diff(client, after, before)
        touched = {
            item["check"]
            for item in before["results"]
            if {"claim": dossier.kyrgyz["id"], "revision": 1} in item["claims"]
        }
        assert len(touched) == 2 < len(before["results"])
        assert {change["check"] for change in found["changes"]} == touched
        for change in found["changes"]:
            assert change["because"] == [{"claim": dossier.kyrgyz["id"], "from": 1, "to": 2}]
        stored, discovered = found["changes"]
        assert (stored["before"]["verdict"], stored["after"]["verdict"], stored["flipped"]) == (
            "consistent",
            "inconsistent",
            True,
        )
        assert (discovered["origin"], discovered["flipped"]) == ("discovered", False)
        assert found["counts"] == {"flipped": 1, "changed": 2, "appeared": 0, "vanished": 0}
        assert found["joint"] == {"before": "consistent", "after": "inconsistent"}

    def test_of_the_example_it_names_the_checks_of_the_fine(
        self, client: FlaskClient, services: Services, ask: Ask
    ) -> None:
        with services.unit_of_work() as uow:
            samples.bring(uow, json.loads((EXAMPLES / "migrant-labour/collection.json").read_text()))
            uow.commit()
        before = ask(collection="migrant-labour")
        claims = client.get("/v1/claims?collection=migrant-labour&unit=KZT").get_json()["items"]
        (fine,) = (claim for claim in claims if claim["measure"] == "fine")
        figure = {"value": "11000", "unit": "KZT", "qualifier": "exact"}
        assert client.patch(f"/v1/claims/{fine['id']}", json={"figure": figure}).status_code == 200
        after = ask(collection="migrant-labour")
        found = self.diff(client, after, before)
        assert [(change["name"], change["flipped"], change["because"]) for change in found["changes"]] == [
            (name, True, [{"claim": fine["id"], "from": 1, "to": 2}])
            for name in ("fine in days' wages", "exchange rate of the fine")
        ]
        assert found["joint"] == {"before": "inconsistent", "after": "inconsistent"}

    def test_a_check_that_changed_is_named_with_its_versions(
        self, client: FlaskClient, ask: Ask, dossier: Dossier
    ) -> None:
        before = ask()
        client.patch(f"/v1/checks/{dossier.check['id']}", json={"figures": {"whole": people("18000")}})
        (change,) = self.diff(client, ask(), before)["changes"]
        assert change["because"] == [{"check": dossier.check["id"], "from": 1, "to": 2}]
        assert change["flipped"] is True

    def test_a_check_only_in_one_is_told_with_what_it_is_not_in_the_other(
        self, client: FlaskClient, ask: Ask, dossier: Dossier
    ) -> None:
        before = ask()
        client.delete(f"/v1/checks/{dossier.check['id']}")
        client.patch(f"/v1/claims/{dossier.tajik['id']}", json={"period": "2003"})
        after = ask()
        stored, discovered = self.diff(client, after, before)["changes"]
        assert (stored["after"], stored["because"]) == (None, [{"check": dossier.check["id"], "from": 1, "to": None}])
        assert (discovered["after"], discovered["because"]) == (
            None,
            [{"claim": dossier.tajik["id"], "from": 1, "to": 2}],
        )
        back = self.diff(client, before, after)
        assert back["counts"] == {"flipped": 0, "changed": 0, "appeared": 2, "vanished": 0}
        assert back["changes"][1]["because"] == [{"claim": dossier.tajik["id"], "from": 2, "to": 1}]

    def test_both_must_be_finished(self, client: FlaskClient, patient: FlaskClient, ask: Ask, endless: Endless) -> None:
        queued, other = patient.post("/v1/reports", json={}).get_json(), ask()
        for one, two in ((queued, other), (other, queued)):
            response = client.get(f"/v1/reports/{one['id']}/diff?against={two['id']}")
            assert response.status_code == 409
            assert queued["id"] in response.get_json()["detail"]
        assert endless.begun <= 1

    @pytest.mark.parametrize("query", ["", "?against=x", f"?against={NOWHERE}"])
    def test_what_to_compare_with_must_be_there(self, client: FlaskClient, ask: Ask, query: str) -> None:
        response = client.get(f"/v1/reports/{ask()['id']}/diff{query}")
        assert response.status_code == 422
        (error,) = response.get_json()["errors"]
        assert (error["pointer"], error["place"]) == ("/against", "query")


class TestReplay:
    def replay(self, client: FlaskClient, report: Json) -> Json:
        response = client.post(f"/v1/reports/{report['id']}/replay")
        assert response.status_code == 200, response.get_json()
        found: Json = response.get_json()
        assert ReplaySchema().validate(without_instants(found)) == {}
        return found

    def test_a_report_stands_whatever_happened_since(
        self, client: FlaskClient, store: Store, ask: Ask, dossier: Dossier
    ) -> None:
        official = store("sources", title="Census", kind="dataset", reference=True)
        client.patch(f"/v1/claims/{dossier.whole['id']}", json={"source_id": official["id"]})
        revise(client, dossier.tajik, "60000")
        report = ask()
        assert report["joint"]["verdict"] == "inconsistent"
        revise(client, dossier.whole, "1")
        client.delete(f"/v1/claims/{dossier.lonely['id']}")
        client.patch(
            f"/v1/checks/{dossier.check['id']}",
            json={"kind": "equal", "figures": {"part": None, "whole": None, "left": people("1"), "right": people("1")}},
        )
        client.delete(f"/v1/checks/{dossier.check['id']}")
        client.patch(f"/v1/sources/{official['id']}", json={"reference": False, "title": "Census (withdrawn)"})
        client.patch("/v1/collections/default", json={"partitions": [{"dimension": "country", "values": ["a", "b"]}]})
        assert self.replay(client, report) == {
            "report": report["id"],
            "stands": True,
            "differences": [],
            "replayed": None,
        }

    def test_a_conversion_is_replayed_with_the_rate_that_was_nearest(
        self, client: FlaskClient, store: Store, ask: Ask, source: Json
    ) -> None:
        def rate(value: str, day: str) -> Json:
            figure = {"value": value, "unit": "KZT/USD"}
            return store("claims", source_id=source["id"], measure="exchange rate", figure=figure, period=day)

        far = rate("134.6", "2004-09-20")
        for value, unit in (("18000", "KZT"), ("134", "USD")):
            store(
                "claims",
                source_id=source["id"],
                measure="fine",
                figure={"value": value, "unit": unit},
                period="2004-09-24",
                quote={"exact": "fined 18,000 tenge ($134) each"},
            )
        first = ask()
        (item,) = (item for item in first["results"] if item["kind"] == "conversion")
        assert item["verdict"] == "consistent"
        assert {"claim": far["id"], "revision": 1} in item["claims"]
        assert first["joint"]["components"] == 1
        near = rate("148", "2004-09-24")
        second = ask()
        (changed,) = client.get(f"/v1/reports/{second['id']}/diff?against={first['id']}").get_json()["changes"]
        assert changed["flipped"] is True
        assert changed["because"] == sorted(
            [{"claim": far["id"], "from": 1, "to": None}, {"claim": near["id"], "from": None, "to": 1}],
            key=lambda cause: str(cause["claim"]),
        )
        assert self.replay(client, first)["stands"] is True
        assert self.replay(client, second)["stands"] is True

    @pytest.mark.usefixtures("dossier")
    def test_another_engine_may_come_to_something_else(
        self, client: FlaskClient, ask: Ask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        report = ask()
        monkeypatch.setattr("service.domain.digest.ENGINE", "next")
        monkeypatch.setattr("service.application.reports.run.ENGINE", "next")
        found = self.replay(client, report)
        assert found["stands"] is False
        assert {"/pins/engine", "/results/0/digest"} <= set(found["differences"])
        assert found["replayed"]["pins"]["engine"] == "next"

    def test_what_time_cut_short_is_not_compared(self, client: FlaskClient, store: Store, ask: Ask) -> None:
        store(
            "checks",
            name="slow",
            kind="expression",
            relation="x^2 - 2*x*y + y^2 < 0",
            figures={name: {"lower": "0", "upper": "9"} for name in "xy"},
            policy={"time_limit": "0.01"},
        )
        report = ask(joint=False)
        assert report["results"][0]["reason"] == "limit_exceeded"
        assert self.replay(client, report)["stands"] is True

    def test_nothing_goes_into_its_body(self, client: FlaskClient, ask: Ask) -> None:
        address = f"/v1/reports/{ask()['id']}/replay"
        refused = client.post(address, json={"engine": "1"})
        assert (refused.status_code, refused.get_json()["type"]) == (422, "/problems/invalid-request")
        assert refused.get_json()["errors"][0]["message"] == "nothing goes into this body; leave it out"
        assert client.post(address, json={}).status_code == 200

    def test_only_a_finished_report_is_replayed(self, patient: FlaskClient, endless: Endless) -> None:
        queued = patient.post("/v1/reports", json={}).get_json()
        assert patient.post(f"/v1/reports/{queued['id']}/replay").status_code == 409
        assert endless.begun <= 1


class TestCombination:
    @pytest.fixture
    def others(self, store: Store, source: Json) -> None:
        """Two more collections, one with a check that fails."""
        for slug, value in (("cotton", "5"), ("wages", "6")):
            store("collections", slug=slug, title=slug)
            claim = store("claims", collection=slug, source_id=source["id"], measure=slug, figure=people(value))
            figures = {"left": {"claim": claim["id"]}, "right": people("5")}
            store("checks", collection=slug, name=slug, kind="equal", figures=figures)
            store("claims", collection=slug, source_id=source["id"], measure=f"{slug} unchecked", figure=people("1"))

    def combine(self, client: FlaskClient, *reports: Json) -> TestResponse:
        return client.post("/v1/reports/combine", json={"reports": [report["id"] for report in reports]})

    @pytest.mark.usefixtures("dossier", "others")
    def test_reports_with_nothing_in_common_make_one(self, client: FlaskClient, ask: Ask) -> None:
        reports = [ask(), ask(collection="cotton"), ask(collection="wages")]
        response = self.combine(client, *reports)
        assert response.status_code == 201
        report = response.get_json()
        assert ReportSchema().validate(without_instants(report)) == {}
        assert (report["collections"], report["status"]) == (["cotton", "default", "wages"], "finished")
        assert report["counts"]["total"] == sum(each["counts"]["total"] for each in reports) == 5
        assert {item["check"] for item in report["results"]} == {
            item["check"] for each in reports for item in each["results"]
        }
        assert report["joint"]["verdict"] == "inconsistent"
        assert report["coverage"]["claims"] == 8
        assert len(report["coverage"]["unchecked"]) == 3
        assert client.get(response.headers["Location"]).get_json() == report
        assert [item["id"] for item in client.get("/v1/reports?collection=wages").get_json()["items"]] == [
            reports[2]["id"],
            report["id"],
        ]
        assert client.post(f"/v1/reports/{report['id']}/replay").get_json()["stands"] is True
        assert client.get(f"/v1/reports/{report['id']}?format=html").status_code == 200

    @pytest.mark.usefixtures("dossier", "others")
    def test_it_is_as_if_they_had_been_combined_in_any_other_way(self, client: FlaskClient, ask: Ask) -> None:
        one, two, three = ask(), ask(collection="cotton"), ask(collection="wages", policy={"about": "0.2"})
        left = self.combine(client, self.combine(client, one, two).get_json(), three).get_json()
        right = self.combine(client, three, self.combine(client, two, one).get_json()).get_json()
        for report in (left, right):
            for name in ("id", "created_at", "updated_at", "finished_at"):
                del report[name]
        assert left == right
        assert left["options"]["policy"] is None

    def test_what_they_share_is_named(self, client: FlaskClient, ask: Ask, dossier: Dossier) -> None:
        response = self.combine(client, ask(), ask())
        assert response.status_code == 409
        assert dossier.check["id"] in response.get_json()["detail"]
        assert dossier.whole["id"] in response.get_json()["detail"]

    @pytest.mark.parametrize("given", [[], [NOWHERE], ["x", NOWHERE], "all"])
    def test_what_makes_no_sense_is_refused(self, client: FlaskClient, given: Any) -> None:
        response = client.post("/v1/reports/combine", json={"reports": given})
        assert response.status_code == 422
        assert response.get_json()["errors"][0]["pointer"].startswith("/reports")

    def test_one_that_is_not_there_is_named(self, client: FlaskClient, ask: Ask) -> None:
        response = client.post("/v1/reports/combine", json={"reports": [ask()["id"], NOWHERE]})
        assert response.status_code == 422
        (error,) = response.get_json()["errors"]
        assert (error["pointer"], error["message"]) == ("/reports/1", f"there is no report {NOWHERE}")

    def test_all_must_be_finished(self, client: FlaskClient, patient: FlaskClient, ask: Ask, endless: Endless) -> None:
        assert self.combine(client, ask(), patient.post("/v1/reports", json={}).get_json()).status_code == 409
        assert endless.begun <= 1


@pytest.mark.usefixtures("patient")
def test_a_process_that_only_reads_a_report_takes_it_up(app: Flask, services: Services) -> None:
    from service.application.reports import store as reports

    made = reports.make(services.unit_of_work, services.cache, {}, at_once=-1)
    with services.unit_of_work() as uow:
        reports.store(uow, made)
        uow.commit()
    assert wait(app.test_client(), {"id": str(made.report.id)}, "finished")
