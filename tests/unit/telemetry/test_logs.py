from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from service.application.observing import Occasion, begin
from service.telemetry import logs

TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    """A logger of ours; what writes the log of the tests is back in its place afterwards."""
    root = logging.getLogger()
    before, level = list(root.handlers), logging.getLogger("service").level
    yield logging.getLogger("service.somewhere")
    root.handlers[:] = before
    logging.getLogger("service").setLevel(level)
    begin(None)


def test_each_line_is_one_object_whatever_it_says(logger: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    logs.write("info", "json")
    logger.warning("two\nlines and a %s", "\x1b[31mcolour\u2028")
    entry = json.loads(capsys.readouterr().err)
    assert entry["message"] == "two\nlines and a \x1b[31mcolour\u2028"
    assert (entry["level"], entry["logger"]) == ("WARNING", "service.somewhere")
    assert entry["time"].endswith("Z")
    assert entry["worker"] > 0
    assert not {"request_id", "trace_id", "caller", "exception"} & entry.keys()


def test_each_line_names_its_request_its_trace_and_its_caller(
    logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.write("info", "json")
    begin(Occasion("r-1", TRACE, "newsroom"))
    logger.info("within")
    begin(None)
    logger.info("outside")
    within, outside = map(json.loads, capsys.readouterr().err.splitlines())
    assert (within["request_id"], within["trace_id"], within["caller"]) == ("r-1", TRACE, "newsroom")
    assert "request_id" not in outside


def test_whoever_logs_may_name_another_request(logger: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    logs.write("info", "json")
    begin(Occasion("r-1"))
    logger.info("about another", extra={"request_id": "r-2", "collection": "cotton"})
    entry = json.loads(capsys.readouterr().err)
    assert (entry["request_id"], entry["collection"]) == ("r-2", "cotton")


def test_an_exception_is_told_with_its_trace(logger: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    logs.write("info", "json")
    try:
        raise ValueError("broken")
    except ValueError:
        logger.exception("it failed")
    entry = json.loads(capsys.readouterr().err)
    assert entry["exception"].startswith("Traceback")
    assert entry["exception"].endswith("ValueError: broken")


def test_in_text_nothing_that_others_sent_starts_a_line(
    logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.write("info", "text")
    begin(Occasion("r-1"))
    logger.error("error on %s", "/a\n[2026-01-01] [1] [INFO] all is well\x1b[2J")
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(r"error on /a\n[2026-01-01] [1] [INFO] all is well\x1b[2J (request r-1)")


def test_unless_told_it_is_json_where_nobody_sees_it(
    logger: logging.Logger, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    logs.write("info", None)
    logger.info("to a file")
    assert json.loads(capsys.readouterr().err)["message"] == "to a file"
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    logs.write("info", None)
    logger.info("to a person")
    assert capsys.readouterr().err.endswith("[INFO] to a person\n")


def test_what_is_below_the_level_is_not_written_and_of_libraries_only_what_is_wrong(
    logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.write("error", "text")
    logger.warning("ours")
    logging.getLogger("library").info("theirs")
    assert capsys.readouterr().err == ""
    logging.getLogger("library").warning("wrong")
    assert "wrong" in capsys.readouterr().err


def test_what_opentelemetry_says_again_and_again_is_written_once_a_minute() -> None:
    time = 1000.0
    sparing = logs.Sparing(lambda: time)

    def passes(name: str, message: str) -> bool:
        return sparing.filter(logging.LogRecord(name, logging.ERROR, "", 0, message, None, None))

    name = "opentelemetry.exporter"
    assert [passes(name, "away"), passes(name, "away"), passes(name, "wrong")] == [True, False, True]
    assert [passes("service.api", "away"), passes("service.api", "away")] == [True, True]
    time += logs.AGAIN
    assert [passes(name, "away"), passes(name, "away")] == [True, False]
