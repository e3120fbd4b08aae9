"""A report as one page for people: it needs no script, loads nothing, and reads in light and in dark.

The page says itself, in a content security policy, that nothing but its own style may act, so that even text that got
past the escaping could do no more than be read.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Any, Final, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from service.domain.wording import grouped
from service.formats import document as read
from service.formats.document import Document, Item, Statements

# Longer lists of what is fine or only referred to are cut, and the page says so: browsers get slow. Findings never are.
LONGEST_LIST: Final = 1000

_HEDGES: Final = {
    "exact": "exactly",
    "about": "about",
    "nearly": "nearly",
    "more_than": "more than",
    "at_least": "at least",
    "less_than": "less than",
    "at_most": "at most",
}


class Row(NamedTuple):
    """A figure of a finding: what it is called there, as printed, what it could have been, and the claim it is from."""

    name: str
    printed: str
    admissible: str | None
    claim: str | None
    revision: int | None


class Cut(NamedTuple):
    """The beginning of a list, how many more there are, and how many in all."""

    shown: Sequence[Any]
    more: int
    all: int


def render(document: Document, statements: Statements) -> bytes:
    """The page, in UTF-8."""
    items = read.items(document)
    consistent = [item for item in items if item["verdict"] == "consistent"]
    findings = read.findings(document)
    page = _template().render(
        report=document,
        finished=document["status"] == read.FINISHED,
        by_verdict=[(verdict, list(several)) for verdict, several in groupby(findings, key=lambda one: one["verdict"])],
        consistent=_cut(consistent),
        joint=read.joint(document),
        groups=read.groups(read.joint(document)),
        names={str(item["check"]): item["name"] for item in items},
        unchecked=_cut((document.get("coverage") or {}).get("unchecked") or ()),
        pinned_claims=_cut((document.get("pins") or {}).get("claims") or ()),
        pinned_checks=_cut((document.get("pins") or {}).get("checks") or ()),
        statements=statements,
        anchors=set(),
        style=_style(),
        policy=content_security_policy(),
        read=read,
        figures=figures,
    )
    # Half a surrogate pair cannot be written in UTF-8; stored text has none.
    return page.encode(errors="replace")


@cache
def content_security_policy() -> str:
    """What the page allows itself, for the header of the answer too: its one style, by its hash, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(str(_style()).encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def figures(item: Item) -> Iterator[Row]:
    """The figures and dates that went into a finding, those of lists one by one; the steps show the expressions."""
    receipt = item.get("result") or {}
    admissible = receipt.get("admissible") or {}
    for name, entry in (receipt.get("inputs") or {}).items():
        several = [(f"{name}[{place}]", one) for place, one in enumerate(entry)] if isinstance(entry, list) else []
        for called, given in several or [(name, entry)]:
            if isinstance(given, Mapping):
                could_be = admissible.get(called)
                yield Row(
                    called,
                    printed(given["figure"]) if "figure" in given else given.get("date") or "unknown",
                    could_be["text"] if could_be else "no value" if called in admissible else None,
                    None if given.get("claim") is None else str(given["claim"]),
                    given.get("revision"),
                )


def printed(figure: Mapping[str, Any]) -> str:
    """A figure as a reader met it: "about 18,000 KZT", "50 to 100 kg/day", "unknown"."""
    unit = figure.get("unit") or ""
    value, lower, upper = (figure.get(end) for end in ("value", "lower", "upper"))
    if value is not None:
        words = " ".join(filter(None, (_HEDGES.get(figure.get("qualifier") or ""), grouped(str(value)))))
    elif lower is not None and upper is not None:
        words = f"{grouped(str(lower))} to {grouped(str(upper))}"
    elif lower is not None:
        words = f"at least {grouped(str(lower))}"
    elif upper is not None:
        words = f"at most {grouped(str(upper))}"
    else:
        return "unknown"
    return f"{words}{'' if unit in {'', '%'} else ' '}{unit}"


def moment(value: object) -> str:
    """An instant for people, to the minute."""
    return datetime.fromisoformat(read.instant(value)).astimezone(UTC).strftime("%Y-%m-%d, %H:%M UTC")


def _cut(values: Sequence[Any]) -> Cut:
    return Cut(values[:LONGEST_LIST], max(0, len(values) - LONGEST_LIST), len(values))


@cache
def _style() -> Markup:
    style = resources.files(__package__).joinpath("templates/report.css").read_text("utf-8")
    # Part of this package, like the template: the one text that is not escaped.
    return Markup(style)  # noqa: S704 # nosec B704


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("service.formats"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(instant=read.instant, moment=moment)
    return environment.get_template("report.html")
