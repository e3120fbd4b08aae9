"""What tests of the API start from: things stored over HTTP, as any client would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

Json = dict[str, Any]
Store = Callable[..., Json]

FINE = {"value": "18000", "unit": "KZT", "qualifier": "exact"}


@pytest.fixture
def store(client: FlaskClient) -> Store:
    """Stores what is given under a path and returns it as it came back."""

    def post(path: str, **body: Any) -> Json:
        response = client.post(f"/v1/{path}", json=body)
        assert response.status_code == 201, response.get_json()
        stored: Json = response.get_json()
        return stored

    return post


@pytest.fixture
def source(store: Store) -> Json:
    """A stored source."""
    return store("sources", title="Cotton pickers fined", kind="article", publisher="The Steppe Courier")


@pytest.fixture
def claim(store: Store, source: Json) -> Json:
    """A stored claim."""
    return store("claims", source_id=source["id"], measure="fine", figure=FINE)


@pytest.fixture
def check(store: Store, claim: Json) -> Json:
    """A stored check about `claim`."""
    return store(
        "checks",
        name="the fine within thirty days' pay",
        kind="ratio",
        figures={
            "fine": {"claim": claim["id"]},
            "pay": {"value": "4", "unit": "KZT/kg", "qualifier": "exact"},
            "picked": {"lower": "50", "upper": "100", "unit": "kg/day"},
            "numerator": "fine",
            "denominator": "pay * picked",
        },
        expect={"max": "30", "unit": "day"},
    )


@pytest.fixture
def waiver(store: Store, check: Json) -> Json:
    """A stored waiver of what came of `check`."""
    return store("waivers", check=check["id"], reason="The paper rounds.")
