from __future__ import annotations

import click

from service.formats import text
from service.formats.level import Level
from tests.unit.formats.findings import examined, finding


def test_a_finding_is_told_with_its_place_its_line_its_arithmetic_and_its_slip() -> None:
    assert text.render([examined(finding())]) == (
        "notes/dike.md:3:15: error: conversion\n"
        "  3 | The dike runs 12 km (8.5 miles) along the shore.\n"
        "    |               ^^^^^  ^^^^^^^^^\n"
        "  “12 km” is 11.5 to 12.5 km; expected 13.6 to 13.8 km.\n"
        "  They are said to be one amount.\n"
        "  likeliest slip: 8.5 mile has two digits transposed\n"
        "\n"
        "1 error in 1 file\n"
    )


def test_what_can_be_read_otherwise_says_how() -> None:
    told = text.render([examined(finding(alternative="They may be of two dikes.", slip=None))])
    assert "  unless: They may be of two dikes.\n" in told
    assert "slip" not in told


def test_a_finding_of_a_whole_file_says_what_it_is_about() -> None:
    told = text.render([examined(finding(region=None, figures=(), lines={}, about="all figures together"))])
    assert told.startswith("notes/dike.md: error: conversion: all figures together\n  “12 km” is")


def test_what_is_silenced_or_known_is_only_counted() -> None:
    told = text.render([examined(finding(silenced="As printed."), finding(known=True), finding(known=True))])
    assert told == "no findings (1 silenced, 2 known) in 1 file\n"


def test_levels_files_and_what_was_read_are_counted() -> None:
    several = [
        examined(finding(), finding(), finding(level=Level.WARNING), counted={"figure": 1200, "check": 1}),
        examined(finding(level=Level.NOTE), file="b.md", counted={"figure": 34, "check": 0}),
        examined(file="c.md", fault="No such file or directory"),
    ]
    told = "2 errors, 1 warning, 1 note in 2 files: 1,234 figures, 1 check; 1 file could not be examined"
    assert text.summary(several) == told
    assert text.render(several).splitlines()[-1] == told


def test_notes_stand_behind_the_findings() -> None:
    assert text.render([examined(notes=("8 claims, 7 of them checked",))]) == (
        "8 claims, 7 of them checked\nno findings in 1 file\n"
    )


def test_colour_adds_nothing_but_colour() -> None:
    several = [examined(finding(), finding(level=Level.WARNING, alternative="Or so."))]
    colored = text.render(several, color=True)
    assert "\x1b[31m" in colored
    assert click.unstyle(colored) == text.render(several)


def test_names_and_words_do_nothing_to_the_terminal() -> None:
    told = text.render([examined(finding(file="a\x1b[2J.md", text="b\x1b[2J", why="c\x07", slip="d\r"))])
    assert not set(told) & set("\x1b\x07\r")
