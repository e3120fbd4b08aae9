"""YAML as exact work needs it: the core schema of YAML 1.2, and nothing in it that two readers could read differently.

Numbers keep the digits that they are written with, ``no`` and ``on`` are words, a date is text. Refused are members
given twice, anchors and aliases, merge keys, tags that make anything but text, several documents in one file, numbers
that are none (``.nan``), and what ``strict_json`` refuses too: numbers and nesting without end, text that is no text.

PyYAML finds the tokens; its own reading of them (YAML 1.1, floats, dates) is not used.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from decimal import InvalidOperation
from typing import Any, Final

import yaml

from schemas.text import Written, WrittenDecimal, WrittenInteger, unprintable
from service.domain.errors import Fault, Malformed
from service.reading.lines import Lines, first_line
from service.reading.span import Span
from service.strict_json import DEEPEST, LONGEST_NUMBER, MOST_FAULTS, Path

# The core schema, YAML 1.2.2 section 10.3.2.
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_FLAGS: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE: Final = re.compile(r"0(o[0-7]+|x[0-9a-fA-F]+)")
_DECIMAL: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_NUMBER: Final = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

_TEXT_TAG: Final = "tag:yaml.org,2002:str"
_MERGE: Final = "<<"

# What the commonest slips are told as, by what both parsers have in what they say.
_NO_BEGINNING: Final = "cannot start any token"
_SLIPS: Final = {
    "mapping values are not allowed": "put a text that has a colon in quotation marks",
    "expected ',' or ": "put a text with a comma, a colon, an apostrophe or # in quotation marks",
}
# Nobody means these marks of other encodings, and they are no UTF-8.
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# libyaml does the same many times faster; the wheels of PyYAML bring it.
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class NotYamlError(ValueError):
    """What was given is no YAML text, or more than one document."""


def parse(raw: bytes) -> Any:
    """The value that ``raw`` is: what JSON could say too, but for numbers, which are ``schemas.text.Written``.

    Raises NotYamlError when it is no YAML, Malformed when it is YAML to be refused.
    """
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        if raw.startswith(_UTF_16):
            raise NotYamlError("the YAML text is UTF-16; save it as UTF-8") from None
        raise NotYamlError(f"the YAML text is not UTF-8: byte {error.start} begins no character") from None
    reader = _Reader(text)
    value = reader.read()
    if reader.faults:
        raise Malformed.several(tuple(reader.faults[:MOST_FAULTS]))
    return value


def places(text: str) -> dict[Path, Span]:
    """Where each part of a YAML text is: a scalar itself, and for what is more than that its name or its beginning.

    Of a text that ``parse`` refuses it tells as much as could be read. What is given twice is where it was last.
    """
    reader = _Reader(text)
    with suppress(NotYamlError, Malformed):
        reader.read()
    return reader.places


class _Reader:
    """One reading of a text. What has to be refused goes to ``faults``, unless nothing can be read after it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._events = self._parsed()
        self.faults: list[Fault] = []
        self.places: dict[Path, Span] = {}

    def read(self) -> Any:
        next(self._events)  # of the stream
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise NotYamlError("the YAML text is empty")
        value = self._value(next(self._events), ())
        next(self._events)  # the end of the document
        if not isinstance(next(self._events), yaml.StreamEndEvent):
            raise NotYamlError("there is more than one document in it; give each its own file")
        return value

    def _parsed(self) -> Iterator[Any]:
        try:
            yield from yaml.parse(self._text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            where = "" if mark is None else f"line {mark.line + 1}, column {mark.column + 1}: "
            raise NotYamlError(where + self._meant(error)) from None
        except yaml.reader.ReaderError as error:
            # The reader of libyaml counts bytes, the other characters; the character itself is found by both.
            found = chr(error.character) if isinstance(error.character, int) else error.character.decode("latin-1")
            line = self._text.count("\n", 0, max(self._text.find(found), 0)) + 1
            raise NotYamlError(f"line {line}: the character U+{ord(found):04X} may not stand in YAML") from None

    def _meant(self, error: yaml.MarkedYAMLError) -> str:
        """What is wrong, and of the commonest slips what is meant to be done."""
        said = str(error.problem or error.context or "this is not YAML")
        mark = error.problem_mark
        there = "" if mark is None else self._text[mark.index : mark.index + 1]
        if _NO_BEGINNING in said and there:
            return (
                "a tab; indent with blanks"
                if there == "\t"
                else f'"{there}" begins no text; put it, and what goes with it, in quotation marks'
            )
        return "; ".join([said, *(meant for slip, meant in _SLIPS.items() if slip in said)])

    def _value(self, event: Any, path: Path, name: Span | None = None) -> Any:
        """The value that begins with ``event``; ``name`` is where its name is, if it has one."""
        if isinstance(event, yaml.AliasEvent):
            raise self._refused(event, path, f'"*{event.anchor}" is an alias; write out what it stands for')
        if event.anchor is not None:
            raise self._refused(event, path, f'"&{event.anchor}" is an anchor; leave it out')
        if len(path) >= DEEPEST and not isinstance(event, yaml.ScalarEvent):
            raise Malformed(f"the YAML text is nested deeper than {DEEPEST} levels")
        if isinstance(event, yaml.ScalarEvent):
            self.places[path] = self._stretch(event)
            return self._scalar(event, path)
        self.places[path] = name or first_line(self._text, event.start_mark.index)
        if event.tag not in {None, "!"}:
            self._refuse(path, f"{event.tag} is a tag; leave it out")
        return self._list(path) if isinstance(event, yaml.SequenceStartEvent) else self._members(path)

    def _list(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _members(self, path: Path) -> dict[str, Any]:
        members: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent) or event.anchor is not None:
                raise self._refused(event, path, "the name of a member is text, and nothing else")
            name = event.value
            here = (*path, name)
            if name in members:
                line = Lines(self._text).at(self.places[here].start).line
                self._refuse(here, f"is given more than once, before this in line {line}; give it once")
            elif name == _MERGE and not event.style:
                self._refuse(here, "is a merge key; write out what should be merged")
            self._require_text(name, "the name", here)
            members[name] = self._value(next(self._events), here, self._stretch(event))
        return members

    def _scalar(self, event: Any, path: Path) -> Any:
        text: str = event.value
        if event.tag not in {None, "!", _TEXT_TAG}:
            self._refuse(path, f"{event.tag} is a tag; leave it out")
        if event.style or event.tag is not None:
            self._require_text(text, path[-1] if path and isinstance(path[-1], str) else "the text", path)
            return text
        if text in _NULLS:
            return None
        if text in _FLAGS:
            return _FLAGS[text]
        return self._number(text, path)

    def _number(self, text: str, path: Path) -> str | Written:
        """The number that is written there, or the text if it is none."""
        if _NO_NUMBER.fullmatch(text):
            self._refuse(path, f"{text} is not a number; leave the value out if it is not known")
        elif _OTHER_BASE.fullmatch(text):
            self._refuse(path, f"{text} is not a decimal; if it is text, put it in quotation marks")
        elif _DECIMAL.fullmatch(text):
            if len(text) > LONGEST_NUMBER:
                self._refuse(path, f"a number has at most {LONGEST_NUMBER} characters, not {len(text)}")
                return text
            if _INTEGER.fullmatch(text):
                return WrittenInteger(text)
            try:
                return WrittenDecimal(text)
            except InvalidOperation:
                self._refuse(path, "the exponent of this number is beyond all measure")
        else:
            self._require_text(text, path[-1] if path and isinstance(path[-1], str) else "the text", path)
        return text

    def _require_text(self, text: str, called: object, path: Path) -> None:
        fault = unprintable(text)
        if fault is not None:
            self._refuse(path, f"{called} {fault}")

    def _refuse(self, path: Path, message: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(path, message))

    def _refused(self, event: Any, path: Path, message: str) -> Malformed:
        """What ends the reading, since what comes after it cannot be understood."""
        self.places[path] = self._stretch(event)
        return Malformed.several((*self.faults, Fault(path, message)))

    def _stretch(self, event: Any) -> Span:
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, yaml.ScalarEvent) and event.style in {"|", ">"}:
            return first_line(self._text, start)
        # The words themselves, without the quotation marks around them.
        quoted = isinstance(event, yaml.ScalarEvent) and event.style in {'"', "'"}
        return Span(start + 1, end - 1) if quoted else Span(start, end)
