"""The tools as a server of the Model Context Protocol, by its official SDK, on standard input and output."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.metadata import version
from io import TextIOWrapper
from typing import Any, Final

import anyio
import click
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from mcp.shared.message import SessionMessage
from mcp_types import (
    INVALID_PARAMS,
    PARSE_ERROR,
    CallToolRequestParams,
    CallToolResult,
    ErrorData,
    JSONRPCError,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    ToolAnnotations,
)
from mcp_types import Tool as Offer
from mcp_types.jsonrpc import jsonrpc_message_adapter
from pydantic import ValidationError

from service.cli.assistant_tools import TOOLS, Answer, Tool
from service.cli.problems import located
from service.domain.errors import Malformed
from service.wire.encoding import encode

_INSTRUCTIONS: Final = (
    "Claimcheck checks figures against each other and says, with the arithmetic shown, which cannot all be true. Use "
    "lint on a whole text, and evaluate for one question about figures that you have read yourself. It knows no facts: "
    "it cannot say that a figure is true. Tell people the arithmetic and what would explain a finding, and leave the "
    "decision which figure is wrong to them."
)
_BY_NAME: Final = {tool.name: tool for tool in TOOLS}


def build_server() -> Server[Any]:
    """A server that offers the tools."""
    return Server(
        "claimcheck",
        version=version("claimcheck"),
        title="Claimcheck",
        instructions=_INSTRUCTIONS,
        on_list_tools=_list,
        on_call_tool=_call,
    )


def run() -> None:
    """Serve on standard input and output until the input ends. What else is printed goes to standard error."""
    if sys.stdin.isatty():
        click.echo("claimcheck: an assistant starts this and speaks to it; Ctrl-D ends it", err=True)
    # A thread that waits for input cannot be interrupted; and there is nothing to be finished or put away.
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        anyio.run(_serve)
    finally:
        signal.signal(signal.SIGINT, before)


async def _serve() -> None:
    server = build_server()

    async def refuse(error: JSONRPCError) -> None:
        await outgoing.send(SessionMessage(error))

    lines = _Lines(refuse)
    async with stdio_server(stdin=lines) as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


class _Lines(anyio.AsyncFile[str]):
    """The lines of standard input that are messages. Others are answered: the SDK drops them, and who sent them waits.

    Such are texts that were cut in the middle of a character and end in half a surrogate pair.
    """

    def __init__(self, refuse: Callable[[JSONRPCError], Awaitable[None]]) -> None:
        assert isinstance(sys.stdin, TextIOWrapper)
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        super().__init__(sys.stdin)
        self._refuse = refuse

    async def __aiter__(self) -> AsyncIterator[str]:
        async for line in super().__aiter__():
            try:
                jsonrpc_message_adapter.validate_json(line, by_name=False)
            except ValidationError as error:
                told = "; ".join(dict.fromkeys(fault["msg"] for fault in error.errors(include_url=False)))
                await self._refuse(
                    JSONRPCError(jsonrpc="2.0", id=_id(line), error=ErrorData(code=PARSE_ERROR, message=told))
                )
            else:
                yield line


def _id(line: str) -> int | str | None:
    """Which request a line is, as far as can be told."""
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        return None
    known = request.get("id") if isinstance(request, dict) else None
    return known if isinstance(known, int | str) else None


async def _list(_context: ServerRequestContext[Any], _params: PaginatedRequestParams | None) -> ListToolsResult:
    return ListToolsResult(tools=[_offer(tool) for tool in TOOLS])


async def _call(_context: ServerRequestContext[Any], params: CallToolRequestParams) -> CallToolResult:
    tool = _BY_NAME.get(params.name)
    if tool is None:
        raise MCPError(INVALID_PARAMS, f"there is no tool {params.name}; there are {', '.join(_BY_NAME)}")
    try:
        # Others are answered meanwhile, and whoever cancels need not wait.
        answer = await anyio.to_thread.run_sync(tool, params.arguments or {}, abandon_on_cancel=True)
    except Malformed as error:
        # No error of the protocol: the assistant is to read it, and to mend what it asked.
        return CallToolResult(content=[TextContent(text=located(error))], is_error=True)
    return _told(answer)


def _told(answer: Answer) -> CallToolResult:
    # Most clients hand both to the assistant: the document is not to come twice.
    return CallToolResult(
        content=[TextContent(text=answer.words)], structured_content=json.loads(encode(answer.document))
    )


def _offer(tool: Tool) -> Offer:
    return Offer(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.input_schema,
        output_schema=tool.output_schema,
        annotations=ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False),
    )
