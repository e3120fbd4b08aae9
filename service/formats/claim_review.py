"""A report as ClaimReview in JSON-LD: what fact-checkers publish so that search engines and others find it.

The terms are those of https://schema.org/ClaimReview. There is a review of each claim that the report refutes (see
``refuted``), and none of any other: that nothing contradicts a claim is not a finding on it, nor is that it may be the
one of several which is wrong. So of the scale, whose 5 would be what is true, no more than 1 and 2 is ever given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import urldefrag

import orjson

from service.domain.figure import Figure
from service.domain.wording import printed as wording_of
from service.formats.document import Document, Item, instant, source, wording
from service.formats.refuted import Conflict, Rating, Refuted, Told, is_reference, refuted

Json = dict[str, Any]

BEST: Final = 5
WORST: Final = 1

_NAMES: Final = {
    Rating.IMPOSSIBLE: "Cannot be true",
    Rating.CONTRADICTED: "Contradicted by other figures",
}
# What a source is, in terms of schema.org; a broadcast or a statement has no type of its own that fits.
_WORKS: Final = {"article": "Article", "report": "Report", "dataset": "Dataset"}
_OF_LIST: Final = re.compile(r"\w+\[\d+\]")
# EDTF that is ISO 8601 too, which is what schema.org takes for a date.
_DATE: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the reviews: ``url`` is the page that they are on, ``author`` and ``author_url`` who says so."""

    url: str
    author: str | None = None
    author_url: str | None = None


def render(document: Document, told: Told, publisher: Publisher) -> bytes:
    """The reviews of a finished report, in the order of the ids of claims.

    ``told`` are the statements of ``formats.render``, each with its ``claim`` and the ``origin`` of that, which is its
    source, as the service sends both; without these a claim is not reviewed.
    """
    reviews = [_review(document, one, told, publisher) for one in refuted(document, told)]
    return orjson.dumps({"@context": "https://schema.org", "@graph": reviews}, option=orjson.OPT_UTC_Z)


def _review(document: Document, one: Refuted, told: Told, publisher: Publisher) -> Json:
    page, _ = urldefrag(publisher.url)
    author = publisher.author and _organization(publisher.author, publisher.author_url)
    return _brief(
        {
            "@type": "ClaimReview",
            "@id": f"{page}#claim-{one.claim}",
            "url": f"{page}#claim-{one.claim}",
            "inLanguage": "en",
            "datePublished": instant(document["finished_at"]),
            "author": author,
            "claimReviewed": wording(one.claim, told),
            "itemReviewed": _claim(one.claim, told[one.claim]),
            "reviewRating": {
                "@type": "Rating",
                "ratingValue": int(one.rating),
                "bestRating": BEST,
                "worstRating": WORST,
                "alternateName": _NAMES[one.rating],
                "ratingExplanation": _explained(one, told),
            },
            "reviewBody": "\n".join(_body(one, told)),
        }
    )


def _claim(identity: str, told: Mapping[str, Any]) -> Json:
    claim, origin = told["claim"], told["origin"] or {}
    return _brief(
        {
            "@type": "Claim",
            "@id": f"urn:uuid:{identity}",
            "text": (claim["quote"] or {}).get("exact"),
            "author": _author(claim, origin),
            "datePublished": _date(claim["asserted"]) or _date(origin.get("published")),
            "appearance": _work(origin) if origin else None,
        }
    )


def _author(claim: Mapping[str, Any], origin: Mapping[str, Any]) -> Any:
    """Who made the claim: whoever is quoted with it, else who wrote its source, else who published that."""
    authors = origin.get("authors") or ()
    quoted = claim["attributed_to"]
    if quoted:
        # Whether a name is that of a person is not known, but where the source says so.
        return _person(quoted) if quoted in authors else _organization(quoted)
    if authors:
        return [_person(name) for name in authors]
    return _organization(origin["publisher"]) if origin.get("publisher") else None


