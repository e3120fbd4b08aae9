"""Checks: questions about figures, posted for an answer at once or stored to be asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from schemas.base import Strict
from schemas.context import ContextSchema
from schemas.fields import Decimal, FreeObject, Given, Id, Instant, Whole
from schemas.figure import FigureInputSchema
from schemas.page import PageQuerySchema, page_of
from schemas.text import UNIT_LENGTH, Choice, Edtf, Slug, Text
from schemas.told import NAMED, map_of, named, ref

ROUNDINGS: Final = ("nearest", "half_away_from_zero", "half_to_even", "truncation")
PERIODS: Final = ("overlap", "any")
SEVERITIES: Final = ("error", "warning")
RELATION_LENGTH: Final = 2000
KIND_NAME: Final = "KindName"

_KIND = "What kind of question; `/v1/check-kinds` tells their roles and parameters."
_FIGURES = (
    "By role of the kind or by any further name: a figure, an array of them for a list role, or an expression over "
    "other names. A text is always an expression, and a number in it is exact: it allows for no rounding, as the "
    "`value` of a figure does."
)
_EXPECT = "What the value measured is expected to be."
_RELATION = "For kind `expression`: the relation that should hold."
_PARAMETERS = "Settings of the kind's own."
_POLICY = "How figures are read."
_NAME = "What the check asks, in a few words."
_COLLECTION = "The slug of the collection that it belongs to."
_SEVERITY = "How much a finding matters."
_RATIONALE = "Why the check should hold."


class KindName(Text):
    """The name of a kind of check. Which there are the domain knows; the contract is told when it is put together."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(_KIND, longest=100, **kwargs)
        self.metadata = {**self.metadata, NAMED: KIND_NAME}


class ClaimReferenceSchema(Strict):
    """A stored claim in the place of a figure: its current revision is used."""

    claim = Id("The id of the claim.", required=True)


class FigureInContextSchema(ContextSchema):
    """A figure with what is known of it beyond its print."""

    figure = Given(FigureInputSchema, "The figure.", required=True)


class PinnedFigureSchema(FigureInContextSchema):
    """A figure with the claim that it was read from: two roles that name one claim are one quantity."""

    claim = Text("What identifies the claim.", longest=1000, required=True)
    revision = Whole("The revision of the claim.", allow_none=True)


class DateInputSchema(Strict):
    """A date in the place of a figure, for roles that take dates."""

    date = Edtf("The date as EDTF; null if it is not known.", "2004-09", required=True, allow_none=True)


class PinnedDateSchema(DateInputSchema):
    """A date with the claim that it was read from."""

    claim = Text("What identifies the claim.", longest=1000, required=True)
    revision = Whole("The revision of the claim.", allow_none=True)


class ExpectationSchema(Strict):
    """The range that the value measured should lie in; one end may be left out."""

    min = Decimal("The least expected.", numbers=True, allow_none=True)
    max = Decimal("The most expected.", numbers=True, allow_none=True, example="30")
    unit = Text("The unit of both.", longest=UNIT_LENGTH, shortest=0, allow_none=True, example="day")


class PolicySchema(Strict):
    """How figures are read where print leaves a choice."""

    rounding = Choice("How values were brought to their printed digits.", "Rounding", ROUNDINGS)
    about = Decimal("How far `about` reaches to either side, as a share of the value.", numbers=True, example="0.1")
    nearly = Decimal("How far `nearly` reaches down, as a share of the value.", numbers=True, example="0.1")
    time_limit = Decimal("Seconds that the engine may take, at most 30.", numbers=True, example="2")
    periods = Choice(
        "`overlap`: figures whose periods have no day in common are not compared. `any`: they are.",
        "Periods",
        PERIODS,
    )
    rate_tolerance = Decimal(
        "How many days a stored exchange rate may be away from the amounts that it converts; at most 366.",
        numbers=True,
        example="7",
    )


EXPRESSION: Final = named("Expression", "An expression over other names; numbers in it are exact.", {"type": "string"})


