"""Collections brought into the database from files that people wrote or that were exported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Final

import click

from service.cli.documents import (
    LARGEST,
    MOST_TOLD,
    STANDARD_INPUT,
    Document,
    Unreadable,
    collection_in,
    document_of,
    open_document,
)
from service.cli.terminal import aside
from service.cli.wiring import Wiring, opened
from service.domain.errors import Malformed, pointer
from service.wire.archive_lines import LONGEST_LINE, ArchiveLines, begins
from service.wire.collection_file import CollectionFile, is_empty
from service.wire.incoming import PARTS, STEPS, Added, Incoming

_NDJSON: Final = (".ndjson", ".jsonl")
# Only told where there are any.
_RARE: Final = ("documents", "waivers")
_SPOOLED: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _File:
    """A file that is being imported, and how to tell what is wrong in it."""

    incoming: Incoming
    refused: Callable[[Malformed], Exception]


def import_collections(
    wiring: Wiring, paths: Sequence[str], shape: str | None, *, if_empty: bool, dry_run: bool
) -> str:
    """Import the collections of files, all or nothing, and tell what came of it."""
    settings = wiring.settings()
    with ExitStack() as stack:
        files = [_opened(collection_in(path), shape, stack) for path in paths]
        with opened(wiring, settings) as services, services.unit_of_work() as uow:
            if if_empty and not is_empty(uow):
                return "not imported: the database is not empty"
            uow.collections.serialise()
            for step in STEPS:
                for file in files:
                    try:
                        step(file.incoming, uow)
                    except Malformed as error:
                        raise file.refused(error) from None
            if not dry_run:
                uow.commit()
    added = [file.incoming.added for file in files]
    for file, one in zip(files, added, strict=True):
        for fault in one.differing:
            aside(f"claimcheck: {file.refused(Malformed(fault.message, *fault.where))}")
    told = _told(added)
    return f"would have {told}; nothing was stored" if dry_run else told


def _opened(path: str, shape: str | None, stack: ExitStack) -> _File:
    shown = "standard input" if path == STANDARD_INPUT else path
    suffix = Path(path).suffix.lower()
    yaml = None if shape is None else shape == "yaml"
    if shape is None and suffix == ".csv":
        raise click.UsageError(f"{path}: a table goes into a collection: name that with --collection")
    if path != STANDARD_INPUT and shape != "ndjson" and (shape is not None or suffix not in _NDJSON):
        return _document(open_document(path, yaml=yaml))
    try:
        stream = stack.enter_context(_spooled() if path == STANDARD_INPUT else Path(path).open("rb"))  # noqa: SIM115
    except OSError as error:
        raise Unreadable(f"{shown}: {error.strerror}") from None
    first = stream.readline(LONGEST_LINE + 1)
    stream.seek(0)
    if begins(first) or not first:
        lines = iter(partial(stream.readline, LONGEST_LINE + 1), b"")
        return _File(ArchiveLines(lines), partial(_line_refused, shown))
    if path != STANDARD_INPUT or shape == "ndjson":
        raise Unreadable(f"{shown}: is no export; claims, a line each, go into a collection: name it with --collection")
    raw = stream.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise Unreadable(f"{shown}: larger than {LARGEST // 1024 // 1024} MiB")
    return _document(document_of(raw, path, shown, yaml=yaml))


def _document(document: Document) -> _File:
    try:
        return _File(CollectionFile(document.value), document.refused)
    except Malformed as error:
        raise document.refused(error) from None


def _spooled() -> IO[bytes]:
    """Standard input to its end, so that nobody who writes to the database waits for whoever makes it."""
    spool: IO[bytes] = SpooledTemporaryFile(_SPOOLED)  # noqa: SIM115  the caller closes it
    with click.open_file(STANDARD_INPUT, "rb") as stream:
        while some := stream.read(1 << 20):
            spool.write(some)
    spool.seek(0)
    return spool


def _line_refused(shown: str, error: Malformed) -> Unreadable:
    """What is wrong in a file of lines: the place begins with the number of one."""
    told = []
    for fault in error.faults[:MOST_TOLD]:
        line, rest = fault.where[:1], fault.where[1:]
        told.append(
            ": ".join([shown, *(f"line {one}" for one in line), *([pointer(rest)] if rest else []), fault.message])
        )
    more = len(error.faults) - len(told)
    return Unreadable("; ".join([*told, *([f"and {more} more"] if more > 0 else [])]))


def _told(added: Sequence[Added]) -> str:
    counts = []
    for part in PARTS:
        count = sum(getattr(one, part) for one in added)
        if count or part not in _RARE:
            counts.append(f"{count} {part.removesuffix('s') if count == 1 else part}")
    unchanged = sum(one.unchanged for one in added)
    different = sum(len(one.differing) for one in added)
    left = [f"{count} {what}" for count, what in ((unchanged, "unchanged"), (different, "different")) if count]
    return "; ".join([f"stored {', '.join(counts)}", *([", ".join(left)] if left else [])])
