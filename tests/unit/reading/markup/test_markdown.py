"""What of a text in Markdown is read: as a reader sees it, where it stands."""

from __future__ import annotations

import re

import pytest

from service.reading.markup.markdown import markdown_blocks
from service.reading.markup.markdown_inline import masked


def seen(text: str) -> list[str]:
    """The blocks of running text, with one blank for any number of them."""
    blocks = markdown_blocks(text)
    return [" ".join(span.of(blocks.masked).split()) for span in blocks.prose]


def cells(text: str) -> list[list[str]]:
    blocks = markdown_blocks(text)
    (table,) = blocks.tables
    return [[" ".join(cell.of(blocks.masked).split()) for cell in row] for row in (table.header, *table.rows)]


# --- blocks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("One\ntwo.\n\nThree.", ["One two.", "Three."]),
        ("One  \ntwo\\\nthree", ["One two three"]),
        ("# One #\nTwo\n---\nThree\nfour\n===\nfive", ["One", "Two", "Three four", "five"]),
        ("#5 is no heading", ["#5 is no heading"]),
        ("- one\n  two\n- three\n\n  four\n  - five\n", ["one two", "three", "four", "five"]),
        ("1. one\n2) two\n   * three", ["one", "two", "three"]),
        ("- [x] done 5\n- [ ] not done", ["done 5", "not done"]),
        ("> one\n> two\n>\n> > three\nfour", ["one two", "three four"]),
        ("- > one\n  > two\n\n> - three\n>   four", ["one two", "three four"]),
        ("one\n\n---\n\n* * *\n\ntwo", ["one", "two"]),
        ("one\n\n    code 5\n\ntwo", ["one", "two"]),
        ("one\n```\ncode 5\n```\ntwo\n~~~\nopen to the end 6", ["one", "two"]),
        ("- one\n\n      code 5\n", ["one"]),
        ("<div>\n5 km\n</div>\n\none", ["one"]),
        ("<script>\nlet a = 5;\n\nlet b = 6;\n</script>\none", ["one"]),
        ("<!-- note 5 -->\none", ["one"]),
        ("<!-- note\n\n5 --> one", ["one"]),
        ("---\ntitle: five 5\ndate: 2020-01-01\n---\none", ["one"]),
        ("+++\ntitle = 5\n+++\none", ["one"]),
        ("---\nnot closed 5\n", ["not closed 5"]),
        ("[one]: http://example.org/5 'title 6'\n[two]:\n  <http://example.org/7>\ntext", ["text"]),
        ("[^1]: A note of 5 words.", ["A note of 5 words."]),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_running_text_is_found_by_its_blocks(text: str, blocks: list[str]) -> None:
    assert seen(text) == blocks
    assert seen(text.replace("\n", "\r\n")) == blocks
    assert seen(text.replace("\n", "\r")) == blocks


def test_a_paragraph_stays_one_where_a_line_of_it_holds_nothing_to_see() -> None:
    blocks = markdown_blocks("Of them\n![](a.png)\n`x`\nfive stayed.\n")

    (span,) = blocks.prose
    assert re.search(r"\n\s*\n", span.of(blocks.masked)) is None
    assert span.of(blocks.masked).split() == ["Of", "them", "five", "stayed."]


