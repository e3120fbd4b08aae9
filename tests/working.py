"""Workers as processes of their own, as people run them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import redis

from service.jobs.bell import ALIVE
from tests.serving import COMMAND, ROOT, clean_environment


class Working:
    """``claimcheck worker``."""

    def __init__(self, log: Path, **environment: str) -> None:
        self._log = log
        self._redis_url = environment["REDIS_URL"]
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [*COMMAND, "worker"],
                cwd=ROOT,
                env=clean_environment(**environment),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait(self) -> None:
        """Return once some worker says that there is one."""
        deadline = time.monotonic() + 60
        with redis.Redis.from_url(self._redis_url) as client:
            while not client.exists(ALIVE):
                assert self.process.poll() is None, self.log()
                assert time.monotonic() < deadline, self.log()
                time.sleep(0.02)

    def log(self) -> str:
        """What it wrote so far, to either output."""
        return self._log.read_text(errors="replace")

    def child(self) -> int | None:
        """The process that follows a call for it, if there is one now."""
        try:
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        except FileNotFoundError:
            return None
        return int(children[0]) if children else None

    def kill(self) -> None:
        """End it and its child at once, as when the machine goes away."""
        child = self.child()
        self.process.kill()
        if child is not None:
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
