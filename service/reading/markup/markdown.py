"""Markdown: which stretches of a text are running text, and which are tables.

Blocks are found by markdown-it-py (CommonMark with the tables of GitHub). Two of its rules are left out: what is inline
is masked by :mod:`service.reading.markup.markdown_inline` instead, because markdown-it does not say where it stands,
and definitions of links are found there too. Front matter, code and blocks of HTML are no running text; text behind a
comment on the same line is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, heading, lheading, paragraph, table
from markdown_it.token import Token

from service.reading.markup.blocks import Blocks
from service.reading.markup.markdown_inline import DEFINITION, label_of, masked, unbroken
from service.reading.span import Span
from service.reading.suppression import Suppression, comments, inside, parse_suppression
from service.reading.tables.table import Row, Table

Rule = Callable[[StateBlock, int, int, bool], bool]

# Of what comes before the text: YAML between lines of dashes, TOML between lines of plus signs.
_FRONT_MATTER: Final = re.compile(r"(?P<mark>---|\+\+\+)[ \t]*+\n")
_HEADING_MARK: Final = re.compile(r"#{1,6}[ \t]*+")
_CLOSING_MARK: Final = re.compile(r"(?:^|[ \t])#+[ \t]*+$")
_TASK: Final = re.compile(r"\[[ xX]\](?=\s)")
_NOT_END: Final = re.compile(r"[^\n]")


def markdown_blocks(text: str) -> Blocks:
    """The parts of a text in Markdown. Takes linear time."""
    return _Reading(text).blocks()


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["block"])
    parser.block.ruler.disable("reference")
    for name, rule, ends in (
        ("table", table, ["paragraph", "reference"]),
        ("heading", heading, ["paragraph", "reference", "blockquote"]),
        ("lheading", lheading, []),
        ("paragraph", paragraph, []),
    ):
        parser.block.ruler.at(name, _placed(rule), {"alt": ends})
    return parser


def _placed(rule: Rule) -> Rule:
    """``rule`` with the offsets at which the lines of its block begin, behind what marks lists and quotes around it.

    While the rule runs, markdown-it knows them; in what it gives back are only numbers of lines.
    """

    def placing(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        before = len(state.tokens)
        if not rule(state, start, end, silent):
            return False
        if not silent:
            opened = state.tokens[before]
            last = opened.map[1] if opened.map else start
            opened.meta["lines"] = [
                (state.bMarks[line] + state.tShift[line], state.eMarks[line]) for line in range(start, last)
            ]
        return True

    return placing


class _Reading:
    """A text while it is taken apart."""

    def __init__(self, text: str) -> None:
        # Of the same length, so that places in it are places in the text, with lines that end in LF alone.
        self._text = text.replace("\r\n", " \n").replace("\r", "\n")
        self._masked: list[str] = []  # pieces of the result, in order
        self._done = 0
        self._prose: list[Span] = []
        self._tables: list[Table] = []
        self._suppressions: list[Suppression] = []
        self._labels: set[str] = set()
        self._starts = [0, *(match.end() for match in re.finditer("\n", self._text)), len(self._text)]

    def blocks(self) -> Blocks:
        tokens = _parser().parse(_without_front_matter(self._text))
        for token in tokens:
            if token.type == "paragraph_open":
                self._note_definitions(token)
        after = _following(tokens)
        introduction: Span | None = None
        for number, token in enumerate(tokens):
            match token.type:
                case "paragraph_open" | "heading_open":
                    introduction = self._paragraph(token, after[number])
                case "table_open":
                    self._table(tokens, number, introduction)
                    introduction = None
                case "html_block":
                    self._html(token, after[number])
                    introduction = introduction if token.content.startswith("<!--") else None
                case "fence" | "code_block" | "hr":
                    introduction = None
        self._blank(len(self._text))
        return Blocks("".join(self._masked), tuple(self._prose), tuple(self._tables), tuple(self._suppressions))

    def _blank(self, until: int) -> None:
        """Blanks what lies between what was kept and an offset."""
        self._masked.append(_NOT_END.sub(" ", self._text[self._done : until]))
        self._done = until

    def _keep(self, span: Span, content: str) -> None:
        self._blank(span.start)
        self._masked.append(content)
        self._done = span.end

    def _note_definitions(self, token: Token) -> None:
        lines = _lines(token)
        content = self._content(Span(lines[0][0], lines[-1][1]), lines)
        at = 0
        while (definition := DEFINITION.match(content, at)) is not None:
            self._labels.add(label_of(definition[1]))
            at = definition.end() + 1

    def _content(self, span: Span, lines: Sequence[tuple[int, int]]) -> str:
        """A stretch of the text with blanks for what marks lists and quotes around it."""
        pieces, done = [], span.start
        for start, end in lines:
            if start > done:
                pieces.append(_NOT_END.sub(" ", self._text[done:start]))
            if end > max(start, done):
                pieces.append(self._text[max(start, done) : end])
            done = max(done, end)
        return "".join(pieces)[: span.end - span.start]

    def _paragraph(self, token: Token, following: Token | None) -> Span | None:
        """Running text of its own; gives its place unless nothing is left of it."""
        lines = _lines(token)
        start, end = lines[0][0], lines[-1][1]
        if token.type == "heading_open":
            start, end = self._heading(token, start, lines)
            lines = [(start, end)] if token.markup.startswith("#") else lines[:-1]
        task = _TASK.match(self._text, start)
        span = Span(start if task is None else task.end(), end)
        content = self._content(span, lines)
        seen = masked(content, self._labels)
        kept = unbroken(seen.text)
        if content.lstrip().startswith("<!--") and not kept.strip():
            # A comment that ends within a line that holds nothing else.
            self._suppress(content, seen.comments, span.start, self._around(following))
            return None
        self._suppress(content, seen.comments, span.start, span)
        if not kept.strip():
            return None
        self._keep(span, kept)
        self._prose.append(span)
        return span

    def _heading(self, token: Token, start: int, lines: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """The place of a heading's text without its marks: those in front of it, or the line under it."""
        if not token.markup.startswith("#"):
            return start, lines[-2][1] if len(lines) > 1 else lines[-1][1]
        mark = _HEADING_MARK.match(self._text, start)
        start = start if mark is None else mark.end()
        end = max(start, lines[0][1])
        closing = _CLOSING_MARK.search(self._text[start:end].rstrip())
        return start, end if closing is None else start + closing.start()

    def _html(self, token: Token, following: Token | None) -> None:
        """A block of HTML: what stands behind comments that it begins with is read."""
        if token.map is None:
            return
        start, end = self._starts[token.map[0]], self._starts[token.map[1]]
        behind = start
        for comment in comments(self._text, start, end):
            if self._text[behind : comment.start].strip(" >\n\t-*+"):
                break
            behind = comment.end
        rest = Span(behind, end)
        read = behind > start and rest.of(self._text).strip()
        found = comments(self._text, start, end)
        self._suppress(self._text, list(found), 0, rest if read else self._around(following))
        if read:
            self._keep(rest, unbroken(masked(rest.of(self._text), self._labels).text))
            self._prose.append(rest)

    def _around(self, token: Token | None) -> Span:
        """All lines of a block; nothing, if there is none."""
        if token is None or token.map is None:
            return Span(0, 0)
        return Span(self._starts[token.map[0]], self._starts[min(token.map[1], len(self._starts) - 1)])

    def _suppress(self, content: str, found: Sequence[Span], start: int, covers: Span) -> None:
        """Notes what the comments ask for that were found in ``content``, which begins at ``start``."""
        for comment in found:
            asked = parse_suppression(inside(comment, content), comment.shifted(start), covers)
            if asked is not None:
                self._suppressions.append(asked)

    def _table(self, tokens: Sequence[Token], number: int, introduction: Span | None) -> None:
        lines = _lines(tokens[number])
        rows = [self._row(start, end) for start, end in (lines[0], *lines[2:])]
        at = Span(lines[0][0], lines[-1][1])
        self._tables.append(Table(at, rows[0], tuple(rows[1:]), introduction))

    def _row(self, start: int, end: int) -> Row:
        """The cells of a row, kept in the result."""
        row = Span(start, end)
        cells = list(_cells(self._text, start, end))
        for cell in cells:
            content = cell.of(self._text)
            seen = masked(content, self._labels)
            self._suppress(content, seen.comments, cell.start, row)
            self._keep(cell, seen.text.replace("\\|", " |"))
        return tuple(cells)


