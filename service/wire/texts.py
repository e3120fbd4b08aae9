"""What was read in a text, in its wire form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from schemas.lint import MOST_FIGURES
from service.application.documents import Standing
from service.application.read_checks import Finding
from service.application.records import Claim, Document, Quote, ReadFigure, Waiver
from service.application.texts import quote_of, words_of
from service.reading.lines import Lines
from service.reading.lint import Lint
from service.reading.mention import Mention
from service.reading.span import Span
from service.reading.suppression import Suppression
from service.wire import records

Json = dict[str, Any]


def summary(record: Document) -> Json:
    """A document in a list."""
    return {
        "id": record.id,
        "collection": record.collection,
        "source_id": record.source_id,
        "format": record.format.value,
        "date": record.date,
        "version": record.version,
        "created_at": record.created_at,
    }


def document(found: Standing) -> Json:
    """A document as it stands."""
    text, claims = found.content.text, found.claims
    lines = Lines(text)
    return {
        **summary(found.document),
        "text": text,
        "candidates": [_candidate(lines, text, figure, claims[figure.claim]) for figure in found.content.figures],
        "findings": [_finding(lines, text, finding, found.waivers) for finding in found.answered.findings],
        "counts": found.answered.counts,
        "suppressions": [_suppression(lines, one) for one in found.answered.suppressions],
    }


def lint(text: str, found: Lint) -> Json:
    """What was read in a text of which nothing is stored."""
    mentions = found.reading.mentions
    lines = Lines(text)
    return {
        "figures": [_figure(lines, text, mention) for mention in mentions[:MOST_FIGURES]],
        "figure_count": len(mentions),
        "findings": [
            _told(
                lines,
                text,
                one.found,
                severity=one.severity,
                suppressed=one.suppressed,
                result=one.result.as_json(),
            )
            for one in found.findings
        ],
        "counts": found.counts,
        "suppressions": [_suppression(lines, one) for one in found.suppressions],
    }


def _figure(lines: Lines, text: str, mention: Mention) -> Json:
    """A figure read in a text of which nothing is stored."""
    trend = mention.trend
    return {
        "figure": mention.figure.canonical(),
        "quote": _quote(quote_of(text, mention.expression)),
        **_place(lines, mention.expression),
        "number": _span(mention.number),
        "form": mention.form.value,
        "thing": words_of(text, mention.thing),
        "base": words_of(text, mention.base),
        "trend": None if trend is None else trend.value,
        "alternatives": mention.alternatives,
        "measured": mention.measured,
        "attributed_to": mention.attributed_to,
        "period": None if mention.period is None else mention.period.text,
    }


def _candidate(lines: Lines, text: str, figure: ReadFigure, claim: Claim) -> Json:
    return {
        "claim": claim.id,
        "revision": claim.revision,
        "status": claim.status.value,
        **_place(lines, figure.place),
        "number": _span(figure.number),
        "form": figure.form,
        "thing": words_of(text, figure.thing),
        "base": words_of(text, figure.base),
        "trend": figure.trend,
        "alternatives": figure.alternatives,
        "figure": claim.figure.canonical(),
        "quote": records.quote(claim),
        "measure": claim.measure,
        "dimensions": claim.dimensions,
        "attributed_to": claim.attributed_to,
        "period": claim.period,
    }


class _Check(Protocol):
    """A check that was read in a text, as findings tell of it."""

    @property
    def rule(self) -> str: ...
    @property
    def why(self) -> str: ...
    @property
    def alternative(self) -> str | None: ...
    @property
    def at(self) -> Span: ...
    @property
    def places(self) -> Mapping[str, Span]: ...


def _told(
    lines: Lines, text: str, check: _Check, *, severity: str, suppressed: Suppression | None, result: Any
) -> Json:
    """Figures of a text that do not fit together."""
    return {
        "rule": check.rule,
        "severity": severity,
        "why": check.why,
        "alternative": check.alternative,
        "quote": _quote(quote_of(text, check.at)),
        **_place(lines, check.at),
        "figures": [{"name": name, **_span(span), **_beginning(lines, span)} for name, span in check.places.items()],
        "suppressed": None if suppressed is None else _silent(lines, suppressed),
        "result": result,
    }


def _finding(lines: Lines, text: str, found: Finding, waivers: Mapping[str, Waiver]) -> Json:
    check, waiver = found.check, waivers.get(found.check.key)
    told = _told(lines, text, check, severity=found.severity.value, suppressed=found.suppressed, result=found.result)
    shown = None if waiver is None else {"id": waiver.id, "reason": waiver.reason, "expires": waiver.expires}
    return {"check": check.key, **told, "waiver": shown}


def _suppression(lines: Lines, one: Suppression) -> Json:
    return {**_silent(lines, one), "rules": one.rules, "used": one.used, "fault": one.fault}


def _silent(lines: Lines, one: Suppression) -> Json:
    return {"line": lines.at(one.at.start).line, "reason": one.reason}


def _place(lines: Lines, span: Span) -> Json:
    end_line, end_column = lines.at(span.end)
    return {**_span(span), **_beginning(lines, span), "end_line": end_line, "end_column": end_column}


def _beginning(lines: Lines, span: Span) -> Json:
    line, column = lines.at(span.start)
    return {"line": line, "column": column}


def _span(span: Span) -> Json:
    return {"start": span.start, "end": span.end}


def _quote(quote: Quote) -> Json:
    return {"exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix}
