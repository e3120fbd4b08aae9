from __future__ import annotations

import pytest

from service.reading.sentences import LONGEST, paragraphs, sentences
from service.reading.span import Span


def split(text: str) -> list[str]:
    return [sentence.of(text) for paragraph in paragraphs(text) for sentence in sentences(text, paragraph)]


def test_blank_lines_part_paragraphs() -> None:
    text = "\n One\ntwo.\n \t\n\r\nThree.\n\n\n  "
    assert [each.of(text) for each in paragraphs(text)] == ["One\ntwo.", "Three."]


def test_paragraphs_are_looked_for_between_two_offsets() -> None:
    text = "skip\n\nOne.\n\nTwo.\n\nskip"
    assert [each.of(text) for each in paragraphs(text, 6, 16)] == ["One.", "Two."]


@pytest.mark.parametrize("text", ["", " \n\n \t\n"])
def test_blanks_alone_have_no_paragraph(text: str) -> None:
    assert not split(text)


@pytest.mark.parametrize(
    "parts",
    [
        ["Output rose 4.5 percent.", "It had fallen before."],
        ["Was it 12?", "It was 15!", "Nobody knew."],
        ["“We sold 40.”", "Then they closed."],
        ['He asked for 300 ("at least.")', "She refused."],
        ["It weighs 12 kg.[4]", "Another weighs 14 kg."],
        ["They waited…", "Nothing came."],
        ["Prices fell in Aug.", "The bank was glad."],
        ["He lives in the U.S.", "The house cost $2 million."],
        ["It is owned by Acme Inc.", "The firm has 40 staff."],
        ["The shop opens at 9 a.m.", "Tickets cost $5."],
        ["Did 30 come?", "No.", "Nobody did."],
        ["It sold 12.", "14 were left."],
    ],
)
def test_a_sentence_ends_where_another_begins(parts: list[str]) -> None:
    assert split(" ".join(parts)) == parts


def test_the_items_of_a_list_are_sentences() -> None:
    assert split("- 5 apples\n- 6 pears\n  • 7 plums") == ["- 5 apples", "- 6 pears", "• 7 plums"]


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. Senate voted 51 to 49.",
        "Mr. Smith and Dr. A. B. Jones paid $30.",
        "Acme Corp. Chief Executive Ann Lee sold 400 shares.",
        "It starts at 7 p.m. Wednesday and costs $5.",
        "It ran from 9 a.m. EST to noon.",
        "They met on Aug. 3 at No. 10 and left.",
        "See Fig. 3 and Sec. 12 for the rest.",
        "It grew by 3.5 percent, i.e. The Bank was wrong.",
        "Yahoo! said it had 40 offices.",
        "There were … more than 50 of them.",
        "1. Open the box.",
        "It fell by approx. 30 percent.",
        "Ronald B. Stone Jr. Foundation gave $5.",
        "It is worth Rs. 500 or so.",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert split(text) == [text]


def test_a_line_break_alone_ends_nothing() -> None:
    text = "Sales rose by\n12 percent."
    assert split(text) == [text]


def test_a_sentence_that_is_too_long_is_cut_at_blanks() -> None:
    text = "one " * 3000
    pieces = split(text)
    assert all(len(piece) <= LONGEST for piece in pieces)
    assert " ".join(pieces) == text.strip()


@pytest.mark.parametrize("sign", ["1", ".", "\n", ". ", "“", "a.", "(", "A. ", "\n- "])
def test_nothing_but_blanks_is_left_out(sign: str) -> None:
    text = sign * 20_000
    found = [each for paragraph in paragraphs(text) for each in sentences(text, paragraph)]
    assert all(0 < each.end - each.start <= LONGEST for each in found)
    kept = "".join(each.of(text) for each in found)
    assert "".join(kept.split()) == "".join(text.split())


def test_spans_are_offsets_in_the_whole_text() -> None:
    text = "Title\n\nOne. Two."
    assert [list(sentences(text, each)) for each in paragraphs(text)][1] == [Span(7, 11), Span(12, 16)]
