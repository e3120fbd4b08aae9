"""The services that this app was built with, and the caller of the current request, for whoever answers it."""

from __future__ import annotations

from typing import Final, cast

from flask import Flask, current_app, request

from service.application.access import Caller
from service.application.services import Services

_KEY: Final = "claimcheck"
_CALLER: Final = "claimcheck.caller"


def attach(app: Flask, services: Services) -> None:
    """Give ``app`` its services."""
    app.extensions[_KEY] = services


def unbound() -> Services:
    """The services of the app that answers the current request, which know of no caller and refuse nobody."""
    return cast("Services", current_app.extensions[_KEY])


def services() -> Services:
    """The same, on behalf of the caller of the current request."""
    return unbound()


def caller() -> Caller:
    """Who sent the current request, as ``service.api.access`` found out before anything else was done for it.

    It is in the WSGI environment too, as ``claimcheck.caller``, for what logs requests.
    """
    return cast("Caller", request.environ[_CALLER])


def answer_on_behalf_of(caller: Caller) -> None:
    """Have the current request answered on behalf of ``caller``."""
    request.environ[_CALLER] = caller
