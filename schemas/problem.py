"""Problems: what went wrong with a request, as RFC 9457 has it."""

from __future__ import annotations

from typing import Final

from schemas.base import Strict
from schemas.fields import ListOf, Part, Whole
from schemas.text import Choice, Text

PLACES: Final = ("body", "query", "path", "header")


class ProblemErrorSchema(Strict):
    """One thing that is wrong with a request, and where."""

    pointer = Text(
        "Where: a JSON pointer (RFC 6901) into the body, or the name of a parameter or header behind a slash. "
        "In `application/x-ndjson` the first token is the index of the line, from 0.",
        longest=10_000,
        shortest=0,
        required=True,
        example="/figures/picked/unit",
    )
    message = Text("What is wrong there, and what would be right.", longest=10_000, required=True)
    place = Choice("What the pointer points into.", "Place", PLACES, required=True)
    line = Whole("The line or item of a batch, counted from 1.", least=1)


class ProblemSchema(Strict):
    """What went wrong."""

    type = Text(
        "Identifies the kind of problem; relative to the server, where it can be read.",
        longest=1000,
        required=True,
        example="/problems/invalid-request",
    )
    title = Text("The kind of problem in words.", longest=500, required=True)
    status = Whole("The HTTP status.", least=100, most=599, required=True)
    detail = Text("What went wrong this time.", longest=20_000, required=True)
    errors = ListOf(Part(ProblemErrorSchema), "Each thing that is wrong, as far as told apart.", required=True)
    request_id = Text("What this request is called in the logs.", longest=200, required=True)


class ProblemTypeSchema(Strict):
    """A kind of problem."""

    type = Text("What identifies it.", longest=1000, required=True)
    title = Text("The kind in words.", longest=500, required=True)
    status = Whole("The HTTP status that comes with it.", least=400, most=599, required=True)
    description = Text("When it happens and what to do.", longest=4000, required=True)
