"""JSON as exact work needs it: decimals stay decimals, and whatever two readers could read differently is refused.

Refused are NaN and the infinities, a member given twice, integers too long to convert in bounded time, nesting without
end, next to nothing but arrays, and text that is no text (U+0000, half a surrogate pair). The quick reader only notices
that something is odd; the slow one then finds out where, so that the error can point at it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Final, NoReturn

from schemas.text import unprintable
from service.domain.errors import Fault, Malformed

DEEPEST: Final = 64
LONGEST_NUMBER: Final = 220
# An array or object of two bytes takes thirty times as much memory, and no time to write. So many bytes there must be
# for each, on the average, of more than so many.
_BYTES_EACH: Final = 8
_FEW: Final = 10_000
# How many faults are worth finding; whoever mends a hundred can ask again.
MOST_FAULTS: Final = 100

_ODD_ESCAPE: Final = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])").search

_STRINGS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)

_DEEP: Final = re.compile(rb"(?:[\[{][^\[\]{}]*){%d}" % (DEEPEST + 1)).search

_BYTE_ORDER_MARK: Final = "\ufeff"

Path = tuple[str | int, ...]


class NotJsonError(ValueError):
    """What was given is no JSON text. ``where`` is the path of the offending part, if the reader got that far."""

    def __init__(self, message: str, where: Path = ()) -> None:
        super().__init__(message)
        self.where = where


def parse(raw: bytes) -> Any:
    """The value that ``raw`` is. Raises NotJsonError when it is not JSON, Malformed when it is JSON to be refused."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise NotJsonError(f"the JSON text is not UTF-8: byte {error.start} begins no character") from None
    if text.startswith(_BYTE_ORDER_MARK):
        raise NotJsonError("the JSON text starts with a byte order mark; leave that out")
    _require_content(raw)
    try:
        value = _quick.decode(text)
    except _OddError:
        _explain(text)
    except json.JSONDecodeError as error:
        raise _unparsable(text, error) from None
    except RecursionError:
        raise _too_deep() from None
    _require_shallow(value)
    if _ODD_ESCAPE(raw):
        _require_text(value)
    return value


class _OddError(Exception):
    """Something in the text has to be refused."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _OddError
    return members


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise _OddError
    return int(text)


def _fraction(text: str) -> Decimal:
    if len(text) > LONGEST_NUMBER:
        raise _OddError
    try:
        return Decimal(text)
    except InvalidOperation:
        raise _OddError from None


def _constant(_: str) -> NoReturn:
    raise _OddError


_quick: Final = json.JSONDecoder(
    object_pairs_hook=_once, parse_int=_whole, parse_float=_fraction, parse_constant=_constant
)


class _Refused:
    """Stands in the tree where a number was that is not taken."""

    def __init__(self, message: str, *, json: bool = True) -> None:
        self.message = message
        self.json = json


def _explain(text: str) -> NoReturn:
    """Read again, slowly, and say what has to be refused and where."""
    doubled: dict[int, tuple[dict[str, Any], list[str]]] = {}

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(members)
        if len(made) != len(members):
            times = Counter(name for name, _ in members)
            doubled[id(made)] = made, [name for name, count in times.items() if count > 1]
        return made

    def number(written: str) -> Any:
        if len(written) > LONGEST_NUMBER:
            return _Refused(f"a number has at most {LONGEST_NUMBER} characters, not {len(written)}")
        try:
            return Decimal(written)
        except InvalidOperation:
            return _Refused("the exponent of this number is beyond all measure")

    @cache
    def constant(written: str) -> _Refused:
        return _Refused(f"{written} is not JSON and not a number; leave the value out if it is not known", json=False)

    slow = json.JSONDecoder(object_pairs_hook=pairs, parse_int=number, parse_float=number, parse_constant=constant)
    try:
        value = slow.decode(text)
    except json.JSONDecodeError as error:
        raise _unparsable(text, error) from None
    except RecursionError:
        raise _too_deep() from None
    _require_shallow(value)
    faults: list[Fault] = []
    for path, part in _walk(value):
        if isinstance(part, _Refused):
            if not part.json:
                raise NotJsonError(part.message, path)
            faults.append(Fault(path, part.message))
        elif id(part) in doubled:
            faults.extend(
                Fault((*path, name), "is given more than once; give it once") for name in doubled[id(part)][1]
            )
        if len(faults) >= MOST_FAULTS:
            break
    raise Malformed.several(tuple(faults[:MOST_FAULTS]))


def _require_text(value: Any) -> None:
    faults = []
    for path, part in _walk(value):
        names = part if isinstance(part, dict) else ()
        texts = [*((name, "the name") for name in names), *([(part, _last(path))] if isinstance(part, str) else [])]
        for text, called in texts:
            fault = unprintable(text)
            if fault is not None:
                faults.append(Fault(path if text is part else (*path, text), f"{called} {fault}"))
        if len(faults) >= MOST_FAULTS:
            break
    if faults:
        raise Malformed.several(tuple(faults[:MOST_FAULTS]))


def _last(path: Path) -> str:
    return path[-1] if path and isinstance(path[-1], str) else "the text"


def _require_shallow(value: Any) -> None:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(DEEPEST):
        if not level:
            return
        level = [
            part
            for container in level
            for part in (container.values() if isinstance(container, dict) else container)
            if isinstance(part, dict | list)
        ]
    if level:
        raise _too_deep()


def _require_content(raw: bytes) -> None:
    most = max(_FEW, len(raw) // _BYTES_EACH)
    if _containers(raw) > most:  # some may be signs within strings
        bare = _STRINGS.sub(b"", raw)
        count = _containers(bare)
        if count > most:
            if _DEEP(bare, 0, 1 << 20):
                raise _too_deep()
            raise Malformed(
                f"the JSON text has {count} arrays and objects in {len(raw)} bytes; at most {most} are read"
            )


def _containers(raw: bytes) -> int:
    return raw.count(b"[") + raw.count(b"{")


def _walk(value: Any) -> Iterator[tuple[Path, Any]]:
    """Every part of a value with its path, from the outside in; whoever has seen enough may stop."""
    yield (), value
    open_parts: list[tuple[Path, Iterator[tuple[str | int, Any]]]] = [((), _members(value))]
    while open_parts:
        path, members = open_parts[-1]
        for name, part in members:
            here = (*path, name)
            yield here, part
            if isinstance(part, dict | list):
                open_parts.append((here, _members(part)))
                break
        else:
            open_parts.pop()


def _members(part: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(part, dict):
        return iter(part.items())
    return iter(enumerate(part)) if isinstance(part, list) else iter(())


def _too_deep() -> Malformed:
    return Malformed(f"the JSON text is nested deeper than {DEEPEST} levels")


def _unparsable(text: str, error: json.JSONDecodeError) -> NotJsonError:
    if not text.strip():
        return NotJsonError("the JSON text is empty")
    return NotJsonError(f"line {error.lineno}, column {error.colno}: {error.msg.lower()}")
