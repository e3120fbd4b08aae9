"""A service elsewhere that does the work: here the application itself, and others that answer as they like."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx
import pytest

from service.api import build_app
from service.bootstrap import build_services
from service.settings import Settings
from tests.unit.cli.conftest import Run, Write, refused

SLIP = "The dike runs 12 km (8.5 miles) along the shore.\n"
TOKEN = "cc_4f1c-secret"
SERVER = "https://facts.example/base/"

Serve = Callable[[httpx.BaseTransport], None]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CLAIMCHECK_SERVER", "CLAIMCHECK_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dike.md").write_text(SLIP, encoding="utf-8")
    return tmp_path


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Let a transport answer whatever address is given."""

    def answering(transport: httpx.BaseTransport) -> None:
        monkeypatch.setattr(httpx, "Client", partial(httpx.Client, transport=transport))

    return answering


@pytest.fixture
def service(serve: Serve, tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'none.sqlite'}", trusted_hosts=("*",))
    serve(httpx.WSGITransport(app=build_app(build_services(settings))))


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long a service was left alone, in seconds; nobody waits."""
    found: list[float] = []
    monkeypatch.setattr(time, "sleep", found.append)
    return found


def answers(serve: Serve, response: httpx.Response | Exception) -> list[httpx.Request]:
    """Let a server answer so; the requests that it gets."""
    requests: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        if isinstance(response, Exception):
            raise response
        return response

    serve(httpx.MockTransport(handle))
    return requests


def problem(status: int, **members: object) -> httpx.Response:
    body = {"type": "about:blank", "title": "Something", "status": status, **members}
    return httpx.Response(status, json=body, headers={"Content-Type": "application/problem+json"})


NOTHING = {
    "figures": [],
    "figure_count": 0,
    "findings": [],
    "counts": {"consistent": 0, "strained": 0, "inconsistent": 0, "undetermined": 0, "suppressed": 0, "total": 0},
    "suppressions": [],
}
CLEAN = {**NOTHING, "counts": {**NOTHING["counts"], "left_out": 0}}  # type: ignore[dict-item]


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("shape", ["text", "json", "sarif", "junit", "github"])
def test_a_service_and_this_process_tell_the_same(run: Run, here: Path, shape: str) -> None:
    (here / "mill.txt").write_text("It was founded 20 years ago, in 1902.\n", encoding="utf-8")
    (here / "shares.csv").write_text("place,share\nNorth,61%\nSouth,48%\nTotal,100%\n", encoding="utf-8")
    arguments = ("lint", ".", "--date", "1950", "--format", shape)
    alone = run(*arguments)
    told = run(*arguments, "--server", "http://127.0.0.1:8000")
    assert alone.exit_code == told.exit_code == 1
    assert told.stdout == alone.stdout


@pytest.mark.usefixtures("service")
def test_what_the_service_refuses_is_told_of_the_file(run: Run, here: Path) -> None:
    (here / "long.md").write_text("é" * (512 * 1024 + 1), encoding="utf-8")
    result = run("lint", "long.md", "dike.md", "--server", "http://127.0.0.1:8000")
    assert result.exit_code == 2
    assert result.stderr == "claimcheck: long.md: larger than 1 MiB\n"
    assert "dike.md:1:15: error" in result.stdout


def test_the_address_and_the_token_come_from_the_environment_or_options(run: Run, serve: Serve) -> None:
    requests = answers(serve, httpx.Response(200, json=CLEAN))
    assert run("lint", "dike.md", CLAIMCHECK_SERVER=SERVER, CLAIMCHECK_TOKEN=TOKEN).exit_code == 0
    assert run("lint", "dike.md", "--server", SERVER, "--token", TOKEN).exit_code == 0
    assert run("lint", "dike.md", "--server", SERVER).exit_code == 0
    assert {str(request.url) for request in requests} == {"https://facts.example/base/v1/lint"}
    assert [request.headers.get("Authorization") for request in requests] == [*[f"Bearer {TOKEN}"] * 2, None]
    assert json.loads(requests[0].content) == {"text": SLIP, "format": "markdown", "date": None}
    assert requests[0].headers["User-Agent"].startswith("claimcheck/")


def test_the_address_can_be_configured(run: Run, serve: Serve, here: Path) -> None:
    requests = answers(serve, httpx.Response(200, json=CLEAN))
    (here / ".claimcheck.toml").write_text(f"server = '{SERVER}'\n", encoding="utf-8")
    assert run("lint", "dike.md").exit_code == 0
    assert len(requests) == 1


def test_checks_that_were_too_many_are_told(run: Run, serve: Serve) -> None:
    answers(serve, httpx.Response(200, json={**NOTHING, "counts": {**CLEAN["counts"], "left_out": 1200}}))  # type: ignore[dict-item]
    told = "dike.md: has too many checks; 1,200 of them were left out: split it"
    assert run("lint", "dike.md", "--server", SERVER).stdout.startswith(f"{told}\n")
    log = json.loads(run("lint", "dike.md", "--server", SERVER, "--format", "sarif").stdout)
    (notification,) = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == told


@pytest.mark.parametrize(
    ("response", "told"),
    [
        (
            problem(422, detail="one", errors=[{"pointer": "/text", "message": "is long"}, {"message": "two"}]),
            "answers 422 Unprocessable Entity: one; /text: is long; /: two",
        ),
        (problem(413), "answers 413 Request Entity Too Large: Something"),
        (
            problem(400, errors=[{"pointer": f"/{place}", "message": "x"} for place in range(9)]),
            "answers 400 Bad Request: Something; /0: x; /1: x; /2: x; /3: x; /4: x; and 4 more",
        ),
        (problem(422, errors=3), "answers 422 Unprocessable Entity: Something"),
    ],
)
def test_a_problem_with_a_text_is_that_of_its_file(run: Run, serve: Serve, response: httpx.Response, told: str) -> None:
    answers(serve, response)
    result = run("lint", "dike.md", "--server", SERVER, "--token", TOKEN)
    assert result.exit_code == 2
    assert result.stderr == f"claimcheck: dike.md: {told}\n"


@pytest.mark.parametrize(
    ("response", "told"),
    [
        (httpx.ConnectError("[Errno 111] Connection refused"), "cannot be reached: [Errno 111] Connection refused"),
        (httpx.ReadTimeout("x"), "did not answer in time"),
        (problem(401, detail="a token is needed"), "answers 401 Unauthorized: a token is needed"),
        (problem(429, detail="wait"), "answers 429 Too Many Requests: wait"),
        (
            httpx.Response(503, json={"title": "Down"}, headers={"X-Request-ID": "r1"}),
            "answers 503 Service Unavailable: Down (request r1)",
        ),
        (
            httpx.Response(404, text="<h1>nginx</h1>"),
            "answers 404 Not Found, which is no problem that a Claimcheck service tells; is one there?",
        ),
        (
            httpx.Response(200, text="<h1>welcome</h1>"),
            "answers something else than JSON; is a Claimcheck service there?",
        ),
        (httpx.Response(200, json=[]), "answers something else than /v1/lint does; is it of another version?"),
        (httpx.Response(200, json={"figures": []}), "answers something else than /v1/lint does; is it of another"),
        (httpx.Response(200, json=NOTHING), "answers something else than /v1/lint does; is it of another version?"),
        (httpx.Response(200, json={**CLEAN, "counts": []}), "answers something else than /v1/lint does; is it of an"),
        (problem(401, detail="\x1b]0;x\x07 \u202e"), "answers 401 Unauthorized: \ufffd]0;x\ufffd \ufffd"),
        (
            httpx.Response(308, headers={"Location": "https://other.example/"}),
            "answers 308 Permanent Redirect; give the address that it leads to: https://other.example/",
        ),
    ],
)
def test_a_service_that_cannot_work_ends_the_run_in_one_line(
    run: Run, serve: Serve, response: httpx.Response | Exception, told: str
) -> None:
    requests = answers(serve, response)
    line = refused(run("lint", "dike.md", "--server", SERVER, "--token", TOKEN))
    assert line.startswith(f"https://facts.example/base: {told}")
    assert len(requests) == (2 if "answers 429" in told or "answers 503" in told else 1)


def test_who_is_asked_for_a_token_and_has_none_is_told_where_it_goes(run: Run, serve: Serve) -> None:
    answers(serve, problem(401, detail="send a token"))
    line = refused(run("lint", "dike.md", "--server", SERVER))
    assert line.endswith("send a token; give a token in the environment, as CLAIMCHECK_TOKEN")


@pytest.mark.parametrize(
    ("headers", "pause"),
    [({}, 1), ({"Retry-After": "3"}, 3), ({"Retry-After": "86400"}, 10), ({"Retry-After": "-"}, 1)],
)
def test_a_service_that_is_busy_is_asked_once_more(
    run: Run, serve: Serve, pauses: list[float], headers: dict[str, str], pause: int
) -> None:
    several = iter([httpx.Response(503, headers=headers), httpx.Response(200, json=CLEAN)])
    serve(httpx.MockTransport(lambda _: next(several)))
    assert run("lint", "dike.md", "--server", SERVER).exit_code == 0
    assert pauses == [pause]


def test_what_was_found_is_told_when_a_service_gives_up(run: Run, serve: Serve, here: Path) -> None:
    for name in ("e.md", "f.md"):
        (here / name).write_text(SLIP, encoding="utf-8")
    several = iter([httpx.Response(200, json=CLEAN), *[httpx.Response(503, json={"title": "Down"})] * 2])
    serve(httpx.MockTransport(lambda _: next(several)))
    result = run("lint", "dike.md", "e.md", "f.md", "--server", SERVER)
    assert result.exit_code == 2
    assert result.stdout.startswith("no findings in 1 file: 0 figures, 0 checks; 2 files could not be examined")
    assert result.stderr.splitlines() == [
        f"claimcheck: {name}: {SERVER.rstrip('/')}: answers 503 Service Unavailable: Down" for name in ("e.md", "f.md")
    ]


@pytest.mark.parametrize(
    ("document", "answer"),
    [
        ({"kind": "equal", "figures": {}}, {"verdict": "equal"}),
        ({"kind": "equal", "figures": {}}, []),
        ({"collection": {"slug": "a", "title": "A"}}, {"results": []}),
    ],
)
def test_what_another_version_says_of_checks_is_no_fault_of_this_one(
    run: Run, serve: Serve, write: Write, document: object, answer: object
) -> None:
    answers(serve, httpx.Response(200, json=answer))
    line = refused(run("check", write(document), "--server", SERVER))
    assert line.endswith("/base: answers something else than /v1/check does; is it of another version?")


@pytest.mark.parametrize(
    ("server", "told"),
    [
        ("facts.example", "--server: must be the address of a service"),
        ("ftp://facts.example", "--server: must be the address of a service"),
        ("http://", "--server: must be the address of a service"),
        ("http://facts.example:http", "--server: must be the address of a service"),
        ("http://facts.example?x=1", "--server: must be the address of a service"),
        (f"http://me:{TOKEN}@facts.example", "--server: must not hold a password"),
    ],
)
def test_an_address_that_is_none_is_refused(run: Run, server: str, told: str) -> None:
    line = refused(run("lint", "dike.md", "--server", server))
    assert line.startswith(told)
    assert TOKEN not in line


def test_an_address_from_the_environment_is_told_as_such(run: Run) -> None:
    line = refused(run("lint", "dike.md", CLAIMCHECK_SERVER="facts.example"))
    assert line.startswith("CLAIMCHECK_SERVER: must be the address of a service")


def test_a_token_that_no_header_can_hold_is_refused_and_not_shown(run: Run) -> None:
    line = refused(run("lint", "dike.md", "--server", SERVER, "--token", f"{TOKEN}\n"))
    assert line == "--token: has characters that no token may have"
