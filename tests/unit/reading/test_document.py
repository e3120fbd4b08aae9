"""A text in its form, read as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reading.document import TextForm, blocks, read_document
from service.reading.lint import lint
from service.reading.read import read

ROOT = Path(__file__).parents[3]

ARTICLE = """# Fines of 2004

Police fined each picker **18,000** tenge ([$134](http://example.org/2004)). About 100,000 of them work there.

| Region | Pickers |
|--------|--------:|
| North  |     121 |
| South  |      75 |
| Total  |     299 |

> A picker earns *4 tenge* a kilo, said `n5`.
"""


def printed(text: str, form: TextForm) -> list[str]:
    return [mention.number.of(text) for mention in read_document(text, form).reading.mentions]


def test_running_text_and_tables_are_read_in_the_order_in_which_they_stand() -> None:
    assert printed(ARTICLE, TextForm.MARKDOWN) == ["18,000", "134", "100,000", "121", "75", "299", "4"]


def test_plain_text_is_read_as_it_stands() -> None:
    text = "The road is 12 km long.\n\nIt cost $5m."

    document = read_document(text)

    assert document.reading == read(text)
    assert document.masked == text


def test_a_table_in_csv_is_read() -> None:
    assert printed('town,homes\nNorth,"1,234"\nSouth,5\n', TextForm.CSV) == ["1,234", "5"]


@pytest.mark.parametrize("form", list(TextForm))
def test_an_empty_text_has_nothing_to_read(form: TextForm) -> None:
    document = read_document("", form)

    assert (document.reading.mentions, document.founds, document.suppressions) == ((), (), ())


def test_a_reading_keeps_the_text_and_says_what_of_it_was_looked_at() -> None:
    document = read_document(ARTICLE, TextForm.MARKDOWN)

    assert document.reading.text == ARTICLE
    assert len(document.masked) == len(ARTICLE)
    assert "**" not in document.masked
    assert "http" not in document.masked


def test_a_check_of_a_table_refers_to_the_figures_of_the_whole() -> None:
    document = read_document(ARTICLE, TextForm.MARKDOWN)
    (found,) = document.founds

    check = found.check(lambda number: {"printed": document.reading.mentions[number].number.of(ARTICLE)})

    assert check["figures"] == {"parts": [{"printed": "121"}, {"printed": "75"}], "total": {"printed": "299"}}
    assert found.places["total"].of(ARTICLE) == "299"


def test_each_figure_of_a_table_is_a_sentence_of_its_own() -> None:
    reading = read_document(ARTICLE, TextForm.MARKDOWN).reading

    cells = [mention for mention in reading.mentions if mention.number.of(ARTICLE) in {"121", "75", "299"}]
    assert len({mention.sentence for mention in cells}) == 3
    assert all(reading.sentences[mention.sentence].of(ARTICLE) == mention.number.of(ARTICLE) for mention in cells)


def test_a_document_is_read_as_its_blocks_are() -> None:
    document = read_document(ARTICLE, TextForm.MARKDOWN)
    parts = blocks(ARTICLE, TextForm.MARKDOWN)

    alone = [read(parts.masked, start=start, end=end) for start, end in parts.prose]

    table = parts.tables[0].at
    found = [(each.figure, each.number) for part in alone for each in part.mentions]
    whole = document.reading.mentions
    assert [(each.figure, each.number) for each in whole if not table.meets(each.number)] == found


def test_a_sentence_in_a_cell_is_read() -> None:
    text = "| What | Said |\n|---|---|\n| Road | It is 12 km (9.5 miles) long. |\n"

    assert printed(text, TextForm.MARKDOWN) == ["12", "9.5"]


def test_a_comment_with_a_reason_silences_the_table_behind_it_and_says_so() -> None:
    comment = "<!-- claimcheck: ignore table-total — the source has it so -->\n\n"
    text = ARTICLE.replace("| Region", f"{comment}| Region")

    (finding,) = lint(text, TextForm.MARKDOWN).findings
    told = lint(text, TextForm.MARKDOWN)

    assert finding.suppressed is not None
    assert finding.suppressed.reason == "the source has it so"
    assert [(each.used, each.fault) for each in told.suppressions] == [(True, None)]
    assert told.counts["suppressed"] == 1
    assert lint(ARTICLE, TextForm.MARKDOWN).findings[0].suppressed is None


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"])
def test_the_texts_of_this_project_have_no_finding(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    assert lint(text, TextForm.MARKDOWN).findings == ()


_PIECES = st.sampled_from(
    '| - |-|-| ** * _ ` ``` [ ] ( ) ](x) ! < <!-- --> > 1. # \\ a b1 12 1,234 5% Total (3) &nbsp; ~~ http://a.b/1 " , '
    "; === --- $5 — 45(60%) Change 2019 n/a".split()
)
_BLANKS = st.sampled_from(["\n", "\r\n", "\r", "\n\n", " ", "\t", "    ", "|a|b|\n|-|-|\n|Total|5|\n", "km ", "and "])


@given(st.lists(_PIECES | _BLANKS, max_size=40).map("".join), st.sampled_from(TextForm))
def test_every_place_is_one_in_the_text_and_the_figures_are_in_order(text: str, form: TextForm) -> None:
    document = read_document(text, form)
    mentions = document.reading.mentions

    assert len(document.masked) == len(text)
    assert [each.number for each in mentions] == sorted(each.number for each in mentions)
    for mention in mentions:
        assert any(char.isalnum() for char in mention.number.of(text))
        assert mention.expression.start <= mention.number.start < mention.number.end <= mention.expression.end
        assert document.reading.sentences[mention.sentence].meets(mention.number)
    for found in document.founds:
        assert found.check(lambda number: mentions[number].figure.canonical())
