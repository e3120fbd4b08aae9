"""What only shows on a real server."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx

EVALUATION = {"kind": "equal", "figures": {"left": {"value": "1"}, "right": {"value": "1"}}}


def chunks(size: int) -> Iterator[bytes]:
    yield b'{"kind": "'
    for _ in range(size // 65_536):
        yield b"x" * 65_536
    yield b'"}'


def test_a_chunked_body_is_read(server: str) -> None:
    response = httpx.post(
        f"{server}/v1/evaluations",
        content=iter([json.dumps(EVALUATION).encode()]),
        headers={"Content-Type": "application/json"},
    )
    assert response.json()["verdict"] == "consistent"


def test_a_chunked_body_without_end_is_refused(server: str) -> None:
    response = httpx.post(
        f"{server}/v1/evaluations", content=chunks(17 << 20), headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 413
    assert response.json()["type"] == "/problems/too-large"


def test_a_body_that_is_announced_too_large_is_not_waited_for(server: str) -> None:
    address = urlsplit(server)
    assert address.hostname is not None
    assert address.port is not None
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        lines = [
            "POST /v1/evaluations HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            f"Content-Length: {1 << 40}",
        ]
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        assert connection.recv(12) == b"HTTP/1.1 413"


def test_the_same_connection_serves_many(server: str) -> None:
    with httpx.Client(base_url=server) as client:
        first = client.post("/v1/evaluations", json=EVALUATION)
        second = client.post("/v1/evaluations", json=EVALUATION)
        assert first.content == second.content
        assert second.headers["Cache-Status"] == "claimcheck; hit"
        assert client.head("/v1/claims").headers["Content-Length"] == str(len(client.get("/v1/claims").content))
        assert client.get("/v1/claims", headers={"X-Request-ID": "mine"}).headers["X-Request-ID"] == "mine"
