"""Markup within a paragraph of Markdown, blanked out so that every character stays where it is.

What a reader does not see, or not as text, becomes blanks: marks of emphasis, code, addresses, tags, comments, text
that is struck out. The rules are those of CommonMark 0.31 where they matter to what a figure is, and otherwise simpler:
marks of different kinds may overlap, and emphasis ignores the rule of three.

One pass from left to right. Every look ahead stops at a sign at which the next one would start, or is made once in a
paragraph, so that it takes linear time whatever the text holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from html import unescape
from itertools import pairwise
from typing import Final, NamedTuple

from service.reading.span import Span

_SPECIAL: Final = re.compile(r"\\|`+|<|!?\[|\]|\*+|_+|~~+|&|(?:https?://|www\.)(?=\w)", re.IGNORECASE)
_PUNCTUATION: Final = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*+>|<[?!][A-Za-z][^<>]*+>")
# ``[^1]`` and ``[label]:`` at the start of a paragraph: a note and the definition of a link.
_NOTE: Final = re.compile(r"\[\^[^\s\[\]]{1,99}\]:?")
DEFINITION: Final = re.compile(
    r"[ ]{0,3}\[(?!\^)((?:[^\[\]\\]|\\.){1,999})\]:[ \t]*+\n?[ \t]*+(<[^<>\n]*+>|\S++)[^\n]*+"
)
_TARGET: Final = re.compile(
    r"\(\s*+(?:<[^<>\n]*+>|(?:\\.|[^\s()<\\])*+(?:\((?:\\.|[^\s()\\])*+\)(?:\\.|[^\s()\\])*+){0,8})"
    r"(?:\s++(?:\"[^\"]*+\"|'[^']*+'|\([^()]*+\)))?+\s*+\)"
)
_LABEL: Final = re.compile(r"\[([^\[\]]{0,999})\]")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ADDRESS_END: Final = re.compile(r"[\s<>]")
_BEHIND_ADDRESS: Final = ".,;:!?'\"*_~)]|"


def label_of(text: str) -> str:
    """A label of a link as it is compared: without regard to case and blanks."""
    return " ".join(text.split()).casefold()


class Masked(NamedTuple):
    """A paragraph with its markup blanked out, of the same length, and the places of the comments in it."""

    text: str
    comments: tuple[Span, ...]


def masked(text: str, labels: Collection[str] = ()) -> Masked:
    """A paragraph as a reader sees it; ``labels`` are those that links are defined for."""
    return _Masking(text, labels).run()


class _Masking:
    def __init__(self, text: str, labels: Collection[str]) -> None:
        self._text = text
        self._labels = labels
        self._kept = list(text)
        self._brackets: list[int] = []  # where square brackets that may open a link start
        self._marks: dict[str, list[list[int]]] = {"*": [], "_": [], "~": []}  # [start, end] of runs that may open
        self._code_ends: dict[int, list[int]] | None = None
        self._no_comment_end = False
        self._comments: list[Span] = []

    def run(self) -> Masked:
        at = self._definitions()
        while (special := _SPECIAL.search(self._text, at)) is not None:
            at = self._handle(special)
        return Masked("".join(self._kept), tuple(self._comments))

    def _blank(self, start: int, end: int) -> None:
        for at in range(start, end):
            if self._kept[at] != "\n":
                self._kept[at] = " "

    def _definitions(self) -> int:
        """Blanks definitions of links that the paragraph starts with; where the rest begins."""
        at = 0
        while (definition := DEFINITION.match(self._text, at)) is not None:
            self._blank(*definition.span())
            at = definition.end()
            at += self._text.startswith("\n", at)
        return at

    def _handle(self, special: re.Match[str]) -> int:
        """Deals with a sign, and says where to go on."""
        start, end = special.span()
        match special[0][0]:
            case "\\":
                return self._escape(start)
            case "`":
                return self._code(start, end)
            case "<":
                return self._tag(start)
            case "[" | "!":
                return self._open(start, end)
            case "]":
                return self._close(start)
            case "*" | "_" | "~":
                return self._emphasis(start, end)
            case "&":
                return self._entity(start)
            case _:
                return self._address(start, end)

    def _escape(self, start: int) -> int:
        following = self._text[start + 1 : start + 2]
        broken = self._text.startswith(("\n", " \n"), start + 1)  # the blank is what is left of a carriage return
        if broken or (following and following in _PUNCTUATION):
            self._blank(start, start + 1)
            return start + 2
        return start + 1

    def _code(self, start: int, end: int) -> int:
        """From a run of backticks to the next of the same length; without one they are plain signs."""
        if self._code_ends is None:
            self._code_ends = {}
            for run in reversed(list(re.finditer("`+", self._text))):
                self._code_ends.setdefault(len(run[0]), []).append(run.start())
        places = self._code_ends.get(end - start, [])
        while places and places[-1] < end:
            places.pop()
        if not places:
            return end
        self._blank(start, places[-1] + end - start)
        return places[-1] + end - start

    def _tag(self, start: int) -> int:
        end = start + 1
        if self._text.startswith("<!--", start):
            if not self._no_comment_end:
                closed = self._text.find("-->", start + 4)
                self._no_comment_end = closed < 0
                if closed >= 0:
                    end = closed + 3
                    self._comments.append(Span(start, end))
        elif (tag := _TAG.match(self._text, start)) is not None:
            end = tag.end()
        if end > start + 1:
            self._blank(start, end)
        return end

    def _open(self, start: int, end: int) -> int:
        note = _NOTE.match(self._text, start)
        if note is not None:
            self._blank(*note.span())
            return note.end()
        self._brackets.append(start)
        return end

    def _close(self, close: int) -> int:
        """A closing bracket: with an address or a known label behind it, it ends the text of a link."""
        if not self._brackets:
            return close + 1
        opened = self._brackets.pop()
        inner = opened + 1 + (self._text[opened] == "!")
        target = _TARGET.match(self._text, close + 1)
        label = None if target is not None else _LABEL.match(self._text, close + 1)
        if target is not None:
            end = target.end()
        elif label is not None and self._defined(label[1] or self._text[inner : min(close, inner + 1000)]):
            end = label.end()
        elif self._defined(self._text[inner : min(close, inner + 1000)]):
            end = close + 1
        else:
            return close + 1
        self._blank(opened, inner)
        self._blank(close, end)
        return end

    def _defined(self, label: str) -> bool:
        return bool(self._labels) and label_of(label) in self._labels

    def _emphasis(self, start: int, end: int) -> int:
        """Pairs a run of marks with those that opened before it, and keeps what may open."""
        sign = self._text[start]
        before = self._text[start - 1] if start else " "
        after = self._text[end] if end < len(self._text) else " "
        leans_right = not after.isspace() and (after.isalnum() or before.isspace() or not before.isalnum())
        leans_left = not before.isspace() and (before.isalnum() or after.isspace() or not after.isalnum())
        opens, closes = leans_right, leans_left
        if sign == "_":
            opens = leans_right and (not leans_left or not before.isalnum())
            closes = leans_left and (not leans_right or not after.isalnum())
        open_runs = self._marks[sign]
        here = start
        while closes and here < end and open_runs:
            run = open_runs[-1]
            count = min(run[1] - run[0], end - here)
            self._blank(run[1] - count, run[1])
            self._blank(here, here + count)
            if sign == "~":
                self._blank(run[1], here)
            run[1] -= count
            here += count
            if run[0] == run[1]:
                open_runs.pop()
        if opens and here < end:
            open_runs.append([here, end])
        return end

    def _entity(self, start: int) -> int:
        """A character written by its name, in its place with blanks behind it."""
        entity = _ENTITY.match(self._text, start)
        character = "" if entity is None else unescape(entity[0])
        if entity is None or len(character) != 1 or character == "\n":
            return start + 1
        self._blank(*entity.span())
        self._kept[start] = character
        return entity.end()

    def _address(self, start: int, end: int) -> int:
        """A bare address, up to a blank; signs of punctuation at its end belong to the sentence."""
        if start and (self._text[start - 1].isalnum() or self._text[start - 1] == "_"):
            return end
        blank = _ADDRESS_END.search(self._text, end)
        end = len(self._text) if blank is None else blank.start()
        while end > start and self._text[end - 1] in _BEHIND_ADDRESS:
            end -= 1
        self._blank(start, end)
        return end


def unbroken(text: str) -> str:
    """``text`` with no empty lines: a line of which only blanks are left would part the paragraph in two."""
    if "\n" not in text:
        return text
    ends = [-1, *(match.start() for match in re.finditer("\n", text)), len(text)]
    kept = list(text)
    for one, next_one in pairwise(ends):
        if one >= 0 and text[one + 1 : next_one].isspace() | (one + 1 == next_one):
            kept[one] = " "
    return "".join(kept)
