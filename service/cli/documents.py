"""JSON documents named on the command line, read exactly and with one clear line when they are not JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import click

STANDARD_INPUT = "-"
LARGEST = 64 * 1024 * 1024
_DIGITS = 4000


class Unreadable(click.ClickException):
    """A file that is not there or not JSON. The message is one line that names the file."""

    exit_code = 2


def read_document(name: str) -> Any:
    """The JSON in a file, or on standard input for ``-``. Numbers keep every digit.

    Raises ``Unreadable`` for what is not there, too large, not UTF-8 or not JSON; NaN, infinities and duplicate members
    are not JSON here.
    """
    shown = "standard input" if name == STANDARD_INPUT else name
    try:
        text = _bytes(name).decode("utf-8-sig")
        return json.loads(
            text, parse_float=Decimal, parse_int=_integer, parse_constant=_constant, object_pairs_hook=_members
        )
    except OSError as error:
        raise Unreadable(f"{shown}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Unreadable(f"{shown}: not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"{shown}: not JSON, line {error.lineno} column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise Unreadable(f"{shown}: nested too deeply") from None
    except ValueError as error:
        raise Unreadable(f"{shown}: {error}") from None


def _bytes(name: str) -> bytes:
    if name == STANDARD_INPUT:
        with click.open_file(name, "rb") as stream:
            found = stream.read(LARGEST + 1)
    else:
        with Path(name).open("rb") as stream:
            found = stream.read(LARGEST + 1)
    if len(found) > LARGEST:
        raise ValueError(f"larger than {LARGEST // 1024 // 1024} MiB")
    return bytes(found)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'the member "{twice[:100]}" is there twice')
    return members


def _integer(text: str) -> int:
    if len(text) > _DIGITS:
        raise ValueError(f"a number has more than {_DIGITS} digits")
    return int(text)


def _constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number")