def _work(origin: Mapping[str, Any]) -> Json:
    kind = _WORKS.get(origin["kind"], "CreativeWork")
    return _brief(
        {
            "@type": kind,
            "name": origin["title"],
            "headline": origin["title"] if kind == "Article" else None,
            "url": origin["url"],
            "datePublished": _date(origin["published"]),
            "author": [_person(name) for name in origin["authors"]],
            "publisher": _organization(origin["publisher"]) if origin["publisher"] else None,
        }
    )


def _explained(one: Refuted, told: Told) -> str:
    """In a few sentences what is known of this claim, and the arithmetic."""
    if one.rating is Rating.IMPOSSIBLE:
        known = "The figures of this claim cannot be true, whatever else is."
    else:
        taken = " and ".join(_taken_for_right(one, told))
        known = (
            f"Not all of the figures compared can be true; {f'{taken} taken to be right, ' if taken else ''}"
            f"this is {_blamed(one)}."
        )
    return " ".join([known, *_needed(one), *dict.fromkeys(map(_found, one.conflicts[0].checks))])


def _blamed(one: Refuted) -> str:
    if one.alone:
        return "the only one whose being wrong would by itself explain all of it"
    return "wrong in whichever way as few of them as possible are"


def _taken_for_right(one: Refuted, told: Told) -> Iterator[str]:
    """What counts as right as long as something else can be wrong: otherwise that might explain it too."""
    if any(map(partial(is_reference, told), _others(one))):
        yield "reference data"
    if any(ref.get("claim") is None for conflict in one.conflicts for ref in conflict.figures):
        yield "what the reviewer gives"


def _others(one: Refuted) -> list[str]:
    return sorted({claim for conflict in one.conflicts for claim in conflict.claims} - {one.claim})


def _needed(one: Refuted) -> Iterator[str]:
    if one.needed is not None:
        yield f"To fit, {one.needed}"


def _body(one: Refuted, told: Told) -> Iterator[str]:
    """All of it: what is compared, by which checks, on whose word, and what else has to be wrong."""
    for conflict in one.conflicts:
        alone = len(conflict.figures) == 1
        yield "This cannot be true:" if alone else "These cannot all be true:"
        yield from (f"- {_told(claim, told)}" for claim in conflict.claims)
        yield from (f"- {given}, as the reviewer gives it" for given in _given(conflict))
        for check in conflict.checks:
            yield f"{check['name']}: {_found(check)}"
            if check.get("why"):
                yield f"Why these belong together: {check['why']}"
    if one.together:
        yield f"This claim would have to be wrong together with: {_several(one.together, told)}."
    reference = [claim for claim in _others(one) if is_reference(told, claim)]
    if reference:
        yield f"Reference data, taken to be right rather than others: {_several(reference, told)}."


def _found(check: Item) -> str:
    """What a check says, with figures of lists as they are printed in the place of names such as ``parts[0]``."""
    printed = {
        f"{role}[{place}]": figure.get("figure", figure)
        for role, entry in check["result"]["inputs"].items()
        if isinstance(entry, list)
        for place, figure in enumerate(entry)
        if isinstance(figure, Mapping) and ("figure" in figure or "unit" in figure)
    }

    def worded(found: re.Match[str]) -> str:
        return wording_of(Figure.parse(printed[found[0]])) if found[0] in printed else found[0]

    return _OF_LIST.sub(worded, check["text"])


def _given(conflict: Conflict) -> Iterator[str]:
    for ref in conflict.figures:
        if ref.get("claim") is None:
            yield f"{ref['figure']} of {ref['printed']}" if ref.get("printed") else str(ref["figure"])


def _told(claim: str, told: Told) -> str:
    """A claim in its words, and whose it is."""
    whose = source(claim, told)
    return wording(claim, told) if whose is None else f"{wording(claim, told)} ({whose})"


def _several(claims: Sequence[str], told: Told) -> str:
    return "; ".join(_told(claim, told) for claim in claims)


def _date(edtf: str | None) -> str | None:
    return edtf if edtf is not None and _DATE.fullmatch(edtf) else None


def _person(name: str) -> Json:
    return {"@type": "Person", "name": name}


def _organization(name: str, url: str | None = None) -> Json:
    return _brief({"@type": "Organization", "name": name, "url": url})


def _brief(members: Json) -> Json:
    return {name: value for name, value in members.items() if value not in (None, [], "")}
