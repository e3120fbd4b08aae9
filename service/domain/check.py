"""A check: a question about figures, read from its wire form and compiled to a relation.

The body is as in the HTTP contract: ``kind``, ``figures`` (role or further name to a figure, an array of them for a
list role, or an expression over other names), ``expect``, ``relation``, ``parameters``, ``policy``. A figure may carry
where it comes from: ``{"claim": "<id>", "revision": 3, "figure": {…}}``. Two roles given the same claim are one
quantity, not two that happen to be printed alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from service.domain import expression
from service.domain.checks import kind_named, kind_names
from service.domain.checks.kind import Expectation, Kind, Question, Role, Roles
from service.domain.errors import Fault, Malformed
from service.domain.expression import Name, Node
from service.domain.figure import Figure
from service.domain.numeral import parse_decimal
from service.domain.parser import parse_expression
from service.domain.policy import Policy
from service.domain.readings import Readings
from service.domain.units import parse_unit

MEMBERS = ("kind", "figures", "expect", "relation", "parameters", "policy")
MAX_NAMES = 200

_NAME = re.compile(r"[^\W\d]\w{0,63}")


@dataclass(frozen=True, slots=True)
class Input:
    """A figure as a check uses it, with the claim and revision that it was read from, if any."""

    figure: Figure
    claim: str | None = None
    revision: int | None = None

    @classmethod
    def parse(cls, body: object) -> Input:
        """An inline figure, or one pinned to a claim's revision. Raises ``Malformed``."""
        if not isinstance(body, Mapping):
            raise Malformed('must be a figure such as {"value": "18000", "unit": "KZT"}')
        if "claim" not in body:
            return cls(Figure.parse(body))
        if not {"claim", "figure"} <= body.keys() <= {"claim", "revision", "figure"}:
            raise Malformed("a pinned claim has claim, revision and figure")
        claim, revision = body["claim"], body.get("revision")
        if not isinstance(claim, str) or not isinstance(revision, int | None) or isinstance(revision, bool):
            raise Malformed("a pinned claim has its id as text and its revision as a whole number", "claim")
        try:
            return cls(Figure.parse(body["figure"]), claim, revision)
        except Malformed as error:
            raise error.within("figure") from None

    def canonical(self) -> dict[str, Any]:
        """The same in its wire form, always pinned or not as it was."""
        if self.claim is None:
            return {"figure": self.figure.canonical()}
        pinned: dict[str, Any] = {"claim": self.claim, "figure": self.figure.canonical()}
        return pinned if self.revision is None else {**pinned, "revision": self.revision}


Entry = Input | str | tuple[Input | str, ...]


