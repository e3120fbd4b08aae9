"""Results: the verdict on a check with the arithmetic behind it. A result is a receipt that anyone can recompute."""

from __future__ import annotations

from typing import Any, Final

from schemas.base import Strict
from schemas.check import EXPRESSION, PARAMETERS, in_roles
from schemas.context import ContextSchema
from schemas.fields import Decimal, Flag, Free, ListOf, Part, Whole
from schemas.figure import FigureSchema
from schemas.range import RangeSchema
from schemas.text import Choice, Edtf, Text, TextMap
from schemas.told import map_of, ref

VERDICTS: Final = ("consistent", "strained", "inconsistent", "undetermined")
HOLDS: Final = ("always", "sometimes", "never")
REASONS: Final = (
    "missing_figure",
    "incomparable_units",
    "missing_exchange_rate",
    "different_period",
    "different_definition",
    "nothing_expected",
    "limit_exceeded",
)
SLIPS: Final = (
    "percentage_points",
    "unit_slip",
    "currency_slip",
    "scale",
    "transposed_digits",
    "dropped_digit",
    "swapped",
)
PAIR_TYPES: Final = (
    "contradiction",
    "period",
    "definition",
    "revision",
    "unit_slip",
    "rounding_compatible",
)
# A sum of as many parts as a check may have is an expression of well over 100,000 characters.
LONGEST_TEXT: Final = 1_000_000
DIGEST_PATTERN: Final = "^[0-9a-f]{64}$"

_ADMISSIBLE: Final = map_of(
    "AdmissibleRanges", "Ranges by the names of figures.", {"anyOf": [ref("Range"), {"type": "null"}]}
)
_POWER: Final = map_of("CheckPower", "Shares by the names of figures.", {"type": ["string", "null"]})
_INPUTS: Final = map_of(
    "ResultInputs",
    "What went into a check, by role or name.",
    in_roles("ResultFigure", ref("ResultInput"), EXPRESSION, alone=[ref("ResultDate")]),
)


def given_policy(description: str, **kwargs: Any) -> TextMap:
    """A reading policy as it was applied."""
    return TextMap(
        description,
        "GivenPolicy",
        members=50,
        key=Text("A setting.", longest=100),
        value=Text("Its value.", longest=100),
        example={"rounding": "nearest", "about": "0.1", "nearly": "0.1", "time_limit": "2", "periods": "overlap"},
        **kwargs,
    )


class GapSchema(Strict):
    """How far what is measured lies from what is expected."""

    absolute = Decimal("The distance in `unit`.", required=True, example="15")
    unit = Text("The unit of the distance.", longest=4000, shortest=0, required=True, example="day")
    relative = Decimal(
        "The distance as a share of what is expected; null where that is zero.", required=True, allow_none=True
    )


class StepSchema(Strict):
    """A part of the computation with its value."""

    expression = Text("The part, as an expression over the names of the check.", longest=LONGEST_TEXT, required=True)
    value = Part(RangeSchema, "What it comes to; null where it is defined nowhere.", required=True, allow_none=True)


class DiagnosisSchema(Strict):
    """A slip that would explain an inconsistency: with it undone, the check is consistent."""

    slip = Choice("What kind of slip.", "Slip", SLIPS, required=True)
    figure = Text("The figure that it happened to.", longest=1000, required=True)
    value = Text(
        "The value that would be right; null for a range, whose ends stay.",
        longest=4000,
        required=True,
        allow_none=True,
        example="21",
    )
    unit = Text(
        "The unit that it would be in; empty: dimensionless.", longest=4000, shortest=0, required=True, example="%"
    )
    text = Text("The same as a person would say it.", longest=10_000, required=True)


class ResultInputSchema(ContextSchema):
    """A figure that went into a result, with what was known of it, and the claim and revision that it was read from."""

    figure = Part(FigureSchema, "The figure.", required=True)
    claim = Text("The id of the claim.", longest=1000)
    revision = Whole("The revision of the claim.", least=0)


class ResultDateSchema(Strict):
    """A date that went into a result, with the claim and revision that it was read from."""

    date = Edtf("The date as EDTF; null if it is not known.", "2004-09", required=True, allow_none=True)
    claim = Text("The id of the claim.", longest=1000)
    revision = Whole("The revision of the claim.", least=0)


