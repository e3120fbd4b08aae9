"""The service with something in it, as a WSGI application and as a server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask

from service.api import build_app
from service.bootstrap import build_services
from service.settings import Settings

START_SECONDS = 30


@pytest.fixture(scope="module")
def stored_app(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a database of this module's own."""
    path = tmp_path_factory.mktemp("contract") / "claimcheck.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    services = build_services(Settings(database_url=f"sqlite:///{path}"))
    yield build_app(services)
    services.unit_of_work.close()  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def server(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `claimcheck serve`: gunicorn, as in production."""
    directory = tmp_path_factory.mktemp("server")
    shutil.copyfile(migrated_sqlite, directory / "claimcheck.sqlite")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": f"sqlite:///{directory / 'claimcheck.sqlite'}",
        "PORT": str(port),
        "CLAIMCHECK_WORKERS": "1",
    }
    command = [str(Path(sys.executable).with_name("claimcheck")), "serve"]
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process, directory / "log")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(address: str, process: subprocess.Popen[Any], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"the server does not start: {log.read_text()}")
