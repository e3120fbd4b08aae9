"""``claimcheck db``: the schema of the database."""

from __future__ import annotations

import click

from service.cli.wiring import Wiring, pass_wiring, require_database

LACKS_MIGRATIONS = 1


@click.group()
def db() -> None:
    """The schema of the database."""


@db.command()
@pass_wiring
@click.pass_context
def status(context: click.Context, wiring: Wiring) -> None:
    """Tell which migrations the database has and lacks. Exits with 0 if this program can work with it, else with 1."""
    settings = wiring.settings()
    require_database(wiring, settings)
    state = wiring.schema(settings)
    click.echo(f"{state.text}\napplied: {state.applied or 'none'}, newest of this program: {state.newest}")
    for revision, title in state.missing:
        click.echo(f"missing: {revision} {title}")
    context.exit(0 if state.fits else LACKS_MIGRATIONS)


@db.command()
@pass_wiring
def upgrade(wiring: Wiring) -> None:
    """Apply the migrations that are missing. Waits for a database that does not answer yet.

    Servers of the version before go on working meanwhile and after, unless the notes of a version say otherwise.
    """
    settings = wiring.settings()
    wiring.wait_for_database(settings)
    wiring.upgrade_database(settings)
    click.echo(wiring.schema(settings).text)


@db.command()
@click.argument("revision")
@click.option("--lose-data", is_flag=True, help="Go back even if the older schema has no room for all that is stored.")
@pass_wiring
def downgrade(wiring: Wiring, revision: str, lose_data: bool) -> None:
    """Take migrations back until REVISION is the newest, for an older version of this program.

    Refuses, and says what it is, where data would be lost.
    """
    settings = wiring.settings()
    require_database(wiring, settings)
    lost = wiring.downgrade_database(settings, revision, lose_data)
    click.echo(f"the database is at migration {revision}" + (f", without {' and '.join(lost)}" if lost else ""))
