"""A service that asks for tokens, something in it, and tokens of every sort."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.api import context
from service.application import stamps, tokens
from service.application.access import Scope
from service.application.services import Services
from tests.api.access.asking import HERE, Things, fill


class Issuer:
    """Makes tokens as the operator does."""

    def __init__(self, services: Services) -> None:
        self._units = services.unit_of_work
        self._count = 0

    def text(self, scope: Scope = Scope.ADMIN, *collections: str, name: str | None = None) -> str:
        """The text of a new token."""
        self._count += 1
        with self._units() as uow:
            _, text = tokens.issue(uow, name or f"token {self._count}", {scope}, collections=collections or None)
            uow.commit()
        return text

    def __call__(self, scope: Scope = Scope.ADMIN, *collections: str, name: str | None = None) -> str:
        """The header Authorization with a new token."""
        return f"Bearer {self.text(scope, *collections, name=name)}"

    def revoked(self) -> str:
        """The same with one that was revoked."""
        text = self.text()
        with self._units() as uow:
            tokens.revoke(uow, str(tokens.identified(text)))
            uow.commit()
        return f"Bearer {text}"

    def expired(self, monkeypatch: pytest.MonkeyPatch) -> str:
        """The same with one that was good for a day until a moment ago."""
        instant = stamps.now()
        with monkeypatch.context() as earlier, self._units() as uow:
            earlier.setattr(tokens, "now", lambda: instant - timedelta(days=1))
            _, text = tokens.issue(uow, "expired", {Scope.ADMIN}, expires=instant)
            uow.commit()
        return f"Bearer {text}"


@pytest.fixture
def issue(services: Services) -> Issuer:
    """Makes tokens."""
    return Issuer(services)


@pytest.fixture
def client(app: Flask, services: Services) -> FlaskClient:
    """Sends requests to a service that asks for tokens."""
    context.attach(app, replace(services, tokens_required=True))
    return app.test_client()


@pytest.fixture
def things(client: FlaskClient, issue: Issuer) -> Things:
    """Something of every kind, stored by an administrator."""
    return fill(client, issue(), issue(Scope.WRITE, HERE))
