"""``claimcheck serve``: the HTTP service, until it is told to stop."""

from __future__ import annotations

import logging

import click

from service.cli.wiring import Wiring, pass_wiring


@click.command()
@click.option("--upgrade", is_flag=True, help="Apply the migrations that are missing before serving.")
@pass_wiring
def serve(wiring: Wiring, upgrade: bool) -> None:
    """Serve HTTP on HOST and PORT of the environment (127.0.0.1 and 8000), from the database at DATABASE_URL.

    Waits for a database that does not answer yet. On SIGTERM, requests in flight are answered before it stops.
    """
    # gunicorn is slow to import, and the other commands do without it.
    from service.cli.server import Server, address, require_free

    settings = wiring.settings()
    _write_log(settings.log_level)
    require_free(settings)
    wiring.wait_for_database(settings)
    if upgrade:
        wiring.upgrade_database(settings)
    if not wiring.is_current(settings):
        click.echo(
            "claimcheck: the database lacks migrations, and /readyz says so: run claimcheck db upgrade", err=True
        )
    services = wiring.services(settings)
    application = wiring.application(services)
    click.echo(f"claimcheck: serving on http://{address(settings)}, try http://{address(settings)}/docs", err=True)
    Server(application, settings, services.jobs).run()


def _write_log(level: str) -> None:
    logging.basicConfig(
        format="%(asctime)s [%(process)d] [%(levelname)s] %(message)s", datefmt="[%Y-%m-%d %H:%M:%S %z]"
    )
    # Of libraries only what is wrong; they say much that concerns their authors.
    logging.getLogger("service").setLevel(level.upper())
