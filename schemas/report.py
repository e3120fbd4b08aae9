"""Reports: a collection checked as a whole."""

from __future__ import annotations

from typing import Any, Final

from schemas.base import Strict
from schemas.check import SEVERITIES, PolicySchema
from schemas.fields import Flag, Given, Id, Instant, ListOf, Part, Whole
from schemas.joint import JointSchema, check_key
from schemas.page import PageQuerySchema, page_of
from schemas.result import DIGEST_PATTERN, HOLDS, LONGEST_TEXT, REASONS, VERDICTS, ResultSchema, given_policy
from schemas.text import Address, Choice, Slug, Text

STATUSES: Final = ("queued", "running", "finished", "failed", "cancelled")
ORIGINS: Final = ("stored", "discovered")
FORMATS: Final = ("json", "csv", "html", "sarif", "junit", "claimreview")
MOST_COMBINED: Final = 100

_DISCOVER = "Whether to look for checks that follow from the structure of the claims."
_JOINT = "Whether to decide if all figures and checks can be true together."


def report_flags(*, words: bool = False) -> dict[str, Flag]:
    """What a report may leave out; ``words`` as for ``Flag``."""
    return {
        "discover": Flag(f"{_DISCOVER} Left out: true.", words=words),
        "joint": Flag(f"{_JOINT} Left out: true.", words=words),
    }


class NewReportSchema(Strict):
    """What to report on, and how."""

    collection = Slug('The slug of the collection. Left out: "default".', allow_none=True)
    discover, joint = report_flags().values()
    policy = Given(
        PolicySchema,
        "How figures are read by the checks discovered and for joint consistency; stored checks keep their own.",
        allow_none=True,
    )


class ReportOptionsSchema(Strict):
    """What a report was asked for."""

    discover = Flag(_DISCOVER, required=True)
    joint = Flag(_JOINT, required=True)
    policy = given_policy(
        "The policy, defaults filled in; null for reports combined that had different ones.",
        required=True,
        allow_none=True,
    )


class ProgressSchema(Strict):
    """How far a report is."""

    done = Whole("How many checks are done.", required=True)
    total = Whole("How many there are; null while that is not known.", required=True, allow_none=True)


class CountsSchema(Strict):
    """How many checks have each verdict; those waived are counted under their verdict too."""

    consistent = Whole("Checks that hold.", required=True)
    strained = Whole("Checks that only hold if figures are read generously.", required=True)
    inconsistent = Whole("Checks that fail.", required=True)
    undetermined = Whole("Checks that could not be decided.", required=True)
    waived = Whole("Checks whose result is waived.", required=True)
    total = Whole("All checks.", required=True)


class ClaimPinSchema(Strict):
    """A claim at the revision that was seen."""

    claim = Text("The id of the claim.", longest=1000, required=True)
    revision = Whole("Its revision.", least=1, required=True)


class CheckPinSchema(Strict):
    """A stored check at the version that was seen."""

    check = Id("The id of the check.", required=True)
    version = Whole("Its version.", least=1, required=True)


class UncheckedClaimSchema(ClaimPinSchema):
    """A claim that was not checked."""

    statement = Text(
        "What it states: in words if these were stored, else as its members say it.", longest=10_000, required=True
    )


class ItemWaiverSchema(Strict):
    """The waiver that a finding was accepted with."""

    id = Id("The id of the waiver.", required=True)
    reason = Text("Why it was accepted.", longest=10_000, required=True)
    expires = Instant("When it ends by itself; null: never.", allow_none=True)


