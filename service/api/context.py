"""The services that this app was built with, for whoever answers a request."""

from __future__ import annotations

from typing import Final, cast

from flask import Flask, current_app

from service.application.services import Services

_KEY: Final = "claimcheck"


def attach(app: Flask, services: Services) -> None:
    """Give ``app`` its services."""
    app.extensions[_KEY] = services


def services() -> Services:
    """The services of the app that answers the current request."""
    return cast("Services", current_app.extensions[_KEY])
