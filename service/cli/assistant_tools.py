"""The tools that assistants are offered: what each takes and tells, and the use case that it runs.

They answer in this process and store nothing. What goes in and comes out is what the HTTP service takes and answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from marshmallow import Schema

from schemas.assistant import (
    LARGEST_PART,
    MOST_FIGURES,
    MOST_TOLD,
    MOST_UNITS,
    CheckKindsRequestSchema,
    FindingsOfTextSchema,
    TextToLintSchema,
    UnitsFoundSchema,
    UnitsRequestSchema,
)
from schemas.check import EvaluationSchema
from schemas.check_kind import CheckKindPageSchema
from schemas.fields import DECIMAL_LENGTH, DECIMAL_PATTERN
from schemas.result import ResultSchema
from service.application.lint import lint as read
from service.application.texts import TOO_LONG, is_too_long
from service.cli.lint_findings import findings_of
from service.domain.check import Check
from service.domain.checks import kinds
from service.domain.checks.kind import Kind
from service.domain.errors import Fault, Malformed
from service.domain.evaluation import evaluate
from service.domain.parser import words_in
from service.domain.unit_search import search_units
from service.formats import text as plain_text
from service.formats.finding import Examined
from service.wire import records
from service.wire.encoding import encode
from service.wire.json_schema import json_schema
from service.wire.shaped import shaped
from service.wire.texts import lint as told

Json = Mapping[str, Any]

# The program of an assistant has read numbers of JSON as floats before they come here, and most write 4.50 as 4.5 and
# 4.0 as 4: other figures than those that were printed. So a decimal is taken in a string only.
_IN_A_STRING: Final = {
    "description": "An exact decimal, in a string so that every digit is kept as it was printed.",
    "type": "string",
    "pattern": DECIMAL_PATTERN,
    "maxLength": DECIMAL_LENGTH,
}
_NO_FIGURE: Final = (
    'is an expression that uses no name; a figure is {"value": "48.6", "unit": "%"}, with "qualifier": "exact" for a '
    "number that was not rounded"
)
# The members that are numbers and no decimals: they count something here, and nobody printed them.
_COUNTS: Final = frozenset({"revision", "skip"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool tells: in words, which is enough for whoever has nothing else, and as a document."""

    words: str
    document: Any


@dataclass(frozen=True)
class Tool:
    """Something that an assistant can have done. ``description`` is all that it knows of when to ask for it."""

    name: str
    title: str
    description: str
    takes: type[Schema]
    tells: type[Schema]
    work: Callable[[dict[str, Any]], Answer]

    @cached_property
    def input_schema(self) -> dict[str, Any]:
        """What it takes, as JSON Schema."""
        schema = json_schema(self.takes)
        if "DecimalInput" in schema["$defs"]:
            schema["$defs"]["DecimalInput"] = _IN_A_STRING
        if "kind" in schema["properties"]:
            schema["properties"]["kind"]["description"] = "What kind of question; `check_kinds` tells more of them."
        return schema

    @cached_property
    def output_schema(self) -> dict[str, Any]:
        """What the document of its answer is, as JSON Schema, down to its members.

        What these are made of is told where it comes: an assistant reads all schemas before it does anything.
        """
        schema = json_schema(self.tells)
        schema.pop("$defs", None)
        schema["properties"] = {name: _outline(member) for name, member in schema["properties"].items()}
        return schema

    def __call__(self, arguments: Json) -> Answer:
        """The answer. Raises ``Malformed``, which says what is wrong where in the arguments."""
        inexact = tuple(_inexact(arguments))
        if inexact:
            raise Malformed.several(inexact)
        with shaped():
            body = self.takes().load(arguments)
        return self.work(body)


def _outline(schema: Json) -> dict[str, Any]:
    """What a member is, without what it is made of."""
    return {name: schema[name] for name in ("type", "description") if name in schema}


def _lint(body: dict[str, Any]) -> Answer:
    text = body["text"]
    if is_too_long(text):
        raise Malformed(TOO_LONG, "text")
    skip, asked = body.pop("skip", 0), body.pop("figures", False)
    document = told(text, read(body))
    findings = _fitting(document["findings"][skip:], MOST_TOLD)
    suppressions = _fitting(document["suppressions"], MOST_TOLD)
    figures = _fitting(document["figures"], MOST_FIGURES) if asked else []
    there = len(document["findings"])
    following = there - skip - len(findings)
    document |= {
        "findings": findings,
        "next": skip + len(findings) if following > 0 else None,
        "suppressions": suppressions,
        "figures": figures,
        "left_out": {
            "findings": there - len(findings),
            "figures": document["figure_count"] - len(figures),
            "suppressions": len(document["suppressions"]) - len(suppressions),
        },
    }
    counted = {"figure": document["figure_count"], "check": document["counts"]["total"]}
    examined = Examined(file="text", findings=findings_of("text", text, document), counted=counted)
    if there and not findings:
        return Answer(f"no more findings: there are {there:,} in the text", document)
    more = f"and {following:,} more findings: ask for them with skip {skip + len(findings)}\n" if following > 0 else ""
    return Answer(plain_text.render([examined]) + more, document)


