from __future__ import annotations

import pytest

from tests.unit.formats import sample


@pytest.fixture
def report() -> sample.Json:
    """A report with something of everything."""
    results = sample.within(), sample.unasked(), sample.rise(), sample.shares(waiver=sample.WAIVER), sample.wages()
    return sample.document(*results)
