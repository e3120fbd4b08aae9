"""What discovery is told about a claim, and what it tells: a check that follows, and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from service.domain.context import Context
from service.domain.figure import Figure

RETRACTED: Final = "retracted"
CANDIDATE: Final = "candidate"

Severity = Literal["error", "warning"]

# The kinds' own words for roles whose order means nothing.
_UNORDERED = ("figures", "parts", "amounts")


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim at one revision.

    ``claim`` is its id, one statement each; ``quote`` the very words it rests on, whose source is that of the
    ``context``; ``status`` how far it is vouched for.
    """

    claim: str
    revision: int
    figure: Figure
    context: Context
    quote: str | None = None
    status: str = "stated"


@dataclass(frozen=True, slots=True)
class Discovered:
    """A check that follows from the structure of claims.

    ``body`` is as in the HTTP contract, its figures ``{"claim": id}``. ``rule`` names what made it follow (see
    ``RULES``) and ``why`` says in a sentence how it applied here. ``key`` depends on the kind, its parameters and which
    claim plays which role: not on revisions, severity or wording. One that is not ``binding`` is worth a look, but need
    not hold for all claims to be true.
    """

    key: str
    name: str
    body: Mapping[str, Any]
    rule: str
    why: str
    severity: Severity
    binding: bool = True

    @classmethod
    def of(
        cls, body: Mapping[str, Any], *, name: str, rule: str, why: str, severity: Severity, binding: bool = True
    ) -> Discovered:
        """The check of ``body``, with the key that follows from it."""
        return cls(key_of(body), name, body, str(rule), why, severity, binding)


def key_of(body: Mapping[str, Any]) -> str:
    """SHA-256 over the kind, its parameters and who plays which role, as 64 hexadecimal characters.

    A stored check about claims that asks the same has the same key: a parameter that is false, as all are unless said,
    may be left out.
    """
    figures = {
        role: sorted(map(_text, entry)) if role in _UNORDERED and isinstance(entry, list | tuple) else entry
        for role, entry in body["figures"].items()
    }
    parameters = {name: value for name, value in (body.get("parameters") or {}).items() if value is not False}
    asked = {name: body[name] for name in ("expect", "relation") if body.get(name) is not None}
    return hashlib.sha256(_text([body["kind"], parameters, figures, asked]).encode()).hexdigest()


_text = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=dict).encode
