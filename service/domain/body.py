"""The body of a check, member by member: what each may hold, and what is said where it holds something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import partial
from typing import Any, Self, TypeVar

from service.domain import context, dates
from service.domain.checks import kind_named, kind_names
from service.domain.checks.kind import Kind, Role, Takes
from service.domain.context import NO_CONTEXT, Context
from service.domain.errors import Fault, Malformed
from service.domain.figure import Figure
from service.domain.numeral import parse_decimal
from service.domain.period import parse_period
from service.domain.policy import Policy
from service.domain.units import parse_unit

MEMBERS = ("kind", "figures", "expect", "relation", "parameters", "policy")
MAX_NAMES = 200
# Of a list role with more faulty figures than this, the first are told.
MOST_FAULTS = 20

_NAME = re.compile(r"[^\W\d]\w{0,63}")


@dataclass(frozen=True, slots=True)
class Input:
    """A figure as a check uses it, with what is known about it, and the claim and revision that it was read from.

    A date is one too, see :mod:`service.domain.dates`; its period is then what was written.
    """

    figure: Figure
    claim: str | None = None
    revision: int | None = None
    context: Context = NO_CONTEXT

    @classmethod
    def parse(cls, body: object) -> Input:
        """An inline figure, one in its context, or one pinned to a claim's revision. Raises ``Malformed``."""
        if not isinstance(body, Mapping):
            raise Malformed('must be a figure such as {"value": "18000", "unit": "KZT"}')
        if "claim" not in body and "figure" not in body:
            return cls(Figure.parse(body))
        known = {"figure", *context.MEMBERS} | ({"claim", "revision"} if "claim" in body else set())
        if not {"figure"} <= body.keys() <= known:
            what = "a pinned claim has claim, revision and" if "claim" in body else "a figure in its context has"
            raise Malformed(f"{what} figure, and if known {', '.join(context.MEMBERS)}")
        claim, revision = _provenance(body)
        about = Context.parse({name: body[name] for name in context.MEMBERS if name in body})
        try:
            return cls(Figure.parse(body["figure"]), claim, revision, about)
        except Malformed as error:
            raise error.within("figure") from None

    @classmethod
    def parse_date(cls, body: object) -> Input:
        """A date, given as one or as a claim, which then stands for its period. Raises ``Malformed``."""
        if not isinstance(body, Mapping):
            raise Malformed('must be a date such as {"date": "2004-09"}')
        if "figure" in body:
            found = cls.parse(body)
            period = found.context.period
            return cls(dates.figure_of(period), found.claim, found.revision, Context(period=period))
        if not {"date"} <= body.keys() <= {"date", "claim", "revision"}:
            raise Malformed('must be a date such as {"date": "2004-09"}, or a claim, whose period is then meant')
        text = body["date"]
        if not isinstance(text, str | None):
            raise Malformed('must be a date in EDTF, such as "2004-09", or null if it is not known', "date")
        try:
            period = None if text is None else parse_period(text)
        except Malformed as error:
            raise error.within("date") from None
        return cls(dates.figure_of(period), *_provenance(body), Context(period=period))

    def canonical(self) -> dict[str, Any]:
        """The same in its wire form, always pinned or not as it was."""
        members: dict[str, Any] = {"figure": self.figure.canonical(), **self.context.canonical()}
        if self.figure.unit == dates.DATE:
            members = {"date": None if self.context.period is None else self.context.period.text}
        if self.claim is not None:
            members["claim"] = self.claim
        if self.revision is not None:
            members["revision"] = self.revision
        return members


def _provenance(body: Mapping[str, Any]) -> tuple[str | None, int | None]:
    """The claim and revision that a figure was read from, if any."""
    claim, revision = body.get("claim"), body.get("revision")
    if "claim" in body and (
        not isinstance(claim, str) or not isinstance(revision, int | None) or isinstance(revision, bool)
    ):
        raise Malformed("a pinned claim has its id as text and its revision as a whole number", "claim")
    return claim, revision


Entry = Input | str | tuple[Input | str, ...]


