"""A report as a table (RFC 4180, UTF-8): a row for each result, and one for each conflict and each blame set.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break for a formula, and what
sources say is not to be trusted with that. So such a cell gets an apostrophe in front, unless it is nothing but a
decimal: figures may well be negative, and a number computes nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from service.formats import document as read
from service.formats.document import Document, Item, Statements

HEADER: Final = (
    "check",
    "origin",
    "name",
    "kind",
    "severity",
    "verdict",
    "reason",
    "holds",
    "waiver",
    "waiver_reason",
    "waiver_expires",
    "text",
    "measured_lower",
    "measured_upper",
    "measured_unit",
    "expected_lower",
    "expected_upper",
    "expected_unit",
    "gap",
    "gap_unit",
    "slip",
    "slip_text",
    "claims",
    "statements",
    "sources",
    "why",
    "digest",
)

_DECIMAL: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?").fullmatch
# The full-width signs are taken for the others by spreadsheets of some countries.
_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")


def render(document: Document, statements: Statements) -> bytes:
    """The table, findings first."""
    text = io.StringIO()
    rows = csv.DictWriter(text, HEADER, restval="", lineterminator="\r\n")
    rows.writeheader()
    for row in _rows(document, statements):
        rows.writerow({column: cell(value) for column, value in row.items()})
    return text.getvalue().encode()


def cell(value: object) -> str:
    """A value as the text of a cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _DECIMAL(text) else text


def _rows(document: Document, statements: Statements) -> Iterator[dict[str, object]]:
    for item in read.items(document):
        yield _row(item, statements)
    joint = read.joint(document)
    for conflict in joint.get("conflicts") or ():
        yield {
            "check": " ".join(conflict["checks"]),
            "origin": "joint",
            "name": "conflict",
            "kind": "joint",
            "verdict": joint["verdict"],
            "text": conflict["text"],
            **_claims(read.claims_of(conflict["figures"]), statements),
        }
    for blame in joint.get("blames") or ():
        yield {
            "origin": "joint",
            "name": "blame",
            "kind": "joint",
            "verdict": joint["verdict"],
            "text": " ".join(read.blame(blame, statements)),
            **_claims(read.claims_of(blame["figures"]), statements),
        }


def _row(item: Item, statements: Statements) -> dict[str, object]:
    receipt = item.get("result") or {}
    waiver = item.get("waiver") or {}
    gap = receipt.get("gap") or {}
    slip: Mapping[str, Any] = next(iter(receipt.get("diagnoses") or ()), {})
    return {
        **{name: item.get(name) for name in ("check", "origin", "name", "kind", "severity", "verdict")},
        **{name: item.get(name) for name in ("reason", "holds", "text", "why", "digest")},
        "waiver": waiver.get("id"),
        "waiver_reason": waiver.get("reason"),
        "waiver_expires": read.instant(waiver["expires"]) if waiver.get("expires") else None,
        **_range("measured", receipt.get("measured")),
        **_range("expected", receipt.get("expected")),
        "gap": gap.get("absolute"),
        "gap_unit": gap.get("unit"),
        "slip": slip.get("slip"),
        "slip_text": slip.get("text"),
        **_claims(item["claims"], statements),
    }


def _range(name: str, found: Mapping[str, Any] | None) -> dict[str, object]:
    return {f"{name}_{part}": (found or {}).get(part) for part in ("lower", "upper", "unit")}


def _claims(claims: Any, statements: Statements) -> dict[str, object]:
    ids = [str(claim["claim"]) for claim in claims]
    sources = dict.fromkeys(read.source(claim, statements) for claim in ids)
    return {
        "claims": " ".join(f"{claim['claim']}@{claim['revision']}" for claim in claims),
        "statements": "; ".join(read.wording(claim, statements) for claim in ids if claim in statements),
        "sources": "; ".join(one for one in sources if one is not None),
    }
