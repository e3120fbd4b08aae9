"""JSON and YAML named on the command line, read strictly and with one clear line when it cannot be taken."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import click

from service import json_places, strict_json, strict_yaml
from service.domain.errors import Malformed, pointer
from service.formats.finding import Region
from service.reading.lines import Lines, split_lines
from service.reading.span import Span

STANDARD_INPUT: Final = "-"
LARGEST: Final = 64 * 1024 * 1024
# Whoever mends that many things that are wrong can ask again; the line that tells them would be endless.
MOST_TOLD: Final = 10

_YAML: Final = (".yaml", ".yml")
COLLECTION_SUFFIXES: Final = (*_YAML, ".json")
# What the collection file of a directory is called.
COLLECTION_FILES: Final = ("collection.yaml", "collection.yml", "collection.json")


class Unreadable(click.ClickException):
    """A file that is not there, or not what it should be. The message is one line that names the file."""

    exit_code = 2


@dataclass(frozen=True)
class Document:
    """A file as it was read: ``name`` as people are shown it, its text, and what that says.

    Numbers of JSON are ``int`` and ``Decimal``; those of YAML are that too, and know how they were written
    (``schemas.text.Written``).
    """

    name: str
    text: str
    yaml: bool
    value: Any = None

    def region(self, *where: str | int) -> Region:
        """Where a part of it is: a scalar itself, of anything else its name; of what is not there, what lacks it."""
        path = where
        while path not in self._places and path:
            path = path[:-1]
        span = self._places.get(path, Span(0, 0))
        begin, end = self._lines.at(span.start), self._lines.at(span.end)
        return Region(*begin, *end, span.start, span.end)

    def has(self, *where: str | int) -> bool:
        """Whether there is such a part."""
        return where in self._places

    def lines(self, regions: Iterable[Region]) -> dict[int, str]:
        """The lines of some regions by their numbers, without what ends them."""
        return {number: self._split[number - 1] for one in regions for number in range(one.line, one.end_line + 1)}

    def wrong(self, error: Malformed) -> str:
        """What is wrong and where, each by line, column and JSON pointer, all in one line."""
        told = []
        for fault in error.faults[:MOST_TOLD]:
            at = self.region(*fault.where)
            told.append(f"line {at.line}, column {at.column}: {pointer(fault.where) or '/'}: {fault.message}")
        more = len(error.faults) - len(told)
        return "; ".join([*told, *([f"and {more} more"] if more > 0 else [])])

    def refused(self, error: Malformed) -> Unreadable:
        """The same with the name of the file, as the error that it is."""
        return Unreadable(f"{self.name}: {self.wrong(error)}")

    @cached_property
    def _places(self) -> Mapping[strict_json.Path, Span]:
        return strict_yaml.places(self.text) if self.yaml else json_places.places(self.text)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    @cached_property
    def _split(self) -> list[str]:
        return split_lines(self.text)


def path_in(value: Any, at: str) -> strict_json.Path:
    """The path that a JSON pointer (RFC 6901) stands for in a value, as far as there is something there."""
    path: strict_json.Path = ()
    for token in at.split("/")[1:]:
        name: str | int = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and str(name).isdecimal():
            name = int(name)
        path = (*path, name)
        try:
            value = value[name]
        except (LookupError, TypeError):
            value = None
    return path


def read_document(name: str) -> Any:
    """What the JSON or YAML in a file says, or that on standard input for ``-``. Raises ``Unreadable``."""
    return open_document(name).value


def collection_in(path: str) -> str:
    """The collection file of a directory, else the path itself. Raises ``Unreadable`` unless there is exactly one."""
    if not Path(path).is_dir():
        return path
    found = [name for name in COLLECTION_FILES if (Path(path) / name).is_file()]
    if len(found) == 1:
        return str(Path(path) / found[0])
    has = f"has {' and '.join(found)}; name one" if found else f"has no {' or '.join(COLLECTION_FILES)}"
    raise Unreadable(f"{path}: {has}")


def open_document(name: str, shown: str | None = None, *, yaml: bool | None = None) -> Document:
    """A file of JSON, or of YAML; where its name does not end as one, or on standard input (``-``), it shows which.

    ``shown`` is what people are to see for its name; ``yaml`` says what it is, whatever its name. Raises ``Unreadable``
    for what is not there, too large, neither, or refused.
    """
    shown = shown or ("standard input" if name == STANDARD_INPUT else name)
    try:
        raw = read_bytes(name, LARGEST)
    except OSError as error:
        raise Unreadable(f"{shown}: {error.strerror}") from None
    except Malformed as error:
        raise Unreadable(f"{shown}: {error}") from None
    return document_of(raw, name, shown, yaml=yaml)


def document_of(raw: bytes, name: str, shown: str, *, yaml: bool | None = None) -> Document:
    """What was read from a file, as ``open_document``. Raises ``Unreadable``."""
    raw = raw.removeprefix(codecs.BOM_UTF8)
    return _read(raw, shown, yaml=_is_yaml(name, raw) if yaml is None else yaml)


def _is_yaml(name: str, raw: bytes) -> bool:
    suffix = Path(name).suffix.lower()
    if suffix in COLLECTION_SUFFIXES:
        return suffix in _YAML
    # Nothing else that is meant begins like JSON, and JSON should not be told what is wrong with it as YAML.
    return not raw.lstrip().startswith((b"{", b"[")) and bool(raw.strip())


def _read(raw: bytes, shown: str, *, yaml: bool) -> Document:
    """What the bytes of a file say. Raises ``Unreadable``."""
    try:
        value = strict_yaml.parse(raw) if yaml else strict_json.parse(raw)
    except strict_json.NotJsonError as error:
        place = f"{pointer(error.where)}: " if error.where else ""
        raise Unreadable(f"{shown}: not JSON, {place}{error}") from None
    except strict_yaml.NotYamlError as error:
        raise Unreadable(f"{shown}: not YAML, {error}") from None
    except Malformed as error:
        raise Document(shown, raw.decode(), yaml).refused(error) from None
    return Document(shown, raw.decode(), yaml, value)


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
