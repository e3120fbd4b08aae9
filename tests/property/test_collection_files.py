"""Whatever people may write comes out of a collection file as it went in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from hypothesis import example, given
from hypothesis import strategies as st

from schemas import collection_file
from schemas.text import unprintable
from service import strict_yaml
from service.application.archive import Entry, History
from service.application.records import Claim, Collection, Quote, Source, SourceKind, StoredCheck
from service.domain.figure import Figure
from service.wire.collection_file_text import write

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
ID = UUID("01900000-0000-7000-8000-000000000001")

# What YAML might take for something else, or break.
TRICKY = [
    "no",
    "on",
    "null",
    "~",
    "2004",
    "4.50",
    "1e3",
    "0o17",
    "0x1F",
    ".nan",
    "2004-09-24",
    "12:30:00",
    "=",
    "<<",
    "- a",
]
TRICKY += [
    "a: b",
    "a #b",
    "# a",
    "'",
    '"',
    "\\",
    "{a",
    "[",
    "&a",
    "*a",
    "!a",
    "%a",
    "@a",
    "`a",
    "?",
    "|",
    ">",
    "---",
    "...",
]
TRICKY += [
    "\ta",
    " a ",
    "a\n",
    "\na",
    "a\n\n",
    " a\nb",
    "a \nb",
    "a\r\nb",
    "a\x85b",
    "a\u2028b",
    "\ufeff",
    "\x7f",
    "\x9f",
    "\ufffe",
]
texts = st.sampled_from(TRICKY) | st.text(min_size=1, max_size=200).filter(lambda text: unprintable(text) is None)


def entries(text: str, figure: Figure) -> list[Entry]:
    times: dict[str, Any] = {"created_at": NOON, "updated_at": NOON}
    claim = Claim(
        id=ID,
        collection="a",
        source_id=ID,
        statement=text,
        quote=Quote(text, text, None),
        measure=text[:200],
        dimensions={text[:100]: text},
        figure=figure,
        tags=(text[:100],),
        **times,
    )
    body = {"kind": "equal", "figures": {text: {"claim": str(ID)}}}
    return [
        Collection(slug="a", title=text, description=text, **times),
        Source(id=ID, title=text, kind=SourceKind.REPORT, authors=(text[:300], "b"), **times),
        History((claim,)),
        StoredCheck(id=ID, collection="a", name=text, body=body, rationale=text, **times),
    ]


@given(texts, st.integers(0, 10**6), st.integers(0, 30))
@example("a\n" * 50 + "  b\n", 0, 2)
@example("x" * 150 + " " + "y" * 150, 450, 2)
def test_text_and_digits_come_out_as_they_went_in(text: str, number: int, places: int) -> None:
    value = f"{number}" if not places else f"{number}.{number:0{places}}"
    figure = Figure.parse({"value": value, "unit": "kg"})
    written = "".join(write(entries(text, figure)))
    read = collection_file.read(strict_yaml.parse(written.encode()))
    (source,), (claim,), (check,) = read["sources"].values(), read["claims"].values(), read["checks"]
    assert (read["collection"]["title"], read["collection"]["description"]) == (text, text)
    assert source["authors"] == [text[:300], "b"]
    assert (claim["statement"], claim["quote"]) == (text, {"exact": text, "prefix": text})
    assert (claim["dimensions"], claim["tags"]) == ({text[:100]: text}, [text[:100]])
    assert claim["figure"] == figure.canonical()
    assert check["figures"] == {text: {"claim": next(iter(read["claims"]))}}
    assert "".join(write(entries(text, figure))) == written
