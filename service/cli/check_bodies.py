"""Single checks in a file: the body of one, a receipt, or an array of these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from schemas.check import SEVERITIES, CheckSchema, EvaluationSchema
from schemas.collection_file import plain
from service.cli.check_collections import malformed
from service.cli.documents import Document
from service.cli.file_figures import asked_of, in_words, leaves, regions
from service.domain.check import Check
from service.domain.errors import Malformed, within
from service.domain.evaluation import evaluate
from service.domain.result import replay
from service.domain.wording import without_verdict
from service.formats.document import Fingerprints
from service.formats.finding import Finding
from service.formats.level import level_of
from service.strict_json import Path

if TYPE_CHECKING:
    from service.cli.remote import Remote

# What a stored check has besides its body; a file that holds one of those is read as it is.
_ABOUT: Final = CheckSchema().fields.keys() - EvaluationSchema().fields.keys()
_NO_CHECK: Final = "must be a collection file, the body of a check, a receipt, or an array of checks and receipts"

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of one check in a file. ``where`` is its place in the file."""

    where: Path
    body: Json
    name: str | None
    severity: str
    result: Json

    def as_json(self) -> dict[str, Any]:
        """As JSON tells it."""
        return {"name": self.name, "severity": self.severity, "result": self.result}


def answers(document: Document, remote: Remote | None) -> list[Answered]:
    """The results of the checks in a file.

    Raises Malformed, also for what the service refuses, and ``ClickException`` when nothing can be got from there.
    """
    value = plain(document.value)
    if not isinstance(value, list):
        return [_answered(value, (), remote)]
    found = []
    for place, item in enumerate(value):
        with within(place):
            found.append(_answered(item, (place,), remote))
    return found


def findings_of(document: Document, answered: list[Answered]) -> Iterator[Finding]:
    """What came of them, as findings in the file; those that hold with level ``none``."""
    fingerprints = Fingerprints()
    for one in answered:
        used = list(leaves(one.body.get("figures", one.body.get("inputs")), *one.where, _figures_in(one.body)))
        result = one.result
        about = one.name or result["kind"]
        printed = [[leaf.role, in_words(leaf.body)] for leaf in used]
        named = next((path for name in ("name", "kind") if document.has(*(path := (*one.where, name)))), one.where)
        region = document.region(*named)
        figures = tuple(region for leaf in used for region in regions(document, *leaf.where))
        slips = result["diagnoses"]
        yield Finding(
            rule=result["kind"],
            verdict=result["verdict"],
            level=level_of(result["verdict"], one.severity),
            about=about,
            text=without_verdict(result["text"]),
            slip=slips[0]["text"] if slips else None,
            digest=result["digest"],
            details=tuple(f"{leaf.role}: {said}" for leaf in used if (said := in_words(leaf.body)) is not None),
            logical=one.name,
            file=document.name,
            region=region,
            figures=figures,
            lines=document.lines((region, *figures)),
            fingerprint=fingerprints.of("check", one.name, result["kind"], asked_of(one.body), printed),
        )


def _figures_in(body: Json) -> str:
    return "figures" if "figures" in body else "inputs"


def _answered(body: Any, where: Path, remote: Remote | None) -> Answered:
    if not isinstance(body, Mapping):
        raise Malformed(_NO_CHECK)
    if is_receipt(body):
        return Answered(where, body, None, "error", _again(body, remote))
    severity = "error" if body.get("severity") is None else body["severity"]
    if severity not in SEVERITIES:
        raise Malformed(f"must be one of {', '.join(SEVERITIES)}", "severity")
    name = body.get("name")
    if name is not None and not isinstance(name, str):
        raise Malformed("must be a string", "name")
    asked = {member: value for member, value in body.items() if member not in {*_ABOUT, "severity"}}
    return Answered(where, body, name, severity, _asked(asked, remote))


def is_receipt(value: Any) -> bool:
    """Whether it is the JSON of a result."""
    return isinstance(value, Mapping) and "digest" in value and "inputs" in value


def _asked(body: Json, remote: Remote | None) -> Json:
    if remote is not None:
        return _posted(remote, "/v1/evaluations", body)
    return evaluate(Check.parse(body)).as_json()


def _again(receipt: Json, remote: Remote | None) -> Json:
    if remote is not None:
        found: Json = _posted(remote, "/v1/results/verify", receipt)["result"]
        return found
    return evaluate(replay(receipt)).as_json()


def _posted(remote: Remote, path: str, body: Json) -> Json:
    # Slow to import, and nothing that works in this process needs it.
    from service.cli.remote import Refused

    try:
        answer: Json = remote.post(path, body)
    except Refused as error:
        raise malformed(error, body) from None
    return answer
