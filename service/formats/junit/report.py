"""A report as JUnit XML.

A suite holds the checks of one origin and kind, a test case is a check. An inconsistency of a check that matters fails
its case. What only warns, what cannot be decided and what is waived is skipped with the reason: shown, never hidden,
and no failure. All figures and checks together are one case of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from junitparser import Error, TestCase

from service.formats import document as read
from service.formats.document import Document, Item, Statements
from service.formats.junit.xml import case, fail, skip, suite, text, written
from service.formats.level import Level


def render(document: Document, statements: Statements) -> bytes:
    """The XML, in UTF-8."""
    # Without a zone: what reads this format knows ISO 8601 only so far.
    created = None if document.get("created_at") is None else read.instant(document["created_at"])[:19]
    suites = [suite(name, cases, created) for name, cases in _suites(document, statements)]
    return written("claimcheck " + " ".join(document["collections"]), suites)


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
    made = case(name, f"{item['origin']}.{item['kind']}")
    waived = read.waived(item)
    level = read.level(item)
    headline = f"{item['verdict']}: {item['text']}"
    body = "\n".join(_lines(item, statements))
    if waived is not None:
        skip(made, f"{waived} ({headline})", "waived", body)
    elif level is Level.ERROR:
        fail(made, headline, item["verdict"], body)
    elif level is not Level.NONE:
        skip(made, headline, item["verdict"], body)
    return made


def _lines(item: Item, statements: Statements) -> Iterator[str]:
    yield item["text"]
    if item.get("why"):
        yield f"checked because {item['why']}"
    for label, said in read.arithmetic(item):
        yield f"{label}: {said}"
    for expression, value in read.steps(item):
        yield f"  {expression} = {value}"
    for claim in item["claims"]:
        source = read.source(str(claim["claim"]), statements)
        wording = read.wording(str(claim["claim"]), statements)
        yield f"claim {claim['claim']}, revision {claim['revision']}: {wording}{f' ({source})' if source else ''}"
    yield f"check {item['check']}, digest {item['digest']}"


def _joint(document: Document, statements: Statements) -> TestCase:
    found = read.joint(document)
    made = case("all figures and checks together", "joint")
    level = read.joint_level(found)
    if level is not Level.NONE:
        tell = fail if level is Level.ERROR else skip
        body = "\n".join(_joint_lines(document, statements))
        tell(made, f"{found['verdict']}: {found['text']}", found["verdict"], body)
    return made


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
    made = case("the report is finished", "report")
    detail = document.get("detail")
    told = f"the report is {document['status']}{f': {detail}' if detail else ''}"
    made.append(Error(text(told), document["status"]))
    return made
