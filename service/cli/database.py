"""``claimcheck db``: the schema of the database."""

from __future__ import annotations

import click

from service.cli.wiring import Wiring, pass_wiring


@click.group()
def db() -> None:
    """The schema of the database."""


@db.command()
@pass_wiring
def upgrade(wiring: Wiring) -> None:
    """Apply the migrations that are missing. Waits for a database that does not answer yet."""
    settings = wiring.settings()
    wiring.wait_for_database(settings)
    wiring.upgrade_database(settings)
    click.echo("the database is up to date")
