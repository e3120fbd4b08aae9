"""The contract is valid OpenAPI, and tools of others can work with it."""

from pathlib import Path

import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

COMMITTED = Path(__file__).parents[2] / "openapi.yaml"


def test_it_is_valid_openapi() -> None:
    contract = yaml.safe_load(COMMITTED.read_text())
    assert contract["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(contract).iter_errors()] == []


def test_every_schema_is_used() -> None:
    text = COMMITTED.read_text()
    for name in yaml.safe_load(text)["components"]["schemas"]:
        assert f"'#/components/schemas/{name}'" in text, name