class ReportItemSchema(Strict):
    """What came of one check."""

    check = check_key()
    origin = Choice("Whether somebody stored the check or it was discovered.", "CheckOrigin", ORIGINS, required=True)
    rule = Text(
        "The rule that a discovered check follows from.",
        longest=100,
        required=True,
        allow_none=True,
        example="same-period",
    )
    why = Text("Why a discovered check follows.", longest=LONGEST_TEXT, required=True, allow_none=True)
    name = Text("What the check asks, in a few words.", longest=10_000, required=True)
    kind = Text("Its kind.", longest=100, required=True, example="ratio")
    severity = Choice("How much a finding matters.", "Severity", SEVERITIES, required=True)
    verdict = Choice("Its verdict.", "Verdict", VERDICTS, required=True)
    reason = Choice("Why the verdict is `undetermined`.", "Reason", REASONS, required=True, allow_none=True)
    holds = Choice(
        "Whether it holds over the strict readings always, sometimes or never.",
        "Holds",
        HOLDS,
        required=True,
        allow_none=True,
    )
    text = Text("The finding as a person would say it.", longest=LONGEST_TEXT, required=True)
    digest = Text("The digest of its result.", longest=64, pattern=DIGEST_PATTERN, required=True)
    claims = ListOf(Part(ClaimPinSchema), "The claims that it is about.", required=True)
    waiver = Part(ItemWaiverSchema, "The waiver that covers it, if one does.", required=True, allow_none=True)
    result = Part(
        ResultSchema,
        "The whole result, a receipt; null for a discovered check that holds. `/v1/results/{digest}` has that one "
        "while it is kept.",
        required=True,
        allow_none=True,
    )


class CoverageSchema(Strict):
    """Which claims were checked, so that green never means unchecked. Retracted claims are left aside."""

    claims = Whole("How many claims the collection has.", required=True)
    checked = Whole("How many of them a check is about that is not `undetermined`.", required=True)
    unchecked = ListOf(Part(UncheckedClaimSchema), "The others.", required=True)


class PinsSchema(Strict):
    """Everything that the report saw: it can be replayed from this."""

    claims = ListOf(
        Part(ClaimPinSchema), "Claims, those of other collections that checks use with them.", required=True
    )
    checks = ListOf(Part(CheckPinSchema), "Stored checks.", required=True)
    engine = Text("The version of the engine.", longest=100, required=True, example="2")


def _about() -> dict[str, Any]:
    return {
        "id": Id("The id of the report.", required=True),
        "collections": ListOf(Slug("A slug."), "The collections that it is about.", required=True),
        "status": Choice("Where it is.", "ReportStatus", STATUSES, required=True),
        "detail": Text("Why it failed.", longest=10_000, required=True, allow_none=True),
        "progress": Part(ProgressSchema, "How far it is.", required=True),
        "options": Part(ReportOptionsSchema, "What was asked for.", required=True),
        "version": Whole("Counts the changes, progress too, from 1; it is the ETag.", least=1, required=True),
        "created_at": Instant("When it was asked for."),
        "updated_at": Instant("When it last changed."),
        "finished_at": Instant("When it was over; null until then.", allow_none=True),
        "counts": Part(CountsSchema, "What came of its checks; null until finished.", required=True, allow_none=True),
    }


def _content(*, allow_none: bool) -> dict[str, Any]:
    until = "; null until finished" if allow_none else ""
    return {
        "results": ListOf(
            Part(ReportItemSchema),
            f"What came of each check: stored ones by id, then discovered ones by key{until}.",
            required=True,
            allow_none=allow_none,
        ),
        "joint": Part(
            JointSchema,
            f"What came of all of them together{until}, or if that was not asked for.",
            required=True,
            allow_none=True,
        ),
        "coverage": Part(CoverageSchema, f"What was checked{until}.", required=True, allow_none=allow_none),
        "pins": Part(PinsSchema, f"What it saw{until}.", required=True, allow_none=allow_none),
    }


ReportSchema = type(
    "ReportSchema",
    (Strict,),
    {"__doc__": "A run over a collection, with everything that came of it.", **_about(), **_content(allow_none=True)},
)

ReportSummarySchema = type("ReportSummarySchema", (Strict,), {"__doc__": "A report in a list.", **_about()})

ReportContentSchema = type(
    "ReportContentSchema",
    (Strict,),
    {
        "__doc__": "What a report says.",
        "counts": Part(CountsSchema, "What came of its checks.", required=True),
        **_content(allow_none=False),
    },
)


class ReportListQuerySchema(PageQuerySchema):
    """Which reports a list holds."""

    collection = Slug("Reports on this collection.")


