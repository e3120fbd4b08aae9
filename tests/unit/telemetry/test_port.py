from __future__ import annotations

import socket

import pytest

from service.settings import SettingsError
from service.telemetry.port import tell_apart


def test_a_port_that_is_taken_is_refused_in_one_line() -> None:
    def never() -> None:
        raise AssertionError("nothing is told where nobody listens")

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"CLAIMCHECK_METRICS_PORT={port}: .*Address already in use"):
            tell_apart("127.0.0.1", port, never)  # type: ignore[arg-type]
