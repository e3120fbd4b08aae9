"""The configuration of ``claimcheck lint`` and ``claimcheck check``: the nearest file that has one.

That is ``.claimcheck.toml``, or the table ``[tool.claimcheck]`` of ``pyproject.toml``, in the directory where the
command runs or the nearest one above; where a directory has both, the former. What it says, options overrule. Paths in
it are relative to its own directory; in a file that an option names, to where the command runs.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from marshmallow import ValidationError
from pathspec import GitIgnoreSpec

from schemas.base import Strict
from schemas.faults import faults
from schemas.fields import Flag, ListOf
from schemas.text import Choice, Edtf, Text
from service.cli.documents import Unreadable
from service.domain.errors import Malformed
from service.domain.period import parse_period

OWN: Final = ".claimcheck.toml"
SHARED: Final = "pyproject.toml"
TABLE: Final = "tool.claimcheck"

SHAPES: Final = ("text", "json", "sarif", "junit", "github")
FAIL_ON: Final = ("inconsistent", "strained", "undetermined", "never")
COLORS: Final = ("auto", "always", "never")
_LONGEST: Final = 1000


class _Schema(Strict):
    """What a configuration may say; the members are called as the options are."""

    format = Choice("How findings are told.", "Shape", SHAPES)
    fail_on = Choice("The mildest verdict that fails.", "FailOn", FAIL_ON, data_key="fail-on")
    ignore = ListOf(Text("A rule.", longest=_LONGEST), "Rules whose findings are silenced.", longest=1000)
    hide_silenced = Flag("Whether SARIF and JUnit leave out what is silenced.", data_key="hide-silenced")
    baseline = Text("A SARIF log with findings that are known.", longest=_LONGEST)
    # Schemas have a use of their own for the name that this has in the file.
    patterns = ListOf(
        Text("A pattern.", longest=_LONGEST),
        "Patterns, as in .gitignore, of files that are left out.",
        longest=1000,
        data_key="exclude",
    )
    date = Edtf("When texts are of.", "2004-09-24")
    server = Text("Where a service is reached.", longest=_LONGEST)
    color = Choice("Whether to use colour.", "Color", COLORS)

    def _unknown(self, name: str) -> str:
        if name == "token":
            return "is a secret; give it in the environment, as CLAIMCHECK_TOKEN"
        if name == "tool":
            return f"is for {SHARED}; in {OWN} the keys stand without a table"
        if name in {"output", "also"}:
            # A file of somebody else must not say which of the user's files are written.
            return f"is an option only, --{name}"
        return super()._unknown(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What was configured: by the name of the option, with underscores, what it is; and which files are left out."""

    root: Path
    file: Path | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    excluded: GitIgnoreSpec = field(default_factory=lambda: GitIgnoreSpec.from_lines([]))

    def get(self, name: str) -> Any:
        """What is configured for an option, or None."""
        return self.given.get(name)

    def baseline(self) -> Path | None:
        """The baseline that is configured; below the root, links resolved. Raises ``Unreadable``.

        Whoever runs the command in what others wrote has read no configuration there: it names no files of the user's.
        """
        given = self.given.get("baseline")
        if given is None:
            return None
        path: Path = self.root / given
        try:
            path.resolve().relative_to(self.root.resolve())
        except (ValueError, OSError):
            raise Unreadable(
                f"{self.file}: baseline: must be below {self.root}; give another with --baseline"
            ) from None
        return path

    def excludes(self, path: Path, *, directory: bool = False) -> bool:
        """Whether a file, or a directory with all that is in it, is left out. One outside the root never is."""
        try:
            below = Path(os.path.normpath(path.absolute())).relative_to(self.root)
        except ValueError:
            return False
        # The root itself is not, whatever its patterns say of what is in it.
        return below != Path() and self.excluded.match_file(f"{below.as_posix()}{'/' if directory else ''}")


def read_config(start: Path) -> Config:
    """The configuration for a command that runs in ``start``. Raises ``Unreadable``, with all that is wrong in it."""
    start = start.absolute()
    for directory in (start, *start.parents):
        own, shared = directory / OWN, directory / SHARED
        if own.is_file():
            return _config(own, _toml(own))
        if shared.is_file():
            table = _toml(shared).get("tool", {})
            if isinstance(table, Mapping) and "claimcheck" in table:
                return _config(shared, table["claimcheck"], (TABLE,))
    return Config(root=start)


def read_config_file(path: Path) -> Config:
    """The configuration in a file that was named; a ``pyproject.toml`` has it in its table. Raises ``Unreadable``."""
    path = path.absolute()
    document = _toml(path)
    if path.name != SHARED:
        return _config(path, document, root=Path.cwd())
    table = document.get("tool", {})
    if not isinstance(table, Mapping) or "claimcheck" not in table:
        raise Unreadable(f"{path}: has no table [{TABLE}]")
    return _config(path, table["claimcheck"], (TABLE,), root=Path.cwd())


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Unreadable(f"{path}: not UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Unreadable(f"{path}: not TOML: {str(error) or 'nested too deeply'}") from None


def _config(path: Path, table: Any, prefix: tuple[str, ...] = (), *, root: Path | None = None) -> Config:
    try:
        given = _Schema().load(table)
        if "date" in given:
            _ = _period(given["date"])
        patterns = _patterns(given.pop("patterns", []))
    except ValidationError as error:
        told = "; ".join(
            f"{'.'.join((*prefix, *map(str, where))) or 'it'}: {message}" for where, message in faults(error.messages)
        )
        raise Unreadable(f"{path}: {told}") from None
    return Config(root=root or path.parent, file=path, given=given, excluded=patterns)


def _period(date: str) -> object:
    try:
        return parse_period(date)
    except Malformed as error:
        raise ValidationError({"date": [fault.message for fault in error.faults]}) from None


def _patterns(lines: list[str]) -> GitIgnoreSpec:
    wrong: dict[int, list[str]] = {}
    for place, line in enumerate(lines):
        try:
            GitIgnoreSpec.from_lines([line])
        except (ValueError, re.error):
            wrong[place] = ["is no pattern as in .gitignore"]
    if wrong:
        raise ValidationError({"exclude": wrong})
    return GitIgnoreSpec.from_lines(lines)