@dataclass(frozen=True)
class Body:
    """A check as it was asked, each member read, none compared with another yet."""

    kind: Kind
    figures: Mapping[str, Entry]
    expect: Mapping[str, str] | None
    relation: str | None
    parameters: Mapping[str, bool | str]
    policy: Policy

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> Self:
        """The members of ``given``. Raises ``Malformed`` with all that is wrong in them, each fault with its path."""
        kind = _kind(given)
        faults = [
            Fault((member,), f"unknown field; a check has {', '.join(MEMBERS)}")
            for member in given
            if member not in MEMBERS
        ]

        figures = _entries(given.get("figures", {}), kind, faults)
        policy = _noting(faults, lambda: Policy.parse(_present(given.get("policy"), {})), "policy")
        parameters = _noting(faults, lambda: _parameters(_present(given.get("parameters"), {}), kind), "parameters")
        expect = _noting(faults, lambda: _expect(given.get("expect"), kind), "expect")
        relation = _noting(faults, lambda: _relation(given.get("relation"), kind), "relation")
        if faults:
            raise Malformed.several(tuple(faults))
        return cls(kind, _in_order(figures, kind), expect, relation, parameters or {}, policy or Policy())

    def canonical(self) -> dict[str, Any]:
        """It in its wire form, in one way whatever way it was written; ``inputs`` holds the figures."""
        return {
            "kind": self.kind.name,
            "inputs": {name: _canonical(entry) for name, entry in self.figures.items()},
            "expect": None if self.expect is None else dict(self.expect),
            "relation": self.relation,
            "parameters": dict(self.parameters),
            "policy": self.policy.canonical(),
        }


def _present(given: Any, default: Any) -> Any:
    """A member that is null counts as absent; one that is empty in another way does not."""
    return default if given is None else given


def _kind(given: Mapping[str, Any]) -> Kind:
    name = given.get("kind")
    kind = kind_named(name) if isinstance(name, str) else None
    if kind is None:
        said = f'unknown kind "{name[:40]}"' if isinstance(name, str) else "required"
        raise Malformed(f"{said}; the kinds are {', '.join(kind_names())}", "kind")
    return kind


def _entries(figures: object, kind: Kind, faults: list[Fault]) -> dict[str, Entry]:
    if not isinstance(figures, Mapping):
        faults.append(Fault(("figures",), "must be an object of role or name to figure"))
        return {}
    if len(figures) > MAX_NAMES:
        faults.append(Fault(("figures",), f"a check may name {MAX_NAMES} figures at most"))
        return {}
    roles = {role.name: role for role in kind.roles}
    entries: dict[str, Entry] = {}
    for name, given in figures.items():
        if not _NAME.fullmatch(name):
            message = "a name is a letter, then letters, digits and _, 64 characters at most"
            faults.append(Fault(("figures", name), message))
            continue
        entry = _noting(faults, partial(_entry, given, roles.get(name)), "figures", name)
        if entry is not None:
            entries[name] = entry
    missing = (role for role in kind.roles if role.required and role.name not in figures)
    faults.extend(Fault(("figures", role.name), _required(role, set(figures) - set(roles))) for role in missing)
    return entries


def _in_order(figures: Mapping[str, Entry], kind: Kind) -> dict[str, Entry]:
    """One order whatever order they were given in, so that nothing in a result depends on it: names, then roles."""
    roles = [role.name for role in kind.roles]
    others = sorted(name for name in figures if name not in roles)
    return {name: figures[name] for name in (*others, *roles) if name in figures}


def _required(role: Role, others: set[str]) -> str:
    close = get_close_matches(role.name, sorted(others), n=1)
    return f"required: {role.summary}" + (f'; did you mean it by "{close[0]}"?' if close else "")


def _entry(given: object, role: Role | None) -> Entry:
    if isinstance(given, list | tuple):
        if role is None or not role.many:
            raise Malformed("takes one figure or expression, not an array")
        if not role.least <= len(given) <= role.most:
            count = f"{role.least}" if role.least == role.most else f"{role.least} to {role.most}"
            raise Malformed(f"takes {count} figures, not {len(given)}")
        return _elements(given, role)
    if role is not None and role.many:
        raise Malformed("takes an array of figures")
    return _one(given, role)


