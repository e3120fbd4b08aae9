"""The service as a process of its own, as people run it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx

COMMAND = [sys.executable, "-c", "from service.bootstrap import main; main()"]
ROOT = Path(__file__).parents[1]


class Running:
    """A command that runs until it is told to stop."""

    def __init__(self, log: Path, *command: str, **environment: str) -> None:
        self._log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [*COMMAND, *command],
                cwd=ROOT,
                env=clean_environment(**environment),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def log(self) -> str:
        """What it wrote so far, to either output."""
        return self._log.read_text(errors="replace")

    def children(self) -> list[int]:
        """The ids of the processes that it has begun and that live, oldest first."""
        try:
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        except FileNotFoundError:
            return []
        return [int(child) for child in children.split()]

    def kill(self) -> None:
        """End it and its children at once, as when the machine goes away."""
        children = self.children()
        self.process.kill()
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self.process.wait()

    def terminate(self) -> None:
        """Tell it to stop, as an orchestrator does."""
        self.process.send_signal(signal.SIGTERM)

    def end(self) -> None:
        """Stop it, however it feels about that."""
        if self.process.poll() is None:
            self.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


class Serving(Running):
    """``claimcheck serve`` on a free port of the loopback interface, unless ``PORT`` says which."""

    def __init__(self, log: Path, *options: str, **environment: str) -> None:
        self.port = int(environment.setdefault("PORT", str(free_port())))
        self.url = f"http://127.0.0.1:{self.port}"
        super().__init__(log, "serve", *options, **environment)

    def wait(self) -> None:
        """Return once it answers."""
        deadline = time.monotonic() + 60
        # One client: making one takes a third as long as waiting for the next attempt.
        with httpx.Client(timeout=5) as client:
            while True:
                try:
                    client.get(f"{self.url}/healthz").raise_for_status()
                except httpx.HTTPError:
                    assert self.process.poll() is None, self.log()
                    assert time.monotonic() < deadline, self.log()
                    time.sleep(0.05)
                else:
                    return

    def answers(self) -> bool:
        """Whether it answers just now."""
        try:
            return httpx.get(f"{self.url}/healthz", timeout=5).is_success
        except httpx.HTTPError:
            return False


def clean_environment(**environment: str) -> dict[str, str]:
    """The environment without settings of ours, and with these."""
    settings = ("DATABASE_URL", "REDIS_URL", "HOST", "PORT")
    kept = {name: value for name, value in os.environ.items() if name not in settings and "CLAIMCHECK" not in name}
    return {**kept, "PYTHONPATH": str(ROOT), **environment}


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
