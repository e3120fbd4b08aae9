"""Reading takes time in proportion to the text, whatever stands in it.

Time itself is never asserted. What is counted is the work: the calls of functions that reading makes,
Python's and C's.
Twice the text must take about twice as many. What one call does alone (a regular expression that goes back and forth)
doesn't show in the count; long texts that are read to their end are there for that.
"""

from __future__ import annotations

import pytest

from service.reading.document import read_document
from service.reading.prose import discover_in
from service.reading.read import read
from service.reading.text_form import TextForm
from tests.unit.reading.work import calls

PIECES = [
    "1", "0", ",", "(", ")", "[", "one ", "1,", "1 (", "$", "$1 ", "%", "- ", "-", "1-", "|", "| ", "between ",
    "million ", "said ", "and ", "of the ", "a ", "half ", "one in ", "two-", "\n", "\n\n", "1\n", "1.1", ".", "e.g. ",
    "1 of ", "1 km (", "from 1 to ", "Mr. ", "according to ", "1/", "hundred and ", "'", '"', "«", "#", "<!-- ",
    "in May ", "1:", "2019 ", "more than ", "12 km (7.5 miles) ", "41% of men, ", "1 + ", "`", "*", "_", "~", "> ",
    "\\",
]  # fmt: skip
# What rules of running text, of Markdown and of tables begin with.
CHECKED = [
    *((piece, TextForm.PLAIN) for piece in (
        "12 km (9.5 miles) ", "12 km (9.5 miles).\n\n", "18,000 tenge ($134) ", "from 5 to 6 goats, up 20%. ",
        "3 of 40 (30%) ", "41% of men, ", "3 goats, ", "3 goats and 4 sheep. ", "a total of 4 goats. ",
        "doubled from 3 to 7, ", "born in 1950, ",
    )),
    *((piece, TextForm.MARKDOWN) for piece in (
        "| 1 | 2 |\n", "|-", "> ", "- 1\n", "`", "[", "*1 ", "<!-- ", "<!-- claimcheck: ignore - why -->\n", "](", "\\",
    )),
    *((piece, TextForm.CSV) for piece in ("1,2\n", "total,2\n", '"', '1,"', ",")),
]  # fmt: skip
SHORT = 1_000


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_text_is_twice_the_work(piece: str) -> None:
    # The first time, words and units are looked up that are remembered from then on.
    read(_text(piece, SHORT))

    short = calls(lambda: read(_text(piece, SHORT)))
    long = calls(lambda: read(_text(piece, 2 * SHORT)))

    assert long <= 2.3 * short + 500


@pytest.mark.parametrize(("piece", "form"), CHECKED)
def test_twice_the_text_is_twice_the_work_of_finding_checks(piece: str, form: TextForm) -> None:
    def checks(text: str) -> object:
        document = read_document(text, form)
        return [*discover_in(document.reading), *document.founds]

    checks(_text(piece, SHORT))

    short = calls(lambda: checks(_text(piece, SHORT)))
    long = calls(lambda: checks(_text(piece, 2 * SHORT)))

    assert long <= 2.3 * short + 500


# What takes a second where time grows with the text would take hours, or a quarter of an hour, where it grows squared.
@pytest.mark.parametrize(("piece", "size"), [("1", 1_000_000), (",", 250_000), ("(", 250_000), ("one ", 250_000)])
def test_a_long_text_is_read_to_its_end(piece: str, size: int) -> None:
    text = _text(piece, size)

    reading = read(text)

    assert reading.text == text
    assert sum(sentence.end - sentence.start for sentence in reading.sentences) >= len(text) * 0.99


def _text(piece: str, size: int) -> str:
    return piece * (size // len(piece))
