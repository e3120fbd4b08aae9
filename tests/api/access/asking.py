"""Something of every kind in one collection, and how each operation of the contract asks for it, or about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import yaml
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Json = dict[str, Any]

CONTRACT: Final[Json] = yaml.load(
    (Path(__file__).parents[3] / "openapi.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
)
METHODS: Final = ("get", "post", "patch", "put", "delete")
# Method and path of each operation.
OPERATIONS: Final = {
    item[method]["operationId"]: (method.upper(), path)
    for path, item in CONTRACT["paths"].items()
    for method in METHODS
    if method in item
}

HERE: Final = "cotton"
ELSEWHERE: Final = "linen"
FINE: Final = {"value": "18000", "unit": "KZT"}
SOURCE: Final = {"title": "Cotton pickers fined", "kind": "article"}
EQUAL: Final = {"kind": "equal", "figures": {"left": FINE, "right": {"value": "4", "unit": "KZT"}}}
# What of the things is in no collection.
OF_NOBODY: Final = ("receipt", "name")
TEXT: Final = "The ridge road, 12 km (8.5 miles) of gravel, was closed."


@dataclass(frozen=True)
class Asked:
    """What goes into a request beside its address."""

    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True)
class Things:
    """Names of things, those that are there or any others. What is called spare may be deleted."""

    slug: str
    source_id: str
    claim_id: str
    check_id: str
    document_id: str
    report_id: str
    waiver_id: str
    entry_id: str
    receipt: Json
    name: str
    earlier_report: str
    report_elsewhere: str
    spare_slug: str
    spare_source: str
    spare_claim: str
    spare_check: str
    spare_document: str
    spare_report: str
    spare_waiver: str

    def nothing(self) -> Things:
        """The same, of which nothing is there."""
        missing = iter(UUID(int=7 << 76 | 2 << 62 | number) for number in range(100))
        slugs = {"slug": "absent", "spare_slug": "absent-too"}
        others = self.__dataclass_fields__.keys() - {*slugs, *OF_NOBODY}
        changed: Json = {**slugs, **{name: str(next(missing)) for name in sorted(others)}}
        return replace(self, **changed)

    def ids(self) -> set[str]:
        """All that tells of them."""
        return {getattr(self, name) for name in self.__dataclass_fields__ if name not in OF_NOBODY}


# How each operation asks for one of these. Beside it, which other things take the place of those that its path names.
_ASKING: Final[dict[str, Callable[[Things], Asked]]] = {
    "evaluate": lambda _: Asked(body=EQUAL),
    "lint_text": lambda _: Asked(body={"text": TEXT}),
    "check_collection": lambda it: Asked(
        body={"collection": {"slug": "in-a-file", "title": "x", "references": [it.slug]}, "checks": []}
    ),
    "create_collection": lambda _: Asked(body={"slug": "brand-new", "title": "x"}),
    "change_collection": lambda _: Asked(body={"title": "The cotton harvest"}),
    "create_source": lambda _: Asked(body={**SOURCE, "title": "Another"}),
    "change_source": lambda _: Asked(body={"title": "Pickers fined"}),
    "list_claims": lambda it: Asked(query={"collection": it.slug}),
    "create_claim": lambda it: Asked(body={"collection": it.slug, "source_id": it.source_id, "figure": FINE}),
    "create_claims": lambda it: Asked(body=[{"collection": it.slug, "source_id": it.source_id, "figure": FINE}]),
    "revise_claim": lambda _: Asked(body={"statement": "They were fined."}),
    "list_documents": lambda it: Asked(query={"collection": it.slug}),
    "create_document": lambda it: Asked(body={"collection": it.slug, "source_id": it.source_id, "text": TEXT}),
    "list_checks": lambda it: Asked(query={"collection": it.slug}),
    "create_check": lambda it: Asked(body={"collection": it.slug, "name": "x", **EQUAL}),
    "change_check": lambda _: Asked(body={"rationale": "Why not?"}),
    "verify_result": lambda it: Asked(body=it.receipt),
    "list_reports": lambda it: Asked(query={"collection": it.slug}),
    "create_report": lambda it: Asked(body={"collection": it.slug, "joint": False}),
    "diff_reports": lambda it: Asked(query={"against": it.earlier_report}),
    "combine_reports": lambda it: Asked(body={"reports": [it.report_id, it.report_elsewhere]}),
    "list_audit": lambda it: Asked(query={"collection": it.slug}),
    "list_waivers": lambda it: Asked(query={"collection": it.slug}),
    "create_waiver": lambda it: Asked(body={"check": it.spare_check, "reason": "It is known."}),
    "change_waiver": lambda _: Asked(body={"reason": "It is well known."}),
}
_SPARE: Final = {
    "delete_collection": {"slug": "spare_slug"},
    "delete_source": {"source_id": "spare_source"},
    "retract_claim": {"claim_id": "spare_claim"},
    "delete_check": {"check_id": "spare_check"},
    "delete_document": {"document_id": "spare_document"},
    "delete_report": {"report_id": "spare_report"},
    "delete_waiver": {"waiver_id": "spare_waiver"},
}


def ask(client: FlaskClient, operation: str, things: Things, authorization: str | None = None) -> TestResponse:
    """The answer to an operation that asks for, or about, ``things``."""
    method, path = OPERATIONS[operation]
    names = {**vars(things), "revision": "1", "digest": things.receipt["digest"]}
    names |= {name: names[spare] for name, spare in _SPARE.get(operation, {}).items()}
    asked = _ASKING[operation](things) if operation in _ASKING else Asked()
    return client.open(
        path.format(**names),
        method=method,
        query_string=dict(asked.query),
        headers={} if authorization is None else {"Authorization": authorization},
        **({} if asked.body is None else {"json": asked.body}),
    )


def fill(client: FlaskClient, authorization: str, here: str) -> Things:
    """Store one of everything, with the authorization of an administrator and with one of the collection alone."""

    def send(path: str, body: Json, authorization: str = authorization) -> Json:
        answer = client.post(f"/v1/{path}", json=body, headers={"Authorization": authorization})
        assert answer.status_code in {200, 201}, answer.get_data(as_text=True)
        stored: Json = answer.get_json()
        return stored

    def check(name: str) -> str:
        return str(send("checks", {"collection": HERE, "name": name, **EQUAL})["id"])

    def waiver(of: str) -> str:
        return str(send("waivers", {"check": of, "reason": "It is known."})["id"])

    def report(slug: str) -> str:
        return str(send("reports", {"collection": slug, "joint": False})["id"])

    for slug in (HERE, "spare", "wool", ELSEWHERE):
        send("collections", {"slug": slug, "title": slug})
    source = send("sources", SOURCE)["id"]
    claim = {"collection": HERE, "source_id": source, "measure": "fine", "figure": FINE}
    claims = [send("claims", claim)["id"] for _ in range(2)]
    document = {"collection": HERE, "source_id": source, "text": TEXT}
    documents = [send("documents", document)["id"] for _ in range(2)]
    first, second, third = check("first"), check("second"), check("third")
    reports = [report(HERE) for _ in range(3)]
    entries = client.get(
        "/v1/audit", query_string={"collection": HERE}, headers={"Authorization": authorization}
    ).get_json()["items"]
    return Things(
        slug=HERE,
        source_id=source,
        claim_id=claims[0],
        check_id=first,
        document_id=documents[0],
        report_id=reports[0],
        waiver_id=waiver(first),
        entry_id=str(entries[0]["id"]),
        receipt=send("evaluations", EQUAL),
        name="stale",
        earlier_report=reports[1],
        report_elsewhere=report("wool"),
        spare_slug="spare",
        spare_source=send("sources", {**SOURCE, "title": "By mistake"}, here)["id"],
        spare_claim=claims[1],
        spare_check=second,
        spare_document=documents[1],
        spare_report=reports[2],
        spare_waiver=waiver(third),
    )
