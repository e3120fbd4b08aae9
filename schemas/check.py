"""Checks: questions about figures, posted for an answer at once or stored to be asked again."""

from __future__ import annotations

from typing import Any, Final

from schemas.base import Strict
from schemas.context import ContextSchema
from schemas.fields import Decimal, FreeObject, Given, Id, Instant, Whole
from schemas.figure import FigureInputSchema
from schemas.page import PageQuerySchema, page_of
from schemas.text import UNIT_LENGTH, Choice, Edtf, Slug, Text
from schemas.told import NAMED

ROUNDINGS: Final = ("nearest", "half_away_from_zero", "half_to_even", "truncation")
PERIODS: Final = ("overlap", "any")
SEVERITIES: Final = ("error", "warning")
RELATION_LENGTH: Final = 2000
KIND_NAME: Final = "KindName"

_KIND = "What kind of question; `/v1/check-kinds` tells their roles and parameters."
_FIGURES = (
    "By role of the kind or by any further name: a figure, an array of them for a list role, or an expression over "
    "other names."
)
_EXPECT = "What the value measured is expected to be."
_RELATION = "For kind `expression`: the relation that should hold."
_PARAMETERS = "Settings of the kind's own."
_POLICY = "How figures are read."
# What may stand in the place of an inline figure in a stored check.
_STORED: Final = ("ClaimReference", "FigureInContext", "DateInput")
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


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _figures_shape(*references: str) -> dict[str, Any]:
    expression = {"type": "string", "title": "Expression", "description": "An expression over other names."}
    one = [_ref("FigureInput"), *(_ref(name) for name in references), expression]
    several = {"type": "array", "title": "Several", "items": {"anyOf": one}}
    return {"type": "object", "additionalProperties": {"anyOf": [*one, several]}}


def _parameters(**kwargs: Any) -> FreeObject:
    shape = {NAMED: "CheckParameters", "type": "object", "additionalProperties": {"type": ["boolean", "string"]}}
    return FreeObject(_PARAMETERS, shape=shape, example={"exhaustive": True}, allow_none=True, **kwargs)


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
    figures = FreeObject(_FIGURES, shape=_figures_shape("PinnedFigure", "FigureInContext", "DateInput", "PinnedDate"))
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
    figures = FreeObject(_FIGURES, shape=_figures_shape(*_STORED))
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
    figures = FreeObject(
        _FIGURES,
        shape={
            "type": "object",
            "additionalProperties": {
                "anyOf": [
                    *_figures_shape(*_STORED)["additionalProperties"]["anyOf"],
                    {"type": "null"},
                ]
            },
        },
    )
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
    figures = FreeObject(_FIGURES, shape=_figures_shape(*_STORED), required=True)
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