@dataclass(frozen=True)
class Check:
    """A question about figures. ``figures`` are its roles and further names, ``question`` what it compiles to."""

    kind: Kind
    figures: Mapping[str, Entry]
    expect: Mapping[str, str] | None
    relation: str | None
    parameters: Mapping[str, bool | str]
    policy: Policy

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Check:
        """The check that ``body`` describes, compiled.

        Raises ``Malformed``, with the path of what is wrong in ``body``; ``Incomparable`` where its units clash.
        """
        kind = _kind(body)
        faults: list[Fault] = [
            Fault((member,), f"unknown field; a check has {', '.join(MEMBERS)}")
            for member in body
            if member not in MEMBERS
        ]
        entries = _entries(body.get("figures", {}), kind, faults)
        policy = _collect(faults, lambda: Policy.parse(body.get("policy") or {}), "policy")
        parameters = _collect(faults, lambda: _parameters(body.get("parameters") or {}, kind), "parameters")
        expect = _collect(faults, lambda: _expect(body.get("expect"), kind), "expect")
        relation = _collect(faults, lambda: _relation(body.get("relation"), kind), "relation")
        if faults:
            raise Malformed.several(tuple(faults))
        assert policy is not None
        assert parameters is not None
        return cls(kind, entries, expect, relation, parameters, policy).compiled()

    def canonical(self) -> dict[str, Any]:
        """The check in its wire form, in one way whatever way it was written; ``inputs`` holds the figures."""
        return {
            "kind": self.kind.name,
            "inputs": {name: _canonical(entry) for name, entry in self.figures.items()},
            "expect": None if self.expect is None else dict(self.expect),
            "relation": self.relation,
            "parameters": dict(self.parameters),
            "policy": self.policy.canonical(),
        }

    def with_entries(self, entries: Mapping[str, Entry]) -> Check:
        """The same check with some roles or names replaced, compiled anew. Raises as :meth:`parse` does."""
        return replace(self, figures={**self.figures, **entries}).compiled()

    def compiled(self) -> Check:
        """This check, once it is known to make sense. Raises as :meth:`parse` does."""
        relation = self.question.relation
        for tree in (self.question.measure,) if relation is None else (relation.difference,):
            for node in tree.walk():
                if (divisor := expression.divisor(node)) is None:
                    continue
                values = divisor.forward(self.readings.generous)
                if values.is_empty or (values.is_point and 0 in values):
                    raise Malformed(
                        f"{divisor} can only be zero, and nothing can be divided by it", *self._where(divisor)
                    )
        return self

    def _where(self, node: Node) -> tuple[str | int, ...]:
        """Where a figure stands in the body; what is computed from several, in the relation or the figures at large."""
        if isinstance(node, Name):
            role, _, position = node.name.partition("[")
            return ("figures", role, int(position[:-1])) if position else ("figures", role)
        return ("relation",) if self.relation else ("figures",)

    @cached_property
    def leaves(self) -> Mapping[str, Input]:
        """Every figure by its name; those of a list role are ``parts[0]``, ``parts[1]`` and so on."""
        return dict(_leaves(self.figures))

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """For each leaf, the name of the first that is the same claim: they are one quantity."""
        first: dict[tuple[str, int | None], str] = {}
        return {
            name: first.setdefault((leaf.claim, leaf.revision), name) if leaf.claim else name
            for name, leaf in self.leaves.items()
        }

    @cached_property
    def question(self) -> Question:
        """What the check compiles to."""
        names = _Names(self)
        trees: dict[str, Node] = {}
        lists: dict[str, tuple[Node, ...]] = {}
        for role in self.kind.roles:
            if role.name not in self.figures:
                continue
            if role.many:
                entry = self.figures[role.name]
                assert isinstance(entry, tuple)
                lists[role.name] = tuple(names.element(role.name, position) for position in range(len(entry)))
            else:
                trees[role.name] = names[role.name]
        roles = Roles(trees, lists, names, self._expectation(), self.relation, self.parameters)
        question = self.kind.compile(roles)
        _refuse_idle_names(self, names.used)
        return question

    @cached_property
    def readings(self) -> Readings:
        """Its figures, each quantity once, as boxes of values."""
        figures = {name: leaf.figure for name, leaf in self.leaves.items() if self.aliases[name] == name}
        return Readings(figures, self.policy, self.question)

    def _expectation(self) -> Expectation | None:
        if self.expect is None:
            return None
        ends = {end: Fraction(self.expect[end]) if end in self.expect else None for end in ("min", "max")}
        return Expectation(ends["min"], ends["max"], parse_unit(self.expect.get("unit", "")))


