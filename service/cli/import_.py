"""``claimcheck import``: collections as they were exported or written by hand, and tables of claims."""

from __future__ import annotations

import click

from service.cli.import_collections import import_collections
from service.cli.import_table import import_table
from service.cli.wiring import Wiring, pass_wiring

FORMATS = ("yaml", "json", "ndjson", "csv")


@click.command("import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--format", "shape", type=click.Choice(FORMATS), help="Left out: as the name of the file ends.")
@click.option("--if-empty", is_flag=True, help="Import only if nothing was ever stored in the database.")
@click.option(
    "--collection",
    "slug",
    metavar="SLUG",
    help="The file is a table of claims or an NDJSON file of them, and they go here; made if it is not there.",
)
@click.option("--mapping", metavar="FILE", help="How rows of a table become claims, in TOML or JSON. Needed for CSV.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and store nothing.")
@pass_wiring
def import_(
    wiring: Wiring,
    paths: tuple[str, ...],
    shape: str | None,
    if_empty: bool,
    slug: str | None,
    mapping: str | None,
    dry_run: bool,
) -> None:
    """Import collections, or a table of claims into one; everything in one transaction, all of it or nothing.

    Collections come from files in YAML or JSON, from exports (NDJSON), or from a directory with a collection.yaml or
    collection.json ("-": standard input). What is stored already stays as it is, so that importing twice changes
    nothing. What differs from what is stored under its id is refused; what has no id and differs from what is stored
    under its name is left as it is stored, and told of.

    With --collection one file of exchange rates or official figures is imported as claims. One that is there already
    (same source, measure, dimensions and period) is revised if the file says something else now, and left alone
    otherwise; so the same file, grown or corrected, can be imported again.
    """
    if slug is None:
        if mapping is not None or shape == "csv":
            raise click.UsageError("a table goes into a collection: name that with --collection")
        told = import_collections(wiring, paths, shape, if_empty=if_empty, dry_run=dry_run)
    else:
        if len(paths) > 1 or if_empty:
            raise click.UsageError("with --collection one file is imported, and --if-empty has no meaning")
        told = import_table(wiring, paths[0], shape, mapping, slug, dry_run=dry_run)
    click.echo(told)
