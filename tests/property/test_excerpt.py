"""Laws of the lines that a terminal shows of a finding, whatever is in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from service.formats import excerpt
from service.formats.finding import Region
from tests.unit.formats.findings import finding

# What is narrow, wide, of several code points, without width, of no fixed width, or acts on terminals.
PIECES = st.sampled_from(
    [
        "a",
        "12",
        " ",
        "é",
        "e\u0301",
        "語",
        "👩‍👩‍👧",
        "🇰🇿",
        "\t",
        "\x1b[31m",
        "\u202e",
        "\u200b",
        "\ufe0f",
        "ﷺ",
        "\u0bf5",
        "\x00",
    ]
)
LINES = st.lists(PIECES, max_size=400).map("".join)
WIDTHS = st.integers(min_value=10, max_value=120)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    line = draw(LINES)
    ends = st.tuples(*[st.integers(min_value=0, max_value=len(line))] * 2).map(sorted).map(tuple)
    spans: list[tuple[int, int]] = draw(st.lists(ends, min_size=1, max_size=8))
    return line, spans


def told(line: str, spans: list[tuple[int, int]], width: int) -> list[str]:
    figures = tuple(Region(1, start + 1, 1, end + 1) for start, end in spans)
    return list(excerpt.lines(finding(figures=figures, lines={1: line}), width))


@given(marked(), WIDTHS)
def test_no_line_is_wider_than_asked_for(line: tuple[str, list[tuple[int, int]]], width: int) -> None:
    for one in told(*line, width):
        # Below some width nothing could be told.
        assert 0 <= wcswidth(one) <= max(width, 30)


@given(marked(), WIDTHS)
def test_marks_stand_below_the_line_and_something_is_marked(
    line: tuple[str, list[tuple[int, int]]], width: int
) -> None:
    text, spans = line
    shown = told(text, spans, width)
    assert len(shown) in (1, 2)
    if len(shown) == 2:
        assert set(shown[1][6:]) <= {" ", "^"}
        assert wcswidth(shown[1]) <= max(wcswidth(shown[0]), 30)


@given(st.text(max_size=200))
def test_nothing_printable_acts(text: str) -> None:
    shown = excerpt.printable(text)
    assert len(shown) == len(text)
    assert not set(shown) & set("\x00\x07\t\n\r\x1b\x85\x9b\u200f\u2028\u202e\u2066")