class ReportQuerySchema(Strict):
    """How to send a report."""

    format = Choice("The format; left out: as the header `Accept` says.", "ReportFormat", FORMATS)
    author = Text("For `claimreview`: the name of whoever publishes the reviews.", longest=500, example="The Fact Desk")
    author_url = Address("For `claimreview`: where that publisher is to be found.", "https://example.org")
    url = Address(
        "For `claimreview`: the page that the reviews are on; left out: the report.", "https://example.org/r/1"
    )


class DiffQuerySchema(Strict):
    """What to compare with."""

    against = Id("The id of the report to compare with, as a rule an earlier one.", required=True)


class CombinationSchema(Strict):
    """The reports to combine."""

    reports = ListOf(
        Id("The id of a finished report."),
        "From 2 to 100 reports that have no claim and no check in common.",
        longest=MOST_COMBINED,
        required=True,
    )


class ReplaySchema(Strict):
    """Whether a report computed anew says the very same, as far as it does not depend on time."""

    report = Id("The id of the report.", required=True)
    stands = Flag("Whether it does.", required=True)
    differences = ListOf(
        Text("A JSON pointer.", longest=10_000, shortest=0),
        "JSON pointers (RFC 6901) to the members of the report that come out otherwise.",
        required=True,
    )
    replayed = Part(
        ReportContentSchema, "What comes out now; null if the report stands.", required=True, allow_none=True
    )


class OutcomeSchema(Strict):
    """What one of two reports says of a check."""

    verdict = Choice("Its verdict.", "Verdict", VERDICTS, required=True)
    digest = Text("The digest of its result.", longest=64, pattern=DIGEST_PATTERN, required=True)


# A class body cannot have a member called `from`.
CauseSchema = type(
    "CauseSchema",
    (Strict,),
    {
        "__doc__": "A claim or a stored check that the two reports saw differently.",
        "claim": Text("The id of the claim.", longest=1000),
        "check": Id("The id of the stored check."),
        "from": Whole(
            "Its revision or version in the report compared with; null: that did not have it.",
            least=1,
            required=True,
            allow_none=True,
        ),
        "to": Whole(
            "Its revision or version in this report; null: this does not have it.",
            least=1,
            required=True,
            allow_none=True,
        ),
    },
)


class ReportChangeSchema(Strict):
    """A check whose inputs are not the same in both reports, or that only one of them has."""

    check = check_key()
    name = Text("What the check asks, in a few words.", longest=10_000, required=True)
    origin = Choice("Whether somebody stored the check or it was discovered.", "CheckOrigin", ORIGINS, required=True)
    before = Part(OutcomeSchema, "In the report compared with, if that has it.", required=True, allow_none=True)
    after = Part(OutcomeSchema, "In this report, if it has it.", required=True, allow_none=True)
    flipped = Flag("Whether both have it, with different verdicts.", required=True)
    because = ListOf(
        Part(CauseSchema),
        "The claims and the stored check among its inputs that are not the same in both. Empty where something else "
        "changed: a source, a stored rate, the policy, the engine.",
        required=True,
    )


class ChangeCountsSchema(Strict):
    """How many checks changed."""

    flipped = Whole("Checks in both whose verdict is another.", required=True)
    changed = Whole("Checks in both whose inputs are not the same, those flipped with them.", required=True)
    appeared = Whole("Checks that only this report has.", required=True)
    vanished = Whole("Checks that only the report compared with has.", required=True)


class JointVerdictsSchema(Strict):
    """The verdict on everything together, null where that was not asked for."""

    before = Choice("In the report compared with.", "Verdict", VERDICTS, required=True, allow_none=True)
    after = Choice("In this report.", "Verdict", VERDICTS, required=True, allow_none=True)


class ReportDiffSchema(Strict):
    """What changed from one report to another."""

    report = Id("The id of this report.", required=True)
    against = Id("The id of the report compared with.", required=True)
    changes = ListOf(
        Part(ReportChangeSchema), "Exactly the checks whose digest differs or that only one has.", required=True
    )
    counts = Part(ChangeCountsSchema, "How many.", required=True)
    joint = Part(JointVerdictsSchema, "What came of everything together.", required=True)
    same_engine = Flag(
        "Whether one engine made both; if not, digests differ for that alone.",
        required=True,
    )


ReportPageSchema = page_of(ReportSummarySchema, "ReportPage", "reports")
