"""``claimcheck export``: collections as files that ``claimcheck import`` takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from service.application import collections
from service.application.archive import entries
from service.application.ports import UnitOfWork
from service.application.reports import unstored
from service.application.stamps import now
from service.cli.output import written
from service.cli.wiring import Wiring, opened, pass_wiring
from service.formats import Format, Publisher, render
from service.wire import archive_lines, collection_file_text, reviewed

FORMATS = ("yaml", "ndjson", "claimreview")
_SUFFIXES = {
    **dict.fromkeys(("", ".yaml", ".yml"), "yaml"),
    **dict.fromkeys((".ndjson", ".jsonl"), "ndjson"),
    ".jsonld": "claimreview",
}


@click.command()
@click.argument("slugs", metavar="SLUG...", nargs=-1, required=True)
@click.option(
    "--format",
    "shape",
    type=click.Choice(FORMATS),
    help="yaml: one collection, for people. ndjson: any number of any size. claimreview: reviews of the claims "
    "that a report on the collection refutes, for publishers. Left out: as the name of the file ends; yaml on standard "
    "output.",
)
@click.option("--output", metavar="FILE", help="Where to write it. Left out: standard output.")
@click.option("--author", metavar="NAME", help="claimreview: who publishes the reviews.")
@click.option("--author-url", metavar="URL", help="claimreview: where that publisher is to be found.")
@click.option("--url", metavar="URL", help="claimreview: the page that the reviews are on.")
@pass_wiring
def export(
    wiring: Wiring,
    slugs: tuple[str, ...],
    shape: str | None,
    output: str | None,
    author: str | None,
    author_url: str | None,
    url: str | None,
) -> None:
    """Export collections: sources, claims with every revision, checks, documents and waivers, under their ids.

    Everything as it is at one moment. Imported into another database it is the same there, and exported again gives the
    same file. Claims of other collections are named by their ids; those collections are exported by themselves.
    """
    settings = wiring.settings()
    shape = shape or _SUFFIXES.get(Path(output or "").suffix.lower())
    if shape is None:
        raise click.UsageError(f"{output} may be anything by its name; say --format {', '.join(FORMATS)}")
    slugs = tuple(dict.fromkeys(slugs))
    if shape != "ndjson" and len(slugs) > 1:
        raise click.UsageError(f"{shape} is of one collection; use --format ndjson for several")
    publisher = _publisher(author, author_url, url) if shape == "claimreview" else None
    if publisher is None and (author or author_url or url):
        raise click.UsageError("--author, --author-url and --url are for --format claimreview")
    with opened(wiring, settings) as services, services.unit_of_work(snapshot=True) as uow:
        for slug in slugs:
            collections.get(uow, slug)  # before anything is written
        if publisher is not None:
            chunks = _reviews(uow, slugs[0], publisher)
        else:
            chunks = _lines(uow, slugs) if shape == "ndjson" else _text(uow, slugs[0])
        with written(None if output is None else Path(output)) as stream:
            for chunk in chunks:
                stream.write(chunk)


def _lines(uow: UnitOfWork, slugs: Sequence[str]) -> Iterator[bytes]:
    return archive_lines.write(entries(uow, slugs))


def _text(uow: UnitOfWork, slug: str) -> Iterator[bytes]:
    return (piece.encode() for piece in collection_file_text.write(entries(uow, [slug])))


def _publisher(author: str | None, author_url: str | None, url: str | None) -> Publisher:
    if author is None or url is None:
        raise click.UsageError("reviews need an --author, who publishes them, and the --url of the page they are on")
    for name, given in (("--url", url), ("--author-url", author_url)):
        if given is not None and re.fullmatch(r"https?://\S+", given) is None:
            raise click.UsageError(f"{name} must be an address that begins with http:// or https:// and has no blanks")
    return Publisher(url, author, author_url)


def _reviews(uow: UnitOfWork, slug: str, publisher: Publisher) -> Iterator[bytes]:
    content = unstored.content(unstored.prepare(uow, slug, {}))
    document = {**content, "collections": [slug], "finished_at": now()}
    yield render(document, reviewed.told(uow, document), Format.CLAIM_REVIEW, publisher=publisher) + b"\n"
