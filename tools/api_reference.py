"""The pages of the API in the documentation, made of openapi.yaml when MkDocs builds the site."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

CONTRACT = Path(__file__).parents[1] / "openapi.yaml"
FOLDER = "api"
_SOURCE = f"../{CONTRACT.name}"
EVERYWHERE = "X-Request-ID"  # told once, at HTTP
SCOPE = "x-required-scope"
METHODS = ("get", "put", "post", "delete", "patch")

Json = Mapping[str, Any]


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages into the navigation, behind the one that `mkdocs.yml` names."""
    section = next(entry["API"] for entry in config.nav or [] if isinstance(entry, dict) and "API" in entry)
    section += [{name: f"{FOLDER}/{path}"} for name, path in Reference(_read()).navigation()]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages to those that are read from docs/, and the contract itself."""
    for path, text in Reference(_read()).pages():
        files.append(File.generated(config, f"{FOLDER}/{path}", content=text))
    files.append(File.generated(config, CONTRACT.name, abs_src_path=str(CONTRACT)))
    return files


def _read() -> Json:
    document: Json = yaml.load(CONTRACT.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return document


class Reference:
    """An OpenAPI document as Markdown: an overview, a page for each tag, and one for all objects."""

    def __init__(self, document: Json) -> None:
        self._document = document

    def navigation(self) -> Iterator[tuple[str, str]]:
        """Name and path of each page but the overview."""
        for tag in self._document["tags"]:
            yield _title(tag["name"]), f"{tag['name']}.md"
        yield "Objects", "objects.md"

    def pages(self) -> Iterator[tuple[str, str]]:
        """Path and text of each page."""
        yield "index.md", self._overview()
        for tag in self._document["tags"]:
            told = [self._operation(*found) for found in self._operations(tag["name"])]
            yield f"{tag['name']}.md", "\n\n".join([f"# {_title(tag['name'])}", tag["description"], *told])
        named = self._document["components"]["schemas"]
        yield "objects.md", "\n\n".join(["# Objects", *(self._object(name, named[name]) for name in sorted(named))])

    def _operations(self, tag: str) -> Iterator[tuple[str, str, Json]]:
        for path, item in self._document["paths"].items():
            for method in METHODS:
                if method in item and tag in item[method]["tags"]:
                    shared = item.get("parameters", [])
                    yield method.upper(), path, item[method] | {"parameters": [*shared, *item[method]["parameters"]]}

    def _overview(self) -> str:
        rows = [
            (f"[`{method} {path}`]({tag['name']}.md#{operation['operationId']})", operation["summary"])
            for tag in self._document["tags"]
            for method, path, operation in self._operations(tag["name"])
        ]
        return "\n\n".join(
            [
                "# API",
                self._document["info"]["description"].strip(),
                f"What holds for all requests: [HTTP](../reference/http.md). The contract: [OpenAPI 3.1]({_SOURCE}).",
                _table(("request", "what it does"), rows),
            ]
        )

    def _operation(self, method: str, path: str, operation: Json) -> str:
        parts = [
            f"## {operation['summary'].rstrip('.')} {{ #{operation['operationId']} }}",
            f"**`{method} {path}`**",
            operation.get("description", "").strip(),
            f"Scope: `{operation[SCOPE]}`" if SCOPE in operation else "No token is asked for.",
        ]
        given = [one for one in map(self._resolved, operation["parameters"]) if one["name"] != EVERYWHERE]
        if given:
            parts.append(_table(("parameter", "in", "type", "meaning"), [self._parameter(one) for one in given]))
        if body := operation.get("requestBody"):
            content = self._resolved(body)["content"]
            parts.append("Body: " + ", ".join(f"`{kind}`: {self._type(of['schema'])}" for kind, of in content.items()))
            parts += list(self._examples(content))
        answers = [self._answer(status, self._resolved(answer)) for status, answer in operation["responses"].items()]
        parts.append(_table(("status", "meaning", "body"), answers))
        return "\n\n".join(filter(None, parts))

    def _parameter(self, given: Json) -> tuple[str, ...]:
        name = f"`{given['name']}`" + (" (required)" if given.get("required") else "")
        meaning = given.get("description") or given["schema"].get("description", "")
        return name, given["in"], self._type(given["schema"]), meaning

    def _answer(self, status: str, answer: Json) -> tuple[str, ...]:
        bodies = ", ".join(
            f"{self._type(of['schema'])}" if "json" in kind else f"`{kind}`"
            for kind, of in answer.get("content", {}).items()
        )
        return f"`{status}`", answer["description"], bodies

    def _examples(self, content: Json) -> Iterator[str]:
        for of in content.values():
            named = [
                (one.get("summary", ""), one["value"]) for one in map(self._resolved, of.get("examples", {}).values())
            ]
            for summary, value in [*named, *([("", of["example"])] if "example" in of else [])]:
                language, text = ("text", value) if isinstance(value, str) else ("json", _written(value))
                yield f"{summary}\n\n```{language}\n{text}\n```".strip()

    def _object(self, name: str, schema: Json) -> str:
        parts = [f"## {name} {{ #{name.lower()} }}", schema.get("description", "").strip()]
        if members := schema.get("properties"):
            needed = schema.get("required", ())
            rows = [
                (f"`{member}`" + (" (required)" if member in needed else ""), self._type(of), of.get("description", ""))
                for member, of in members.items()
            ]
            parts.append(_table(("member", "type", "meaning"), rows))
        else:
            parts.append(self._type(schema))
        return "\n\n".join(filter(None, parts))

    def _type(self, schema: Json) -> str:
        if reference := schema.get("$ref"):
            name = reference.rpartition("/")[2]
            return f"[{name}](objects.md#{name.lower()})"
        if "const" in schema:
            return f"`{json.dumps(schema['const'], ensure_ascii=False)}`"
        if "enum" in schema:
            return ", ".join("null" if value is None else f"`{value}`" for value in schema["enum"])
        for several in ("anyOf", "oneOf"):
            if several in schema:
                return " or ".join(dict.fromkeys(self._type(one) for one in schema[several]))
        if "allOf" in schema:
            return " and ".join(self._type(one) for one in schema["allOf"])
        kinds = schema.get("type", "any")
        names = [self._simple(kind, schema) for kind in ([kinds] if isinstance(kinds, str) else kinds)]
        return " or ".join(names)

    def _simple(self, kind: str, schema: Json) -> str:
        if kind == "array":
            return f"array of {self._type(schema['items'])}" if "items" in schema else "array"
        if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
            return f"map of {self._type(schema['additionalProperties'])}"
        limits = [
            f"{word} {schema[limit]:,}"
            for limit, word in (("minimum", "from"), ("maximum", "to"))
            if kind in ("integer", "number") and limit in schema
        ]
        told = {"string": f"string ({schema['format']})" if "format" in schema else "string"}.get(kind, kind)
        return " ".join([told, *limits])

    def _resolved(self, schema: Json) -> Json:
        while "$ref" in schema:
            found: Any = self._document
            for name in schema["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            schema = found
        return schema


def _title(tag: str) -> str:
    return tag.replace("_", " ").capitalize()


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _written(value: Any, indent: str = "") -> str:
    """JSON, an object or array in one line if it fits there."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= 100 or not isinstance(value, dict | list):
        return line
    deeper = f"{indent}  "
    if isinstance(value, list):
        items, (opened, closed) = [_written(one, deeper) for one in value], "[]"
    else:
        items, (opened, closed) = [f"{json.dumps(name)}: {_written(one, deeper)}" for name, one in value.items()], "{}"
    inside = ",\n".join(f"{deeper}{item}" for item in items)
    return f"{opened}\n{inside}\n{indent}{closed}"
