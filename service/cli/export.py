"""``claimcheck export``: collections as files that ``claimcheck import`` takes."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import click

from service.application import collections
from service.application.archive import entries
from service.application.ports import UnitOfWork
from service.cli.documents import Unreadable
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
        with _written(output) as stream:
            for chunk in chunks:
                stream.write(chunk)


def _lines(uow: UnitOfWork, slugs: Sequence[str]) -> Iterator[bytes]:
    return archive_lines.write(entries(uow, slugs))


def _text(uow: UnitOfWork, slug: str) -> Iterator[bytes]:
    return (piece.encode() for piece in collection_file_text.write(entries(uow, [slug])))


@contextmanager
def _written(output: str | None) -> Iterator[IO[bytes]]:
    """Standard output, or a file that is there whole or not at all."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    path = Path(output)
    try:
        if path.exists() and not path.is_file():  # a pipe, say
            with path.open("wb") as stream:
                yield stream
            return
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise Unreadable(f"{output}: {error.strerror}") from None
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)  # noqa: PTH101  as any other file would have it
        os.replace(name, path)  # noqa: PTH105
    except OSError as error:
        raise Unreadable(f"{output}: {error.strerror}") from None
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)  # noqa: PTH108
