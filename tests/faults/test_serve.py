"""``claimcheck serve`` as a process: how it starts, what it refuses, and how it stops."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from tests.serving import COMMAND, ROOT, Serving, clean_environment, free_port

CHECK = {"kind": "equal", "figures": {"left": {"value": "2"}, "right": {"value": "2"}}}

Serve = Callable[..., Serving]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start a service with options and environment variables; it ends with the test."""
    running: list[Serving] = []

    def start(*options: str, **environment: str) -> Serving:
        running.append(Serving(tmp_path / f"{len(running)}.log", *options, **environment))
        return running[-1]

    yield start
    for serving in running:
        serving.end()


def refusal(**environment: str) -> list[str]:
    """The lines with which a service refuses to start."""
    ended = subprocess.run(
        [*COMMAND, "serve"],
        cwd=ROOT,
        env=clean_environment(**{"PORT": str(free_port()), **environment}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    return ended.stderr.splitlines()


def test_a_request_in_flight_is_answered_before_it_stops(serve: Serve, sqlite_url: str) -> None:
    serving = serve(DATABASE_URL=sqlite_url, CLAIMCHECK_WORKERS="1")
    serving.wait()
    assert httpx.get(f"{serving.url}/readyz").status_code == 200
    body = json.dumps(CHECK).encode()
    head = (
        f"POST /v1/evaluations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", serving.port), timeout=30) as connection:
        connection.sendall(head.encode() + body[:10])
        time.sleep(0.5)  # until it is being read
        serving.terminate()
        time.sleep(0.5)  # until the service knows
        assert serving.process.poll() is None
        connection.sendall(body[10:])
        answer = b""
        while received := connection.recv(65536):
            answer += received
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b'"verdict":"consistent"' in answer
    assert serving.process.wait(30) == 0


SLOW_TO_BOOT = """
import sys, time
from service.cli.server import Server
from service.settings import Settings

class SlowToBoot(Server):
    def load_config(self):
        super().load_config()
        self.cfg.set("post_fork", lambda arbiter, worker: (print("forked", flush=True), time.sleep(2)))

SlowToBoot(None, Settings(port=int(sys.argv[1]), workers=1, graceful_timeout=600)).run()
"""


def test_a_worker_told_to_stop_while_it_starts_does_stop() -> None:
    command = [sys.executable, "-c", SLOW_TO_BOOT, str(free_port())]
    with subprocess.Popen(command, cwd=ROOT, env=clean_environment(), stdout=subprocess.PIPE) as serving:
        assert serving.stdout is not None
        assert serving.stdout.readline() == b"forked\n"
        serving.terminate()
        assert serving.wait(60) == 0


def test_without_migrations_it_lives_and_is_not_ready_and_says_what_to_do(serve: Serve, tmp_path: Path) -> None:
    serving = serve(DATABASE_URL=f"sqlite:///{tmp_path}/empty.sqlite")
    serving.wait()
    assert httpx.get(f"{serving.url}/readyz").status_code == 503
    assert "run claimcheck db upgrade" in serving.log()


def test_asked_to_upgrade_it_makes_itself_ready(serve: Serve, tmp_path: Path) -> None:
    serving = serve("--upgrade", DATABASE_URL=f"sqlite:///{tmp_path}/empty.sqlite")
    serving.wait()
    assert httpx.get(f"{serving.url}/readyz").status_code == 200


def test_every_line_of_its_log_is_one_json_object_and_each_request_has_one(serve: Serve, sqlite_url: str) -> None:
    serving = serve(DATABASE_URL=sqlite_url, CLAIMCHECK_ACCESS_LOG="true")
    serving.wait()
    httpx.get(f'{serving.url}/healthz?a="%0a', headers={"X-Request-ID": "mine"})
    serving.end()
    entries = [json.loads(line) for line in serving.log().splitlines()]
    (entry,) = [entry for entry in entries if "?" in entry.get("path", "")]
    assert entry["method"] == "GET"
    assert entry["path"].startswith("/healthz?a=")
    assert entry["milliseconds"] >= 0
    assert entry["worker"] > 0
    assert (entry["request_id"], entry["caller"]) == ("mine", "anonymous")
    assert datetime.fromisoformat(entry["time"]).tzinfo is not None
    said = [entry["message"] for entry in entries if "message" in entry]
    assert f"serving on http://127.0.0.1:{serving.port}, try http://127.0.0.1:{serving.port}/docs" in said
    assert any(message.startswith("Listening at:") for message in said)  # gunicorn, in the same form


def test_an_address_in_use_is_refused_in_one_line(sqlite_url: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refusal(DATABASE_URL=sqlite_url, PORT=str(port))
    assert said == [f"claimcheck: cannot listen on 127.0.0.1:{port}: Address already in use"]


@pytest.mark.parametrize("environment", [{"HOST": "0.0.0.0"}, {"CLAIMCHECK_REQUIRE_TOKENS": "true"}])
def test_it_does_not_start_where_tokens_are_asked_for_and_nobody_has_one(
    sqlite_url: str, environment: dict[str, str]
) -> None:
    (line,) = refusal(DATABASE_URL=sqlite_url, **environment)
    assert "claimcheck token create" in line
    assert "CLAIMCHECK_ALLOW_ANONYMOUS=true" in line


def test_without_migrations_there_are_no_tokens_either(tmp_path: Path) -> None:
    *_, line = refusal(DATABASE_URL=f"sqlite:///{tmp_path}/empty.sqlite", HOST="0.0.0.0")
    assert "run first: claimcheck db upgrade" in line


def test_a_setting_that_does_not_exist_is_refused_in_one_line() -> None:
    said = refusal(CLAIMCHECK_THREAD="3")
    assert said == ["claimcheck: unknown setting CLAIMCHECK_THREAD: did you mean CLAIMCHECK_THREADS?"]


def test_a_database_that_never_answers_is_refused_after_waiting() -> None:
    waiting, refused = refusal(DATABASE_URL="postgresql://me@127.0.0.1:1/x", CLAIMCHECK_DATABASE_WAIT="1")
    assert json.loads(waiting)["message"] == "waiting up to 1 s for the database"
    assert refused.startswith("claimcheck: no database answers")
