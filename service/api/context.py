"""The services that this app was built with, and the caller of the current request, for whoever answers it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, cast

from flask import Flask, current_app, request

from service.application.access import Caller
from service.application.services import Services
from service.networks import network

_KEY: Final = "claimcheck"
_CALLER: Final = "claimcheck.caller"
_BOUND: Final = "claimcheck.services"


def attach(app: Flask, services: Services) -> None:
    """Give ``app`` its services."""
    app.extensions[_KEY] = services


def of(app: Flask) -> Services:
    """The services of ``app``."""
    return cast("Services", app.extensions[_KEY])


def unbound() -> Services:
    """The services of the app that answers the current request, which know of no caller and refuse nobody."""
    return of(current_app)


def services() -> Services:
    """The same, on behalf of the caller of the current request: what he may not see is not there."""
    bound: Services | None = request.environ.get(_BOUND)
    if bound is None:
        own = unbound()
        bound = replace(own, unit_of_work=own.unit_of_work.on_behalf_of(caller()))
        request.environ[_BOUND] = bound
    return bound


def caller() -> Caller:
    """Who sent the current request, as ``service.api.access`` found out before anything else was done for it.

    It is in the WSGI environment too, as ``claimcheck.caller``, for what logs requests.
    """
    return cast("Caller", request.environ[_CALLER])


def sender() -> str:
    """What tells the caller of the current request from others: the id of his token, else where he is."""
    token_id = caller().token_id
    return network(request.environ.get("REMOTE_ADDR", "")) if token_id is None else token_id.hex


def answer_on_behalf_of(caller: Caller) -> None:
    """Have the current request answered on behalf of ``caller``."""
    request.environ[_CALLER] = caller
