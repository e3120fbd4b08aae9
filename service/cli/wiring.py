"""What the commands need that only the bootstrap can make. Each is made when a command asks for it, not before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from service.application.services import Scratch, Services
from service.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """How to get at settings, the database and the application.

    ``settings`` raises ``SettingsError``. ``wait_for_database`` waits up to the time that settings allow and raises
    ``Unavailable``. ``upgrade_database`` applies the migrations that are missing, ``is_current`` tells whether there
    are any. ``scratch`` opens an empty database that is gone when it is closed. ``application`` makes the WSGI
    application that answers with services.
    """

    settings: Callable[[], Settings]
    wait_for_database: Callable[[Settings], None]
    upgrade_database: Callable[[Settings], None]
    is_current: Callable[[Settings], bool]
    services: Callable[[Settings], Services]
    scratch: Scratch
    application: Callable[[Services], Any]


pass_wiring = click.make_pass_decorator(Wiring)
