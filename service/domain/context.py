"""What a figure is about, when it holds, and where it comes from.

*Measure*, *dimension* and *period* are SDMX's terms. All of it is optional: a figure pasted into a question has none of
it, one read from a stored claim has what the claim says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.errors import Fault, Malformed
from service.domain.period import Period, parse_period

LONGEST = 1_000
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Origin:
    """The source of a figure.

    ``id`` tells it from other sources and ``name`` is for people. ``origins`` are where its lineage ends: the sources
    that it quotes, directly or through others, and that quote nobody; itself, if it quotes nobody. Sources that share
    an origin are not independent. ``reference``: whether it is reference data, such as official statistics.
    """

    id: str
    name: str | None = None
    origins: tuple[str, ...] = ()
    reference: bool = False

    @classmethod
    def parse(cls, given: object) -> Origin:
        """The source that a JSON object describes. Raises :class:`Malformed`."""
        if not isinstance(given, Mapping) or not {"id"} <= given.keys() <= {"id", "name", "origins", "reference"}:
            raise Malformed('must be an object with "id", and if known "name", "origins" and "reference"')
        origins = given.get("origins")
        if not isinstance(origins, Sequence | None) or isinstance(origins, str) or len(origins or ()) > MOST:
            raise Malformed(f"must be an array of at most {MOST:,} ids of sources", "origins")
        read = {_text(origin, "origins", place) for place, origin in enumerate(origins or ())}
        reference = given.get("reference")
        if not isinstance(reference, bool | None):
            raise Malformed("must be true or false", "reference")
        identity = _text(given["id"], "id")
        name = None if given.get("name") is None else _text(given["name"], "name")
        return cls(identity, name, tuple(sorted(read or {identity})), bool(reference))

    def canonical(self) -> dict[str, Any]:
        """It in its wire form."""
        members: dict[str, Any] = {"id": self.id, "origins": list(self.origins)}
        if self.name is not None:
            members["name"] = self.name
        return members | ({"reference": True} if self.reference else {})


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about a figure beyond its print.

    ``period`` is when it holds, ``asserted`` when it was said. ``dimensions`` is ``None`` where nothing is known of
    them; a claim about no dimension in particular has none of them, which says something. What was ``retracted``
    vouches for nothing any more; its figure is unknown.
    """

    period: Period | None = None
    asserted: Period | None = None
    measure: str | None = None
    dimensions: Mapping[str, str] | None = None
    source: Origin | None = None
    retracted: bool = False

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> Context:
        """The context that members of a JSON object describe; null counts as absent. Raises :class:`Malformed`."""
        read: dict[str, Any] = {}
        faults: list[Fault] = []
        for name, value in given.items():
            if value is None:
                continue
            try:
                read[name] = _READERS[name](value)
            except Malformed as error:
                faults.extend(error.within(name).faults)
        if faults:
            raise Malformed.several(tuple(faults))
        return cls(**read)

    def canonical(self) -> dict[str, Any]:
        """The members that are known, in their wire form, which :meth:`parse` reads back."""
        members: dict[str, Any] = {}
        for name, period in (("period", self.period), ("asserted", self.asserted)):
            if period is not None:
                members[name] = period.text
        if self.measure is not None:
            members["measure"] = self.measure
        if self.dimensions is not None:
            members["dimensions"] = dict(self.dimensions)
        if self.source is not None:
            members["source"] = self.source.canonical()
        return members | ({"retracted": True} if self.retracted else {})


NO_CONTEXT = Context()


def _text(given: object, *where: str | int) -> str:
    if not isinstance(given, str) or not 0 < len(given) <= LONGEST:
        raise Malformed(f"must be text of 1 to {LONGEST:,} characters", *where)
    return given


def _flag(given: object) -> bool:
    if not isinstance(given, bool):
        raise Malformed("must be true or false")
    return given


def _period(given: object) -> Period:
    if not isinstance(given, str):
        raise Malformed('must be a date or period in EDTF, such as "2004-09"')
    return parse_period(given)


def _dimensions(given: object) -> dict[str, str]:
    if not isinstance(given, Mapping) or len(given) > MOST:
        raise Malformed('must be an object of dimension to value, such as {"country": "Kyrgyzstan"}')
    return {_text(name): _text(value, str(name)) for name, value in given.items()}


_READERS: Mapping[str, Callable[[object], Any]] = {
    "period": _period,
    "asserted": _period,
    "measure": _text,
    "dimensions": _dimensions,
    "source": Origin.parse,
    "retracted": _flag,
}
MEMBERS = tuple(_READERS)
