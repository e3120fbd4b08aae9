"""Clients that take their time, or all there is: they cost no thread, and nobody else."""

from __future__ import annotations

import json
import select
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.faults.plain import served
from tests.serving import Serving

THREADS = 2
SECONDS = 1
CHECK = {"kind": "equal", "figures": {"left": {"value": "2"}, "right": {"value": "2"}}}
ASK = b"GET /docs/assets/swagger-ui-bundle.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
HEAD = b"POST /v1/evaluations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def serving(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A service with two threads in all, and more patience than a test has time."""
    path = tmp_path_factory.mktemp("patient") / "claimcheck.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    running = Serving(
        path.with_suffix(".log"),
        DATABASE_URL=f"sqlite:///{path}",
        CLAIMCHECK_WORKERS="1",
        CLAIMCHECK_THREADS=str(THREADS),
        CLAIMCHECK_HELPERS="0",
        CLAIMCHECK_CLIENT_TIMEOUT="3600",
    )
    try:
        running.wait()
        yield running
    finally:
        running.end()


@pytest.fixture(scope="module")
def hasty() -> Iterator[int]:
    """The port of one with little patience."""
    with served(THREADS, SECONDS) as port:
        yield port


@pytest.fixture
def sockets() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def connection(
    serving: Serving | int, sockets: ExitStack, sent: bytes = b"", *, window: int | None = None
) -> socket.socket:
    client = sockets.enter_context(socket.socket())
    if window is not None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    client.settimeout(30)
    client.connect(("127.0.0.1", serving if isinstance(serving, int) else serving.port))
    client.sendall(sent)
    return client


def everything(client: socket.socket) -> bytes:
    received = b""
    while piece := client.recv(65536):
        received += piece
    return received


def body_of(answer: bytes) -> dict[str, object]:
    read: dict[str, object] = json.loads(answer.partition(b"\r\n\r\n")[2])
    return read


def assert_others_are_served(serving: Serving) -> None:
    # Were a thread waiting for each of them, this would wait for an hour.
    answer = httpx.post(f"{serving.url}/v1/evaluations", json=CHECK, timeout=30)
    assert answer.json()["verdict"] == "consistent"


