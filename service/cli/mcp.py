"""``claimcheck mcp``: the engine and the reading as tools for assistants."""

from __future__ import annotations

import click


@click.command()
def mcp() -> None:
    """Offer tools to assistants by the Model Context Protocol, on standard input and output.

    The tools are lint, evaluate, check_kinds and units. They need neither a server nor a database, and store nothing.
    """
    try:
        from service.cli.mcp_server import run
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in {"mcp", "mcp_types"}:
            raise
        raise click.ClickException(
            "the tools for assistants need the extra mcp, which is not installed: pip install 'claimcheck[mcp]'"
        ) from None
    run()
