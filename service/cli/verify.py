"""``claimcheck verify``: receipts recomputed from nothing but themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import click

from service.application.results import verify as verify_receipt
from service.cli.check_bodies import is_receipt
from service.cli.documents import Document, open_document
from service.domain.errors import Malformed, pointer
from service.domain.result import Verdict
from service.strict_json import Path

_NO_RECEIPT: Final = (
    "a receipt is the JSON object of one result; an array of receipts, a report, and what check and lint write with "
    "--format json are taken too"
)
# What a report repeats of the receipt of a result.
_OF_RECEIPT: Final = ("verdict", "reason", "holds", "text", "digest")


@click.command()
@click.argument("file", metavar="FILE")
@click.pass_context
def verify(context: click.Context, file: str) -> None:
    """Recompute receipts, the whole JSON of results, from nothing but themselves ("-": standard input).

    FILE holds one receipt, an array of them, a report, or what check or lint wrote with --format json; of these it is
    every receipt. What a report says of a result has to be what its receipt says, and its counts those of its results;
    the rest of it is told as not verified.

    Exit status: 0 all stand, 1 one does not, 2 bad input.
    """
    document = open_document(file)
    receipts = list(_receipts(document.value))
    if not receipts:
        raise document.refused(Malformed(_NO_RECEIPT))
    fallen = [where for where, receipt in receipts if not _stands(document, where, receipt, len(receipts) > 1)]
    try:
        reports = list(_reports(document.value))
    except Malformed as error:
        raise document.refused(error) from None
    untrue = [found for where, report in reports for found in _untrue(report, where)]
    for where, said in untrue:
        click.echo(f"line {document.region(*where).line}: {said}\n  differs at {pointer(where)}")
    if len(receipts) > 1:
        click.echo(f"{len(receipts) - len(fallen):,} of {len(receipts):,} receipts stand")
    if reports:
        click.echo(_rest([report for _, report in reports]))
    context.exit(int(bool(fallen or untrue)))


def _stands(document: Document, where: Path, receipt: Mapping[str, Any], several: bool) -> bool:
    """Whether a receipt stands, having told so; of several only those are told that do not."""
    try:
        verification = verify_receipt(receipt)
    except Malformed as error:
        raise document.refused(error.within(*where)) from None
    if verification.stands:
        if not several:
            click.echo(f"stands: {verification.digest}")
        return True
    at = f"line {document.region(*where).line}: " if several else ""
    click.echo(f"{at}does not stand: recomputed as {verification.result['verdict']}, {verification.digest}")
    for place in verification.differences:
        click.echo(f"  differs at {place or '/'}")
    return False


def _receipts(value: Any, where: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The receipts in a document, with their places."""
    if is_receipt(value):
        yield where, value
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _receipts(item, (*where, place))
    elif isinstance(value, Mapping):
        for name in ("files", "answer", "findings", "results", "result"):
            if name in value:
                yield from _receipts(value[name], (*where, name))


def _reports(value: Any, where: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The contents of reports in a document, with their places."""
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from _reports(item, (*where, place))
    elif isinstance(value, Mapping):
        results = value.get("results")
        if isinstance(results, list) and isinstance(value.get("counts"), Mapping):
            if not all(isinstance(item, Mapping) for item in results):
                raise Malformed("must be objects", *where, "results")
            yield where, value
        for name in ("files", "answer"):
            if name in value:
                yield from _reports(value[name], (*where, name))


def _untrue(report: Mapping[str, Any], where: Path) -> Iterator[tuple[Path, str]]:
    """Where a report says something else than its receipts do, and what is wrong there."""
    items = report["results"]
    for place, item in enumerate(items):
        receipt = item.get("result")
        if isinstance(receipt, Mapping) and is_receipt(receipt):
            for name in _OF_RECEIPT:
                if item.get(name) != receipt.get(name):
                    yield (*where, "results", place, name), "is not what the receipt of this result says"
        elif not _needs_none(item):
            yield (*where, "results", place, "result"), "only what was discovered and holds may have no receipt"
    verdicts = Counter(item.get("verdict") for item in items)
    counts = {
        **{verdict.value: verdicts[verdict.value] for verdict in Verdict},
        "waived": sum(bool(item.get("waiver")) for item in items),
        "total": len(items),
    }
    for name, count in counts.items():
        if report["counts"].get(name) != count:
            yield (*where, "counts", name), f"there are {count:,} of these"


def _needs_none(item: Mapping[str, Any]) -> bool:
    return item.get("origin") == "discovered" and item.get("verdict") == Verdict.CONSISTENT


def _rest(reports: Sequence[Mapping[str, Any]]) -> str:
    """What was not verified, and what does that."""
    without = sum(not is_receipt(item.get("result")) for report in reports for item in report["results"])
    told = f"{without:,} result{'s' if without > 1 else ''} without a receipt, " if without else ""
    by = "POST /v1/reports/{id}/replay" if all("id" in report for report in reports) else "another check of the files"
    return f"not verified: {told}whether these are all, what all say together, waivers and coverage; {by} does that"
