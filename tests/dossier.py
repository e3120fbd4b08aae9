"""Two collections with one of everything that is kept of collections, for tests that take them elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import orjson

from service.application import checks, claims, collections, documents, sources, waivable, waivers
from service.application.ports import ResultCache
from service.application.records import Claim
from service.application.reports import store
from service.storage import SqlUnits

SLUGS: Final = ("cotton", "rates")
TEXT: Final = (
    "# Cotton\n\nPolice fined each picker 18,000 tenge ($134).\r\n\r\n"
    "<!-- claimcheck: ignore total — the paper rounds -->\n"
    "Of 120 workers 41% came from Tajikistan and 36% from Uzbekistan; 60 of 120 (70%) had no papers. 𝟙 naïve\x85 \n"
)
PEOPLE: Final = "person"


def store_dossier(units: SqlUnits, cache: ResultCache) -> dict[str, UUID]:
    """Store them; what some of the things have for ids."""
    with units() as uow:
        collections.create(uow, {"slug": "rates", "title": "Rates: official, «daily»"})
        partition = {"dimension": "sex", "values": ["female", "male"]}
        about = {"title": "Cotton", "description": "Long\n\n  and: #odd\n", "partitions": [partition]}
        collections.create(uow, {"slug": "cotton", "references": ["rates"], **about})
        collections.change(uow, "cotton", {"title": "Cotton, 2004"})
        uow.commit()
    found = _claims(units)
    with units() as uow:
        document = {"collection": "cotton", "source_id": str(found["paper"]), "text": TEXT, "format": "markdown"}
        prepared = documents.prepare(units, cache, document)
        documents.create(uow, cache, prepared)
        uow.commit()
    with units() as uow:
        gone = documents.create(uow, cache, documents.prepare(units, cache, {**document, "text": "It was 7 km."}))
        uow.commit()
    with units() as uow:
        documents.delete(uow, gone.document.id)
        uow.commit()
    _waivers(units, cache, found)
    return found


def _claims(units: SqlUnits) -> dict[str, UUID]:
    with units() as uow:
        release = sources.create(uow, {"title": "A press release", "kind": "statement"})
        paper = {"title": "The Paper", "kind": "article", "publisher": "no", "published": "2004-09-24"}
        paper_id = sources.create(uow, {**paper, "authors": ["A. Writer", "2004"], "url": "https://example.org/a"}).id
        sources.change(uow, paper_id, {"cites": [str(release.id)]})
        # Cited by a source that is older than it is.
        late = sources.create(uow, {"title": "Late", "kind": "dataset", "reference": True})
        sources.change(uow, release.id, {"cites": [str(late.id)]})
        uow.commit()

    def claim(value: str | None, unit: str, source: UUID = paper_id, **members: Any) -> Claim:
        figure = {**({} if value is None else {"value": value}), "unit": unit, **members.pop("figure", {})}
        with units() as uow:
            made = claims.record(uow, {"collection": "cotton", "source_id": str(source), "figure": figure, **members})
            uow.commit()
        return made

    rate = claim("134.60", "KZT/USD", late.id, collection="rates", measure="exchange rate", period="2004-09-24")
    fine = claim("18000", "KZT", measure="fine", figure={"qualifier": "exact"}, asserted="2004-09-24")
    dollars = claim("134", "USD", measure="fine", tags=["1e3", "null"], asserted="2004-09-24")
    whole = claim("100000", PEOPLE, statement="yes", quote={"exact": "a: b", "prefix": " ", "suffix": None})
    part = claim("130001", PEOPLE, status="assumption", dimensions={"sex": "female"})
    unknown = claim(None, "kg/day", figure={"lower": "50"}, measure="picked")
    with units() as uow:
        claims.revise(uow, dollars.id, {"figure": {"value": "134.0", "unit": "USD"}, "source_id": str(release.id)})
        claims.revise(uow, dollars.id, {"statement": "The fine is $134.\nSo they say."})
        claims.retract(uow, unknown.id)
        uow.commit()
    ids = {"paper": paper_id, "fine": fine.id, "dollars": dollars.id, "whole": whole.id, "part": part.id}
    return {**ids, "rate": rate.id, "unknown": unknown.id}


def _waivers(units: SqlUnits, cache: ResultCache, found: dict[str, UUID]) -> None:
    def ref(name: str) -> dict[str, str]:
        return {"claim": str(found[name])}

    def check(name: str, kind: str, figures: dict[str, Any], **members: Any) -> UUID:
        with units() as uow:
            made = checks.create(
                uow, {"collection": "cotton", "name": name, "kind": kind, "figures": figures, **members}
            )
            uow.commit()
        return made.id

    amounts = [ref("fine"), ref("dollars")]
    dollars = check("in dollars", "conversion", {"amounts": amounts, "rate": ref("rate")}, policy={"about": "0.2"})
    part = check("part", "part_of", {"part": ref("part"), "whole": ref("whole")}, severity="warning", rationale="x")
    check("part", "expression", {"a": {"value": "1"}}, relation="a == 2", parameters={}, policy={})
    short = check("short-lived", "part_of", {"part": ref("part"), "whole": ref("whole")})
    for check_id in (part, short):
        _waive(units, cache, {"check": str(check_id), "reason": "The paper\nrounds."})
    with units() as uow:
        checks.change(uow, part, {"rationale": "changed since"})
        checks.change(uow, dollars, {"parameters": {}})
        checks.delete(uow, short)
        uow.commit()
    expires = datetime.now(UTC) + timedelta(days=3650)
    _waive(units, cache, {"check": str(part), "reason": "Once more.", "expires": expires})
    made = store.make(units, cache, {"collection": "cotton"}, at_once=1000)
    assert made.document is not None
    with units() as uow:
        store.store(uow, made)
        uow.commit()
    results = orjson.loads(made.document)["results"]
    discovered = next(item for item in results if item["rule"] and item["verdict"] != "consistent")
    _waive(units, cache, {"check": discovered["check"], "report": str(made.report.id), "reason": "Read otherwise."})


def _waive(units: SqlUnits, cache: ResultCache, body: dict[str, Any]) -> None:
    with units(read_only=True) as uow:
        sighting = waivable.look(uow, cache, body)
    with units() as uow:
        waivers.create(uow, body, sighting)
        uow.commit()
