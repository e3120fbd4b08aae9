"""``claimcheck schema``: what a collection file may hold, for editors and other programs."""

from __future__ import annotations

import json
from typing import Any

import click

from schemas.collection_file import CollectionFileSchema
from service.wire.json_schema import json_schema


@click.command()
def schema() -> None:
    """Print the JSON Schema (2020-12) of collection files.

    Editors that know it help to write one: in YAML a first line says "# yaml-language-server: $schema=FILE", in JSON
    the member "$schema" does.
    """
    click.echo(json.dumps(collection_file(), ensure_ascii=False, indent=2))


def collection_file() -> dict[str, Any]:
    """The schema. What is valid by it has the form of a collection file; whether it makes sense, a check tells."""
    return {"title": "Claimcheck collection file", **json_schema(CollectionFileSchema)}