@pytest.mark.parametrize(
    "sent",
    [b"", HEAD[:20], HEAD, HEAD + b"Content-Length: 100\r\n\r\n{", HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{"],
)
def test_clients_that_stop_sending_hold_no_thread(serving: Serving, sockets: ExitStack, sent: bytes) -> None:
    for _ in range(5 * THREADS):
        connection(serving, sockets, sent)
    assert_others_are_served(serving)


def test_a_client_that_sends_nothing_is_let_go(hasty: int, sockets: ExitStack) -> None:
    assert everything(connection(hasty, sockets)) == b""


def test_one_that_sends_a_byte_now_and_then_is_told_that_it_is_too_slow(hasty: int, sockets: ExitStack) -> None:
    client = connection(hasty, sockets, HEAD + b"Content-Length: 100\r\n\r\n")
    begun = time.monotonic()
    client.settimeout(0.2)
    answer = b""
    while not answer:
        assert time.monotonic() - begun < 20
        try:
            client.sendall(b"{")
            answer = client.recv(65536)
        except TimeoutError:
            continue
    client.settimeout(30)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer
    assert body_of(answer)["detail"] == f"the request took more than {SECONDS} s to arrive; send it faster"


def test_clients_that_do_not_take_their_answers_hold_no_thread(serving: Serving, sockets: ExitStack) -> None:
    for _ in range(3 * THREADS):
        connection(serving, sockets, ASK * 10, window=4096)
    assert_others_are_served(serving)


def test_a_client_that_does_not_take_its_answers_is_let_go(hasty: int, sockets: ExitStack) -> None:
    client = connection(hasty, sockets, b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n", window=4096)
    cut = select.poll()
    cut.register(client, 0)
    assert cut.poll(30_000)
    # In the middle of an answer: what is there of it must not be taken for the whole.
    with pytest.raises(ConnectionResetError):
        everything(client)


def test_an_answer_taken_slowly_but_steadily_is_whole(serving: Serving, sockets: ExitStack) -> None:
    whole = httpx.get(f"{serving.url}/docs/assets/swagger-ui-bundle.js").content
    ask = ASK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    client = connection(serving, sockets, ask, window=65536)
    received = bytearray()
    while piece := client.recv(100_000):
        received += piece
        time.sleep(0.02)
    assert bytes(received).partition(b"\r\n\r\n")[2] == whole


def test_clients_that_do_not_close_cost_no_thread_and_are_closed(serving: Serving, sockets: ExitStack) -> None:
    ask = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    clients = [connection(serving, sockets, ask) for _ in range(5 * THREADS)]
    assert_others_are_served(serving)
    assert all(everything(client).startswith(b"HTTP/1.1 200 ") for client in clients)


def test_requests_sent_ahead_are_answered_in_order(serving: Serving, sockets: ExitStack) -> None:
    body = json.dumps(CHECK).encode()
    post = HEAD + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    last = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answers = everything(connection(serving, sockets, post + post + last))
    assert answers.count(b"HTTP/1.1 200 ") == 3
    assert answers.endswith(b'{"status":"ok"}')


def test_a_body_in_chunks_is_read(serving: Serving) -> None:
    text = json.dumps(CHECK).encode()
    answer = httpx.post(
        f"{serving.url}/v1/evaluations",
        content=(text[at : at + 3] for at in range(0, len(text), 3)),
        headers={"Content-Type": "application/json"},
    )
    assert answer.json()["verdict"] == "consistent"


def test_whoever_asks_whether_to_send_the_body_is_told_to_once(serving: Serving, sockets: ExitStack) -> None:
    body = json.dumps(CHECK).encode()
    head = HEAD + b"Expect: 100-continue\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    client = connection(serving, sockets, head)
    assert client.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
    client.sendall(body)
    assert everything(client).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (HEAD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\n{}  ", 400),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (HEAD + b"Transfer-Encoding: gzip\r\n\r\n", 400),
        (HEAD + b"Transfer-Encoding: xchunked\r\n\r\n", 501),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 9000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000, 431),
    ],
)
def test_what_is_no_request_is_answered_once_and_ends_the_connection(
    serving: Serving, sockets: ExitStack, sent: bytes, status: int
) -> None:
    # What follows must not be taken for a request: a proxy in front might have seen it as part of the one before.
    answer = everything(connection(serving, sockets, sent + b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"))
    assert answer.count(b"HTTP/1.1") == 1
    assert b"\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n" in answer
    assert b"\r\nX-Content-Type-Options: nosniff\r\n" in answer
    assert b"\r\nX-Request-ID: " in answer
    assert body_of(answer)["status"] == status
    assert "Traceback" not in serving.log()


@pytest.mark.parametrize("header", [b"SCRIPT_NAME: /kept", b"PATH_INFO: /healthz", b"Script-Name: /kept"])
def test_no_header_leads_to_another_address_than_the_one_asked_for(
    serving: Serving, sockets: ExitStack, header: bytes
) -> None:
    # A proxy that lets nobody through to some addresses knows no other than this.
    ask = b"GET /kept/healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%b\r\n\r\n" % header
    assert everything(connection(serving, sockets, ask)).startswith(b"HTTP/1.1 404 ")


def test_a_body_that_is_too_large_by_its_own_word_is_refused_before_it_comes(
    serving: Serving, sockets: ExitStack
) -> None:
    answer = everything(connection(serving, sockets, HEAD + b"Content-Length: 99999999\r\n\r\n"))
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"\r\nConnection: close\r\n" in answer
    assert body_of(answer)["type"] == "/problems/too-large"


def test_a_thousand_idle_clients_keep_nobody_out(serving: Serving, sockets: ExitStack) -> None:
    for _ in range(1100):
        connection(serving, sockets)
    assert_others_are_served(serving)
