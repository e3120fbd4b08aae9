"""What goes wrong in a database, as the application is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.application.errors import Unavailable
from service.application.reports import queue
from service.storage import SqlUnits, downgrade, upgrade


def test_a_schema_that_lacks_a_column_is_told_as_one_that_is_not_up_to_date(database_url: str, units: SqlUnits) -> None:
    downgrade(database_url, "0003")
    try:
        with pytest.raises(Unavailable, match="claimcheck db upgrade"), units() as uow:
            queue.take_up(uow, timedelta(seconds=30))
    finally:
        upgrade(database_url)
