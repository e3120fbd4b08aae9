from __future__ import annotations

import socket

import click
import pytest

from service.cli.server import Server, address, options, require_free
from service.settings import Settings


def test_gunicorn_accepts_every_option() -> None:
    cfg = Server(None, Settings(workers=3, threads=7, log_level="warning")).cfg
    assert (cfg.workers, cfg.threads, cfg.loglevel) == (3, 7, "warning")
    assert cfg.worker_class_str == "PatientWorker"
    assert cfg.address == [("127.0.0.1", 8000)]


def test_nothing_is_logged_per_request_unless_asked_for() -> None:
    assert options(Settings())["accesslog"] is None
    assert options(Settings(access_log=True))["accesslog"] == "-"


def test_an_address_of_version_6_is_written_with_brackets() -> None:
    assert address(Settings(host="::1", port=81)) == "[::1]:81"
    assert Server(None, Settings(host="::1", port=81)).cfg.address == [("::1", 81)]


def test_a_port_in_use_is_found_before_gunicorn_starts() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(click.ClickException, match="Address already in use"):
            require_free(Settings(port=taken.getsockname()[1]))


def test_a_free_port_stays_free() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for _ in range(2):
        require_free(Settings(port=port))


def test_servers_share_a_port_only_if_each_of_them_is_told_to() -> None:
    assert not Server(None, Settings()).cfg.reuse_port
    assert Server(None, Settings(share_port=True)).cfg.reuse_port
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        require_free(Settings(port=port, share_port=True))
        with pytest.raises(click.ClickException, match="Address already in use"):
            require_free(Settings(port=port))
