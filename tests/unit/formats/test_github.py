from __future__ import annotations

import re
from dataclasses import replace

from service.formats import github
from service.formats.finding import Examined, Region
from service.formats.level import Level
from tests.unit.formats.findings import examined, finding


def commands(*several: Examined) -> list[tuple[str, dict[str, str], str]]:
    return commands_in(github.render(several))


def commands_in(output: str) -> list[tuple[str, dict[str, str], str]]:
    """What the runner reads: the command, its properties, its message."""
    read = []
    for line in output.splitlines():
        match = re.fullmatch(r"::([a-z]+) ([^:]*)::(.*)", line)
        assert match is not None
        properties = dict(one.split("=", 1) for one in match[2].split(","))
        read.append((match[1], {name: unescaped(value) for name, value in properties.items()}, unescaped(match[3])))
    return read


def unescaped(text: str) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


def test_a_finding_is_an_annotation_of_its_line() -> None:
    ((command, properties, message),) = commands(examined(finding(alternative="They may be two.")))
    assert command == "error"
    assert properties == {
        "title": "claimcheck: conversion",
        "file": "notes/dike.md",
        "line": "3",
        "endLine": "3",
        "col": "15",
        "endColumn": "32",
    }
    assert message.splitlines() == [
        "notes/dike.md:3:15: 12 km (8.5 miles): “12 km” is 11.5 to 12.5 km; expected 13.6 to 13.8 km.",
        "They are said to be one amount.",
        "Unless: They may be two.",
        "Likeliest slip: 8.5 mile has two digits transposed",
    ]


def test_the_command_is_as_grave_as_the_finding() -> None:
    levels = (Level.ERROR, Level.WARNING, Level.NOTE, Level.NONE)
    told = commands(examined(*(finding(level=level) for level in levels)))
    assert [command for command, _, _ in told] == ["error", "warning", "notice"]


def test_what_ends_a_value_is_escaped() -> None:
    odd = finding(file="a,b:c%25.md", text="100%\r\n::error::x", about="y")
    line = github.render([examined(odd)])
    assert line.count("\n") == 1
    assert "file=a%2Cb%3Ac%2525.md," in line
    assert "100%25%0D%0A::error::x" in line
    assert commands(examined(odd))[0][1]["file"] == "a,b:c%25.md"


def test_columns_are_told_of_one_line_only() -> None:
    ((_, properties, _),) = commands(examined(finding(region=Region(3, 15, 5, 2))))
    assert (properties["line"], properties["endLine"]) == ("3", "5")
    assert not {"col", "endColumn"} & set(properties)


def test_a_finding_of_a_whole_file_has_no_line() -> None:
    ((_, properties, message),) = commands(examined(finding(region=None)))
    assert set(properties) == {"title", "file"}
    assert message.startswith("notes/dike.md: 12 km")


def test_what_is_silenced_or_known_is_no_annotation() -> None:
    assert commands(examined(finding(silenced="As printed."), finding(known=True))) == []


def test_a_file_that_cannot_be_examined_is_an_error() -> None:
    ((command, properties, message),) = commands(replace(examined(), fault="Is a directory"))
    assert (command, properties["file"], message) == ("error", "notes/dike.md", "notes/dike.md: Is a directory")
