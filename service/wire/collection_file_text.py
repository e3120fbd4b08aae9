"""A collection written as the readable file in YAML that ``collection_file`` reads, with all that is kept of it.

Written piece by piece, so that only names are held. Decimals stand in quotation marks: their digits are the print.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

import yaml

from service.application.archive import Entry, History, KeptDocument
from service.application.records import Collection, Source, StoredCheck
from service.formats.document import instant
from service.wire import archive
from service.wire.collection_file_names import Names

Json = dict[str, Any]

WIDTH: Final = 110

_KEPT: Final = ("id", "revision", "version", "created_at", "updated_at", "earlier")
# What a member left out means.
_DEFAULTS: Final = {"status": "stated", "severity": "error"}
# Objects and arrays that fit into a line and read well there.
_IN_LINE: Final = frozenset({"figure", "quote", "dimensions", "tags", "cites", "authors", "references", "expect"})


class _InLine(dict[str, Any]):
    """An object that is written in one line."""


class _ListInLine(list[Any]):
    """An array that is written in one line."""


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """The text of a file of one collection, whose things come in the order of ``archive.entries``."""
    return _Writer().write(entries)


class _Writer:
    """One file. Names are by id."""

    def __init__(self) -> None:
        self._sources: dict[UUID, str] = {}
        self._claims: dict[UUID, str] = {}
        self._claim_names = Names()
        self._part: str | None = None

    def write(self, entries: Iterable[Entry]) -> Iterator[str]:
        """The text, piece by piece."""
        sources: list[Source] = []
        for entry in entries:
            if isinstance(entry, Source):
                sources.append(entry)
                continue
            yield from self._name(sources)
            sources = []
            if isinstance(entry, History):
                self._claims[entry.id] = self._claim_names.of_claim(entry)
            yield from self._piece(entry)
        yield from self._name(sources)

    def _name(self, sources: Sequence[Source]) -> Iterator[str]:
        """Sources, named in the order of their ids, so that names do not depend on who cites whom."""
        names = Names()
        self._sources |= {source.id: names.of_source(source) for source in sorted(sources, key=attrgetter("id"))}
        for source in sources:
            yield from self._piece(source)

    def _piece(self, entry: Entry) -> Iterator[str]:
        kind = archive.type_of(entry)
        part = kind if kind == archive.COLLECTION else f"{kind}s"
        if part != self._part:
            yield f"{part}:\n" if self._part is None else f"\n{part}:\n"
        else:
            yield "\n"
        self._part = part
        yield _indented(self._dumped(entry))

    def _dumped(self, entry: Entry) -> str:
        body = _ordered(_text(self._named(entry, archive.told(entry))))
        match entry:
            case Collection():
                return _dump(body)
            case Source():
                return _dump({self._sources[entry.id]: body})
            case History():
                return _dump({self._claims[entry.id]: body})
            case _:
                return _dump([body])

    def _named(self, entry: Entry, told: Json) -> Json:
        """With names in the place of ids, and without the collection, which the file tells once."""
        match entry:
            case Collection():
                return told
            case Source():
                return {**told, **({"cites": [self._sources[cited] for cited in entry.cites]} if entry.cites else {})}
            case History():
                found = self._of_source(told)
                if "earlier" in told:
                    found["earlier"] = [self._of_source(one) for one in told["earlier"]]
            case StoredCheck():
                found = self._about_claims(told)
            case KeptDocument():
                found = self._of_source(told)
                for part in ("figures", "suppressions"):
                    if part in told:
                        found[part] = [_InLine(self._claim_of(one)) for one in told[part]]
                if "checks" in told:
                    found["checks"] = [{**one, "body": self._about_claims(one["body"])} for one in told["checks"]]
            case _:
                found = dict(told)
                if "claims" in told:
                    found["claims"] = [_InLine(self._claim_of(pin)) for pin in told["claims"]]
        return {name: value for name, value in found.items() if name != "collection"}

    def _of_source(self, told: Mapping[str, Any]) -> Json:
        rest = {name: value for name, value in told.items() if name != "source_id"}
        return {"source": self._sources[told["source_id"]], **rest}

    def _claim_of(self, told: Mapping[str, Any]) -> Json:
        if "claim" not in told:
            return dict(told)
        claim = UUID(str(told["claim"]))
        return {**told, "claim": self._claims.get(claim, str(claim))}

    def _about_claims(self, body: Mapping[str, Any]) -> Json:
        figures = body.get("figures")
        if not isinstance(figures, Mapping):
            return dict(body)
        return {**body, "figures": {role: self._figure(figure) for role, figure in figures.items()}}

    def _figure(self, figure: Any) -> Any:
        if isinstance(figure, list):
            return [self._figure(item) for item in figure]
        return _InLine(self._claim_of(figure)) if isinstance(figure, Mapping) else figure


def _ordered(body: Json) -> Json:
    """What it says before how it is stored; without what a member left out means as well."""
    said = {name: value for name, value in body.items() if name not in _KEPT and _DEFAULTS.get(name) != value}
    kept: Json = {name: body[name] for name in _KEPT if name in body}
    if "earlier" in kept:
        kept["earlier"] = [_ordered(one) for one in kept["earlier"]]
    return {**said, **kept}


def _text(value: Any, name: str = "") -> Any:
    """With ids and instants as text, and marked what fits into a line."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, Mapping):
        read = {member: _text(item, member) for member, item in value.items()}
        return _InLine(read) if name in _IN_LINE or isinstance(value, _InLine) else read
    if isinstance(value, list | tuple):
        items = [_text(item) for item in value]
        short = name in _IN_LINE or all(isinstance(item, int) for item in items)
        return _ListInLine(items) if short else items
    return value


# --- YAML


class _Dumper(yaml.SafeDumper):
    """Block style but for what is marked; every text in quotation marks that some reader takes for anything else."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_PRINTABLE_LINES: Final = re.compile(
    r"[\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*"
)
# Numbers of YAML 1.2, which PyYAML, being of YAML 1.1, takes for text and would write without quotation marks.
_NUMBER: Final = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)


def _written(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # Everything that some reader takes for the end of a line, and what cannot be seen, is escaped.
    style = '"' if not _PRINTABLE_LINES.fullmatch(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _written)
_Dumper.add_representer(
    _InLine, lambda dumper, value: dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=True)
)
_Dumper.add_representer(
    _ListInLine, lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)
)
_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(rf"(?:{_NUMBER.pattern})\Z"), list("-+.0123456789"))


def _dump(value: Any) -> str:
    text: str = yaml.dump(
        value, Dumper=_Dumper, default_flow_style=False, sort_keys=False, allow_unicode=True, width=WIDTH
    )
    return text


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" if line else "\n" for line in text.removesuffix("\n").split("\n"))
