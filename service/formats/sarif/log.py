"""What SARIF logs of reports and of files have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any, Final

import orjson

from service.formats.level import Level

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# What this program is called as a tool.
DRIVER: Final = "Claimcheck"
# Which partial fingerprint of a result is ours: what the result is about and nothing of what it says.
FINGERPRINT: Final = "claimcheckFinding/v1"

# In message strings braces stand for arguments, and "[text](target)" for a link.
_LINK: Final = re.compile(r"(\\*)\](?=\()")

Json = dict[str, Any]


class Rules:
    """The rules that results are of, each with its place in the table of the run."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def index(self, rule: str) -> int:
        """The place of a rule, which is given one when it is first asked for."""
        return self._places.setdefault(rule, len(self._places))

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)


def written(run: Json, *, indented: bool = False) -> bytes:
    """The log of one run."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return orjson.dumps(log, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE if indented else None)


def driver(rules: Sequence[Json], address: str | None) -> Json:
    """This program. ``address`` is where a service is reached that tells more."""
    return {
        "name": DRIVER,
        "version": version("claimcheck"),
        "rules": rules,
        **({} if address is None else {"informationUri": f"{address}/docs"}),
    }


def described(
    rule: str,
    short: str,
    full: str,
    *,
    level: Level = Level.ERROR,
    advice: str | None = None,
    address: str | None = None,
) -> Json:
    """A rule of the table. ``level`` is that of most of its results; with an ``address`` a link leads to its kind."""
    return {
        "id": rule,
        "name": "".join(word.capitalize() for word in re.split("[-_]", rule)),
        "shortDescription": {"text": literal(short)},
        "fullDescription": {"text": literal(full)},
        **({} if advice is None else {"help": {"text": literal(advice)}}),
        "defaultConfiguration": {"level": level.value},
        **({} if address is None else {"helpUri": f"{address}/v1/check-kinds#{rule}"}),
    }


def notification(level: str, text: str) -> Json:
    """Something that the run has to tell beside its results."""
    return {"level": level, "message": {"text": literal(text)}}


def literal(text: str) -> str:
    """``text`` as a message string that says just this."""
    # Backslashes before it would be taken for what escapes one another, and leave it alone.
    return _LINK.sub(lambda found: f"{found[1] * 2}\\]", text).replace("{", "{{").replace("}", "}}")