class _Names(Mapping[str, Node]):
    """The names of a check as trees: a figure is itself, an expression is read when it is first asked for."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._trees: dict[str, Node] = {}
        self._open: list[str] = []
        self.used: set[str] = set()

    def all_names(self) -> list[str]:
        """Every name that an expression may use."""
        return [
            *(name for name, entry in self._check.figures.items() if not isinstance(entry, tuple)),
            *self._elements(),
        ]

    def _elements(self) -> Iterator[str]:
        for name, entry in self._check.figures.items():
            if isinstance(entry, tuple):
                yield from (f"{name}[{position}]" for position in range(len(entry)))

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str):
            return False
        entry = self._check.figures.get(name)
        return isinstance(entry, Input | str) or name in self._check.leaves

    def __getitem__(self, name: str) -> Node:
        self.used.add(name)
        if name not in self._trees:
            leaf = self._check.leaves.get(name)
            self._trees[name] = (
                self._figure(name, leaf) if leaf else self._read(name, self._check.figures[name], (name,))
            )
        return self._trees[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.all_names())

    def __len__(self) -> int:
        return len(self.all_names())

    def element(self, role: str, position: int) -> Node:
        """One element of a list role."""
        entry = self._check.figures[role]
        assert isinstance(entry, tuple)
        text = entry[position]
        name = f"{role}[{position}]"
        return self._read(name, text, (role, position)) if isinstance(text, str) else self[name]

    def _figure(self, name: str, leaf: Input) -> Node:
        return expression.name(self._check.aliases[name], leaf.figure.unit)

    def _read(self, name: str, text: Entry, where: tuple[str | int, ...]) -> Node:
        assert isinstance(text, str)
        if name in self._open:
            cycle = " → ".join((*self._open[self._open.index(name) :], name))
            raise Malformed(f"the expressions refer to each other in a circle: {cycle}", "figures", *where)
        self._open.append(name)
        try:
            return parse_expression(text, self)
        except Malformed as error:
            if error.faults[0].where[:1] == ("figures",):
                raise
            raise error.within("figures", *where) from None
        finally:
            self._open.pop()


def _kind(body: Mapping[str, Any]) -> Kind:
    name = body.get("kind")
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
        entry = _collect(faults, lambda given=given, name=name: _entry(given, roles.get(name)), "figures", name)
        if entry is not None:
            entries[name] = entry
    missing = (role for role in kind.roles if role.required and role.name not in figures)
    faults.extend(Fault(("figures", role.name), f"required: {role.summary}") for role in missing)
    return entries


def _entry(given: object, role: Role | None) -> Entry:
    if isinstance(given, list | tuple):
        if role is None or not role.many:
            raise Malformed("takes one figure or expression, not an array")
        if not role.least <= len(given) <= role.most:
            count = f"{role.least}" if role.least == role.most else f"{role.least} to {role.most}"
            raise Malformed(f"takes {count} figures, not {len(given)}")
        return tuple(_element(item, position) for position, item in enumerate(given))
    if role is not None and role.many:
        raise Malformed("takes an array of figures")
    return _one(given)


def _element(given: object, position: int) -> Input | str:
    try:
        return _one(given)
    except Malformed as error:
        raise error.within(position) from None


def _one(given: object) -> Input | str:
    return given if isinstance(given, str) else Input.parse(given)


def _parameters(given: object, kind: Kind) -> dict[str, bool | str]:
    if not isinstance(given, Mapping):
        raise Malformed("must be an object")
    known = {parameter.name: parameter for parameter in kind.parameters}
    for name in given:
        if name not in known:
            offer = f"{kind.name} has {', '.join(known)}" if known else f"{kind.name} has none"
            raise Malformed(f"unknown parameter; {offer}", name)
    return {name: p.read(given[name]) if name in given else p.default for name, p in known.items()}


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
    unit = given.get("unit") or ""
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


def _collect(faults: list[Fault], read: Any, *where: str | int) -> Any:
    """What ``read`` returns; where it raises, ``None``, and its faults noted at ``where``."""
    try:
        return read()
    except Malformed as error:
        faults.extend(error.within(*where).faults)
        return None


def _refuse_idle_names(check: Check, used: set[str]) -> None:
    """A name that is no role must be used by an expression: else it is a role misspelt, or a figure left unchecked."""
    roles = [role.name for role in check.kind.roles]
    idle = [name for name in check.figures if name not in roles and name not in used]
    if not idle:
        return
    if check.kind.relation == "required":
        message = "not used in the relation"
    else:
        message = f"unknown role: {check.kind.name} has {', '.join(roles)}; other names must be used by an expression"
    raise Malformed.several(tuple(Fault(("figures", name), message) for name in idle))


def _leaves(figures: Mapping[str, Entry]) -> Iterator[tuple[str, Input]]:
    for name, entry in figures.items():
        if isinstance(entry, Input):
            yield name, entry
        elif isinstance(entry, tuple):
            for position, item in enumerate(entry):
                if isinstance(item, Input):
                    yield f"{name}[{position}]", item


def _canonical(entry: Entry) -> Any:
    if isinstance(entry, str):
        return entry
    if isinstance(entry, Input):
        return entry.canonical()
    return [item if isinstance(item, str) else item.canonical() for item in entry]
