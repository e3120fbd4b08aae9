"""The audit log: who changed what."""

from __future__ import annotations

from typing import Final

from schemas.base import Strict
from schemas.fields import Id, Instant, ListOf, Moment, Whole
from schemas.page import PageQuerySchema, page_of
from schemas.text import Choice, Slug, Text

ACTIONS: Final = ("created", "changed", "deleted")
KINDS: Final = ("collection", "source", "claim", "document", "check", "waiver", "report", "token")
MOST_LISTED: Final = 100

_LONGEST: Final = 200
_ACTION = "What was done. A claim that was retracted, and a token that was revoked, has been changed."


class AuditEntrySchema(Strict):
    """What one transaction did to the things of one kind in one collection."""

    id = Id("The id of the entry; entries are in the order of their ids.", required=True)
    at = Instant("When it was done, to the millisecond.")
    actor = Text(
        "Who did it: the name of a token, of a command, `reports` for what finishes reports, or `anonymous`.",
        longest=_LONGEST,
        required=True,
    )
    token_id = Id("The token that it was done with; null without one.", required=True, allow_none=True)
    operation = Text(
        "What was asked for: the id of an operation of the API, or a command.",
        longest=_LONGEST,
        required=True,
        allow_none=True,
    )
    request_id = Text(
        "What the request is called in the logs; null for commands.", longest=_LONGEST, required=True, allow_none=True
    )
    action = Choice(_ACTION, "AuditAction", ACTIONS, required=True)
    kind = Choice("What kind of thing it was done to.", "AuditKind", KINDS, required=True)
    collection = Slug("Whose things they are; null for sources and tokens.", required=True, allow_none=True)
    count = Whole("To how many things it was done.", least=1, required=True)
    things = ListOf(
        Text("An id, or a slug.", longest=_LONGEST),
        f"The ids of these things, or the slugs of collections. In lists null for more than {MOST_LISTED}: ask for "
        "the entry.",
        required=True,
        allow_none=True,
    )


class AuditQuerySchema(PageQuerySchema):
    """Which entries a list holds."""

    collection = Slug("What was done in this collection.")
    actor = Text("What was done by the token or command of this name.", longest=_LONGEST)
    operation = Text("What was done by this operation or command.", longest=_LONGEST, example="create_claim")
    request_id = Text("What was done in answer to this request.", longest=_LONGEST)
    action = Choice("What was created, changed or deleted.", "AuditAction", ACTIONS)
    kind = Choice("What was done to things of this kind.", "AuditKind", KINDS)
    thing = Text("What was done to the thing with this id or slug.", longest=_LONGEST)
    since = Moment("What was done at this instant or later.")
    until = Moment("What was done before this instant.")


AuditPageSchema = page_of(AuditEntrySchema, "AuditPage", "entries of the audit log")
