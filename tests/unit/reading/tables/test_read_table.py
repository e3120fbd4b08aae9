"""Tables: the figures in their cells, and what follows from totals, shares and changes in them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.domain.check import Check
from service.domain.evaluation import evaluate
from service.domain.result import Verdict
from service.reading.markup.csv import csv_blocks
from service.reading.mention import Kind, Mention
from service.reading.prose.found import Found
from service.reading.tables.read_table import MOST_FIGURES_OF_TABLE, TableReading, read_table


def read(text: str) -> tuple[TableReading, str]:
    """The table that a text in CSV is, and the text as it is looked at."""
    blocks = csv_blocks(text)
    (table,) = blocks.tables
    return read_table(table, blocks.masked), text


def figures(text: str) -> list[tuple[str, Decimal | None, str]]:
    table, _ = read(text)
    return [(each.number.of(text), each.figure.value, str(each.figure.unit)) for each in table.mentions]


def told(text: str) -> list[tuple[str, str, bool]]:
    """The checks that do not hold: rule, place, and whether it is certain."""
    table, _ = read(text)
    return [
        (found.rule, found.at.of(text), found.severity == "error")
        for found in table.founds
        if _verdict(found, table.mentions) is not Verdict.CONSISTENT
    ]


def held(text: str) -> int:
    """How many checks there are that hold; all of them do."""
    table, _ = read(text)
    assert told(text) == []
    return len(table.founds)


def _verdict(found: Found, mentions: tuple[Mention, ...]) -> Verdict:
    return evaluate(Check.parse(found.check(lambda number: mentions[number].figure.canonical()))).verdict


# --- cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "number", "value", "unit"),
    [
        ("120", "120", "120", ""),
        ('"12,300*"', "12,300", "12300", ""),
        ('"12,300[1]"', "12,300", "12300", ""),
        ("12³", "12", "12", ""),
        ("1 234 567", "1 234 567", "1234567", ""),
        ('"3,00,000"', "3,00,000", "300000", ""),
        ("1'234.50", "1'234.50", "1234.50", ""),
        ("−5", "−5", "-5", ""),
        ("(1234)", "1234", "-1234", ""),
        ("+4.0%", "+4.0", "4.0", "%"),
        ("(60%)", "60", "60", "%"),
        ("$5.50", "5.50", "5.50", "USD"),
        ("5 €", "5", "5", "EUR"),
        (".5", ".5", "0.5", ""),
        ("12 km", "12", "12", "km"),
        ("$1.2 million", "1.2 million", "1.2E+6", "USD"),
    ],
)
def test_a_number_is_read_as_tables_print_it(cell: str, number: str, value: str, unit: str) -> None:
    ((printed, read_as, in_unit),) = figures(f"name,amount\nx,{cell}\n")

    assert (printed, str(read_as), in_unit) == (number, value, unit)


@pytest.mark.parametrize("cell", ["", "–", "n/a", "..", "-", "none", "B12", "3,4,5", "1.2.3", "2019-05-01", "12:30"])
def test_what_is_no_number_is_no_figure(cell: str) -> None:
    assert figures(f'name,amount\nx,"{cell}"\n') == []


def test_a_hedge_is_read_too() -> None:
    table, _ = read("name,amount\nx,about 300\n")

    assert table.mentions[0].figure.qualifier.value == "about"


@pytest.mark.parametrize(
    ("header", "value", "unit"),
    [
        ("Revenue ($m)", "120E+6", "USD"),
        ("Revenue (€ bn)", "120E+9", "EUR"),
        ("Sales in US$ '000", "120E+3", "USD"),
        ("USD million", "120E+6", "USD"),
        ("Output (million tonnes)", "120E+6", "t"),
        ("Population (thousands)", "120E+3", ""),
        ("Length, km", "120", "km"),
        ("Area (km²)", "120", "km^2"),
        ("Yield (kg/ha)", "120", "kg/ha"),
        ("Share (%)", "120", "%"),
        ("% of land", "120", "%"),
        ("Change (pp)", "120", "percentage point"),
        ("Weight (m)", "120", ""),
        ("Homes", "120", ""),
        ("Deaths per 100,000", "120", ""),
    ],
)
def test_the_header_tells_the_unit(header: str, value: str, unit: str) -> None:
    ((_, read_as, in_unit),) = figures(f'name,"{header}"\nx,120\n')

    assert read_as is not None
    assert (read_as.as_tuple(), in_unit) == (Decimal(value).as_tuple(), unit)


def test_the_caption_tells_it_where_the_header_does_not() -> None:
    text = "Spending in millions of dollars,,\ntown,2019,2020\nNorth,12,13.5\n"

    assert [(str(value), unit) for _, value, unit in figures(text)] == [("1.2E+7", "USD"), ("1.35E+7", "USD")]


def test_a_cell_comes_before_the_header() -> None:
    assert figures("name,Cost ($)\nx,5%\n") == [("5", Decimal(5), "%")]


def test_what_is_measured_is_told_by_column_and_row() -> None:
    table, _ = read("town,Homes (thousands)\nNorth,12\n")

    assert table.mentions[0].measured == "Homes, North"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("year,homes\n2019,x\n2020,x\n", Kind.YEAR),
        ("rank,town\n1,North\n2,South\n", Kind.NUMBERED),
        (",town\n1,North\n2,South\n", Kind.NUMBERED),
        ("zip,town\n1234,North\n", Kind.NUMBERED),
        ("town,built\nNorth,1890\nSouth,1920\nWest,2001\n", Kind.YEAR),
    ],
)
def test_years_ranks_and_codes_stand_apart(text: str, kind: Kind) -> None:
    table, _ = read(text)

    assert table.mentions == ()
    assert {each.kind for each in table.apart} == {kind}


def test_a_sentence_in_a_cell_is_left_to_running_text() -> None:
    table, text = read('what,said\nfine,"The fine rose from 50 to 60 tenge."\n')

    assert table.mentions == ()
    assert [span.of(text) for span in table.prose] == ["The fine rose from 50 to 60 tenge."]


# --- totals --------------------------------------------------------------------------------------


def test_a_row_of_totals_adds_up_its_column() -> None:
    text = "town,homes\nNorth,121\nSouth,75\nWest,33\nTotal,{}\n"

    assert held(text.format(229)) == 1
    assert told(text.format(239)) == [("table-total", "239", True)]


@pytest.mark.parametrize("label", ["TOTAL", "**Total**", "Total:", "Sum", "All", "Overall", "Grand total", "In all"])
def test_totals_have_many_names(label: str) -> None:
    assert told(f"town,homes\nNorth,121\nSouth,75\n{label},239\n") == [("table-total", "239", True)]


@pytest.mark.parametrize("label", ["Average", "Mean", "Median", "Difference", "Change", "Balance"])
def test_averages_and_differences_are_no_totals(label: str) -> None:
    assert held(f"town,homes\nNorth,121\nSouth,75\n{label},299\n") == 0


def test_subtotals_and_a_grand_total_are_each_of_what_is_theirs() -> None:
    text = "town,homes\nA,13\nB,24\nTotal North,37\nC,7\nD,5\nTotal South,12\nTotal,{}\n"

    assert held(text.format(49)) == 3
    assert told(text.format(94)) == [("table-total", "94", False)]


def test_a_grand_total_may_add_up_all_rows_behind_one_subtotal() -> None:
    assert held("town,homes\nA,13\nB,24\nSubtotal,37\nC,7\nTotal,44\n") == 2


def test_rows_within_others_are_not_counted_twice() -> None:
    text = "group,people\nAdults,31\nof which women,{}\nChildren,22\nTotal,53\n"

    assert held(text.format(18)) == 2
    assert told(text.format(38)) == [("table-part", "38", True)]


def test_a_total_above_its_rows_is_left_alone() -> None:
    assert held("group,people\nTotal,53\nMen,22\nWomen,31\nUnder 18,19\n") == 0


def test_missing_figures_make_a_total_silent() -> None:
    assert held("town,homes\nNorth,121\nSouth,–\nWest,33\nTotal,229\n") == 0


def test_percentages_are_added_up_to_a_hundred_only() -> None:
    assert held("list,vote\nA,33.3%\nB,33.3%\nC,33.3%\nTotal,100%\n") == 1
    assert held("list,vote\nA,33%\nB,33%\nC,33%\nTotal,100%\n") == 1
    assert told("list,vote\nA,41%\nB,33%\nC,17%\nTotal,100%\n") == [("table-total", "100%", True)]
    assert held("town,turnout\nA,41%\nB,33%\nTotal,37%\n") == 0


@pytest.mark.parametrize(
    "header", ["average age", "price", "rate", "rating", "density", "score", "GDP per head", "year"]
)
def test_averages_and_rates_are_never_added_up(header: str) -> None:
    assert held(f"town,{header}\nNorth,121\nSouth,75\nTotal,96\n") == 0


def test_a_figure_of_all_that_may_be_an_average_is_not_taken_for_a_sum() -> None:
    assert held("item,quality\nFood,4.5\nRoom,3.5\nOverall,4.0\n") == 0


def test_a_table_that_shows_only_some_of_the_rows_is_left_alone() -> None:
    assert held("land,exports,imports\nX,512,433\nY,301,212\nTotal,1519,1777\n") == 0
    assert held("Top markets,exports\nX,512\nY,301\nTotal,1519\n") == 0


def test_a_total_far_above_its_rows_may_be_of_more_than_is_shown() -> None:
    assert told("land,exports\nX,512\nY,301\nTotal,1519\n") == [("table-total", "1519", False)]


def test_figures_in_several_units_are_not_added_up() -> None:
    assert held("item,value\nLength,12 km\nWeight,5 kg\nTotal,17\n") == 0
    assert held("item,value\nRent,$12\nFood,€5\nTotal,$17\n") == 0


def test_figures_of_several_scales_are_added_up() -> None:
    text = "item,cost\nRent,$1.2 million\nFood,$0.3 million\nTotal,${} million\n"

    assert held(text.format("1.5")) == 1
    assert told(text.format("1.9")) == [("table-total", "$1.9 million", True)]


def test_roundings_of_the_rows_are_no_slip() -> None:
    assert held("item,cost\nRent,1.4\nFood,1.4\nTotal,2.9\n") == 1
    assert held("item,cost\nRent,1400\nFood,3300\nTotal,4800\n") == 0  # all of them are rounded to hundreds


def test_a_column_of_totals_adds_up_its_row() -> None:
    text = "year,men,women,total\n2019,14,17,31\n2020,15,19,34\n2021,12,22,{}\n"

    assert held(text.format(34)) == 3
    assert told(text.format(43)) == [("table-total", "43", True)]


def test_a_column_of_totals_that_fits_few_rows_is_something_else() -> None:
    assert held("item,number,price,total\nPen,3,1.50,4.50\nBook,2,10.00,20.00\n") == 0


def test_of_a_single_row_it_is_not_certain_what_its_total_counts() -> None:
    assert told("year,men,women,total\n2019,14,17,41\n") == [("table-total", "41", False)]


def test_ranks_years_and_shares_are_no_part_of_a_row_s_total() -> None:
    assert held("rank,team,gold,silver,share (%),total\n1,A,12,8,60,20\n2,B,10,11,40,21\n") == 2


# --- shares and changes --------------------------------------------------------------------------


def test_percentages_beside_counts_are_shares_in_the_total() -> None:
    text = "answer,votes,share\nYes,45,60%\nNo,24,{}%\nOther,6,8%\nTotal,75,\n"

    assert held(text.format(32)) == 4
    assert told(text.format(23)) == [("table-percent", "23%", True)]


def test_without_a_row_of_totals_they_are_shares_in_all_rows() -> None:
    text = "answer,votes,%\nYes,45,60\nNo,24,{}\nOther,6,8\n"

    assert held(text.format(32)) == 3
    assert told(text.format(23)) == [("table-percent", "23", False)]


def test_a_share_may_stand_in_brackets_behind_its_count() -> None:
    text = "answer,n (%)\nYes,45 (60%)\nNo,24 ({}%)\nOther,6 (8%)\nTotal,75 (100%)\n"

    assert held(text.format(32)) == 4
    assert told(text.format(23)) == [("table-percent", "23%", True)]


def test_percentages_may_be_of_another_column_in_each_row() -> None:
    text = "town,voters,votes,turnout (%)\nA,1000,612,61.2\nB,2034,1017,50.0\nC,512,401,{}\n"

    assert held(text.format("78.3")) == 3
    assert told(text.format("73.8")) == [("table-percent", "73.8", False)]


def test_percentages_of_something_else_are_left_alone() -> None:
    assert held("town,homes,empty (%)\nA,612,3.1\nB,1017,4.0\nC,401,2.2\nTotal,2030,3.4\n") == 1


def test_what_stands_below_the_total_is_no_share_in_it() -> None:
    assert held("list,votes,%\nA,321,60.0\nB,214,40.0\nTotal,535,100.0\nTurnout,1019,52.5\n") == 5


def test_a_share_that_is_wrong_is_told_once() -> None:
    text = "list,votes,%\nA,321,60.0\nB,162,33.0\nC,52,9.7\nTotal,535,100.0\n"

    assert told(text) == [("table-percent", "33.0", True)]


def test_a_change_is_that_between_the_columns_before_it() -> None:
    text = "team,2019,2020,change\nA,121,143,18.2%\nB,212,181,-14.6%\nC,333,358,{}%\n"

    assert held(text.format("7.5")) == 3
    assert told(text.format("5.7")) == [("table-change", "5.7%", True)]


def test_it_is_from_the_earlier_to_the_later_year() -> None:
    assert held("team,2020,2019,change\nA,143,121,18.2%\nB,181,212,(14.6%)\n") == 2


def test_a_difference_may_be_taken_either_way() -> None:
    assert held("team,plan,actual,difference\nA,121,143,22\nB,212,181,-31\n") == 2
    assert held("team,plan,actual,difference\nA,121,143,-22\nB,212,181,31\n") == 2


def test_of_percentages_it_may_be_in_points() -> None:
    text = "list,2019 (%),2023 (%),change (pp)\nA,10.1,14.2,+4.1\nB,20.4,18.0,−2.4\nC,30.3,39.5,{}\n"

    assert held(text.format("+9.2")) == 3
    assert told(text.format("+2.9")) == [("table-change", "+2.9", True)]


def test_a_change_that_fits_no_row_is_one_from_something_else() -> None:
    assert held("team,men,women,change\nA,121,143,3.1%\nB,212,181,4.2%\n") == 0


def test_a_column_of_totals_that_is_a_product_is_left_alone_though_its_figures_are_round() -> None:
    assert held("service,monthly,yearly,total\nA,10,120,120\nB,20,240,240\n") == 0


def test_a_rate_in_a_header_is_no_unit() -> None:
    text = "item,net,VAT (20%),total\nA,100,20,120\nB,55,11,66\nC,37,7.4,{}\n"

    assert held(text.format("44.4")) == 3
    assert told(text.format("47.4")) == [("table-total", "47.4", True)]


def test_a_change_may_be_over_all_columns() -> None:
    assert held("what,2019,2020,2021,change\nA,11,12,16,45%\nB,21,22,31,48%\n") == 2


def test_round_figures_are_as_precise_as_those_of_their_column() -> None:
    assert told("a,b\nx,30\ny,30\nz,15\ntotal,79\n") == [("table-total", "79", True)]
    assert told("a,b\nx,300\ny,310\nz,150\ntotal,780\n") == []


# --- bounds --------------------------------------------------------------------------------------


def test_what_is_wrong_is_told_first_and_only_so_much_of_what_is_not() -> None:
    rows = [f"r,{number},{number + 1},{2 * number + 1}" for number in range(3_000)]
    text = "\n".join(["x,men,women,total", *rows, "r,13,24,73", ""])

    table, _ = read(text)

    assert table.founds[0].at.of(text) == "73"
    assert sum(len(found.places) for found in table.founds) <= MOST_FIGURES_OF_TABLE
    assert (len(table.founds), table.left_out) == (1_000, 2_001)


def test_many_totals_are_read_in_a_time_in_proportion_to_their_number() -> None:
    """Rows that each may add up all rows before them would take minutes here."""
    table, _ = read("a,b\n" + "x,0\ntotal,0\n" * 3_000)

    assert len(table.mentions) == 6_000
