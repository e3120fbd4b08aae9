"""``claimcheck load``: put collections from files into the database."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from service.cli.documents import read_document
from service.cli.problems import located
from service.cli.wiring import Wiring, pass_wiring
from service.domain.errors import Malformed
from service.wire.collection_file import Added, add_missing, is_empty

FILE_IN_DIRECTORY = "collection.json"
_NAMES = ("collections", "sources", "claims", "checks")


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--if-empty", is_flag=True, help="Load only if nothing was ever stored in the database.")
@pass_wiring
def load(wiring: Wiring, paths: tuple[str, ...], if_empty: bool) -> None:
    """Load collections from JSON files (or from collection.json in a directory).

    Everything in one transaction: all of it or nothing. What is stored already stays as it is, so that loading twice
    changes nothing.
    """
    settings = wiring.settings()
    documents = [(path, read_document(_file(path))) for path in paths]
    wiring.wait_for_database(settings)
    if not wiring.is_current(settings):
        raise click.ClickException("the database is not up to date; run first: claimcheck db upgrade")
    with closing(wiring.services(settings)) as services, services.unit_of_work() as uow:
        if if_empty and not is_empty(uow):
            click.echo("not loaded: the database is not empty")
            return
        added = []
        for path, document in documents:
            try:
                added.append(add_missing(uow, document))
            except Malformed as error:
                raise click.ClickException(f"{path} {located(error)}") from None
        uow.commit()
    click.echo(_told(added))


def _told(added: list[Added]) -> str:
    totals = [sum(getattr(one, name) for one in added) for name in _NAMES]
    counts = [
        f"{count} {name.removesuffix('s') if count == 1 else name}" for name, count in zip(_NAMES, totals, strict=True)
    ]
    return f"stored {', '.join(counts)}"


def _file(path: str) -> str:
    return str(Path(path) / FILE_IN_DIRECTORY) if Path(path).is_dir() else path
