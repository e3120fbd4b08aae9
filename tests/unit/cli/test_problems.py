from __future__ import annotations

import os
import sys

import click
import pytest

from service.cli.problems import Commands, located
from service.domain.errors import Fault, Malformed
from tests.unit.cli.conftest import Run, Write, refused


def test_each_place_is_a_json_pointer_and_the_whole_document_a_slash() -> None:
    error = Malformed.several((Fault((), "is empty"), Fault(("a/b", 0), "is odd")))
    assert located(error) == "/: is empty; /a~1b/0: is odd"


def test_an_unknown_command_is_one_line(run: Run) -> None:
    assert "No such command 'chekc'" in refused(run("chekc"))


def test_an_unknown_option_is_one_line(run: Run) -> None:
    assert "--frmat" in refused(run("check", "--frmat", "json", "x"))


def test_a_missing_argument_is_one_line(run: Run) -> None:
    assert "FILE" in refused(run("check"))


def test_a_setting_that_does_not_exist_is_one_line(run: Run) -> None:
    line = refused(run("db", "upgrade", CLAIMCHECK_WORKER="2"))
    assert line == "unknown setting CLAIMCHECK_WORKER: did you mean CLAIMCHECK_WORKERS?"


def test_a_database_that_does_not_answer_is_one_line_without_its_password(run: Run) -> None:
    url = "postgresql://me:hunter2@127.0.0.1:1/nothing"
    line = refused(run("db", "upgrade", DATABASE_URL=url, CLAIMCHECK_DATABASE_WAIT="0"))
    assert "127.0.0.1:1" in line
    assert "hunter2" not in line


def test_waiting_for_a_database_is_told_before_it_is_given_up(run: Run) -> None:
    url = "postgresql://me@127.0.0.1:1/nothing"
    result = run("db", "upgrade", DATABASE_URL=url, CLAIMCHECK_DATABASE_WAIT="1")
    told, given_up = result.stderr.splitlines()
    assert told == "claimcheck: waiting up to 1 s for the database"
    assert "no database answers" in given_up
    assert result.exit_code == 2


def test_a_redis_url_with_an_unknown_option_is_one_line(run: Run, sqlite_url: str) -> None:
    line = refused(run("export", "default", DATABASE_URL=sqlite_url, REDIS_URL="redis://h/0?sokcet_timeout=1"))
    assert line.startswith("REDIS_URL: ")


def test_a_command_without_arguments_is_told_what_there_is(run: Run) -> None:
    result = run()
    assert result.exit_code == 2
    for name in ("serve", "db", "import", "export", "check", "verify"):
        assert f"\n  {name} " in result.stderr


def test_help_and_version_are_no_problems(run: Run) -> None:
    assert run("--help").exit_code == 0
    version = run("--version")
    assert (version.exit_code, version.stdout.split()[0]) == (0, "claimcheck,")


def test_upgrading_twice_changes_nothing(run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('new')}/below/claimcheck.sqlite"
    for _ in range(2):
        result = run("db", "upgrade", DATABASE_URL=url)
        assert (result.exit_code, result.stdout) == (0, "the database is up to date\n")


def test_a_fault_of_the_program_does_not_look_like_findings(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("out of luck")

    monkeypatch.setattr("service.strict_json.parse", fail)
    result = run("check", write({}))
    assert result.exit_code == 70
    assert result.stderr.splitlines()[-1] == "RuntimeError: out of luck"


def test_a_closed_pipe_is_not_told_as_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    reads, writes = os.pipe()
    os.close(reads)

    @click.group(cls=Commands)
    def group() -> None:
        pass

    @group.command()
    def tell() -> None:
        click.echo("something")

    closed = os.fdopen(writes, "w")
    monkeypatch.setattr(sys, "stdout", closed)
    with pytest.raises(SystemExit) as ended:
        group.main(["tell"])
    sys.stdout.close()
    os.dup2(os.open(os.devnull, os.O_WRONLY), writes)  # so that what is left can be flushed
    closed.close()
    assert ended.value.code == 141


def test_streams_that_are_closed_are_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)

    @click.group(cls=Commands)
    def group() -> None:
        pass

    @group.command()
    def tell() -> None:
        click.echo(sys.stdin.buffer.read())

    with pytest.raises(SystemExit) as ended:
        group.main(["tell"])
    for name in ("stdin", "stdout", "stderr"):
        getattr(sys, name).close()
    assert ended.value.code == 0
