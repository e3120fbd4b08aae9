"""A report as JUnit XML, which Jenkins, GitLab and others show as test results.

A suite holds the checks of one origin and kind, a test case is a check. An inconsistency of a check that matters fails
its case. What only warns, what cannot be decided and what is waived is skipped with the reason: shown, never hidden,
and no failure. All figures and checks together are one case of their own.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from service.formats import document as read
from service.formats.document import Document, Item, Statements
from service.formats.level import Level

# XML 1.0 has no way to write these.
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(document: Document, statements: Statements) -> bytes:
    """The XML, in UTF-8."""
    whole = JUnitXml(_text("claimcheck " + " ".join(document["collections"])))
    for name, cases in _suites(document, statements):
        suite = TestSuite(_text(name))
        if document.get("created_at") is not None:
            # Without a zone: what reads this format knows ISO 8601 only so far.
            suite.timestamp = read.instant(document["created_at"])[:19]
        suite.extend(cases)
        suite.update_statistics()
        whole.append(suite)
    whole.update_statistics()
    written = io.BytesIO()
    whole.write(written)
    return written.getvalue()


def _suites(document: Document, statements: Statements) -> Iterator[tuple[str, list[TestCase]]]:
    if document["status"] != read.FINISHED:
        yield "report", [_unfinished(document)]
    names = Counter((item["origin"], item["kind"], item["name"]) for item in read.items(document))
    by_suite = sorted(read.items(document), key=lambda item: (item["origin"], item["kind"]))
    for (origin, kind), several in groupby(by_suite, key=lambda item: (item["origin"], item["kind"])):
        # Readers tell cases apart by their names. Checks of one name are told apart by their ids.
        yield (
            f"{origin} {kind}",
            [
                _case(item, statements, unique=names[item["origin"], item["kind"], item["name"]] == 1)
                for item in several
            ],
        )
    if read.joint(document):
        yield "joint", [_joint(document, statements)]


def _case(item: Item, statements: Statements, *, unique: bool) -> TestCase:
    name = item["name"] if unique else f"{item['name']} [{item['check']}]"
    case = _named(name, f"{item['origin']}.{item['kind']}")
    waived = read.waived(item)
    level = read.level(item)
    headline = f"{item['verdict']}: {item['text']}"
    if waived is not None:
        case.append(Skipped(_text(f"{waived} ({headline})"), "waived"))
    elif level is Level.ERROR:
        failure = Failure(_text(headline), item["verdict"])
        failure.text = _text("\n".join(_lines(item, statements)))
        case.append(failure)
    elif level is not Level.NONE:
        case.append(Skipped(_text(headline), item["verdict"]))
    if level is not Level.NONE and (waived is not None or level is not Level.ERROR):
        case.system_out = _text("\n".join(_lines(item, statements)))
    return case


def _lines(item: Item, statements: Statements) -> Iterator[str]:
    yield item["text"]
    if item.get("why"):
        yield f"checked because {item['why']}"
    for label, text in read.arithmetic(item):
        yield f"{label}: {text}"
    for expression, value in read.steps(item):
        yield f"  {expression} = {value}"
    for claim in item["claims"]:
        source = read.source(str(claim["claim"]), statements)
        wording = read.wording(str(claim["claim"]), statements)
        yield f"claim {claim['claim']}, revision {claim['revision']}: {wording}{f' ({source})' if source else ''}"
    yield f"check {item['check']}, digest {item['digest']}"


def _joint(document: Document, statements: Statements) -> TestCase:
    found = read.joint(document)
    case = _named("all figures and checks together", "joint")
    level = read.joint_level(found)
    if level is Level.NONE:
        return case
    body = _text("\n".join(_joint_lines(document, statements)))
    headline = _text(f"{found['verdict']}: {found['text']}")
    if level is Level.ERROR:
        failure = Failure(headline, found["verdict"])
        failure.text = body
        case.append(failure)
    else:
        case.append(Skipped(headline, found["verdict"]))
        case.system_out = body
    return case


def _joint_lines(document: Document, statements: Statements) -> Iterable[str]:
    found = read.joint(document)
    for conflicts, blames in read.groups(found):
        for conflict in conflicts:
            yield f"conflict: {conflict['text']}"
            for ref in conflict["figures"]:
                yield f"  {read.named(ref, statements)} ({ref['printed']})"
            for check in conflict["checks"]:
                yield f"  check {check}"
        for number, blame in enumerate(blames, 1):
            yield f"what would explain this{'' if len(blames) == 1 else f', {number} of {len(blames)}'}:"
            for line in read.blame(blame, statements):
                yield f"  {line}"
    for left in found.get("left_out") or ():
        yield f"left out: check {left['check']}: {left['why']}"


def _unfinished(document: Document) -> TestCase:
    case = _named("the report is finished", "report")
    detail = document.get("detail")
    case.append(
        Error(_text(f"the report is {document['status']}{f': {detail}' if detail else ''}"), document["status"])
    )
    return case


def _named(name: str, classname: str) -> TestCase:
    # Times are not kept; zero is what readers take for that.
    return TestCase(_text(name), _text(classname), 0)


def _text(text: str) -> str:
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)
