"""The git checkout that a command runs in, if it runs in one: where it is, and which files git is told to ignore."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pathspec import GitIgnoreSpec

_RULES: Final = ".gitignore"
_NOTHING: Final = GitIgnoreSpec.from_lines([])


def checkout_of(start: Path) -> Path | None:
    """The root of the checkout that a directory is in."""
    return next((directory for directory in (start, *start.parents) if (directory / ".git").exists()), None)


class Ignored:
    """What the ``.gitignore`` files of a checkout leave out; those of the user and of the clone are not asked."""

    def __init__(self, root: Path | None) -> None:
        self._root = root
        self._rules: dict[Path, GitIgnoreSpec] = {}

    def __call__(self, path: Path, *, directory: bool = False) -> bool:
        """Whether a path is left out itself; nothing in a directory that is can be had back."""
        whole = Path(os.path.normpath(path.absolute()))
        for above in self._above(whole):
            name = f"{whole.relative_to(above).as_posix()}{'/' if directory else ''}"
            found = self._rules_in(above).check_file(name).include
            if found is not None:
                return found
        return False

    def _above(self, path: Path) -> Iterator[Path]:
        """The directories of the checkout that a path is in, nearest first."""
        if self._root is not None and self._root in path.parents:
            for above in path.parents:
                yield above
                if above == self._root:
                    break

    def _rules_in(self, directory: Path) -> GitIgnoreSpec:
        if directory not in self._rules:
            self._rules[directory] = _read(directory / _RULES)
        return self._rules[directory]


def _read(path: Path) -> GitIgnoreSpec:
    if not path.is_file():
        return _NOTHING
    try:
        return GitIgnoreSpec.from_lines(path.read_text(encoding="utf-8", errors="surrogateescape").splitlines())
    except (OSError, ValueError):
        # No patterns, or none that can be read.
        return _NOTHING
