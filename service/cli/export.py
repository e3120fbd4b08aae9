"""``claimcheck export``: collections as files that ``claimcheck import`` takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from service.application import collections
from service.application.archive import entries
from service.application.ports import UnitOfWork
from service.cli.output import written
from service.cli.wiring import Wiring, opened, pass_wiring
from service.wire import archive_lines, collection_file_text

FORMATS = ("yaml", "ndjson")


@click.command()
@click.argument("slugs", metavar="SLUG...", nargs=-1, required=True)
@click.option(
    "--format",
    "shape",
    type=click.Choice(FORMATS),
    help="yaml: one collection, to be read by people. ndjson: any number of any size. Left out: as the name of the "
    "file ends, else yaml.",
)
@click.option("--output", metavar="FILE", help="Where to write it. Left out: standard output.")
@pass_wiring
def export(wiring: Wiring, slugs: tuple[str, ...], shape: str | None, output: str | None) -> None:
    """Export collections: sources, claims with every revision, checks, documents and waivers, under their ids.

    Everything as it is at one moment. Imported into another database it is the same there, and exported again gives the
    same file. Claims of other collections are named by their ids; those collections are exported by themselves.
    """
    settings = wiring.settings()
    shape = shape or ("ndjson" if output is not None and output.endswith((".ndjson", ".jsonl")) else "yaml")
    slugs = tuple(dict.fromkeys(slugs))
    if shape == "yaml" and len(slugs) > 1:
        raise click.UsageError("a YAML file holds one collection; use --format ndjson for several")
    with opened(wiring, settings) as services, services.unit_of_work(snapshot=True) as uow:
        for slug in slugs:
            collections.get(uow, slug)  # before anything is written
        chunks = _lines(uow, slugs) if shape == "ndjson" else _text(uow, slugs[0])
        with written(None if output is None else Path(output)) as stream:
            for chunk in chunks:
                stream.write(chunk)


def _lines(uow: UnitOfWork, slugs: Sequence[str]) -> Iterator[bytes]:
    return archive_lines.write(entries(uow, slugs))


def _text(uow: UnitOfWork, slug: str) -> Iterator[bytes]:
    return (piece.encode() for piece in collection_file_text.write(entries(uow, [slug])))
