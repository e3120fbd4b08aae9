"""What a command that goes on running says of itself: plain lines at first, and lines of its log once there is one."""

from __future__ import annotations

import logging
from typing import Final

import click

_log: Final = logging.getLogger("service.cli")


class _Saying:
    to_log = False


def to_log() -> None:
    """From now on to the log, which is being written."""
    _Saying.to_log = True


def say(text: str, level: int = logging.INFO) -> None:
    """Tell whoever runs the command one line."""
    if _Saying.to_log:
        _log.log(level, "%s", text)
    else:
        click.echo(f"claimcheck: {text}", err=True)
