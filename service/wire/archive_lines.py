"""What is kept of collections as NDJSON: any number of things, a line for each, written and read as a stream.

The first line says what the file is, the last one how many things of each type there are: a file that was cut short,
by a full disk or a broken connection, is noticed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from service import strict_json
from service.application import restore
from service.application.archive import Entry
from service.application.ports import UnitOfWork
from service.application.records import Collection
from service.domain.errors import Malformed, within
from service.wire import archive
from service.wire.encoding import encode
from service.wire.incoming import PARTS, Added

TYPE: Final = "type"
BEGINNING: Final = "archive"
END: Final = "end"
FORMAT: Final = 1
# Lines that are stored at once: so many, or so many bytes.
MOST_AT_ONCE: Final = 1000
MOST_BYTES_AT_ONCE: Final = 8 * 1024 * 1024
LONGEST_LINE: Final = 64 * 1024 * 1024
# Where in the JSON text something is wrong, which is a single line.
_ONLY_LINE: Final = "line 1, "

Line = tuple[int, Mapping[str, Any]]

_STORE: Final[Mapping[str, Any]] = {
    archive.SOURCE: restore.sources,
    archive.CLAIM: restore.claims,
    archive.CHECK: restore.checks,
    archive.DOCUMENT: restore.documents,
    archive.WAIVER: restore.waivers,
}


def write(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The lines of a file, each with its end."""
    yield _line({TYPE: BEGINNING, "format": FORMAT})
    counts: Counter[str] = Counter()
    for entry in entries:
        kind = archive.type_of(entry)
        counts[kind] += 1
        yield _line({TYPE: kind, **archive.told(entry)})
    yield _line({TYPE: END, "counts": {kind: counts[kind] for kind in archive.TYPES}})


def _line(value: Mapping[str, Any]) -> bytes:
    return encode(value) + b"\n"


def begins(line: bytes) -> bool:
    """Whether a file with this first line is meant to be one."""
    try:
        value = strict_json.parse(line)
    except (strict_json.NotJsonError, Malformed):
        return False
    return isinstance(value, Mapping) and value.get(TYPE) == BEGINNING


class ArchiveLines:
    """Such a file on its way into the database; see ``Incoming``. A place in it is the number of a line, from 1."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = self._read(lines)
        self._next: tuple[Line, int] | None = None
        self._counts: Counter[str] = Counter()
        self._new: Counter[str] = Counter()
        self._collections: list[tuple[int, Collection]] = []

    def add_collections(self, uow: UnitOfWork) -> None:
        """Its collections, without their references."""
        for some in self._portions(archive.COLLECTION):
            for number, found in some:
                self._counts[archive.COLLECTION] += 1
                with within(number):
                    if restore.collection(uow, found):
                        self._collections.append((number, found))
        self._new[archive.COLLECTION] = len(self._collections)

    def add_references(self, uow: UnitOfWork) -> None:
        """What these reference."""
        for number, found in self._collections:
            with within(number):
                restore.references(uow, found)

    def add_claims(self, uow: UnitOfWork) -> None:
        """Its sources and claims."""
        self._add(uow, archive.SOURCE, archive.CLAIM)

    def add_checks(self, uow: UnitOfWork) -> None:
        """Its checks, documents and waivers."""
        self._add(uow, archive.CHECK, archive.DOCUMENT, archive.WAIVER)
        self._end()

    @property
    def added(self) -> Added:
        """What came of it."""
        return Added(
            slug=", ".join(found.slug for _, found in self._collections),
            **{part: self._new[kind] for kind, part in zip(archive.TYPES, PARTS, strict=True)},
            unchanged=self._counts.total() - self._new.total(),
            claim_ids={},
            check_ids=(),
            differing=(),
        )

    def _add(self, uow: UnitOfWork, *kinds: str) -> None:
        for kind in kinds:
            for some in self._portions(kind):
                self._new[kind] += _STORE[kind](uow, [((number,), entry) for number, entry in some])
                self._counts[kind] += len(some)

    def _portions(self, kind: str) -> Iterator[Sequence[tuple[int, Any]]]:
        """The things of a type that come next, as many as are stored at once."""
        some: list[tuple[int, Entry]] = []
        size = 0
        while self._peek() == kind:
            (number, body), length = self._take()
            with within(number):
                some.append((number, archive.entry(kind, {name: body[name] for name in body if name != TYPE})))
            size += length
            if len(some) == MOST_AT_ONCE or size > MOST_BYTES_AT_ONCE:
                yield some
                some, size = [], 0
        if some:
            yield some

    def _end(self) -> None:
        kind = self._peek()
        if kind is None:
            raise Malformed('the file was cut short: its last line is {"type": "end", …}')
        (number, body), _ = self._take()
        if kind != END:
            raise Malformed(f"a {kind} comes too late: things come in the order {', '.join(archive.TYPES)}", number)
        said = body.get("counts")
        if said != {name: self._counts[name] for name in archive.TYPES}:
            found = ", ".join(f"{name} {self._counts[name]}" for name in archive.TYPES)
            raise Malformed(f"there are not as many things as it says: the file has {found}", number, "counts")
        if self._peek() is not None:
            raise Malformed("the file goes on after its end", self._take()[0][0])

    def _peek(self) -> str | None:
        if self._next is None:
            self._next = next(self._lines, None)
        return None if self._next is None else str(self._next[0][1][TYPE])

    def _take(self) -> tuple[Line, int]:
        taken, self._next = self._next, None
        assert taken is not None
        return taken

    def _read(self, lines: Iterable[bytes]) -> Iterator[tuple[Line, int]]:
        number = 0
        for number, raw in enumerate(lines, 1):
            if len(raw) > LONGEST_LINE:
                raise Malformed(f"is longer than {LONGEST_LINE // 1024 // 1024} MiB", number)
            body = _parsed(number, raw)
            kind = body.get(TYPE)
            if (kind == BEGINNING) != (number == 1) or kind not in {BEGINNING, END, *archive.TYPES}:
                wanted = f"must be {BEGINNING}" if number == 1 else f"must be one of {', '.join((*archive.TYPES, END))}"
                raise Malformed(wanted, number, TYPE)
            if kind != BEGINNING:
                yield (number, body), len(raw)
            elif body.get("format") != FORMAT:
                raise Malformed(f"must be {FORMAT}, which is all that this version reads", number, "format")
        if number == 0:
            raise Malformed("is empty")


def _parsed(number: int, raw: bytes) -> Mapping[str, Any]:
    try:
        body = strict_json.parse(raw)
    except strict_json.NotJsonError as error:
        raise Malformed(f"not JSON, {str(error).removeprefix(_ONLY_LINE)}", number, *error.where) from None
    except Malformed as error:
        raise error.within(number) from None
    if not isinstance(body, Mapping):
        raise Malformed("must be an object", number)
    return body