class AgreementPairSchema(Strict):
    """Two figures that do not say the same, and how they differ."""

    type = Choice(
        "`contradiction`: they cannot both be right. `period`: they are of different times; if these overlap, the "
        "figures still contradict each other. `definition`: they measure different things. `revision`: one source said "
        "both, at different times. `unit_slip`: they would agree if one were in a unit that is taken for its own. "
        "`rounding_compatible`: they are printed differently and can still be one value.",
        "AgreementPairType",
        PAIR_TYPES,
        required=True,
    )
    figures = ListOf(Text("The name of a figure.", longest=1000), "The two figures.", longest=2, required=True)
    text = Text("The same as a person would say it.", longest=10_000, required=True)


class AgreementSchema(Strict):
    """How figures for one thing stand to each other, for a check of kind `agreement`."""

    sources = Whole("How many sources the figures have; one without a source counts for itself.", required=True)
    independent = Whole("How many of these quote neither each other nor a common source.", required=True)
    pairs = ListOf(Part(AgreementPairSchema), "Pairs that differ, the gravest first.", required=True)
    complete = Flag("Whether every pair that differs is told, and not only the most telling ones.", required=True)


class GivenExpectationSchema(Strict):
    """What was expected, as it was read."""

    min = Decimal("The least expected.", allow_none=True)
    max = Decimal("The most expected.", allow_none=True, example="30")
    unit = Text("The unit of both.", longest=4000, shortest=0, allow_none=True, example="day")


class ResultSchema(Strict):
    """The verdict on a check, with everything needed to see why and to recompute it."""

    verdict = Choice(
        "`consistent`: true values exist within the strict readings. `strained`: only within the generous ones. "
        "`inconsistent`: not even there, at least one figure is wrong. `undetermined`: see `reason`.",
        "Verdict",
        VERDICTS,
        required=True,
    )
    holds = Choice(
        "Whether the relation holds over the strict readings always, sometimes or never.",
        "Holds",
        HOLDS,
        required=True,
        allow_none=True,
    )
    reason = Choice(
        "Why a verdict is `undetermined`; otherwise null.", "Reason", REASONS, required=True, allow_none=True
    )
    text = Text("The finding as a person would say it.", longest=LONGEST_TEXT, required=True)
    complete = Flag(
        "Whether there was time for everything. If not, another run of the same check may tell more: such a result is "
        "not cached and has no ETag.",
        required=True,
    )
    kind = Text("The kind of the check.", longest=100, required=True, example="ratio")
    relation = Text("The relation, for a check of kind `expression`.", longest=20_000, required=True, allow_none=True)
    expect = Part(GivenExpectationSchema, "What was expected.", required=True, allow_none=True)
    parameters = Free("The parameters of the kind, defaults filled in.", shape=PARAMETERS, required=True)
    policy = given_policy("The reading policy, defaults filled in.", required=True)
    measured = Part(RangeSchema, "What the strict readings come to.", required=True, allow_none=True)
    expected = Part(RangeSchema, "What it should be.", required=True, allow_none=True)
    gap = Part(GapSchema, "How far apart they are, when inconsistent.", required=True, allow_none=True)
    steps = ListOf(Part(StepSchema), "The computation, part by part, in order.", required=True)
    admissible = Free(
        "For each figure, what it could be given all the others; null: nothing would do.",
        shape=_ADMISSIBLE,
        required=True,
    )
    diagnoses = ListOf(Part(DiagnosisSchema), "Slips that would explain it, likeliest first.", required=True)
    power = Free(
        "For each figure, the share of the values between half and twice the printed one that this check would flag.",
        shape=_POWER,
        required=True,
    )
    agreement = Part(
        AgreementSchema, "For kind `agreement`: how the figures stand to each other.", required=True, allow_none=True
    )
    inputs = Free(
        "What went in: by role or name a figure, an array of them, or an expression.",
        shape=_INPUTS,
        required=True,
    )
    engine = Text("The version of the engine.", longest=100, required=True, example="1")
    digest = Text(
        "SHA-256 over the canonical inputs and the engine version: equal digest, equal result.",
        longest=64,
        pattern=DIGEST_PATTERN,
        required=True,
    )
