from __future__ import annotations

import pytest

from service.domain.check import Check
from service.domain.evaluation import evaluate
from service.domain.period import parse_period
from service.domain.policy import Policy
from service.domain.result import Result, Verdict, replay
from service.reading.checked import MOST_CHECKED, MOST_CHECKS, checked
from service.reading.lint import lint
from service.reading.text_form import TextForm


def test_a_finding_is_a_result_of_the_engine_with_its_place() -> None:
    text = "The ridge is 12 km (9.5 miles) long."
    (finding,) = lint(text).findings

    assert finding.result.verdict is Verdict.INCONSISTENT
    assert finding.found.at.of(text) == "12 km (9.5 miles)"
    assert sorted(span.of(text) for span in finding.found.places.values()) == ["12 km", "9.5 miles"]
    assert replay(finding.result.as_json()).digest == finding.result.digest


def test_findings_come_in_the_order_of_the_text() -> None:
    text = (
        "The choir grew from 50 to 65, up 51%. Nine of its 45 altos (12%) left. The hall is 12 km (9.5 miles) away. "
        "Its founder, born in 1902, died in 1989 aged 97."
    )
    findings = lint(text).findings

    assert [each.found.rule for each in findings] == ["change", "share-of", "conversion", "age"]
    assert [each.found.at for each in findings] == sorted(each.found.at for each in findings)


def test_checks_are_counted_by_what_came_of_them() -> None:
    counts = lint("He paid 18,000 tenge ($134) for 12 km (7.5 miles), and 12 km (9.5 miles) are free.").counts

    assert counts == {
        "consistent": 1,
        "strained": 0,
        "inconsistent": 1,
        "undetermined": 1,
        "suppressed": 0,
        "total": 3,
        "left_out": 0,
    }


def test_what_a_comment_silences_is_told_as_such_and_counted() -> None:
    text = "<!-- claimcheck: ignore — a quotation -->\nThe ridge is 12 km (9.5 miles) long.\n\nIt has 34 kg (57 lb)."
    found = lint(text, TextForm.MARKDOWN)

    assert [each.suppressed is not None for each in found.findings] == [True, False]
    assert (found.counts["suppressed"], found.counts["inconsistent"]) == (1, 2)
    assert [(each.used, each.fault) for each in found.suppressions] == [(True, None)]


def test_a_comment_that_silences_nothing_is_told() -> None:
    found = lint("<!-- claimcheck: ignore — a quotation -->\nThe ridge is 12 km (7.5 miles) long.", TextForm.MARKDOWN)

    assert [each.fault for each in found.suppressions] != [None]


@pytest.mark.parametrize("pounds", ["24,000", "26,500", "26,900"])
def test_where_words_may_mean_a_unit_that_fits_there_is_nothing_to_tell(pounds: str) -> None:
    """Neither here nor of a document, whose claims say one unit: what is read is what both tell of."""
    text = f"A barge carried 12 tons ({pounds} pounds) of gravel."
    found = lint(text)

    assert (found.findings, found.counts["inconsistent"], found.counts["strained"]) == ((), 0, 0)
    assert len(checked(text).founds) == found.counts["total"]


def test_whether_one_fits_is_asked_by_the_policy() -> None:
    text = "A barge carried about 12 tons (21,000 pounds) of gravel."

    assert len(lint(text).findings) == 1
    assert lint(text, policy=Policy.parse({"about": "0.2"})).findings == ()


def test_no_check_is_evaluated_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Check] = []

    def counted(check: Check) -> Result:
        asked.append(check)
        return evaluate(check)

    monkeypatch.setattr("service.reading.answers.evaluate", counted)
    lint("It carried 12 tons (2,400 pounds) and 13 tons (26,000 pounds) for 12 km (7.5 miles), 9 km (7.5 miles).")

    assert len(asked) > 4
    assert len({repr(each.canonical()) for each in asked}) == len(asked)


def test_where_none_fits_they_are_no_excuse() -> None:
    (finding,) = lint("A barge carried 12 tons (2,400 pounds) of gravel.").findings

    assert (finding.severity, finding.found.alternative) == ("error", None)


def test_dollars_of_whichever_country_add_up_alike() -> None:
    (finding,) = lint("He paid $12, $13 and $14, a total of $49.").findings

    assert finding.severity == "error"


def test_round_figures_are_a_warning_only() -> None:
    (finding,) = lint("Membership rose from 500 to 600, up 35%.").findings

    assert (finding.result.verdict, finding.severity) == (Verdict.STRAINED, "warning")


def test_conversions_are_rounded_as_a_matter_of_course() -> None:
    found = lint("The summit is 3,000 m (10,000 feet) high.")

    assert (found.counts["strained"], found.findings) == (1, ())


def test_the_policy_says_how_hedges_are_read() -> None:
    text = "The crates weigh about 34 kg (86 pounds)."
    wide = Policy.parse({"about": "0.2"})

    assert len(lint(text).findings) == 1
    assert lint(text, policy=wide).findings == ()


def test_words_for_time_need_the_date_of_the_text() -> None:
    text = "The club was founded in 1988, 33 years ago."

    assert lint(text).findings == ()
    assert len(lint(text, date=parse_period("2015-06-01")).findings) == 1


def test_so_many_checks_are_answered_and_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_CHECKS == 5_000  # as the description of the API says
    monkeypatch.setattr("service.reading.checked.MOST_CHECKS", 20)
    counts = lint("It is 12 km (7.5 miles). " * 23).counts

    assert (counts["total"], counts["left_out"]) == (20, 3)


def test_of_checks_with_many_figures_fewer_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_CHECKED == 25_000  # as the description of the API says
    monkeypatch.setattr("service.reading.checked.MOST_CHECKED", 21)
    counts = lint("It is 12 km (7.5 miles). " * 12).counts

    assert (counts["total"], counts["left_out"]) == (10, 2)


def test_so_is_what_a_table_has_besides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.reading.tables.read_table.MOST_CHECKS_OF_TABLE", 2)
    table = "x,men,women,total\na,11,12,23\nb,14,17,31\nc,21,12,53\n"
    found = lint(table, TextForm.CSV)

    assert (found.counts["total"], found.counts["left_out"]) == (2, 1)
    assert [each.found.at.of(table) for each in found.findings] == ["53"]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "No figure stands here.", "(((((", "9" * 3000, "$ ( % of 0 ) 0 of 0 (0%)"]
)
def test_any_text_has_an_answer(text: str) -> None:
    assert lint(text).findings == ()
