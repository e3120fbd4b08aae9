"""``claimcheck verify``: receipts recomputed from nothing but themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import click

from service.application.results import verify as verify_receipt
from service.cli.check_bodies import is_receipt
from service.cli.documents import Document, open_document
from service.domain.errors import Malformed
from service.strict_json import Path

_NO_RECEIPT: Final = (
    "a receipt is the JSON object of one result; an array of receipts, a report, and what check and lint write with "
    "--format json are taken too"
)


@click.command()
@click.argument("file", metavar="FILE")
@click.pass_context
def verify(context: click.Context, file: str) -> None:
    """Recompute receipts, the whole JSON of results, from nothing but themselves ("-": standard input).

    FILE holds one receipt, an array of them, a report, or what check or lint wrote with --format json; of these it is
    every receipt.

    Exit status: 0 all stand, 1 one does not, 2 bad input.
    """
    document = open_document(file)
    receipts = list(_receipts(document.value))
    if not receipts:
        raise document.refused(Malformed(_NO_RECEIPT))
    fallen = [where for where, receipt in receipts if not _stands(document, where, receipt, len(receipts) > 1)]
    if len(receipts) > 1:
        click.echo(f"{len(receipts) - len(fallen):,} of {len(receipts):,} receipts stand")
    context.exit(int(bool(fallen)))


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
