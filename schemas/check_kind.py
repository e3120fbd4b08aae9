"""Kinds of check: their roles and parameters, and an example of each that can be posted as it stands."""

from __future__ import annotations

from typing import Final

from schemas.base import Strict
from schemas.check import PARAMETER_VALUE, EvaluationSchema
from schemas.fields import Flag, Free, ListOf, Part, Whole
from schemas.page import page_of
from schemas.text import Choice, Text

EXPECT_USES: Final = ("refused", "optional", "required")
RELATION_USES: Final = ("refused", "required")
ROLE_TAKES: Final = ("figure", "figure_or_expression", "date")


class RoleSchema(Strict):
    """A part that a figure plays in a kind."""

    name = Text("The name of the role.", longest=100, required=True)
    summary = Text("What the figure in it is.", longest=2000, required=True)
    required = Flag("Whether every check of the kind has it.", required=True)
    many = Flag("Whether it takes an array.", required=True)
    takes = Choice(
        "Whether it takes figures only, dates only, or also expressions over other names.",
        "RoleTakes",
        ROLE_TAKES,
        required=True,
    )
    least = Whole("How many figures the array has at least.", required=True, allow_none=True)
    most = Whole("How many figures the array has at most.", required=True, allow_none=True)


class ParameterSchema(Strict):
    """A setting of a kind's own."""

    name = Text("The name of the parameter.", longest=100, required=True)
    summary = Text("What it means.", longest=2000, required=True)
    type = Choice("What it takes.", "ParameterType", ("boolean", "string"), required=True)
    choices = ListOf(Text("A word.", longest=100), "The words that it takes, for a string.", required=True)
    default = Free(
        "What it is when left out; null: it must be given.",
        shape={"anyOf": [PARAMETER_VALUE, {"type": "null"}]},
        required=True,
    )


class CheckKindSchema(Strict):
    """A kind of check."""

    name = Text("What a check names as its `kind`.", longest=100, required=True)
    summary = Text("When a check of this kind holds.", longest=2000, required=True)
    roles = ListOf(Part(RoleSchema), "The roles of its figures.", required=True)
    parameters = ListOf(Part(ParameterSchema), "Its parameters.", required=True)
    expect = Choice("Whether it takes an expectation.", "ExpectUse", EXPECT_USES, required=True)
    relation = Choice("Whether it takes a relation.", "RelationUse", RELATION_USES, required=True)
    example = Part(EvaluationSchema, "A check that can be posted to `/v1/evaluations` as it stands.", required=True)


CheckKindPageSchema = page_of(CheckKindSchema, "CheckKindPage", "kinds of check")
