"""Where the parts of a JSON text are; what they are, ``strict_json`` reads."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

from service.reading.lines import first_line
from service.reading.span import Span
from service.strict_json import DEEPEST, Path

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


@dataclass(slots=True)
class _Open:
    """An object or an array that has not ended yet. ``name`` is of its next member, None in an array."""

    path: Path
    names: bool
    name: str | None = None
    named: Span | None = None
    count: int = 0

    @property
    def next(self) -> Path:
        return (*self.path, self.count if self.name is None else self.name)

    def step(self) -> None:
        self.name = self.named = None
        self.count += 1


def places(text: str) -> dict[Path, Span]:
    """Where each part of a JSON text is: a scalar itself, and for what is more than that its name or its beginning.

    Of a text that is no JSON it tells as much as it understands. What is given twice is where it was last.
    """
    found: dict[Path, Span] = {}
    stack: list[_Open] = []
    for token in _TOKEN.finditer(text):
        word, here = token[0], Span(*token.span())
        inner = stack[-1] if stack else None
        if word in "}]":
            if stack:
                stack.pop()
        elif word == ",":
            if inner is not None:
                inner.step()
        elif word == ":":
            pass
        elif inner is not None and inner.names and inner.name is None:
            inner.name, inner.named = _text(word), _unquoted(here, word)
        else:
            path = () if inner is None else inner.next
            if word in "{[":
                found[path] = (inner and inner.named) or first_line(text, here.start)
                stack.append(_Open(path, names=word == "{"))
                if len(stack) > DEEPEST:
                    break  # nobody reads on
            else:
                found[path] = _unquoted(here, word)
    return found


def _text(word: str) -> str:
    if "\\" not in word:
        return word.strip('"')
    try:
        return str(json.loads(word, strict=False))
    except ValueError:
        return word


def _unquoted(here: Span, word: str) -> Span:
    return Span(here.start + 1, here.end - 1) if word[0] == '"' else here