def in_roles(prefix: str, *one: Mapping[str, Any], alone: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """What a name may stand for: one of these, or for a list role an array of them, those ``alone`` left aside.

    Every part of it has a name, that of the array too: generators make a type of each.
    """
    item = named(f"{prefix}Item", "What an array for a list role may hold.", {"anyOf": list(one)})
    several = named(f"{prefix}List", "What a list role stands for.", {"type": "array", "items": item})
    return named(prefix, "What a role or another name stands for.", {"anyOf": [*one, *alone, several]})


_EVALUATED: Final = in_roles(
    "EvaluationFigure",
    *map(ref, ("FigureInput", "PinnedFigure", "FigureInContext", "DateInput", "PinnedDate")),
    EXPRESSION,
)
_STORED: Final = in_roles(
    "CheckFigure", *map(ref, ("FigureInput", "ClaimReference", "FigureInContext", "DateInput")), EXPRESSION
)
_EVALUATION_FIGURES: Final = map_of("EvaluationFigures", "The figures of a check, all of them inline.", _EVALUATED)
_CHECK_FIGURES: Final = map_of("CheckFigures", "The figures of a stored check.", _STORED)
_FIGURES_CHANGE: Final = map_of(
    "CheckFiguresChange",
    "Changes to the figures of a stored check: null takes a name away, what is left out stays.",
    {"anyOf": [_STORED, {"type": "null"}]},
)
PARAMETER_VALUE: Final = named(
    "ParameterValue", "What a parameter is set to.", {"anyOf": [{"type": "boolean"}, {"type": "string"}]}
)
PARAMETERS: Final = map_of("CheckParameters", "Settings of a kind's own.", PARAMETER_VALUE)


def _parameters(**kwargs: Any) -> FreeObject:
    return FreeObject(_PARAMETERS, shape=PARAMETERS, example={"exhaustive": True}, allow_none=True, **kwargs)


def _relation(**kwargs: Any) -> Text:
    return Text(
        _RELATION,
        longest=RELATION_LENGTH,
        allow_none=True,
        example="fine / (pay * picked) <= 30 day",
        **kwargs,
    )


class EvaluationSchema(Strict):
    """A check with its figures inline. The domain reads it; this documents it."""

    kind = KindName(required=True)
    figures = FreeObject(_FIGURES, shape=_EVALUATION_FIGURES)
    expect = Given(ExpectationSchema, _EXPECT, allow_none=True)
    relation = _relation()
    parameters = _parameters()
    policy = Given(PolicySchema, _POLICY, allow_none=True)
    severity = Choice(f"{_SEVERITY} The result does not depend on it.", "Severity", SEVERITIES, allow_none=True)


class NewCheckSchema(Strict):
    """A check to be stored."""

    name = Text(_NAME, longest=500, required=True, example="the fine within thirty days' pay")
    collection = Slug(f'{_COLLECTION} Left out: "default".', allow_none=True)
    kind = KindName(required=True)
    figures = FreeObject(_FIGURES, shape=_CHECK_FIGURES)
    expect = Given(ExpectationSchema, _EXPECT, allow_none=True)
    relation = _relation()
    parameters = _parameters()
    policy = Given(PolicySchema, _POLICY, allow_none=True)
    severity = Choice(_SEVERITY, "Severity", SEVERITIES, allow_none=True)
    rationale = Text(_RATIONALE, longest=10_000, allow_none=True)


class CheckChangeSchema(Strict):
    """A JSON merge patch: members left out stay, null clears, objects are merged."""

    name = Text(_NAME, longest=500)
    kind = KindName()
    figures = FreeObject(_FIGURES, shape=_FIGURES_CHANGE)
    expect = Given(ExpectationSchema, _EXPECT, allow_none=True)
    relation = _relation()
    parameters = _parameters()
    policy = Given(PolicySchema, _POLICY, allow_none=True)
    severity = Choice(_SEVERITY, "Severity", SEVERITIES)
    rationale = Text(_RATIONALE, longest=10_000, allow_none=True)


class CheckSchema(Strict):
    """A stored check. Decimals in it are strings."""

    id = Id("The id of the check.", required=True)
    name = Text(_NAME, longest=500, required=True)
    collection = Slug(_COLLECTION, required=True)
    kind = KindName(required=True)
    figures = FreeObject(_FIGURES, shape=_CHECK_FIGURES, required=True)
    expect = Given(ExpectationSchema, _EXPECT, required=True, allow_none=True)
    relation = _relation(required=True)
    parameters = _parameters(required=True)
    policy = Given(PolicySchema, _POLICY, required=True, allow_none=True)
    severity = Choice(_SEVERITY, "Severity", SEVERITIES, required=True)
    rationale = Text(_RATIONALE, longest=10_000, required=True, allow_none=True)
    version = Whole("Counts the changes, from 1; it is the ETag.", least=1, required=True)
    created_at = Instant("When it was stored.")
    updated_at = Instant("When it was last changed.")


class CheckQuerySchema(PageQuerySchema):
    """Which checks a list holds."""

    collection = Slug("Checks of this collection.")


CheckPageSchema = page_of(CheckSchema, "CheckPage", "checks")
