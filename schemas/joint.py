"""Joint consistency: whether all figures and checks of a collection can be true together."""

from __future__ import annotations

from typing import Final

from schemas.base import Strict
from schemas.fields import Decimal, Flag, ListOf, Part, Whole
from schemas.range import RangeSchema
from schemas.result import REASONS, VERDICTS
from schemas.text import Choice, Text

READINGS: Final = ("strict", "generous")
CHECK_LENGTH: Final = 64

_GROUP = (
    "Which group of checks that hang together it is about, by the first of their ids and keys. Groups have no figure "
    "in common."
)


def check_key() -> Text:
    """What identifies a check in a report."""
    return Text("The id of a stored check, or the key of a discovered one.", longest=CHECK_LENGTH, required=True)


class FigureReferenceSchema(Strict):
    """A figure: that of a claim, or one that a check gives inline."""

    claim = Text("The id of the claim.", longest=1000, required=True, allow_none=True)
    revision = Whole("The revision of the claim.", required=True, allow_none=True)
    check = Text("The check that gives it inline.", longest=CHECK_LENGTH, required=True, allow_none=True)
    figure = Text("Its name in that check.", longest=1000, required=True, allow_none=True)
    printed = Text("The figure as it was printed.", longest=10_000, required=True, example="18,000 KZT")


class BlamedFigureSchema(FigureReferenceSchema):
    """A figure that is blamed, and what it would have to be."""

    needed = Part(
        RangeSchema,
        "What it would have to be, if all others are right; null where that could not be told.",
        required=True,
        allow_none=True,
    )
    example = Decimal("One such value, in the unit of the figure.", required=True, allow_none=True)
    text = Text("The same as a person would say it.", longest=20_000, required=True)


class ConflictSchema(Strict):
    """Figures and checks that cannot all hold, none of them superfluous."""

    group = Text(_GROUP, longest=CHECK_LENGTH, required=True)
    figures = ListOf(Part(FigureReferenceSchema), "The figures.", required=True)
    checks = ListOf(Text("An id or a key.", longest=CHECK_LENGTH), "The checks.", required=True)
    within_checks = Flag(
        "Whether no figure is in it: the checks contradict each other whatever the figures.", required=True
    )
    text = Text("The same as a person would say it.", longest=1_000_000, required=True)


class BlameSchema(Strict):
    """A smallest set of figures whose being wrong would explain every conflict of its group."""

    group = Text(_GROUP, longest=CHECK_LENGTH, required=True)
    weight = Decimal(
        "What it costs to blame these: 1 for each claim, 10 for one of a reference source, 100 for an exact figure "
        "that the author of a check gave.",
        required=True,
        example="1",
    )
    figures = ListOf(Part(BlamedFigureSchema), "The figures.", required=True)


class LeftOutSchema(Strict):
    """A check that could not be reckoned with together with others."""

    check = check_key()
    why = Text("Why.", longest=1_000_000, required=True)
    verdict = Choice(
        "Its verdict by itself, which that on everything together is no better than; null where it says nothing of "
        "that, as when its figures are of different periods.",
        "Verdict",
        VERDICTS,
        required=True,
        allow_none=True,
    )


class JointSchema(Strict):
    """Whether one assignment of values satisfies every figure and check at once, and what is wrong if none does."""

    verdict = Choice("The verdict on all of them together.", "Verdict", VERDICTS, required=True)
    reason = Choice(
        "Why a verdict is `undetermined`; otherwise null.", "Reason", REASONS, required=True, allow_none=True
    )
    text = Text("The finding as a person would say it.", longest=10_000, required=True)
    readings = Choice(
        "The readings of the figures under which the conflicts hold: `generous` ones where the verdict is "
        "inconsistent, `strict` ones where it is strained.",
        "Readings",
        READINGS,
        required=True,
        allow_none=True,
    )
    conflicts = ListOf(Part(ConflictSchema), "The minimal conflicts, group by group.", required=True)
    blames = ListOf(
        Part(BlameSchema),
        "Group by group, every smallest set of figures whose being wrong would explain the conflicts of the group.",
        required=True,
    )
    complete = Flag("False where a limit cut a list short.", required=True)
    components = Whole("How many parts that have no figure in common the collection falls into.", required=True)
    left_out = ListOf(Part(LeftOutSchema), "The checks that could not be reckoned with.", required=True)
