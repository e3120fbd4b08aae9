"""``claimcheck serve``: the HTTP service, until it is told to stop."""

from __future__ import annotations

import logging

import click

from service.cli.saying import say
from service.cli.wiring import Wiring, pass_wiring
from service.settings import Settings


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
    wiring.write_log(settings)
    require_free(settings)
    wiring.wait_for_database(settings)
    if upgrade:
        wiring.upgrade_database(settings)
    schema = wiring.schema(settings)
    if not schema.fits:
        say(f"not ready, as /readyz says: {schema.text}", logging.WARNING)
    if settings.tokens_required and not wiring.has_token(settings):
        raise _nobody_could_come_in(settings)
    telemetry = wiring.telemetry(settings)
    try:
        services = wiring.services(settings, telemetry)
        application = wiring.application(services)
        telemetry.tell_apart()
        say(f"serving on http://{address(settings)}, try http://{address(settings)}/docs")
        Server(application, settings, services.jobs, telemetry, services.bulkhead).run()
    finally:
        telemetry.close()


def _nobody_could_come_in(settings: Settings) -> click.ClickException:
    why = "CLAIMCHECK_REQUIRE_TOKENS is set" if settings.require_tokens else f"HOST={settings.host} is open to others"
    return click.ClickException(
        f"{why} and there is no token that is good, so nobody could come in: make one with claimcheck token create, or "
        "set CLAIMCHECK_ALLOW_ANONYMOUS=true if something in front controls who comes in"
    )
