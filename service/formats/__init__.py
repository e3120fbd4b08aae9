"""Renderings: pure functions from a report document, or from findings in files, to bytes, a module for each form."""

from __future__ import annotations

from service.formats.claim_review import Publisher
from service.formats.claim_review import render as as_claim_review
from service.formats.csv import render as as_csv
from service.formats.document import Document, Statements
from service.formats.format import Format
from service.formats.html import content_security_policy
from service.formats.html import render as as_html
from service.formats.json import render as as_json
from service.formats.junit import render as as_junit
from service.formats.sarif import render as as_sarif

__all__ = ["Document", "Format", "Publisher", "Statements", "content_security_policy", "render"]


def render(
    document: Document,
    statements: Statements,
    form: Format,
    *,
    address: str | None = None,
    publisher: Publisher | None = None,
) -> bytes:
    """A report document as ``form``.

    ``statements`` tells people what each claim says: by its id ``statement``, ``quote`` and ``source``, each text or
    null. A claim that is missing there is told by its id. ``address`` is where the service is reached, for the links of
    SARIF's rules. Reviews of claims, by their ``publisher``, are of those of which more is known: see
    ``claim_review.render``.
    """
    match form:
        case Format.JSON:
            return as_json(document)
        case Format.CSV:
            return as_csv(document, statements)
        case Format.HTML:
            return as_html(document, statements)
        case Format.SARIF:
            return as_sarif(document, statements, address)
        case Format.JUNIT:
            return as_junit(document, statements)
        case Format.CLAIM_REVIEW:
            if publisher is None:
                raise ValueError("reviews have a publisher")
            return as_claim_review(document, statements, publisher)
