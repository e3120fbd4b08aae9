"""The file of a backup: a tar of the data in parts and, last, a manifest that says what they are.

Data come in parts, so that they can be written to a pipe without knowing how much there will be. Without this program
``tar --extract --to-stdout --wildcards 'database.*' --file FILE`` puts them together to what the tools of the database
read: a file of SQLite compressed by gzip, or a dump in the custom format of PostgreSQL.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from service.application.errors import Conflict
from service.application.upkeep import Manifest

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
SUFFIXES: Final = {"sqlite": "sqlite.gz", "postgresql": "pgdump"}
PART_BYTES: Final = 16 * 1024 * 1024
_OWNER_ONLY: Final = 0o600


class Writer(io.RawIOBase):
    """Takes the data of a backup as a file does; ``finish`` makes the backup whole."""

    def __init__(self, stream: IO[bytes], database: str, made_at: datetime) -> None:
        # Not through a TarFile, which would write once more when it is thrown away after the disk was full.
        self._stream = stream
        self._name = f"database.{SUFFIXES[database]}"
        self._made_at = made_at
        self._part = bytearray()
        self._parts = 0
        self._digest = hashlib.sha256()
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._digest.update(data)
        self._size += len(data)
        self._part += data
        while len(self._part) >= PART_BYTES:
            self._end_part(PART_BYTES)
        return len(data)

    def finish(self, **told: Any) -> Manifest:
        """Write what is left and the manifest, of which ``told`` is what only the writer of the data knows."""
        if self._part:
            self._end_part(len(self._part))
        manifest = Manifest(made_at=self._made_at, size=self._size, digest=self._digest.hexdigest(), **told)
        members = {"format": FORMAT, **asdict(manifest), "made_at": manifest.made_at.isoformat()}
        self._add(MANIFEST, json.dumps(members, indent=1).encode())
        self._stream.write(bytes(2 * tarfile.BLOCKSIZE))
        return manifest

    def _end_part(self, length: int) -> None:
        self._parts += 1
        self._add(f"{self._name}.{self._parts:06}", bytes(self._part[:length]))
        del self._part[:length]

    def _add(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        member.mode = _OWNER_ONLY
        member.mtime = int(self._made_at.timestamp())
        for piece in (member.tobuf(), content, bytes(-len(content) % tarfile.BLOCKSIZE)):
            self._stream.write(piece)


class Reader:
    """A backup that was read to its end once and is whole. Raises Conflict for a file that is not."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise Conflict(f"{path} cannot be read: {error.strerror}") from None
        try:
            self.manifest = self._read()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._file.close()

    def data(self) -> Iterator[bytes]:
        """The data once more, a bit at a time."""
        for name, piece in self._pieces():
            if name != MANIFEST:
                yield piece

    def _read(self) -> Manifest:
        digest = hashlib.sha256()
        size = 0
        told = b""
        try:
            for name, piece in self._pieces():
                if name == MANIFEST:
                    told += piece
                else:
                    digest.update(piece)
                    size += len(piece)
        except (tarfile.TarError, EOFError, OSError):
            raise Conflict(f"{self._path} is no backup, or only a part of one") from None
        if not told:
            raise Conflict(f"{self._path} is no backup, or only a part of one: it has no {MANIFEST}")
        manifest = self._manifest(told)
        if (size, digest.hexdigest()) != (manifest.size, manifest.digest):
            raise Conflict(
                f"{self._path} is damaged: it was made with {manifest.size:,} bytes of data of SHA-256 "
                f"{manifest.digest}, and has {size:,} of {digest.hexdigest()}"
            )
        return manifest

    def _manifest(self, told: bytes) -> Manifest:
        try:
            members = json.loads(told)
            if members.pop("format") == FORMAT:
                return Manifest(**{**members, "made_at": datetime.fromisoformat(members["made_at"])})
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Conflict(f"{self._path} is damaged: its {MANIFEST} cannot be read") from None
        raise Conflict(f"{self._path} has another format than this program reads; use the program that made it")

    def _pieces(self) -> Iterator[tuple[str, bytes]]:
        self._file.seek(0)
        with tarfile.open(fileobj=self._file, mode="r|") as tar:
            for member in tar:
                stream = tar.extractfile(member)
                if stream is None:
                    raise tarfile.ReadError("not a file")
                left = member.size
                while left:
                    piece = stream.read(min(left, 1 << 20))
                    if not piece:
                        raise EOFError
                    left -= len(piece)
                    yield member.name, piece
