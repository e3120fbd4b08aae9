"""``claimcheck token``, as an operator uses it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run

TEXT = re.compile(r"ccheck_[0-9a-f]{32}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}\n").fullmatch


@pytest.fixture
def url(migrated_sqlite: Path, tmp_path: Path) -> str:
    path = tmp_path / "claimcheck.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    return f"sqlite:///{path}"


def test_the_token_stands_alone_on_standard_output_so_that_it_can_be_put_away(run: Run, url: str) -> None:
    made = run("token", "create", "nightly", "--scope", "write", "--expires", "2999-12-31", DATABASE_URL=url)
    assert made.exit_code == 0
    assert TEXT(made.stdout)
    assert "nightly: write, until 3000-01-01T00:00:00Z" in made.stderr
    assert made.stdout.strip() not in made.stderr


def test_it_is_for_reading_and_never_expires_unless_told_otherwise(run: Run, url: str) -> None:
    assert "x: read, never expires" in run("token", "create", "x", DATABASE_URL=url).stderr


def test_a_collection_that_is_not_there_yet_is_told(run: Run, url: str) -> None:
    made = run("token", "create", "x", "--collection", "default", "--collection", "wool", DATABASE_URL=url)
    assert TEXT(made.stdout)
    assert "there is no collection wool yet" in made.stderr
    assert "read in default, wool" in made.stderr


@pytest.mark.parametrize("when", ["12h", "90d", "8w", "2999-01-31", "2999-01-31T12:00:00Z", "2999-01-31T12:00+05:00"])
def test_its_end_is_a_span_a_day_or_an_instant(run: Run, url: str, when: str) -> None:
    run("token", "create", "x", "--expires", when, DATABASE_URL=url)
    (one,) = json.loads(run("token", "list", "--format", "json", DATABASE_URL=url).stdout)
    assert one["state"] == "good"
    assert one["expires"].endswith("Z")


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--expires", "soon", "soon is neither a span (12h, 90d, 8w) nor a day"),
        ("--expires", "2999-02-30", "2999-02-30 is neither"),
        ("--expires", "2999-01-31T12:00:00", "is neither"),
        ("--expires", "0d", "is neither"),
        ("--expires", "100000d", "is neither"),
        ("--expires", "2020-01-01", "--expires must be in the future"),
        ("--rate", "often", "often must be a rate such as 100/second"),
        ("--scope", "root", "'root' is not one of 'read', 'write', 'admin'"),
        ("--collection", "Not A Slug", "Not A Slug is no slug"),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_is_made(
    run: Run, url: str, option: str, value: str, said: str
) -> None:
    refused = run("token", "create", "x", option, value, DATABASE_URL=url)
    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert said in refused.stderr
    assert json.loads(run("token", "list", "--format", "json", DATABASE_URL=url).stdout) == []


def test_a_name_that_was_used_is_refused(run: Run, url: str) -> None:
    run("token", "create", "x", DATABASE_URL=url)
    refused = run("token", "create", "x", DATABASE_URL=url)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "there is or was a token x already" in refused.stderr


def test_the_list_tells_everything_but_the_token(run: Run, url: str) -> None:
    text = run("token", "create", "x", "--rate", "600/minute", DATABASE_URL=url).stdout.strip()
    run("token", "create", "y", "--scope", "admin", DATABASE_URL=url)
    run("token", "revoke", "y", DATABASE_URL=url)
    listed = run("token", "list", DATABASE_URL=url).stdout
    head, first, second = listed.splitlines()
    assert head.split() == ["name", "id", "scope", "collections", "expires", "state"]
    assert re.fullmatch(r"x +[0-9a-f-]{36} +read +all +never +good", first)
    assert re.fullmatch(r"y +[0-9a-f-]{36} +admin +all +never +revoked", second)
    as_json = run("token", "list", "--format", "json", DATABASE_URL=url).stdout
    assert [one["rate"] for one in json.loads(as_json)] == ["600/minute", None]
    secret = text.split("_")[2]
    assert secret not in listed + as_json


@pytest.mark.parametrize("by", ["name", "id", "text"])
def test_it_is_revoked_by_its_name_its_id_or_itself(run: Run, url: str, by: str) -> None:
    text = run("token", "create", "x", DATABASE_URL=url).stdout.strip()
    (one,) = json.loads(run("token", "list", "--format", "json", DATABASE_URL=url).stdout)
    which = {"name": "x", "id": one["id"], "text": text}[by]
    assert run("token", "revoke", which, DATABASE_URL=url).stdout == "token x is revoked\n"
    assert run("token", "revoke", which, DATABASE_URL=url).stdout == "token x was revoked before\n"


def test_one_that_there_is_not_cannot_be_revoked(run: Run, url: str) -> None:
    refused = run("token", "revoke", "x", DATABASE_URL=url)
    assert (refused.exit_code, refused.stderr) == (2, "claimcheck: there is no token x\n")


def test_a_token_with_a_mistake_in_it_is_not_repeated(run: Run, url: str) -> None:
    text = run("token", "create", "x", DATABASE_URL=url).stdout.strip()
    refused = run("token", "revoke", text[:-1], DATABASE_URL=url)
    assert (refused.exit_code, text[:-7] in refused.stderr) == (2, False)
    assert "give its name or its id" in refused.stderr


def test_no_database_is_made_for_a_token(run: Run, tmp_path: Path) -> None:
    refused = run("token", "create", "x", DATABASE_URL=f"sqlite:///{tmp_path}/none.sqlite")
    assert refused.exit_code == 2
    assert "there is no database at" in refused.stderr
    assert list(tmp_path.iterdir()) == []
