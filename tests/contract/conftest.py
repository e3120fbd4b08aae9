"""The service with something in it, as a WSGI application and as a server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from service.api import build_app
from service.bootstrap import build_services
from service.settings import Settings


@pytest.fixture(scope="module")
def stored_app(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a database of this module's own."""
    path = tmp_path_factory.mktemp("contract") / "claimcheck.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    services = build_services(Settings(database_url=f"sqlite:///{path}"))
    yield build_app(services)
    services.close()
