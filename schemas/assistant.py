"""What tools for assistants take and tell, where no request of the HTTP service does the same."""

from __future__ import annotations

from schemas.base import Strict
from schemas.fields import Flag, ListOf, Part, Whole
from schemas.lint import FindingSchema, LintRequestSchema, ReadFigureSchema, SuppressionSchema, TextCountsSchema
from schemas.text import Text
from schemas.unit import UnitSchema

MOST_UNITS = 20
# An assistant reads all that it is told, and can take some ten thousand words of it: of each part of an answer so many
# things are told, and no more of them than have so many bytes together, but the first in any case.
MOST_TOLD = 20
MOST_FIGURES = 200
LARGEST_PART = 40_000


class TextToLintSchema(LintRequestSchema):
    """A text to be read, and what to tell of it."""

    skip = Whole(
        "How many findings to leave out at the beginning: what `next` of the answer before this one says.", least=0
    )
    figures = Flag("Whether to tell the figures that were read, too; left out: no.")


class NotToldSchema(Strict):
    """How many things there are beside those that are told here."""

    findings = Whole("Findings; ask for them with `skip`.", required=True)
    figures = Whole("Figures; ask for them with `figures`, and of a long text in parts.", required=True)
    suppressions = Whole("Comments that ask for silence.", required=True)


class FindingsOfTextSchema(Strict):
    """What does not fit together in a text, as much of it as can be told at once."""

    findings = ListOf(
        Part(FindingSchema),
        f"The findings from that at `skip` on, in the order of the text, whole: at most {MOST_TOLD}, fewer if long.",
        required=True,
    )
    next = Whole("The `skip` with which to ask for the findings that follow.", required=True, allow_none=True)
    counts = Part(TextCountsSchema, "What came of the checks of all of the text.", required=True)
    suppressions = ListOf(
        Part(SuppressionSchema), f"The comments that ask for silence, at most {MOST_TOLD}.", required=True
    )
    figure_count = Whole("How many figures there are in the text.", required=True)
    figures = ListOf(
        Part(ReadFigureSchema),
        f"The first figures of the text, if they were asked for, at most {MOST_FIGURES}.",
        required=True,
    )
    left_out = Part(NotToldSchema, "What is not told here.", required=True)


class CheckKindsRequestSchema(Strict):
    """Nothing: all kinds are told."""


class UnitsRequestSchema(Strict):
    """Which units to look for."""

    search = Text(
        "Units with a name that begins with this come first, then those that contain it.", longest=200, required=True
    )


class UnitsFoundSchema(Strict):
    """The units that were found."""

    items = ListOf(Part(UnitSchema), f"The units, best match first, at most {MOST_UNITS}.", required=True)
    total = Whole("How many there are.", required=True)
