"""What others wrote, texts and their names and a configuration beside them, does nothing but to be read."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.unit.cli.conftest import Run, Write, refused

SLIP = "The dike runs 12 km (8.5 miles) along the shore.\n"
ODD = "::error::##[x]\x1b[31m.md"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("GITHUB_ACTIONS", "GITHUB_WORKSPACE", "CLAIMCHECK_SERVER", "CLAIMCHECK_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["--output=dike.md", "--config=dike.md", "-h.md"])
def test_a_name_that_comes_from_elsewhere_is_no_option(run: Run, write: Write, here: Path, name: str) -> None:
    write(SLIP, "dike.md")
    (here / name).write_text("One.\n", encoding="utf-8")
    assert refused(run("lint", "dike.md", name)) == f"{name} is an option and a file here; write ./{name} for the file"
    assert run("lint", f"./{name}").exit_code == run("lint", "--", name).exit_code == 0
    assert (here / "dike.md").read_text(encoding="utf-8") == SLIP


@pytest.mark.parametrize("option", ["--output", "--also"])
def test_what_is_examined_is_not_written_over(run: Run, write: Write, here: Path, option: str) -> None:
    write(SLIP, "dike.md")
    (here / "link.md").symlink_to(here / "dike.md")
    line = refused(run("lint", "dike.md", option, f"{'json=' if option == '--also' else ''}link.md"))
    assert line == "link.md: is examined, and not written over"
    assert (here / "dike.md").read_text(encoding="utf-8") == SLIP


def test_two_formats_need_two_files(run: Run, write: Write) -> None:
    write(SLIP, "dike.md")
    for first in (("--output", "a"), ("--also", "json=a")):
        assert refused(run("lint", "dike.md", *first, "--also", "sarif=./a")) == "a is to be written in two formats"


@pytest.fixture
def odd(here: Path) -> str:
    """A file whose name and words are commands to a runner."""
    (here / ODD).write_text("The ##[stop-commands]x dike runs 12 km (8.5 miles).\n", encoding="utf-8")
    return ODD


@pytest.mark.parametrize("shape", ["text", "json", "sarif", "junit"])
def test_a_runner_obeys_nothing_that_a_text_says(run: Run, odd: str, shape: str) -> None:
    alone = run("lint", odd, "--format", shape)
    told = run("lint", odd, "--format", shape, GITHUB_ACTIONS="true").stdout
    assert "##[" not in told
    assert not any(line.lstrip().startswith("::") for line in told.splitlines())
    if shape == "junit":
        assert ET.tostring(ET.fromstring(told)) == ET.tostring(ET.fromstring(alone.stdout))  # noqa: S314  just written
    elif shape != "text":
        assert json.loads(told) == json.loads(alone.stdout)


def test_lines_on_standard_error_do_nothing_but_show(run: Run, here: Path) -> None:
    for name in ("a\n::error::pwned \x1b[31m##[error].md", "b\u202e.md"):
        (here / name).write_bytes(b"\xff")
    told = run("lint", ".", "--output", "c\x1b.txt", GITHUB_ACTIONS="true").stderr
    assert [line[:13] for line in told.splitlines()] == ["no findings i", "claimcheck: a", "claimcheck: b"]
    for sign in ("\x1b", "\u202e", "##["):
        assert sign not in told