# --- within a paragraph --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a **18,000** tenge fine ([$134](http://example.org/2004))", "a 18,000 tenge fine ( $134 )"),
        ("*5* and _6_ and ***7*** and __8__", "5 and 6 and 7 and 8"),
        ("2 * 3 is 6, and 4*5*6", "2 * 3 is 6, and 4 5 6"),
        ("snake_case_5 and 12,300*", "snake_case_5 and 12,300*"),
        ("~~old 5~~ new 6, ~7", "new 6, ~7"),
        ("`code 5` and ``a ` b`` and `open 6", "and and `open 6"),
        ("`a\\` 5`", "5`"),
        ("\\*5\\* \\# \\[6\\](7)", "*5 * # [6 ](7)"),
        ("[a 5](x 'title 6') [b](<x y 7>) [c](x(8)y)", "a 5 b c"),
        ("[a](no end 5", "[a](no end 5"),
        ("[18,000 [tenge]](x)", "18,000 [tenge]"),
        ("![chart of 5](http://example.org/6.png)", "chart of 5"),
        ("[![built](http://a.b/5.svg)](http://a.b/6)", "built"),
        ("see http://example.org/2004/5, and www.example.org/6.", "see , and ."),
        ("<http://example.org/5> and <b class='6'>7</b> and 8 < 9", "and 7 and 8 < 9"),
        ("a <!-- 5 --> b <!-- open 6", "a b <!-- open 6"),
        ("5&nbsp;km, 6&ndash;7&euro; &amp; 8 &c;", "5 km, 6– 7€ & 8 &c;"),
        ("a note[^12] and another[^a].", "a note and another ."),
        ("[5] and [6][7] and [8](", "[5] and [6][7] and [8]("),
    ],
)
def test_markup_is_blanked_out(text: str, kept: str) -> None:
    found = masked(text).text

    assert len(found) == len(text)
    assert " ".join(found.split()) == kept


def test_a_link_by_reference_is_one_if_its_label_is_defined() -> None:
    text = "[5 homes][Src] and [source] and [6][] and [7][other].\n\n[src]: x\n[Source]: y\n[6]: z\n"

    assert seen(text) == ["5 homes and source and 6 and [7][other]."]


def test_every_character_kept_stands_where_it_stood() -> None:
    text = "> - a **18,000** tenge `x` [fine](http://example.org)\r\n>   of _2004_\r\n"
    blocks = markdown_blocks(text)

    assert len(blocks.masked) == len(text)
    assert all(new in {old, " ", "\n"} for old, new in zip(text, blocks.masked, strict=True))
    assert blocks.masked.index("18,000") == text.index("18,000")
    assert blocks.masked.index("2004") == text.index("2004")


# --- tables --------------------------------------------------------------------------------------


def test_a_table_has_cells_with_their_places() -> None:
    text = "Homes:\n\n| Region | Homes |\n|--------|:-----:|\n| **North** | `x` 120 |\n|South|75|\nWest | 3\n"
    blocks = markdown_blocks(text)
    (table,) = blocks.tables

    assert cells(text) == [["Region", "Homes"], ["North", "120"], ["South", "75"], ["West", "3"]]
    assert [cell.of(text) for cell in table.rows[0]] == ["**North**", "`x` 120"]
    assert table.caption is not None
    assert table.caption.of(text) == "Homes:"
    assert table.at.of(text) == text[text.index("| Region") : -1]
    assert [span.of(text) for span in blocks.prose] == ["Homes:"]


def test_a_table_may_stand_in_a_quote_or_a_list() -> None:
    assert cells("> | a | b |\n> |---|---|\n> | 1 | 2 |\n") == [["a", "b"], ["1", "2"]]
    assert cells("- x\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n") == [["a", "b"], ["1", "2"]]


def test_a_pipe_with_a_backslash_parts_no_cells_and_empty_cells_count() -> None:
    assert cells("| a \\| b | c | d |\n|---|---|---|\n| 1 | | 3 |\n| 4 |\n") == [
        ["a | b", "c", "d"],
        ["1", "", "3"],
        ["4"],
    ]


def test_lines_with_pipes_alone_are_no_table() -> None:
    assert markdown_blocks("a | b\n1 | 2\n").tables == ()


# --- hard inputs ---------------------------------------------------------------------------------

MANY = 40_000


@pytest.mark.parametrize(
    "piece",
    [
        "|",
        "| 1 ",
        "`",
        "[",
        "*",
        "<!--",
        "![](",
        "[](",
        "*_",
        "[a](b",
        "](a '",
        "<a ",
        "&",
        "~~a",
        "> ",
        "- ",
        "\\",
        "[^1",
    ],
)
def test_marks_without_end_take_no_longer_than_their_number(piece: str) -> None:
    """What looks ahead again at each of them would take minutes here."""
    text = piece * (MANY // len(piece))

    assert len(markdown_blocks(text).masked) == len(text)


def test_backticks_in_runs_of_every_length_take_no_longer_than_their_number() -> None:
    text = " ".join("`" * length for length in range(1, 280))

    assert masked(text).text == text
