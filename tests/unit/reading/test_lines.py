"""Which line and column an offset is at."""

from __future__ import annotations

import pytest

from service.reading.lines import Lines, first_line, split_lines


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_ends_as_files_of_any_system_end_it(end: str) -> None:
    lines = Lines(f"one{end}two{end}")

    assert lines.at(0) == (1, 1)
    assert lines.at(3) == (1, 4)
    assert lines.at(3 + len(end)) == (2, 1)
    assert lines.at(6 + len(end)) == (2, 4)
    assert lines.at(6 + 2 * len(end)) == (3, 1)
    assert split_lines(f"one{end}two{end}") == ["one", "two", ""]
    assert first_line(f"one{end}two{end}") == (0, 3)
    assert first_line(f"one{end}two", 3 + len(end)) == (3 + len(end), 6 + len(end))


def test_no_other_sign_ends_a_line() -> None:
    text = "a\u2028b\u2029c\x0bd\x0ce\x85f"

    assert Lines(text).at(len(text)) == (1, len(text) + 1)
    assert split_lines(text) == [text]


def test_columns_are_counted_in_code_points() -> None:
    text = "€ 𝟓 é\n5"

    assert Lines(text).at(text.index("é")) == (1, 5)
    assert Lines(text).at(len(text)) == (2, 2)


def test_an_empty_text_has_one_line() -> None:
    assert Lines("").at(0) == (1, 1)
