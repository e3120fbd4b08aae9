"""A report as SARIF.

Results are the findings, conflicts and blame sets; what is consistent is only counted. A rule is a kind of check. There
are no files: claims and checks are logical locations. A result is recognised over revisions and reports by its partial
fingerprint, which holds what it is about and nothing of what it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from service.domain.checks import kind_named
from service.formats import document as read
from service.formats.document import CONFLICT, CONFLICT_RULE, Document, Item, Statements
from service.formats.level import Level
from service.formats.sarif.log import FINGERPRINT, Json, Rules, described, driver, literal, notification, written

BLAME: Final = "joint-blame"

_JOINT_RULES: Final = {
    CONFLICT: CONFLICT_RULE,
    BLAME: (
        "A smallest set of figures that explains the conflicts",
        "If just these figures are wrong, all that hangs together with them fits. Sets as small are all reported.",
    ),
}


def render(document: Document, statements: Statements, address: str | None = None) -> bytes:
    """The log, with one run. ``address`` is where the service is reached; without it rules have no ``helpUri``."""
    return written(_Run(document, statements, address).log())


class _Run:
    """One run of a report: the tables that results point into are filled while they are made."""

    def __init__(self, document: Document, statements: Statements, address: str | None) -> None:
        self._document = document
        self._statements = statements
        self._address = address
        self._rules = Rules()
        self._places: dict[tuple[str, str], int] = {}
        self._locations: list[Json] = []

    def log(self) -> Json:
        """The whole run."""
        document = self._document
        results = [*map(self._finding, read.findings(document)), *self._joint()]
        name = "-".join(document["collections"])
        return {
            "tool": {"driver": driver([self._rule(rule) for rule in self._rules], self._address)},
            "automationDetails": {"id": f"claimcheck/{name}/{document['id']}"},
            "invocations": [self._invocation()],
            "logicalLocations": self._locations,
            "results": results,
            "properties": {
                "report": str(document["id"]),
                "collections": list(document["collections"]),
                "counts": document.get("counts"),
                "coverage": _coverage(document),
                "joint": _joint_summary(document),
            },
        }

    def _finding(self, item: Item) -> Json:
        receipt = item.get("result") or {}
        return self._result(
            item["kind"],
            read.level(item),
            f"{item['name']}: {item['text']}" + _slip(receipt),
            read.fingerprint("check", str(item["check"])),
            [self._check(str(item["check"]), item["name"])],
            related=[self._claim(claim) for claim in item["claims"]],
            suppressed=item.get("waiver"),
            properties={
                **{name: item.get(name) for name in ("check", "origin", "severity", "verdict", "reason", "holds")},
                **{name: item.get(name) for name in ("why", "digest")},
                "arithmetic": dict(read.arithmetic(item)),
                "gap": receipt.get("gap"),
                "diagnoses": receipt.get("diagnoses") or [],
            },
        )

    def _joint(self) -> Iterator[Json]:
        found = read.joint(self._document)
        names = {str(item["check"]): item["name"] for item in self._document.get("results") or ()}
        for conflict in found.get("conflicts") or ():
            checks = [self._check(check, names.get(check, check)) for check in map(str, conflict["checks"])]
            yield self._result(
                CONFLICT,
                read.conflict_level(found),
                conflict["text"],
                read.conflict_fingerprint(conflict),
                checks,
                related=[self._claim(ref) for ref in read.claims_of(conflict["figures"])],
                properties={
                    "verdict": found["verdict"],
                    "readings": found.get("readings"),
                    "group": conflict.get("group"),
                    "withinChecks": conflict["within_checks"],
                    "figures": [_plain(ref) for ref in conflict["figures"]],
                },
            )
        for blame in found.get("blames") or ():
            # Several locations say that each of them has to change, which is just what a blame set means.
            yield self._result(
                BLAME,
                Level.NOTE,
                "This would explain the conflicts: " + " ".join(read.blame(blame, self._statements)),
                read.blame_fingerprint(blame),
                [self._claim(ref) for ref in read.claims_of(blame["figures"])],
                properties={
                    "verdict": found["verdict"],
                    "weight": blame["weight"],
                    "group": blame.get("group"),
                    "figures": [
                        {**_plain(ref), "needed": ref.get("needed"), "example": ref.get("example")}
                        for ref in blame["figures"]
                    ],
                },
            )

    def _result(
        self,
        rule: str,
        level: Level,
        text: str,
        fingerprint: str,
        locations: Iterable[Json],
        *,
        related: Iterable[Json] = (),
        suppressed: Mapping[str, Any] | None = None,
        properties: Json,
    ) -> Json:
        return {
            "ruleId": rule,
            "ruleIndex": self._rules.index(rule),
            "level": level.value,
            "message": {"text": literal(text)},
            "locations": list(locations),
            "relatedLocations": [{"id": number, **place} for number, place in enumerate(related, 1)],
            "partialFingerprints": {FINGERPRINT: fingerprint},
            # Empty, not absent, where nothing is suppressed: all results of a run say it, or none.
            "suppressions": [] if suppressed is None else [_suppression(suppressed)],
            "properties": properties,
        }

    def _claim(self, ref: Mapping[str, Any]) -> Json:
        claim = str(ref["claim"])
        wording, source = read.wording(claim, self._statements), read.source(claim, self._statements)
        quote = (self._statements.get(claim) or {}).get("quote")
        place = self._place("claim", claim, wording, {"quote": quote, "source": source})
        told = f"{wording} (revision {ref['revision']}{f', {source}' if source else ''})"
        return {**place, "message": {"text": literal(told)}, "properties": {"revision": ref["revision"]}}

    def _check(self, check: str, name: str) -> Json:
        return self._place("check", check, name, {})

    def _place(self, kind: str, identity: str, name: str, properties: Json) -> Json:
        index = self._places.setdefault((kind, identity), len(self._locations))
        qualified = f"{kind}s/{identity}"
        if index == len(self._locations):
            located = {"kind": kind, "name": name, "fullyQualifiedName": qualified}
            self._locations.append({**located, "properties": properties} if properties else located)
        return {"logicalLocations": [{"fullyQualifiedName": qualified, "index": index}]}

    def _rule(self, rule: str) -> Json:
        if rule in _JOINT_RULES:
            return described(rule, *_JOINT_RULES[rule], level=Level.NOTE if rule == BLAME else Level.ERROR)
        kind = kind_named(rule)
        summary = kind.summary if kind is not None else rule
        return described(rule, summary, summary, address=self._address)

    def _invocation(self) -> Json:
        document = self._document
        told: list[Json] = []
        if document["status"] != read.FINISHED:
            detail = document.get("detail")
            text = f"The report is {document['status']}{f': {detail}' if detail else ''}."
            told.append(notification("error", text))
        found = read.joint(document)
        if found.get("verdict") == "undetermined" or found.get("complete") is False:
            told.append(notification("warning", found["text"]))
        told += [
            notification("note", f"Left out of the joint result: {left['check']}, {left['why']}")
            for left in found.get("left_out") or ()
        ]
        times = (("startTimeUtc", "created_at"), ("endTimeUtc", "finished_at"))
        return {
            "executionSuccessful": document["status"] == read.FINISHED,
            **{name: read.instant(document[member]) for name, member in times if document.get(member) is not None},
            "toolExecutionNotifications": told,
        }


def _slip(receipt: Mapping[str, Any]) -> str:
    slips = receipt.get("diagnoses") or ()
    return f" Likeliest slip: {slips[0]['text']}" if slips else ""


def _suppression(waiver: Mapping[str, Any]) -> Json:
    expires = waiver.get("expires")
    return {
        "kind": "external",
        "status": "accepted",
        "justification": waiver["reason"],
        "properties": {"waiver": str(waiver["id"]), "expires": None if expires is None else read.instant(expires)},
    }


def _coverage(document: Document) -> Json | None:
    covered = document.get("coverage")
    return None if covered is None else {"claims": covered["claims"], "checked": covered["checked"]}


def _joint_summary(document: Document) -> Json | None:
    found = read.joint(document)
    return {name: found.get(name) for name in ("verdict", "reason", "text", "complete")} if found else None


def _plain(ref: Mapping[str, Any]) -> Json:
    return {name: ref.get(name) for name in ("claim", "revision", "check", "figure", "printed")}
