"""Waivers: results of checks accepted knowingly."""

from __future__ import annotations

from typing import Any, Final

from schemas.base import Strict
from schemas.fields import Id, Instant, ListOf, Moment, Part, Whole
from schemas.joint import CHECK_LENGTH, check_key
from schemas.page import PageQuerySchema, page_of
from schemas.report import ClaimPinSchema
from schemas.result import DIGEST_PATTERN, VERDICTS
from schemas.text import Choice, Slug, Text

WAIVER_STATES: Final = ("active", "expired", "superseded")
SUCCESSORS: Final = ("claim", "check")

_REASON = "Why the finding is accepted, for whoever meets it later."
_EXPIRES = "When the waiver ends by itself; null: it does not."
_DIGEST = "The digest of the result that is accepted."
_STATE = (
    "`active`: it covers the finding that it saw. `expired`: its time is over. `superseded`: a claim has a newer "
    "revision or was retracted, or the check was changed or deleted."
)


def _reason(**kwargs: Any) -> Text:
    return Text(
        _REASON,
        longest=10_000,
        pattern=r"^[\s\S]*\S[\s\S]*$",
        right="some words, not only blanks",
        example="The paper rounds to hundreds; confirmed by phone.",
        **kwargs,
    )


class NewWaiverSchema(Strict):
    """A waiver to be stored, of a stored check or of a finding in a report."""

    check = check_key()
    report = Id("The report that has the finding; needed for discovered checks.", allow_none=True)
    digest = Text(
        f"{_DIGEST} If it is given and the check has another result by now, nothing is stored.",
        longest=64,
        pattern=DIGEST_PATTERN,
        right="the digest of a result: 64 hexadecimal characters",
        allow_none=True,
    )
    reason = _reason(required=True)
    expires = Moment(_EXPIRES, allow_none=True)


class WaiverChangeSchema(Strict):
    """A JSON merge patch: members left out stay, null clears."""

    reason = _reason()
    expires = Moment(_EXPIRES, allow_none=True)


class WaiverSuccessorSchema(Strict):
    """What has come in the place of what a waiver saw."""

    what = Choice("Whether it is a claim or the check.", "SuccessorKind", SUCCESSORS, required=True)
    id = Id("Its id.", required=True)
    revision = Whole(
        "The revision or version that there is now; null for a check that was deleted.",
        least=1,
        required=True,
        allow_none=True,
    )


class WaiverSchema(Strict):
    """A finding accepted knowingly: on one version of a check and certain revisions of claims."""

    id = Id("The id of the waiver.", required=True)
    collection = Slug("The slug of the collection that it belongs to.", required=True)
    check = check_key()
    check_version = Whole(
        "The version of the stored check; null for a discovered one.", least=1, required=True, allow_none=True
    )
    name = Text("What the check asks, in a few words.", longest=10_000, required=True)
    claims = ListOf(Part(ClaimPinSchema), "The claims that it is about, as they were seen.", required=True)
    verdict = Choice("The verdict that was accepted; a graver one is not covered.", "Verdict", VERDICTS, required=True)
    digest = Text(_DIGEST, longest=64, pattern=DIGEST_PATTERN, required=True)
    reason = _reason(required=True)
    expires = Moment(_EXPIRES, required=True, allow_none=True)
    state = Choice(_STATE, "WaiverState", WAIVER_STATES, required=True)
    superseded_by = ListOf(
        Part(WaiverSuccessorSchema),
        "What has come in the place of what it saw; if any has, the waiver is superseded.",
        required=True,
    )
    version = Whole("Counts the changes, from 1. While the waiver is active it is the ETag.", least=1, required=True)
    created_at = Instant("When it was stored.")
    updated_at = Instant("When it was last changed.")


class WaiverQuerySchema(PageQuerySchema):
    """Which waivers a list holds."""

    collection = Slug("Waivers of this collection.")
    check = Text("Waivers of this check, by its id or key.", longest=CHECK_LENGTH)
    state = Choice("Waivers in this state.", "WaiverState", WAIVER_STATES)


WaiverPageSchema = page_of(WaiverSchema, "WaiverPage", "waivers")
