"""The ``claimcheck`` command. What it does is wired in ``service.bootstrap``."""

from __future__ import annotations

import click

from service.cli.check import check, verify
from service.cli.database import db
from service.cli.import_ import import_
from service.cli.lint import lint
from service.cli.load import load
from service.cli.problems import Commands
from service.cli.serve import serve
from service.cli.wiring import Wiring

__all__ = ["Wiring", "commands"]


@click.group(cls=Commands)
@click.version_option(package_name="claimcheck")
def commands() -> None:
    """Check figures against each other and say, with the arithmetic shown, which cannot all be true."""


for command in (serve, db, load, import_, lint, check, verify):
    commands.add_command(command)
