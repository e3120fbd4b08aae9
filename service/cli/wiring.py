"""What the commands need that only the bootstrap can make. Each is made when a command asks for it, not before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

import click

if TYPE_CHECKING:
    # Only types: a command that needs no services should not wait for what they are made of.
    from service.application.access import Caller
    from service.application.ports import Telemetry
    from service.application.services import Scratch, Services
    from service.application.upkeep import Manifest, SchemaState
    from service.settings import Settings


class BuildServices(Protocol):
    """Makes what answers requests; ``telemetry`` observes it, nobody unless one is given."""

    def __call__(self, settings: Settings, telemetry: Any = None) -> Services: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """How to get at settings, the database and the application.

    ``settings`` raises ``SettingsError``. ``wait_for_database`` waits up to the time that settings allow and raises
    ``Unavailable``. ``upgrade_database`` applies the migrations that are missing, ``downgrade_database`` takes them
    back to a revision and tells what was lost, ``schema`` tells which there are and whether the program
    can work with them. ``has_token`` tells whether there is a token that is good now. ``scratch`` opens an empty
    database that is gone when it is closed. ``application`` makes the WSGI application that answers with services.
    ``telemetry`` makes whoever observes the processes that this one will start, for the services of them all.
    ``worker`` makes what works on reports until it is told to stop, and raises ``SettingsError`` without Redis.
    ``write_log`` begins the log of a command that goes on running.
    ``backup`` writes all that is stored to a stream, ``manifest_of`` tells what such a file holds, and ``restore`` puts
    it into the database, giving up what is there if told to.
    """

    settings: Callable[[], Settings]
    wait_for_database: Callable[[Settings], None]
    upgrade_database: Callable[[Settings], None]
    downgrade_database: Callable[[Settings, str, bool], Sequence[str]]
    schema: Callable[[Settings], SchemaState]
    backup: Callable[[Settings, IO[bytes]], Manifest]
    manifest_of: Callable[[Path], Manifest]
    restore: Callable[[Settings, Path, bool], Manifest]
    has_token: Callable[[Settings], bool]
    services: BuildServices
    worker: Callable[[Settings, Any], Callable[[], None]]
    telemetry: Callable[[Settings], Telemetry]
    write_log: Callable[[Settings], None]
    scratch: Scratch
    application: Callable[[Services], Any]


@contextmanager
def opened(wiring: Wiring, settings: Settings) -> Iterator[Services]:
    """The application over a database that answers and has all tables, on behalf of the command; closed in the end."""
    require_database(wiring, settings)
    schema = wiring.schema(settings)
    if not schema.fits:
        raise click.ClickException(schema.text)
    with closing(wiring.services(settings)) as services:
        yield replace(services, unit_of_work=services.unit_of_work.on_behalf_of(_command()))


def _command() -> Caller:
    """The command that runs, as the audit log knows it."""
    from service.application.access import Caller

    path = click.get_current_context().command_path
    return Caller(name=path, operation=path.partition(" ")[2])


def require_database(wiring: Wiring, settings: Settings) -> None:
    """Wait for a database that was made before. Raises ``ClickException`` where none was, and ``Unavailable``."""
    file = settings.database_file
    if file is not None and not file.exists():  # a connection would make it, and whoever asks means another one
        raise click.ClickException(
            f"there is no database at {file}; set DATABASE_URL to the one that is meant, or run: claimcheck db upgrade"
        )
    wiring.wait_for_database(settings)


pass_wiring = click.make_pass_decorator(Wiring)
