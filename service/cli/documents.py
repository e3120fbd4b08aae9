"""JSON documents named on the command line, read strictly and with one clear line when they cannot be taken."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

import click

from service import strict_json
from service.cli.problems import located
from service.domain.errors import Malformed, pointer

STANDARD_INPUT = "-"
LARGEST = 64 * 1024 * 1024


class Unreadable(click.ClickException):
    """A file that is not there or not JSON. The message is one line that names the file."""

    exit_code = 2


def read_document(name: str) -> Any:
    """The JSON in a file, or on standard input for ``-``, as strictly as the service reads it.

    Raises ``Unreadable`` for what is not there, too large, not JSON, or JSON that is refused.
    """
    shown = "standard input" if name == STANDARD_INPUT else name
    try:
        return strict_json.parse(read_bytes(name, LARGEST).removeprefix(codecs.BOM_UTF8))
    except OSError as error:
        raise Unreadable(f"{shown}: {error.strerror}") from None
    except strict_json.NotJsonError as error:
        place = f"{pointer(error.where)}: " if error.where else ""
        raise Unreadable(f"{shown}: not JSON, {place}{error}") from None
    except Malformed as error:
        raise Unreadable(f"{shown} {located(error)}") from None


def read_bytes(name: str, largest: int) -> bytes:
    """What is in a file, or on standard input for ``-``. Raises OSError, and Malformed for more than ``largest``."""
    if name == STANDARD_INPUT:
        with click.open_file(name, "rb") as stream:
            found = stream.read(largest + 1)
    else:
        with Path(name).open("rb") as stream:
            found = stream.read(largest + 1)
    if len(found) > largest:
        raise Malformed(f"larger than {largest // 1024 // 1024} MiB")
    return bytes(found)
