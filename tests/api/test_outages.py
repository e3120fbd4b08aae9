"""What the log tells of requests that could not be answered."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from service.api import build_app, outages
from service.application.errors import Unavailable
from service.application.services import Services
from tests.gone import Gone


def test_a_database_that_is_away_is_in_the_log_and_does_not_fill_it(
    services: Services, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.api.problems.OUTAGES", outages.Outages())
    client = build_app(replace(services, unit_of_work=Gone(Unavailable("the database is away")))).test_client()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert client.get("/v1/claims").status_code == 503
    lines = [record.getMessage() for record in caplog.records if record.name == outages.__name__]
    assert lines == ["answered 503 (1 since last told): the database is away"]
