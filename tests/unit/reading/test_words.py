"""The lists of words that reading goes by."""

from __future__ import annotations

import ast
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

import service.reading
from service.reading.words import lines_of

# Their lines are records, or begin with what they are about.
RECORDS = {"units.txt", "money.txt", "irregular_plurals.txt", "reporting.txt"}
LISTS = sorted(each.name for each in (files("service.reading") / "data").iterdir() if each.name not in RECORDS)
MODULES = sorted(Path(service.reading.__path__[0]).rglob("*.py"))


def twice(words: list[str]) -> list[str]:
    return [word for word, times in Counter(words).items() if times > 1]


@pytest.mark.parametrize("name", LISTS)
def test_no_list_repeats_a_word(name: str) -> None:
    words = [word for line in lines_of(name) for word in line.split()]

    assert words
    assert twice(words) == []


def test_no_list_in_the_code_repeats_a_word() -> None:
    lists = [words for module in MODULES for words in split_in(module.read_text(encoding="utf-8"))]

    assert len(lists) > 50
    assert [twice(words) for words in lists if twice(words)] == []


def split_in(code: str) -> list[list[str]]:
    """The words of every text that code splits at blanks."""
    return [
        node.func.value.value.split()
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and not node.args
        if isinstance(node.func, ast.Attribute) and node.func.attr == "split"
        if isinstance(node.func.value, ast.Constant) and isinstance(node.func.value.value, str)
    ]
