"""Findings in files as SARIF: results at the very figures, which code scanning shows beside the lines.

Files are named from a root that whoever reads the log knows, so that the log of a checkout says the same wherever that
stands; it can be committed as a baseline. Results that a comment or a waiver accepts are there and suppressed, and with
a baseline each says whether it is new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote

from service.formats.finding import IGNORED, Examined, Examiner, Finding, Region, RuleText
from service.formats.level import Level
from service.formats.sarif.log import FINGERPRINT, Json, Rules, described, driver, literal, notification, written

ROOT: Final = "%SRCROOT%"
# A column of a table may have figures in thousands of rows, and readers take no more related places than some.
MOST_FIGURES: Final = 100
# A text may be one long line; it is not told again with each of its findings.
LONGEST_CONTEXT: Final = 2000

# Where a file is in the table of the run.
Places = Mapping[str, int]


def render(examined: Sequence[Examined], examiner: Examiner, *, compared: bool) -> bytes:
    """The log, with one run. ``compared`` says that findings were compared with a baseline."""
    rules = Rules()
    places = {file: place for place, file in enumerate(dict.fromkeys(one.file for one in examined))}
    results = [
        _result(finding, rules, places, compared)
        for one in examined
        for finding in one.findings
        if finding.level is not Level.NONE
    ]
    run = {
        "tool": {"driver": driver([_rule(rule, examiner) for rule in rules], None)},
        "automationDetails": {"id": f"claimcheck/{examiner.name}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            ROOT: {
                "description": {"text": "The checkout, else where the configuration is, else where the command ran."}
            }
        },
        "invocations": [
            {
                "executionSuccessful": all(one.fault is None for one in examined),
                "toolExecutionNotifications": list(_notifications(examined, places)),
            }
        ],
        "artifacts": [{"location": _artifact(file, places)} for file in places],
        "results": results,
    }
    return written(run, indented=True)


def _notifications(examined: Sequence[Examined], places: Places) -> Iterator[Json]:
    for one in examined:
        place: Json = {"artifactLocation": _artifact(one.file, places)}
        if one.fault is not None:
            at = {} if one.faulty is None else {"region": _region(one.faulty)}
            yield {
                **notification("error", f"{one.file}: {one.fault}"),
                "locations": [{"physicalLocation": {**place, **at}}],
            }
        for note in one.notes:
            yield {**notification("note", note), "locations": [{"physicalLocation": place}]}


def _result(finding: Finding, rules: Rules, places: Places, compared: bool) -> Json:
    told = "\n".join(finding.told())
    result: Json = {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": finding.level.value,
        "message": {"text": literal(f"{finding.about}: {told}")},
        "locations": [{**_location(finding, finding.region, places), **_logical(finding)}],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        # Empty, not absent, where nothing is suppressed: all results of a run say it, or none.
        "suppressions": list(_suppressions(finding)),
        "properties": {"verdict": finding.verdict, "digest": finding.digest},
    }
    if finding.figures:
        result["relatedLocations"] = [
            {"id": number, **_location(finding, region, places), "message": {"text": literal(_words(finding, region))}}
            for number, region in enumerate(finding.figures[:MOST_FIGURES], 1)
        ]
    if compared:
        result["baselineState"] = "unchanged" if finding.known else "new"
    return result


def _suppressions(finding: Finding) -> Iterator[Json]:
    if finding.silenced is not None:
        kind = "inSource" if finding.logical is None and finding.silenced != IGNORED else "external"
        yield {"kind": kind, "status": "accepted", "justification": finding.silenced}


def _location(finding: Finding, region: Region | None, places: Places) -> Json:
    physical: Json = {"artifactLocation": _artifact(finding.file, places)}
    if region is not None:
        physical["region"] = _region(region)
        words = _words(finding, region)
        if words and len(words) <= LONGEST_CONTEXT:
            physical["region"]["snippet"] = {"text": words}
        shown = [finding.lines.get(number, "") for number in range(region.line, region.end_line + 1)]
        context = "\n".join(shown)
        if words and len(context) <= LONGEST_CONTEXT:
            physical["contextRegion"] = {
                "startLine": region.line,
                "endLine": region.end_line,
                "snippet": {"text": context},
            }
    return {"physicalLocation": physical}


def _region(region: Region) -> Json:
    told = {
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    }
    if region.start is not None and region.end is not None:
        told |= {"charOffset": region.start, "charLength": region.end - region.start}
    return told


def _logical(finding: Finding) -> Json:
    if finding.logical is None:
        return {}
    return {"logicalLocations": [{"name": finding.about, "fullyQualifiedName": finding.logical}]}


def _words(finding: Finding, region: Region) -> str:
    """What stands in a region, as far as its lines are known."""
    said = []
    for number in range(region.line, region.end_line + 1):
        line = finding.lines.get(number, "")
        start = region.column - 1 if number == region.line else 0
        said.append(line[start : region.end_column - 1] if number == region.end_line else line[start:])
    return "\n".join(said)


def _artifact(file: str, places: Places) -> Json:
    if PurePosixPath(file).is_absolute():
        named = {"uri": f"file://{quote(file)}"}
    else:
        named = {"uri": quote(file), "uriBaseId": ROOT}
    return {**named, "index": places[file]}


def _rule(rule: str, examiner: Examiner) -> Json:
    known = examiner.rules.get(rule, RuleText(rule))
    # No link to the service that did the work: the log goes to others, and may stay in the repository.
    return described(rule, known.summary, known.summary, level=known.level, advice=known.advice or None)
