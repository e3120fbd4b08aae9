from __future__ import annotations

import pytest
from wcwidth import wcswidth

from service.formats import excerpt
from service.formats.finding import Region
from tests.unit.formats.findings import finding


def shown(line: str, *figures: tuple[int, int], width: int = 80) -> list[str]:
    """The line and the marks of figures, given by their columns, without the gutter."""
    regions = tuple(Region(7, start, 7, end) for start, end in figures)
    lines = list(excerpt.lines(finding(figures=regions, lines={7: line}), width))
    assert all(wcswidth(line) <= width for line in lines)
    assert [line[:6] for line in lines] == ["  7 | ", "    | "]
    return [line[6:] for line in lines]


def test_the_figures_are_underlined() -> None:
    assert shown("The dike runs 12 km (8.5 miles) along.", (15, 20), (22, 31)) == [
        "The dike runs 12 km (8.5 miles) along.",
        "              ^^^^^  ^^^^^^^^^",
    ]


@pytest.mark.parametrize(
    ("line", "start", "text", "marks"),
    [
        ("\t12 km", 2, "    12 km", "    ^^^^^"),
        ("ab\t12 km", 4, "ab  12 km", "    ^^^^^"),
        ("堤防は12 km", 4, "堤防は12 km", "      ^^^^^"),
        ("cafe\u0301 12 km", 7, "cafe\u0301 12 km", "     ^^^^^"),
        ("👩‍👩‍👧 12 km", 7, "👩‍👩‍👧 12 km", "   ^^^^^"),
        ("🇰🇿 12 km", 4, "🇰🇿 12 km", "   ^^^^^"),
        ("１２ km", 1, "１２ km", "^^^^^^^"),
    ],
)
def test_marks_stand_below_the_cells_that_a_terminal_shows(line: str, start: int, text: str, marks: str) -> None:
    assert shown(line, (start, len(line) + 1)) == [text, marks]


def test_nothing_in_a_text_acts_on_the_terminal() -> None:
    text, marks = shown("\x1b[31m\u202e12 km\x9b", (7, 12))
    assert text == "�[31m�12 km�"
    assert marks == "      ^^^^^"
    assert excerpt.printable("a\r\x1b]0;title\x07\u2066") == "a��]0;title��"


def test_a_long_line_is_cut_around_the_figures_and_not_within_words() -> None:
    line = "before " * 30 + "12 km then " + "between " * 30 + "8.5 miles " + "after " * 30
    first, second = line.index("12 km") + 1, line.index("8.5 miles") + 1
    text, marks = shown(line, (first, first + 5), (second, second + 9))
    assert text == "…before before 12 km then between…between between 8.5 miles after after…"
    assert [part for part in marks.split(" ") if part] == ["^^^^^", "^^^^^^^^^"]
    assert text[marks.index("^") :].startswith("12 km")


def test_a_line_that_fits_is_whole() -> None:
    line = "x" * 69 + "12 km"
    assert shown(line, (70, 75)) == [line, " " * 69 + "^^^^^"]
    assert shown(f"{line}y", (70, 75))[0].startswith("…")


def test_more_figures_than_there_is_room_for_are_cut() -> None:
    text, marks = shown("1 " * 500_000, *((place, place + 1) for place in range(1, 1_000_001, 20_000)), width=40)
    assert text == "1…" * 17
    assert marks == " ".join("^" * 17)


def test_a_figure_longer_than_the_line_is_cut() -> None:
    text, marks = shown("9" * 1000, (1, 1001), width=40)
    assert text == "9" * 33 + "…"
    assert marks == "^" * 33


def test_a_finding_without_figures_is_underlined_itself() -> None:
    one = finding(figures=(), region=Region(2, 3, 2, 6), lines={2: "a bcd e"})
    assert list(excerpt.lines(one, 80)) == ["  2 | a bcd e", "    |   ^^^"]


def test_what_is_empty_takes_one_mark() -> None:
    one = finding(figures=(Region(2, 8, 2, 8),), lines={2: "a bcd e"})
    assert list(excerpt.lines(one, 80)) == ["  2 | a bcd e"]
    one = finding(figures=(Region(2, 3, 2, 3),), lines={2: "a bcd e"})
    assert list(excerpt.lines(one, 80)) == ["  2 | a bcd e", "    |   ^"]


def test_figures_of_several_lines_are_shown_on_each() -> None:
    lines = {8: "one 1", 9: "  two", 10: "2 three", 40: "3"}
    one = finding(figures=(Region(8, 5, 8, 6), Region(9, 3, 10, 2), Region(40, 1, 40, 2)), lines=lines)
    assert list(excerpt.lines(one, 80)) == [
        "   8 | one 1",
        "     |     ^",
        "   9 |   two",
        "     |   ^^^",
        "  10 | 2 three",
        "     | ^",
        "     …",
        "  40 | 3",
        "     | ^",
    ]


def test_of_many_lines_the_first_are_shown() -> None:
    figures = tuple(Region(line, 1, line, 2) for line in range(1, 1001))
    told = list(excerpt.lines(finding(figures=figures, lines=dict.fromkeys(range(1, 1001), "1")), 80))
    assert told[-1] == "    … and 994 more lines with figures of this"
    assert len(told) == 2 * excerpt.MOST_LINES + 1


def test_a_finding_of_a_whole_file_shows_no_line() -> None:
    assert list(excerpt.lines(finding(region=None, figures=(), lines={}), 80)) == []
