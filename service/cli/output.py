"""Where a command writes what it was asked for: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from service.cli.documents import Unreadable

# What standard output is called where a file could be named.
STANDARD: Final = "-"


@contextmanager
def written(output: Path | None, *, private: bool = False) -> Iterator[IO[bytes]]:
    """A stream to write to, which is standard output where ``output`` is None or "-".

    What stood in a file stays until all of the new is on the disk, or for good where that fails. A ``private`` file is
    its owner's alone. Raises ``Unreadable``.
    """
    try:
        if output is None or str(output) == STANDARD:
            yield sys.stdout.buffer
            sys.stdout.flush()
            return
        if output.exists() and not output.is_file():  # a pipe, say
            with output.open("wb") as stream:
                yield stream
            return
        # What a link leads to is replaced, not the link.
        path = output.resolve()
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _failed(output, error) from None
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(descriptor)
        # As any other file has it; a temporary one is its owner's alone.
        if not private:
            temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise _failed(output, error) from None
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _failed(output: Path | None, error: OSError) -> Unreadable:
    return Unreadable(f"{output or 'standard output'}: cannot be written: {error.strerror or error}")
