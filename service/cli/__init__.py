"""The ``claimcheck`` command. What it does is wired in ``service.bootstrap``."""

from __future__ import annotations

from typing import Final

import click

from service.cli.lazy import Lazy
from service.cli.problems import Commands
from service.cli.wiring import Wiring

__all__ = ["COMMANDS", "Wiring", "commands"]

# In the order in which help tells of them. Most need far longer to import than `claimcheck --version` may take.
COMMANDS: Final = Lazy(
    {
        "lint": "service.cli.lint:lint",
        "check": "service.cli.check:check",
        "verify": "service.cli.verify:verify",
        "schema": "service.cli.schema:schema",
        "import": "service.cli.import_:import_",
        "export": "service.cli.export:export",
        "serve": "service.cli.serve:serve",
        "worker": "service.cli.worker:worker",
        "token": "service.cli.token:token",
        "mcp": "service.cli.mcp:mcp",
        "db": "service.cli.database:db",
        "backup": "service.cli.backup:backup",
        "restore": "service.cli.backup:restore",
    }
)


@click.group(cls=Commands, commands=COMMANDS)
@click.version_option(package_name="claimcheck")
def commands() -> None:
    """Check figures against each other and say, with the arithmetic shown, which cannot all be true."""