def _elements(given: Sequence[object], role: Role) -> tuple[Input | str, ...]:
    faults: list[Fault] = []
    read = []
    for position, item in enumerate(given):
        read.append(_noting(faults, partial(_one, item, role), position))
        if len(faults) >= MOST_FAULTS:  # what would be right takes long to find, and nobody reads more
            break
    if faults:
        raise Malformed.several(tuple(faults[:MOST_FAULTS]))
    return tuple(item for item in read if item is not None)


def _one(given: object, role: Role | None) -> Input | str:
    takes = Takes.FIGURE_OR_EXPRESSION if role is None else role.takes
    if takes is Takes.DATE:
        return Input.parse_date(given)
    if takes is Takes.FIGURE and isinstance(given, str):
        raise Malformed('takes a figure such as {"value": "18000", "unit": "KZT"}, not an expression')
    return given if isinstance(given, str) else Input.parse(given)


def _parameters(given: object, kind: Kind) -> dict[str, bool | str]:
    if not isinstance(given, Mapping):
        raise Malformed("must be an object")
    known = {parameter.name: parameter for parameter in kind.parameters}
    for name in given:
        if name not in known:
            offer = f"{kind.name} has {', '.join(known)}" if known else f"{kind.name} has none"
            raise Malformed(f"unknown parameter; {offer}", name)
    read = {name: p.read(given[name]) if name in given else p.default for name, p in known.items()}
    missing = [name for name, value in read.items() if value is None]
    if missing:
        faults = (Fault((name,), f"required: one of {', '.join(known[name].choices)}") for name in missing)
        raise Malformed.several(tuple(faults))
    return {name: value for name, value in read.items() if value is not None}


def _expect(given: object, kind: Kind) -> dict[str, str] | None:
    if given is None:
        if kind.expect == "required":
            raise Malformed('required, such as {"max": "30", "unit": "day"}')
        return None
    if kind.expect == "refused":
        raise Malformed(f"{kind.name} takes no expectation; what it expects follows from its figures")
    if not isinstance(given, Mapping) or not given.keys() <= {"min", "max", "unit"}:
        raise Malformed('must be an object with "min", "max" or both, and "unit"')
    expect = {end: _bound(given[end], end) for end in ("min", "max") if given.get(end) is not None}
    if not expect:
        raise Malformed('needs "min", "max" or both')
    if len(expect) == 2 and Fraction(expect["min"]) > Fraction(expect["max"]):
        raise Malformed(f"min ({expect['min']}) is above max ({expect['max']})", "min")
    unit = _present(given.get("unit"), "")
    if not isinstance(unit, str):
        raise Malformed("must be text, such as day", "unit")
    try:
        return expect | {"unit": str(parse_unit(unit))}
    except Malformed as error:
        raise error.within("unit") from None


def _bound(given: object, end: str) -> str:
    try:
        return str(parse_decimal(given))
    except Malformed as error:
        raise error.within(end) from None


def _relation(given: object, kind: Kind) -> str | None:
    if kind.relation == "refused":
        if given is not None:
            raise Malformed(f"only kind expression takes a relation; {kind.name} makes its own")
        return None
    if not isinstance(given, str):
        raise Malformed("required, such as a + b <= c")
    return given


def _canonical(entry: Entry) -> Any:
    if isinstance(entry, str):
        return entry
    if isinstance(entry, Input):
        return entry.canonical()
    return [item if isinstance(item, str) else item.canonical() for item in entry]


T = TypeVar("T")


def _noting(faults: list[Fault], read: Callable[[], T], *where: str | int) -> T | None:
    """What ``read`` returns; where it raises, ``None``, and its faults noted at ``where``."""
    try:
        return read()
    except Malformed as error:
        faults.extend(error.within(*where).faults)
        return None
