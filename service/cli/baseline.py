"""Findings that are known: those in the SARIF log of an earlier run, which do not fail a later one."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from service import strict_json
from service.cli.documents import LARGEST, Unreadable, read_bytes
from service.cli.problems import located
from service.domain.errors import Malformed
from service.formats.finding import Examined, Finding
from service.formats.sarif import DRIVER, FINGERPRINT

_HOW: Final = "make one with --format sarif --output FILE"

# The file, the fingerprint, and whether the finding was silenced.
Key = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Baseline:
    """How many findings of each fingerprint an earlier run had in each file, named from the root, told in ``path``."""

    path: Path
    known: Counter[Key]

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """The findings in a SARIF log. Raises ``Unreadable``."""
        try:
            log = strict_json.parse(read_bytes(str(path), LARGEST).removeprefix(codecs.BOM_UTF8))
            return cls(path, Counter(_keys(log)))
        except OSError as error:
            raise Unreadable(f"{path}: {error.strerror}; {_HOW}") from None
        except strict_json.NotJsonError as error:
            raise Unreadable(f"{path}: not JSON: {error}; {_HOW}") from None
        except Malformed as error:
            raise Unreadable(f"{path} {located(error)}; {_HOW}") from None

    def compare(self, examined: Sequence[Examined], named: Callable[[str], str]) -> tuple[list[Examined], int]:
        """The same files with those of their findings known that the earlier run had, and how many are gone.

        ``named`` is the name from the root for that of a file. Of several findings that are alike as many are known as
        there were. What was silenced then and is not any more is not known: whoever takes a comment away wants to hear
        of it. Gone are findings of these files that are found no more; with the next edit one of them might be back.
        """
        left = self.known.copy()

        def settled(finding: Finding) -> Finding:
            for silenced in (True, False) if finding.silenced is not None else (False,):
                key = named(finding.file), finding.fingerprint, silenced
                if left[key]:
                    left[key] -= 1
                    return replace(finding, known=True)
            return finding

        marked = [replace(one, findings=tuple(map(settled, one.findings))) for one in examined]
        files = {named(one.file) for one in examined if one.fault is None}
        return marked, sum(count for (file, _, silenced), count in left.items() if file in files and not silenced)


def _keys(log: Any) -> list[Key]:
    runs = log.get("runs") if isinstance(log, dict) else None
    if not isinstance(runs, list) or log.get("version") != "2.1.0":
        raise Malformed("is no SARIF log of version 2.1.0")
    if not any(_member(_member(_member(run, "tool"), "driver"), "name") == DRIVER for run in runs):
        raise Malformed("holds no run of Claimcheck")
    return [
        (_file(result), fingerprint, bool(_member(result, "suppressions")))
        for run in runs
        for result in _results(run)
        if (fingerprint := _fingerprint(result)) is not None
    ]


def _results(run: Any) -> list[Any]:
    found = _member(run, "results")
    return found if isinstance(found, list) else []


def _fingerprint(result: Any) -> str | None:
    # Of another tool's results there are none that this one could find again.
    found = _member(_member(result, "partialFingerprints"), FINGERPRINT)
    # A result that the log itself calls absent was there before, not in its run.
    return found if isinstance(found, str) and _member(result, "baselineState") != "absent" else None


def _file(result: Any) -> str:
    locations = _member(result, "locations")
    first = locations[0] if isinstance(locations, list) and locations else None
    uri = _member(_member(_member(first, "physicalLocation"), "artifactLocation"), "uri")
    # A file that is not below the root is named by its whole path.
    return unquote(uri.removeprefix("file://")) if isinstance(uri, str) else ""


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None
