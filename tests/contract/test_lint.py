"""Redocly finds nothing to object to in the contract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from tests.contract.tools import COMMITTED, attempt, with_node
from tests.servers import or_skip


def problems(document: Path, directory: Path) -> list[dict[str, Any]]:
    with or_skip():
        programs = with_node(directory)
    said = attempt([programs / "redocly", "lint", document, "--format", "json", "--max-problems", "1000"], directory)
    assert said.stdout.startswith("{"), said.stderr
    found: list[dict[str, Any]] = json.loads(said.stdout)["problems"]
    return found


def test_it_finds_nothing(tmp_path: Path) -> None:
    assert problems(COMMITTED, tmp_path) == []


def test_it_would_find_what_is_wrong(tmp_path: Path) -> None:
    document = yaml.safe_load(COMMITTED.read_text())
    del document["components"]["headers"]["ETag"]
    del document["paths"]["/v1/claims"]["get"]["operationId"]
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(yaml.safe_dump(document))
    assert {found["ruleId"] for found in problems(wrong, tmp_path)} >= {"no-unresolved-refs", "operation-operationId"}
