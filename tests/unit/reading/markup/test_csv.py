"""A text in CSV as a table."""

from __future__ import annotations

import pytest

from service.reading.markup.csv import csv_blocks
from service.reading.tables.table import Table


def table(text: str) -> Table:
    (found,) = csv_blocks(text).tables
    return found


def rows(text: str) -> list[list[str]]:
    found = table(text)
    return [[cell.of(text) for cell in row] for row in (*([found.header] if found.header else []), *found.rows)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_cells_are_parted_by_what_parts_most_lines(delimiter: str, end: str) -> None:
    lines = (("town", "homes", "note"), ("North", "120", "a, b; c"), ("South", "75", ""))
    quoted = [[f'"{cell}"' if {",", ";"} & set(cell) else cell for cell in line] for line in lines]

    text = end.join(delimiter.join(line) for line in quoted) + end

    assert rows(text) == [list(line) for line in lines]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('a,b\n"1,234","x ""y"""\n', [["a", "b"], ["1,234", 'x ""y""']]),
        ('a,b\n "1" , 2 \n', [["a", "b"], ["1", "2"]]),
        ('a,b\n"1\n2",3\n', [["a", "b"], ["1\n2", "3"]]),
        ('a,b\n"1" or 2,3\n', [["a", "b"], ['"1" or 2', "3"]]),
        ('a,b\n"1,2\n', [["a", "b"], ['"1', "2"]]),
        ("a,b\n1,\n,2\n", [["a", "b"], ["1", ""], ["", "2"]]),
        ("a,b\n\n1,2\n,\n", [["a", "b"], ["1", "2"]]),
        ("a,b\n1,2,3\n4", [["a", "b"], ["1", "2", "3"], ["4"]]),
        ("\ufeffa,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("a\n1\n2", [["a"], ["1"], ["2"]]),
    ],
)
def test_cells_are_read_as_spreadsheets_write_them(text: str, read: list[list[str]]) -> None:
    assert rows(text) == read


def test_the_place_of_a_quoted_cell_is_that_of_its_content() -> None:
    text = 'town,homes\nNorth,"1,234"\n'

    assert table(text).rows[0][1] == (text.index("1,234"), text.index("1,234") + 5)


def test_a_first_row_with_numbers_is_no_header_but_years_may_be() -> None:
    assert table("North,120\nSouth,75\n").header == ()
    assert len(table("town,2019,2020\nNorth,120,130\n").header) == 3


def test_a_title_in_a_row_of_its_own_is_the_caption() -> None:
    text = "Homes (thousands),,\ntown,2019,2020\nNorth,12,13\n"

    found = table(text)

    assert found.caption is not None
    assert found.caption.of(text) == "Homes (thousands)"
    assert [cell.of(text) for cell in found.header] == ["town", "2019", "2020"]


def test_only_cells_are_kept_and_each_where_it_stands() -> None:
    text = 'a,"b"\r\n"1,234",2\r\n'

    assert csv_blocks(text).masked == "a  b \r\n 1,234  2\r\n"


@pytest.mark.parametrize("text", ["", "\n\n", ",,\n", "\ufeff"])
def test_without_a_filled_cell_there_is_no_table(text: str) -> None:
    assert csv_blocks(text).tables == ()


@pytest.mark.parametrize("piece", ['"', '""', '",', '"a,', ",", "\n", '"\n', '"a""\n,'])
def test_quotes_without_end_take_no_longer_than_their_number(piece: str) -> None:
    """What looks for the end of a quote again at each of them would take minutes here."""
    text = piece * (40_000 // len(piece))

    assert len(csv_blocks(text).masked) == len(text)
