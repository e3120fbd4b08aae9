from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import Malformed
from service.domain.period import Period, parse_period


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2004", date(2004, 1, 1), date(2004, 12, 31)),
        ("2004-09", date(2004, 9, 1), date(2004, 9, 30)),
        ("2004-12", date(2004, 12, 1), date(2004, 12, 31)),
        ("2004-09-24", date(2004, 9, 24), date(2004, 9, 24)),
        ("2004-02", date(2004, 2, 1), date(2004, 2, 29)),
        ("2004-01/2004-06", date(2004, 1, 1), date(2004, 6, 30)),
        ("2004-02-01/2005", date(2004, 2, 1), date(2005, 12, 31)),
        ("2004-09-24~", date(2004, 9, 24), date(2004, 9, 24)),
        ("2004?", date(2004, 1, 1), date(2004, 12, 31)),
        ("2004~/2005-06%", date(2004, 1, 1), date(2005, 6, 30)),
        ("200X", date(2000, 1, 1), date(2009, 12, 31)),
        ("2004-XX", date(2004, 1, 1), date(2004, 12, 31)),
        ("2004-1X", date(2004, 10, 1), date(2004, 12, 31)),
        ("2004-10-1X", date(2004, 10, 10), date(2004, 10, 19)),
        ("2004-XX-X1", date(2004, 1, 1), date(2004, 12, 31)),
        ("200X-02-29", date(2000, 2, 29), date(2008, 2, 29)),
        ("2003-0X-31", date(2003, 1, 31), date(2003, 8, 31)),
        ("2004-1X/2005-0X", date(2004, 10, 1), date(2005, 9, 30)),
        ("1950S2", date(1900, 1, 1), date(1999, 12, 31)),
        ("1950S3~", date(1950, 1, 1), date(1959, 12, 31)),
        ("1950S2/2004?-06", date(1900, 1, 1), date(2004, 6, 30)),
        ("0050S2", date(1, 1, 1), date(99, 12, 31)),
        ("2004-21", date(2004, 3, 1), date(2004, 11, 30)),
        ("2004-22", date(2003, 12, 1), date(2005, 2, 28)),
        ("2004-23?", date(2004, 3, 1), date(2004, 11, 30)),
        ("2004-24", date(2003, 12, 1), date(2005, 2, 28)),
        ("2004-24/2004?-12", date(2003, 12, 1), date(2004, 12, 31)),
        ("2004-26", date(2004, 6, 1), date(2004, 8, 31)),
        ("2004-28", date(2003, 12, 1), date(2005, 2, 28)),
        ("2004-29", date(2004, 9, 1), date(2004, 11, 30)),
        ("0001-24", date(1, 1, 1), date(2, 2, 28)),
        ("9999-24", date(9998, 12, 1), date(9999, 12, 31)),
        ("2004-34", date(2004, 4, 1), date(2004, 6, 30)),
        ("2004-41", date(2004, 7, 1), date(2004, 12, 31)),
        ("[2004, 2006]".replace(" ", ""), date(2004, 1, 1), date(2006, 12, 31)),
        ("{2004..2006}", date(2004, 1, 1), date(2006, 12, 31)),
        ("2004-09-24T10:00:00Z", date(2004, 9, 24), date(2004, 9, 24)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
        ("0001", date(1, 1, 1), date(1, 12, 31)),
    ],
)
def test_a_period_runs_from_its_first_to_its_last_day(text: str, start: date, end: date) -> None:
    assert parse_period(text) == Period(text, start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2004/..", date(2004, 1, 1), None),
        ("2004/", date(2004, 1, 1), None),
        ("../2004-06", None, date(2004, 6, 30)),
        ("/2004-06", None, date(2004, 6, 30)),
        ("2004~/..", date(2004, 1, 1), None),
        ("/2004~", None, date(2004, 12, 31)),
        ("../..", None, None),
    ],
)
def test_open_and_unknown_ends_are_unbounded(text: str, start: date | None, end: date | None) -> None:
    assert parse_period(text) == Period(text, start, end)


NOT_EDTF = (
    [
        "",
        " ",
        "/",
        "..",
        "junk",
        "24.9.2004",
        "2004-9",
        "2004-13",
        "2004-9-24",
        " 2004",
        "2004 ",
        "２００４",
        "2004-W03",
    ],
    ["1950S5", "{1950S2}", "2004-2X", "2004-10-4X", "[2004-1X,2005]", "2004-10-01T10:00:00Z/2005", "[2004,2005]/2006"],
    ["unknown/2004", "2004/open", "2004/2005/2006", "[2004", "T", "~", "2004-06-", "2004\x00", "\ud800", "2004\n"],
)


@pytest.mark.parametrize("text", [text for line in NOT_EDTF for text in line])
def test_what_is_not_edtf_is_refused_with_examples(text: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Malformed, match=r'"2004-09", "2004-01/2004-06"'):
        parse_period(text)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "text", ["2004-02-30", "2003-02-29", "2004-06-31/2005", "2003-02-29~", "2004-04-31", "2004-02-3X", "2003-02-29/.."]
)
def test_days_that_are_not_in_the_calendar_are_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_period(text)


@pytest.mark.parametrize("text", ["2004-06/2004-05", "2005/2004", "2004-06~/2003"])
def test_a_period_does_not_end_before_it_starts(text: str) -> None:
    with pytest.raises(Malformed, match="earlier date first"):
        parse_period(text)


@pytest.mark.parametrize(
    "text",
    [
        "0000",
        "-0044",
        "Y17000",
        "Y-17000",
        "Y1E9999",
        "Y9E999999999999",
        "XXXX",
        "0XXX",
        "0000/2004",
        "0000-24",
        "XXXX-1X",
    ],
)
def test_years_that_no_calendar_of_days_has_are_refused_at_once(text: str) -> None:
    with pytest.raises(Malformed, match="0001 to 9999"):
        parse_period(text)


def test_long_text_is_refused_before_it_is_read() -> None:
    with pytest.raises(Malformed, match="at most 100 characters") as refused:
        parse_period("[" + "2004," * 10_000 + "2005]")
    assert len(str(refused.value)) < 200


@given(st.text(max_size=110) | st.from_regex(r"[0-9XSTYZ?~%/.,:+\[\]{}\-]{1,30}", fullmatch=True))
def test_any_text_is_a_period_or_malformed(text: str) -> None:
    try:
        period = parse_period(text)
    except Malformed:
        return
    assert period.start is None or period.end is None or period.start <= period.end


@given(st.dates(), st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]))
def test_plain_dates_mean_what_the_library_says(day: date, form: str) -> None:
    text = day.strftime(form).zfill(len(day.isoformat()[: {"%Y": 4, "%Y-%m": 7}.get(form, 10)]))
    period, parsed = parse_period(text), parse_edtf(text)
    assert period.start == date(*parsed.lower_strict()[:3])
    assert period.end == date(*parsed.upper_strict()[:3])


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("2004", "2004-06", True),
        ("2004-06", "2004-07", False),
        ("2004-06/2004-07-01", "2004-07", True),
        ("../2004", "2005/..", False),
        ("../2004", "2004-12-31/..", True),
        ("../..", "2004", True),
    ],
)
def test_periods_overlap_when_they_share_a_day(one: str, other: str, overlap: bool) -> None:
    assert parse_period(one).overlaps(parse_period(other)) is overlap
    assert parse_period(other).overlaps(parse_period(one)) is overlap


def test_the_module_loads_where_warnings_are_errors() -> None:
    done = subprocess.run([sys.executable, "-W", "error", "-c", "import service.domain.period"], check=False)
    assert done.returncode == 0
