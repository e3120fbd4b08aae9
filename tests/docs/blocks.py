"""The code blocks of a page, in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]

_OPENS = re.compile(r"""(?P<kind>[\w-]*)(?: +title="(?P<title>[^"]+)")?(?: +linenums="1")?$""")


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two fences: its language, the title above it, its text, and the line it begins on."""

    kind: str
    title: str
    text: str
    line: int


def blocks_of(page: Path) -> list[Block]:
    """Every block of code of a page. Raises AssertionError for one that its author has not said the language of."""
    found = []
    for token in MarkdownIt("commonmark").parse(page.read_text(encoding="utf-8")):
        assert token.type != "code_block", f"{page.name}:{line_of(token.map)}: code is fenced, with its language"
        if token.type == "fence":
            opened = _OPENS.match(token.info.strip())
            assert opened, f"{page.name}:{line_of(token.map)}: more than a language and a title"
            assert opened["kind"], f"{page.name}:{line_of(token.map)}: no language"
            found.append(Block(opened["kind"], opened["title"] or "", token.content, line_of(token.map)))
    return found


def line_of(lines: list[int] | None) -> int:
    """The first of ``lines``, which Markdown counts from 0."""
    return lines[0] + 1 if lines else 1
