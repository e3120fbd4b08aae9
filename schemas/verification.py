"""Receipts recomputed."""

from __future__ import annotations

from schemas.base import Strict
from schemas.fields import Flag, ListOf, Part
from schemas.result import DIGEST_PATTERN, ResultSchema
from schemas.text import Text


class VerificationSchema(Strict):
    """Whether recomputing a receipt gives the very same result, as far as it does not depend on time."""

    stands = Flag("Whether it does.", required=True)
    digest = Text("The digest that comes out now.", longest=64, pattern=DIGEST_PATTERN, required=True)
    differences = ListOf(
        Text("A JSON pointer.", longest=10_000, shortest=0),
        "JSON pointers (RFC 6901) to the members that come out otherwise.",
        required=True,
    )
    result = Part(ResultSchema, "The result recomputed.", required=True)
