"""Servers to measure: the service and the reference, each a gunicorn of two workers on a free port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx

ROOT = Path(__file__).resolve().parent.parent
CLAIMCHECK = str(Path(sys.executable).with_name("claimcheck"))
START_SECONDS = 60


def environment(**settings: str) -> dict[str, str]:
    """Our environment with these settings of the service and no others."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMCHECK_")}
    for name in ("DATABASE_URL", "REDIS_URL", "HOST", "PORT"):
        inherited.pop(name, None)
    return {**inherited, "CLAIMCHECK_WORKERS": "2", "CLAIMCHECK_THREADS": "4", **settings}


@contextmanager
def service(settings: Mapping[str, str]) -> Iterator[str]:
    """The service with the example loaded; yields its URL."""
    variables = environment(**settings)
    for command in (["db", "upgrade"], ["import", "--if-empty", "examples/migrant-labour"]):
        subprocess.run([CLAIMCHECK, *command], cwd=ROOT, env=variables, check=True, stdout=subprocess.DEVNULL)
    with _serving([CLAIMCHECK, "serve"], variables, "/readyz") as url:
        yield url


def token(settings: Mapping[str, str]) -> str:
    """A new token of the service with these settings."""
    command = [CLAIMCHECK, "token", "create", f"benchmark {uuid4()}", "--scope", "write"]
    done = subprocess.run(command, cwd=ROOT, env=environment(**settings), check=True, capture_output=True, text=True)
    return done.stdout.strip()


@contextmanager
def reference(settings: Mapping[str, str], body: Path) -> Iterator[str]:
    """The reference, with ``body`` as its cached answer; yields its URL."""
    variables = environment(**settings, REFERENCE_BODY=str(body))
    with _serving([sys.executable, "-m", "benchmarks.reference"], variables, "/constant") as url:
        yield url


@contextmanager
def _serving(command: list[str], variables: dict[str, str], path: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        command, cwd=ROOT, env={**variables, "PORT": str(port)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(process, url + path)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(url).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"nothing answers at {url}")
