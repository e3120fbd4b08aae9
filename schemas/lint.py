"""Reading a text: the figures in it, each with its place, and those that do not fit together."""

from __future__ import annotations

from typing import Any, Final

from schemas.base import Strict
from schemas.check import SEVERITIES, PolicySchema
from schemas.claim import QuoteSchema
from schemas.fields import Flag, Given, ListOf, Part, Whole
from schemas.figure import FigureSchema
from schemas.result import LONGEST_TEXT, ResultSchema
from schemas.text import UNIT_LENGTH, Choice, Edtf, Text

TEXT_FORMATS: Final = ("plain", "markdown", "csv")
FORMS: Final = ("digits", "words", "fraction", "vague", "times")
TRENDS: Final = ("up", "down")
LARGEST_TEXT: Final = 1 << 20
# So many figures of a text are told; the findings are told in any case.
MOST_FIGURES: Final = 10_000

_FORMAT = "How the text is marked up; left out: `plain`."
TEXT_DATE: Final = 'When the text is of, as EDTF: words such as "last year" are read by it.'
_NAME = "Its name in the result of the check."


class WholeText(Text):
    """A text to be read: how long it may be is told in bytes, and asked where it is known what to answer."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            "The text, at most 1 MiB in UTF-8.",
            longest=LARGEST_TEXT,
            shortest=0,
            example="Each picker was fined 18,000 tenge ($134), a month's pay.",
            **kwargs,
        )
        # More is too large, which is another answer than that it is wrong.
        self._longest = 1 << 62


def text_format(**kwargs: Any) -> Choice:
    """How a text is marked up."""
    return Choice(_FORMAT, "TextFormat", TEXT_FORMATS, **kwargs)


def text_date(description: str = TEXT_DATE, **kwargs: Any) -> Edtf:
    """When a text is of."""
    return Edtf(description, "2004-09-24", **kwargs)


class LintQuerySchema(Strict):
    """How to read a body that is the text itself."""

    date = text_date()


class LintRequestSchema(Strict):
    """A text to be read."""

    text = WholeText(required=True)
    format = text_format(allow_none=True)
    date = text_date(allow_none=True)
    policy = Given(PolicySchema, "How figures are read.", allow_none=True)


class TextSpanSchema(Strict):
    """A stretch of the text, in characters (code points) from 0."""

    start = Whole("Its first character.", required=True)
    end = Whole("The character after its last one.", required=True)


def place() -> dict[str, Any]:
    """Where something stands in the text."""
    return {
        "start": Whole("Its first character, counted in code points from 0.", required=True),
        "end": Whole("The character after its last one.", required=True),
        "line": Whole("Its line, from 1.", least=1, required=True),
        "column": Whole("Where it begins in that line, in code points from 1.", least=1, required=True),
        "end_line": Whole("The line in which it ends.", least=1, required=True),
        "end_column": Whole("The column after its last character.", least=1, required=True),
    }


def writing() -> dict[str, Any]:
    """How a figure is written, beyond its value."""
    return {
        "number": Part(TextSpanSchema, "Where its number alone stands.", required=True),
        "form": Choice(
            "How the number is written: in `digits` or `words`, as a `fraction` or a factor (`times`), or as a `vague` "
            "interval (dozens).",
            "NumberForm",
            FORMS,
            required=True,
        ),
        "thing": Text("What is counted, as printed.", longest=LARGEST_TEXT, required=True, allow_none=True),
        "base": Text("What a share or rate is of, as printed.", longest=LARGEST_TEXT, required=True, allow_none=True),
        "trend": Choice(
            "Which way something is said to have gone by it.", "Trend", TRENDS, required=True, allow_none=True
        ),
        "alternatives": ListOf(
            Text("A unit.", longest=UNIT_LENGTH),
            "Other units that the same words may mean, likeliest first; with none the reading is unambiguous.",
            required=True,
        ),
    }


# Class bodies cannot take members from a function.
ReadFigureSchema = type(
    "ReadFigureSchema",
    (Strict,),
    {
        "__doc__": "A figure read in the text.",
        "figure": Part(FigureSchema, "The number with its unit and hedge.", required=True),
        "quote": Part(QuoteSchema, "The very words: all that makes the figure.", required=True),
        **place(),
        **writing(),
        "measured": Text("What is measured, in a word or two.", longest=1000, required=True, allow_none=True),
        "attributed_to": Text("Who is quoted as having said it.", longest=1000, required=True, allow_none=True),
        "period": Edtf("When it holds, as EDTF.", "2004-01/2004-06", required=True, allow_none=True),
    },
)


class FigurePlaceSchema(Strict):
    """Where a figure of a finding stands."""

    name = Text(_NAME, longest=1000, required=True, example="parts[0]")
    start = Whole("Its first character.", required=True)
    end = Whole("The character after its last one.", required=True)
    line = Whole("Its line, from 1.", least=1, required=True)
    column = Whole("Where it begins in that line, from 1.", least=1, required=True)


class SuppressedSchema(Strict):
    """The comment in the text that asks for silence about a finding."""

    line = Whole("The line of the comment.", least=1, required=True)
    reason = Text("The reason that it gives.", longest=LARGEST_TEXT, required=True)


def finding() -> dict[str, Any]:
    """What a finding in a text tells."""
    return {
        "rule": Text("The rule that the check follows from.", longest=100, required=True, example="conversion"),
        "severity": Choice(
            "`error`: the words can be read in one way only, and so read cannot be true.",
            "Severity",
            SEVERITIES,
            required=True,
        ),
        "why": Text("Why the figures have to fit.", longest=LONGEST_TEXT, required=True),
        "alternative": Text(
            "Another way to read the words, in which there need be nothing wrong; then the finding is a warning.",
            longest=LONGEST_TEXT,
            required=True,
            allow_none=True,
        ),
        "quote": Part(QuoteSchema, "The words that it is about.", required=True),
        **place(),
        "figures": ListOf(Part(FigurePlaceSchema), "Where the figures of the check stand.", required=True),
        "suppressed": Part(
            SuppressedSchema, "The comment that asks for silence about it.", required=True, allow_none=True
        ),
        "result": Part(ResultSchema, "The whole result of the check, a receipt.", required=True),
    }


FindingSchema = type(
    "FindingSchema",
    (Strict,),
    {"__doc__": "Figures of the text that do not fit together as they are read.", **finding()},
)


class TextCountsSchema(Strict):
    """How many checks have each verdict; findings suppressed are counted under theirs too."""

    consistent = Whole("Checks that hold.", required=True)
    strained = Whole("Checks that only hold if figures are read generously.", required=True)
    inconsistent = Whole("Checks that fail.", required=True)
    undetermined = Whole("Checks that could not be decided.", required=True)
    suppressed = Whole("Findings that comments in the text ask for silence about.", required=True)
    total = Whole("All checks that were answered.", required=True)
    left_out = Whole(
        "Checks of a text that is linted which were not answered: those behind the first 5,000, or behind the first "
        "that have 25,000 figures together, and of a table those behind its first 1,000 or 5,000 figures.",
        required=True,
    )


class SuppressionSchema(Strict):
    """A comment in the text that asks for silence."""

    line = Whole("Its line.", least=1, required=True)
    reason = Text("The reason that it gives.", longest=LARGEST_TEXT, shortest=0, required=True)
    rules = ListOf(Text("A rule.", longest=1000), "The rules that it is about; none: all.", required=True)
    used = Flag("Whether there is a finding that it asks for silence about.", required=True)
    fault = Text("What is wrong with it.", longest=10_000, required=True, allow_none=True)


class LintSchema(Strict):
    """What was read in a text, and what does not fit together."""

    figures = ListOf(
        Part(ReadFigureSchema),
        f"The figures, in the order of the text; of many the first {MOST_FIGURES:,}.",
        required=True,
    )
    figure_count = Whole("How many figures there are.", required=True)
    findings = ListOf(Part(FindingSchema), "The findings, in the order of the text.", required=True)
    counts = Part(TextCountsSchema, "What came of the checks.", required=True)
    suppressions = ListOf(Part(SuppressionSchema), "The comments that ask for silence.", required=True)
