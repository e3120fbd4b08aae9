from __future__ import annotations

from service.domain.discovery.spans import Holders, Span, meetings
from service.domain.period import parse_period


def test_a_span_is_the_days_of_a_period_and_an_open_end_is_beyond_all_days() -> None:
    february = Span.of(parse_period("2004-02"))
    assert february.end - february.start == 28
    assert Span.of(parse_period("2004/..")).holds(february)
    assert not Span.of(parse_period("../2003")).meets(february)
    assert Span.of(parse_period("9999")).end < Span.of(parse_period("2004/..")).end


def test_periods_that_follow_each_other_do_not_meet() -> None:
    months = [Span.of(parse_period(f"2004-{month:02}")) for month in range(1, 13)]
    assert list(meetings(months)) == []
    year = Span.of(parse_period("2004"))
    assert list(meetings([*months, year])) == []
    assert list(meetings([months[3], year])) == [(year, months[3])]


def test_spans_that_all_overlap_are_one_meeting_and_those_in_a_chain_are_none() -> None:
    assert list(meetings([Span(0, 9), Span(5, 9), Span(2, 6)])) == [(Span(0, 9), Span(2, 6), Span(5, 9))]
    assert list(meetings([Span(0, 4), Span(3, 8), Span(7, 9)])) == []
    assert list(meetings([Span(0, 4), Span(2, 5), Span(6, 8), Span(8, 9)])) == [
        (Span(0, 4), Span(2, 5)),
        (Span(6, 8), Span(8, 9)),
    ]
    assert list(meetings([Span(0, 4)])) == list(meetings([])) == []


def test_the_nearest_holder_starts_last_and_ends_first() -> None:
    holders = Holders([Span(0, 100), Span(10, 50), Span(10, 40), Span(20, 25)])
    assert holders.nearest(Span(22, 30)) == Span(10, 40)
    assert holders.nearest(Span(22, 45)) == Span(10, 50)
    assert holders.nearest(Span(22, 60)) == Span(0, 100)
    assert holders.nearest(Span(22, 24)) == Span(20, 25)
    assert holders.nearest(Span(22, 101)) is None
    assert holders.nearest(Span(-1, 5)) is None
