"""``claimcheck worker``: reports on large collections, until it is told to stop."""

from __future__ import annotations

import logging
import time
from typing import Final

import click

from service.cli.saying import say
from service.cli.wiring import Wiring, pass_wiring
from service.settings import Settings

_PAUSE: Final = 0.5


@click.command()
@pass_wiring
def worker(wiring: Wiring) -> None:
    """Make reports in the background, beside other workers, from the database at DATABASE_URL.

    Run as many as you like, on as many machines: large reports are split into parts, and each takes up what nobody
    works on. They are called through Redis at REDIS_URL. Without any worker, the processes of claimcheck serve make the
    reports. On SIGTERM, what it works on is left to others.
    """
    settings = wiring.settings()
    wiring.write_log(settings)
    telemetry = wiring.telemetry(settings)
    try:
        work = wiring.worker(settings, telemetry)
        wiring.wait_for_database(settings)
        _wait_for_migrations(wiring, settings)
        say("working on reports")
        telemetry.tell_apart()
        work()
    finally:
        telemetry.close()


def _wait_for_migrations(wiring: Wiring, settings: Settings) -> None:
    """Return once the database has its tables: where all is started at once, something else is making them."""
    deadline = time.monotonic() + settings.database_wait
    told = False
    while not (schema := wiring.schema(settings)).fits:
        if time.monotonic() > deadline:
            raise click.ClickException(schema.text)
        if not told:
            say(f"waiting up to {settings.database_wait} s: {schema.text}", logging.WARNING)
            told = True
        time.sleep(_PAUSE)