def _fitting(things: Sequence[Any], most: int) -> Sequence[Any]:
    """The first of some things, as many as an assistant can take."""
    size = 0
    for place, thing in enumerate(things[:most]):
        size += len(encode(thing))
        if place and size > LARGEST_PART:
            return things[:place]
    return things[:most]


def _evaluate(body: dict[str, Any]) -> Answer:
    body.pop("severity", None)  # it says how a finding is filed and nothing of what is found
    check = Check.parse(body)
    exact = tuple(_exact(check))
    if exact:
        raise Malformed.several(exact)
    result = evaluate(check).as_json()
    slips = [f"perhaps {diagnosis['text']}" for diagnosis in result["diagnoses"]]
    return Answer("\n".join([f"{result['verdict']}: {result['text']}", *slips]), result)


def _exact(check: Check) -> Iterator[Fault]:
    """Texts that name nothing: their numbers would be exact, and who says "48.6%" has most likely read that."""
    for name, entry in check.figures.items():
        for place, one in enumerate(entry if isinstance(entry, tuple) else (entry,)):
            if isinstance(one, str) and check.figures.keys().isdisjoint(words_in(one)):
                where = ("figures", name, place) if isinstance(entry, tuple) else ("figures", name)
                yield Fault(where, _NO_FIGURE)


def _check_kinds(_body: dict[str, Any]) -> Answer:
    items = [kind.describe() for kind in kinds()]
    words = (f"{kind['name']}: {kind['summary']}\n  example: {encode(kind['example']).decode()}" for kind in items)
    return Answer("\n".join(words), {"items": items, "next": None})


def _units(body: dict[str, Any]) -> Answer:
    found = search_units(body["search"])
    items = [records.unit(entry) for entry in found[:MOST_UNITS]]
    words = [f"{unit['symbol']}: {unit['name']} ({unit['dimension'] or 'dimensionless'})" for unit in items]
    if len(found) > len(items):
        words.append(f"and {len(found) - len(items):,} more; search for more of the name")
    return Answer("\n".join(words) or f"no unit is called {body['search']}", {"items": items, "total": len(found)})


def _inexact(value: Any, where: tuple[str | int, ...] = ()) -> Iterator[Fault]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not (isinstance(value, int) and where and where[-1] in _COUNTS):
            yield Fault(where, 'must be in a string, such as "4.50": a JSON number would lose digits that were printed')
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _inexact(item, (*where, name))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _inexact(item, (*where, place))


def _roles(kind: Kind) -> str:
    """A kind in a line."""
    roles = [f"{role.name}{'[]' if role.many else ''}{'' if role.required else '?'}" for role in kind.roles]
    return f"`{kind.name}`: {', '.join(roles) or 'any names, and a relation over them'}"


TOOLS: Final = (
    Tool(
        "lint",
        "Find figures in a text that cannot all be true",
        "Reads an English text (plain, Markdown or CSV, at most 1 MiB), finds the figures in it and checks those that "
        "belong together: sums and their parts, shares and percentages, changes, conversions of units and money, ages "
        "and dates, rates. Tells of each finding where it stands, the arithmetic, and slips that would explain it. An "
        "`error` cannot be true as it is read; a `warning` can be read in another way, which is told. Silence means "
        "that nothing checkable is wrong, not that the figures are true. Of many findings the first are told, and the "
        "`skip` with which to ask for the next. Pass the text unchanged: offsets and the digits as printed matter.",
        TextToLintSchema,
        FindingsOfTextSchema,
        _lint,
    ),
    Tool(
        "evaluate",
        "Check figures against each other",
        "Answers one question about figures, exactly and with the arithmetic shown: whether parts make a total, a "
        "share fits its base, a converted amount its original, a change its two ends, or any relation written as an "
        "expression. Reads each figure as printed, with its unit, its hedge and what rounding allows. The verdict is "
        "`consistent`, `strained` (only if figures are read generously), `inconsistent` (at least one figure is "
        "wrong; diagnoses tell the likely slip) or `undetermined` (with the reason). `check_kinds` tells the kinds, "
        "their roles and an example of each that can be passed as it stands. Decimals go in strings: \"4.50\". "
        f"The kinds with their roles ([]: an array of figures, ?: may be left out): {'; '.join(map(_roles, kinds()))}.",
        EvaluationSchema,
        ResultSchema,
        _evaluate,
    ),
    Tool(
        "check_kinds",
        "List the kinds of check",
        "The kinds of check that `evaluate` knows: when a check of each holds, its roles and parameters, and an "
        "example that can be passed to `evaluate` as it stands.",
        CheckKindsRequestSchema,
        CheckKindPageSchema,
        _check_kinds,
    ),
    Tool(
        "units",
        "Search units of figures",
        "Units that figures can be in, by any of their names: physical units, currencies by code or name, counted "
        'things. Units combine in expressions: "KZT/kg", "km/h", "million person". For when `evaluate` does not know '
        "a unit.",
        UnitsRequestSchema,
        UnitsFoundSchema,
        _units,
    ),
)  # fmt: skip
