from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import orjson
import pytest

from service.domain.checks import kind_names, kinds
from service.domain.checks.kind import Kind
from service.formats import Format, render
from service.formats.document import blame_fingerprint, conflict_fingerprint, gap, instant, items, wording
from tests.unit.formats import sample
from tests.unit.formats.sample import STATEMENTS, Json

# Those that tell all of a report; reviews are of what it refutes.
WHOLE = [form for form in Format if form is not Format.CLAIM_REVIEW]


def test_json_is_the_document(report: Json) -> None:
    assert orjson.loads(render(report, STATEMENTS, Format.JSON)) == report


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("json", "application/json"),
        ("csv", "text/csv; charset=utf-8"),
        ("html", "text/html; charset=utf-8"),
        ("sarif", "application/sarif+json"),
        ("junit", "application/xml"),
        ("claimreview", "application/ld+json"),
    ],
)
def test_each_form_has_its_media_type(form: str, media_type: str) -> None:
    assert Format(form).media_type == media_type


@pytest.mark.parametrize("form", WHOLE)
def test_the_same_document_gives_the_same_bytes(form: Format, report: Json) -> None:
    assert render(report, STATEMENTS, form) == render(report, STATEMENTS, form)


@pytest.mark.parametrize("form", WHOLE)
def test_claims_without_statements_are_told_by_their_ids(form: Format, report: Json) -> None:
    assert sample.FINE.encode() in render(report, {}, form)


@pytest.mark.parametrize("form", WHOLE)
def test_an_empty_report_can_be_rendered(form: Format) -> None:
    assert render(sample.document(joint=None), {}, form)


@pytest.mark.parametrize("kind", kinds(), ids=kind_names())
def test_what_comes_of_every_kind_can_be_rendered(kind: Kind) -> None:
    item = sample.item("x", kind.name, dict(kind.example))
    finding = {**item, "verdict": "inconsistent"}
    for form in WHOLE:
        rendered = render(sample.document(item, finding, joint=None), STATEMENTS, form)
        assert kind.name.encode() in rendered


def test_reviews_are_of_somebody(report: Json) -> None:
    with pytest.raises(ValueError, match="reviews have a publisher"):
        render(report, STATEMENTS, Format.CLAIM_REVIEW)


def test_waived_findings_come_after_the_others_of_their_verdict(report: Json) -> None:
    assert [item["name"] for item in items(report)] == [
        "the fine within thirty days' pay",
        "shares of the arriving",
        "the rise",
        "speed",
        "the half-year within the stock",
    ]


def test_a_claim_is_known_by_its_statement_else_its_quote_else_its_id() -> None:
    assert wording(sample.FINE, STATEMENTS) == "Police fined each picker 18,000 tenge."
    assert wording(sample.PAY, STATEMENTS) == "4 tenge a kilo"
    assert wording("x", STATEMENTS) == "claim x"


def test_a_gap_is_told_with_its_share_where_there_is_one() -> None:
    assert gap({"absolute": "5.5", "unit": "%", "relative": "0.055"}) == "5.5% (5.5% of what is expected)"
    assert gap({"absolute": "5", "unit": "day", "relative": None}) == "5 day"


def test_conflicts_and_blames_of_the_same_figures_are_not_the_same() -> None:
    found = sample.joint()
    (conflict,) = found["conflicts"]
    assert conflict_fingerprint(conflict) != blame_fingerprint(conflict)


def test_instants_are_utc_whether_text_or_not() -> None:
    assert instant("2030-01-01T00:00:00Z") == "2030-01-01T00:00:00Z"
    assert instant(datetime(2030, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))) == "2030-01-01T00:00:00Z"
    assert instant(datetime(2030, 1, 1, tzinfo=UTC)) == "2030-01-01T00:00:00Z"
