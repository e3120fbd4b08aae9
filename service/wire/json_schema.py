"""Schemas as JSON Schema: for the contract, and for those who have it from elsewhere (editors, assistants)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from schemas.base import Strict
from schemas.check import KIND_NAME
from schemas.told import ABOUT, NAMED, ref
from schemas.words import WORDS
from service.domain.checks import kind_names

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_NULL: Final = {"type": "null"}
_IN_CONTRACT: Final = "#/components/schemas/"
_IN_SCHEMA: Final = "#/$defs/"

Json = dict[str, Any]


def json_schema(schema: type[Schema]) -> Json:
    """What a schema takes as JSON Schema 2020-12, in need of no other document; its parts have the contract's names."""
    spec = APISpec("", "", "3.1.0", plugins=[MarshmallowPlugin()])
    root = _name(schema)
    spec.components.schema(root, schema=schema)
    known = {_name(one): one for one in _below(Strict)}
    parts: Json = {}
    while True:
        named: Json = {}
        parts = {**plain(spec.to_dict()["components"]["schemas"], named), **named}
        missing = set(_references(parts)) - parts.keys() - {KIND_NAME}
        if not missing:
            break
        for name in sorted(missing):
            if name not in spec.components.schemas:  # with another of them it may have come already
                spec.components.schema(name, schema=known[name])
    descriptions = docstrings()
    for name, part in parts.items():
        if name in descriptions:
            part["description"] = descriptions[name]
    if KIND_NAME in set(_references(parts)):
        parts[KIND_NAME] = kinds_named()
    parts = _moved(parts)
    return {"$schema": DIALECT, **parts.pop(root), "$defs": dict(sorted(parts.items()))}


def kinds_named() -> Json:
    """The names of the kinds of check."""
    return {"description": WORDS[KIND_NAME], "type": "string", "enum": list(kind_names())}


def docstrings() -> dict[str, str]:
    """What each schema says of itself. ``Meta.description`` would say it too, but drop ``additionalProperties``."""
    told: dict[str, str] = {}
    for schema in dict.fromkeys(_below(Strict)):  # one with two parents is met twice
        doc = " ".join((schema.__doc__ or "").split())
        if told.setdefault(_name(schema), doc) != doc:
            raise AssertionError(f"{schema.__name__} is the name of two schemas")
    return told


def plain(value: Any, named: Json) -> Any:
    """The same in plain dicts, lists and texts, statuses as texts; what has a name goes to ``named``."""
    if isinstance(value, Mapping):
        told = {str(name): plain(item, named) for name, item in value.items()}
        return _hoisted(told, named) if NAMED in told else told
    if isinstance(value, list | tuple):
        return [plain(item, named) for item in value]
    return str(value) if isinstance(value, str) else value


def _hoisted(schema: Json, named: Json) -> Json:
    """A reference to ``schema``, which is kept under its name, and null beside it if it takes null."""
    name = schema.pop(NAMED)
    around: Json = {key: schema.pop(key) for key in ("description", "default", "examples") if key in schema}
    about = schema.pop(ABOUT, None) or WORDS.get(name)
    if about is not None:
        schema = {"description": about, **schema}
    nullable = False
    if "anyOf" in schema:
        ways = [way for way in schema["anyOf"] if way != _NULL]
        nullable = len(ways) < len(schema["anyOf"])
        # marshmallow's plugin tells of what may be null in `type` too
        schema = {key: value for key, value in schema.items() if key != "type"} | {"anyOf": ways}
    elif isinstance(schema["type"], list) and "null" in schema["type"]:
        nullable = True
        (kind,) = [kind for kind in schema["type"] if kind != "null"]
        schema = {**schema, "type": kind}
    if "enum" in schema:
        words = [word for word in schema["enum"] if word is not None]
        schema = {key: schema[key] for key in ("description", "type") if key in schema} | {"enum": words}
    if named.setdefault(name, schema) != schema:
        raise AssertionError(f"{name} is the name of two different parts of the contract")
    return {**around, **({"anyOf": [ref(name), _NULL]} if nullable else ref(name))}


def _name(schema: type[Schema]) -> str:
    return schema.__name__.removesuffix("Schema")


def _below(schema: type[Schema]) -> Iterator[type[Schema]]:
    for child in schema.__subclasses__():
        yield child
        yield from _below(child)


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        target = value.get("$ref")
        if isinstance(target, str):
            yield target.removeprefix(_IN_CONTRACT)
        for item in value.values():
            yield from _references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)


def _moved(value: Any) -> Any:
    """The same with references to where parts are in a schema of its own."""
    if isinstance(value, dict):
        return {
            name: item.replace(_IN_CONTRACT, _IN_SCHEMA) if name == "$ref" and isinstance(item, str) else _moved(item)
            for name, item in value.items()
        }
    return [_moved(item) for item in value] if isinstance(value, list) else value
