from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.formats import Format, render
from service.formats.csv import HEADER, cell
from tests.unit.formats import sample
from tests.unit.formats.sample import STATEMENTS, Json


def rows_of(document: Json) -> list[dict[str, str]]:
    text = render(document, STATEMENTS, Format.CSV).decode()
    # Nothing but CRLF ends a line, but for breaks within quotes.
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_a_row_is_a_result_and_findings_come_first(report: Json) -> None:
    rows = rows_of(report)
    assert [row["verdict"] for row in rows[:5]] == [
        "inconsistent",
        "inconsistent",
        "strained",
        "undetermined",
        "consistent",
    ]
    assert [row["waiver"] != "" for row in rows[:5]] == [False, True, False, False, False]
    assert [(row["origin"], row["name"]) for row in rows[5:]] == [
        ("joint", "conflict"),
        ("joint", "blame"),
        ("joint", "blame"),
    ]


def test_a_row_has_the_arithmetic_in_columns_of_their_own() -> None:
    (row,) = rows_of(sample.document(sample.wages(), joint=None))
    assert (row["measured_lower"], row["measured_upper"], row["measured_unit"]) == ("45", "90", "day")
    assert (row["expected_lower"], row["expected_upper"], row["gap"], row["gap_unit"]) == ("", "30", "15", "day")
    assert row["slip"] == "unit_slip"
    assert row["claims"] == f"{sample.FINE}@1 {sample.PAY}@2"
    assert row["sources"] == "The Courier: Fined"


def test_a_waiver_has_its_reason_and_end() -> None:
    (row,) = rows_of(sample.document(sample.wages(waiver=sample.WAIVER), joint=None))
    assert (row["waiver_reason"], row["waiver_expires"]) == (sample.WAIVER["reason"], sample.WAIVER["expires"])


def test_the_header_is_there_without_results() -> None:
    text = render(sample.document(**sample.UNFINISHED), STATEMENTS, Format.CSV).decode()
    assert text == ",".join(HEADER) + "\r\n"


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=HYPERLINK(1)", "－1"])
def test_no_cell_is_a_formula(text: str) -> None:
    (row,) = rows_of(sample.document(sample.within(name=text), joint=None))
    assert row["name"] == f"'{text}"


@pytest.mark.parametrize("number", ["-5", "-0.25", "+3", "-1.5E-20", "12"])
def test_a_number_may_be_negative(number: str) -> None:
    assert cell(number) == number


def test_a_number_with_anything_after_it_is_no_number() -> None:
    assert cell("-5\n=1") == "'-5\n=1"
    assert cell("-5+A1") == "'-5+A1"


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_any_text_comes_back_as_it_was_but_for_the_apostrophe(text: str) -> None:
    item = {**sample.CONSISTENT, "name": text}
    (row,) = rows_of(sample.document(item, joint=None))
    assert row["name"] == cell(text)
    assert cell(text).removeprefix("'") == text.removeprefix("'")