def _lines(token: Token) -> list[tuple[int, int]]:
    lines: Any = token.meta["lines"]
    return list(lines)


def _cells(text: str, start: int, end: int) -> Iterator[Span]:
    """The cells of a row of a pipe table without the blanks around them; a pipe with a backslash parts none."""
    pipes = [match.start() for match in _PIPE.finditer(text, start, end) if match[0] == "|"]
    edges = [start - 1, *pipes, end]
    pieces = [_trimmed(text, one + 1, other) for one, other in pairwise(edges)]
    if pieces and pieces[0].start == pieces[0].end and pipes:
        pieces.pop(0)
    if pieces and pieces[-1].start == pieces[-1].end and pipes:
        pieces.pop()
    yield from pieces


_PIPE: Final = re.compile(r"\\.|\|")


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " \t":
        start += 1
    while end > start and text[end - 1] in " \t":
        end -= 1
    return Span(start, end)


def _following(tokens: Sequence[Token]) -> list[Token | None]:
    """For each token, the block behind it at the same level."""
    after: list[Token | None] = [None] * len(tokens)
    next_at: dict[int, Token] = {}
    for number in range(len(tokens) - 1, -1, -1):
        token = tokens[number]
        if token.nesting < 0:
            # What is inside ends here, at one level more.
            next_at.pop(token.level + 1, None)
            continue
        after[number] = next_at.get(token.level)
        next_at[token.level] = token
    return after


def _without_front_matter(text: str) -> str:
    """The text with blanks for front matter, of the same length and with the same lines."""
    opening = _FRONT_MATTER.match(text)
    if opening is None:
        return text
    closing = re.compile(rf"^{re.escape(opening['mark'])}[ \t]*$", re.MULTILINE).search(text, opening.end())
    if closing is None:
        return text
    return _NOT_END.sub(" ", text[: closing.end()]) + text[closing.end() :]
