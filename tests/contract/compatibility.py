"""Whether programs written for one contract get along with another: what of the first they would miss in the second.

What is sent to the service must still be taken: the old schema has to fit into the new one. What it answers must still
be understood: the new schema has to fit into the old one, but for members that are new, which readers are to ignore.
Clients are generated, so the names of operations, of their tags and of schemas count as well.

There is no such tool among the packages that can be had here which knows OpenAPI 3.1. This one knows as much of JSON
Schema as the contract uses, and refuses the rest.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Json = Mapping[str, Any]
# What an operation needs of a token, and the words for it, each including those before it.
SCOPE: Final = "x-required-scope"
SCOPES: Final = ("read", "write", "admin")
METHODS: Final = ("get", "put", "post", "delete", "patch")

# What only tells people something. `readOnly` does too: what is so marked is in no schema of something that is sent.
_TOLD: Final = {"description", "title", "example", "examples", "externalDocs", "summary", "readOnly"}
_KNOWN: Final = {
    *("$ref", "anyOf", "type", "enum", "default", "format", "pattern", "minLength", "maxLength", "minimum", "maximum"),
    *("items", "minItems", "maxItems", "properties", "required", "additionalProperties", "maxProperties"),
}
_LEAST: Final = ("minLength", "minimum", "minItems")
_MOST: Final = ("maxLength", "maximum", "maxItems", "maxProperties")


def breaks(old: Json, new: Json) -> list[str]:
    """What programs written for ``old`` would miss in ``new``, a line each. Raises ValueError for what is not known."""
    return [*_operations(old, new), *_names(old, new)]


def _names(old: Json, new: Json) -> Iterator[str]:
    for name in old["components"]["schemas"]:
        if name not in new["components"]["schemas"]:
            yield f"there is no schema {name} any more"


def _operations(old: Json, new: Json) -> Iterator[str]:
    for path, item in old["paths"].items():
        for method in METHODS:
            if method not in item:
                continue
            operation = f"{method.upper()} {path}"
            there = new["paths"].get(path, {})
            if method not in there:
                yield f"{operation} is gone"
                continue
            for fault in _operation(_Side(old, item, item[method]), _Side(new, there, there[method])):
                yield f"{operation}: {fault}"


@dataclass(frozen=True)
class _Side:
    document: Json
    path: Json
    operation: Json

    def resolved(self, value: Json) -> Json:
        while "$ref" in value:
            value = _at(self.document, value["$ref"])
        return value

    def asks_nobody(self) -> bool:
        """Whether a request without a token will do, at some service at least."""
        ways = self.operation.get("security", self.document.get("security", []))
        return not ways or {} in ways

    def parameters(self) -> dict[tuple[str, str], Json]:
        given = map(self.resolved, [*self.path.get("parameters", ()), *self.operation.get("parameters", ())])
        return {(one["in"], one["name"]): one for one in given}


def _operation(old: _Side, new: _Side) -> Iterator[str]:
    for what in ("operationId", "tags"):
        if old.operation.get(what) != new.operation.get(what):
            yield f"{what} was {old.operation.get(what)}, now it is {new.operation.get(what)}"
    yield from _access(old, new)
    taken = _Fit("request", inner=old.document, outer=new.document)
    before, after = old.parameters(), new.parameters()
    for (place, name), parameter in before.items():
        if (place, name) not in after:
            yield f"takes no {place} parameter {name} any more"
            continue
        yield from taken.faults(parameter["schema"], after[place, name]["schema"], f"{place} parameter {name}")
    for (place, name), parameter in after.items():
        if parameter.get("required") and not before.get((place, name), {}).get("required"):
            yield f"needs the {place} parameter {name} now"
    yield from _bodies(old, new, taken)
    yield from _answers(old, new)


def _access(old: _Side, new: _Side) -> Iterator[str]:
    if old.asks_nobody() and not new.asks_nobody():
        yield "needs a token now"
    needed, needs = (SCOPES.index(side.operation.get(SCOPE, SCOPES[0])) for side in (old, new))
    # A contract that knew no scopes asked for none.
    if SCOPE in old.operation and needs > needed:
        yield f"needs the scope {SCOPES[needs]} now, not {SCOPES[needed]} as before"


def _bodies(old: _Side, new: _Side, taken: _Fit) -> Iterator[str]:
    before, after = (side.resolved(side.operation.get("requestBody", {})) for side in (old, new))
    if after.get("required") and not before.get("required"):
        yield "needs a body now"
    for media_type, content in before.get("content", {}).items():
        there = after.get("content", {}).get(media_type)
        if there is None:
            yield f"takes no {media_type} any more"
        else:
            yield from taken.faults(content["schema"], there["schema"], f"body ({media_type})")


def _answers(old: _Side, new: _Side) -> Iterator[str]:
    read = _Fit("answer", inner=new.document, outer=old.document)
    before, after = old.operation["responses"], new.operation["responses"]
    for status in after:
        if status < "400" and status not in before:
            yield f"may answer {status} now"
    for status, response in before.items():
        if status not in after:
            if status < "400":
                yield f"does not answer {status} any more"
            continue
        was, is_ = old.resolved(response), new.resolved(after[status])
        for header in was.get("headers", {}):
            if header not in is_.get("headers", {}):
                yield f"{status} has no header {header} any more"
        for media_type, content in was.get("content", {}).items():
            there = is_.get("content", {}).get(media_type)
            if there is None:
                yield f"{status} is not sent as {media_type} any more"
            else:
                yield from read.faults(there["schema"], content["schema"], f"{status} ({media_type})")


@dataclass(frozen=True)
class _Fit:
    """Whether all that fits one schema, the inner, fits another, the outer. Each has its document."""

    direction: Literal["request", "answer"]
    inner: Json
    outer: Json
    # Pairs of references that are being compared or have been: schemas may contain themselves.
    seen: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def faults(self, inner: Json, outer: Json, where: str) -> Iterator[str]:
        """Why something that fits ``inner`` does not fit ``outer``."""
        for path, fault in self._compare(inner, outer):
            yield f"{where}{' at ' + path if path else ''} {fault}"
        for fault in self._default(inner, outer):
            yield f"{where} {fault}"

    def _compare(self, inner: Json, outer: Json) -> list[tuple[str, str]]:
        if "$ref" in inner and "$ref" in outer:
            pair = (inner["$ref"], outer["$ref"])
            if pair not in self.seen:
                self.seen[pair] = []
                found = self._alternatives(inner, outer)
                self.seen[pair] = [f"{path}\0{fault}" for path, fault in found]
            return [(path, fault) for path, _, fault in (one.partition("\0") for one in self.seen[pair])]
        return self._alternatives(inner, outer)

    def _alternatives(self, inner: Json, outer: Json) -> list[tuple[str, str]]:
        ways = list(_ways(outer, self.outer))
        faults: list[tuple[str, str]] = []
        for one in _ways(inner, self.inner):
            tried = [self._single(one, way) for way in ways]
            if not all(tried):
                continue
            same = [found for found, way in zip(tried, ways, strict=True) if way.get("type") == one.get("type")]
            closest = min(same, key=len, default=None)
            faults += [("", self._says(f"may be {_word(one)}"))] if closest is None else closest
        return faults

    def _default(self, inner: Json, outer: Json) -> Iterator[str]:
        before, now = inner.get("default"), outer.get("default")
        if self.direction == "request" and before != now:
            yield f"was {before} when left out, now it is {now}"

    def _says(self, fault: str) -> str:
        return f"{fault} now" if self.direction == "answer" else f"{fault}, and is not taken any more"

    def _single(self, inner: Json, outer: Json) -> list[tuple[str, str]]:
        kind, wanted = inner.get("type"), outer.get("type")
        if wanted is not None and kind != wanted and (kind, wanted) != ("integer", "number"):
            return [("", self._says(f"may be {_word(inner)}"))]
        faults = [("", self._says(f"may be {word}")) for word in _strange(inner, outer)]
        tighter = [name for name in _LEAST if name in outer and inner.get(name, -math.inf) < outer[name]]
        tighter += [name for name in _MOST if name in outer and inner.get(name, math.inf) > outer[name]]
        tighter += [name for name in ("pattern", "format") if name in outer and inner.get(name) != outer[name]]
        if "enum" not in inner:  # its words have been compared
            faults += [("", f"has {name} {self._pair(inner.get(name), outer[name])}") for name in tighter]
        if kind == "array" and "items" in outer:
            faults += [(f"[]{path}", fault) for path, fault in self._compare(inner.get("items", {}), outer["items"])]
        if kind == "object":
            faults += self._members(inner, outer)
        return faults

    def _pair(self, inner: Any, outer: Any) -> str:
        old, new = (inner, outer) if self.direction == "request" else (outer, inner)
        return f"{new}, not {old} as before"

    def _members(self, inner: Json, outer: Json) -> list[tuple[str, str]]:
        faults: list[tuple[str, str]] = []
        has, takes = inner.get("properties", {}), outer.get("properties", {})
        others = outer.get("additionalProperties", True)
        for name, schema in has.items():
            if name in takes:
                faults += [(f"/{name}{path}", fault) for path, fault in self._compare(schema, takes[name])]
                faults += [(f"/{name}", fault) for fault in self._default(schema, takes[name])]
            elif self.direction == "request" and others is False:
                faults.append((f"/{name}", "is not taken any more"))
        for name in outer.get("required", ()):
            if name not in inner.get("required", ()):
                told = "is needed now" if self.direction == "request" else "may be missing now"
                faults.append((f"/{name}", told))
        if self.direction == "answer":
            faults += [(f"/{name}", "is gone") for name in takes if name not in has]
        any_ = inner.get("additionalProperties", True)
        if any_ is not False and others is not True:
            if others is False:
                faults.append(("/*", self._says("may be anything")))
            else:
                compared = self._compare({} if any_ is True else any_, others)
                faults += [(f"/*{path}", fault) for path, fault in compared]
        return faults


def _ways(schema: Json, document: Json) -> Iterator[Json]:
    """The alternatives of a schema, each of one type."""
    unknown = set(schema) - _KNOWN - _TOLD
    if unknown:
        raise ValueError(f"cannot compare what says {', '.join(sorted(unknown))}")
    if "$ref" in schema:
        yield from _ways(_at(document, schema["$ref"]), document)
    elif "anyOf" in schema:
        for way in schema["anyOf"]:
            yield from _ways(way, document)
    elif isinstance(schema.get("type"), list):
        for kind in schema["type"]:
            yield {**schema, "type": kind}
    else:
        yield schema


def _strange(inner: Json, outer: Json) -> list[str]:
    """What the inner schema has and the enumeration of the outer does not."""
    if "enum" not in outer:
        return []
    return [f'"{word}"' for word in inner["enum"] if word not in outer["enum"]] if "enum" in inner else ["any text"]


def _word(schema: Json) -> str:
    return str(schema.get("type", "anything"))


def _at(document: Json, reference: str) -> Json:
    value: Any = document
    for name in reference.removeprefix("#/").split("/"):
        value = value[name]
    found: Json = value
    return found
