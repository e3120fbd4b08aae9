from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import pytest
from anyio.from_thread import start_blocking_portal
from jsonschema import Draft202012Validator
from mcp import Client, MCPError, StdioServerParameters, stdio_client
from mcp_types import CallToolResult, TextContent, Tool

from service.cli.assistant_tools import TOOLS
from service.cli.mcp_server import build_server
from service.domain.checks import kinds
from service.wire.json_schema import json_schema
from tests.serving import COMMAND
from tests.unit.cli.conftest import Run, Write, refused

Call = Callable[..., CallToolResult]

RIDGE = "The ridge road, 12 km (8.5 miles) of gravel, was closed for 19 days."
PARAGRAPH = f"{RIDGE}\n\n"


@pytest.fixture(scope="module")
def assistant() -> Iterator[tuple[list[Tool], Call]]:
    """The tools and how to call them, as an assistant has them: the SDK's client, a process, its standard streams."""
    served = stdio_client(StdioServerParameters(command=COMMAND[0], args=[*COMMAND[1:], "mcp"]))
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(served, mode="legacy")) as client,
    ):
        yield (
            portal.call(client.list_tools).tools,
            lambda name, **arguments: portal.call(client.call_tool, name, arguments),
        )


@pytest.fixture
def tools(assistant: tuple[list[Tool], Call]) -> dict[str, Tool]:
    return {tool.name: tool for tool in assistant[0]}


@pytest.fixture
def call(assistant: tuple[list[Tool], Call]) -> Call:
    return assistant[1]


def given(tool: Tool) -> dict[str, Any]:
    """The schema of the document that it answers with, and that in full, of which it tells the outline."""
    assert tool.output_schema is not None
    (known,) = (known for known in TOOLS if known.name == tool.name)
    full = json_schema(known.tells)
    assert tool.output_schema["properties"].keys() == full["properties"].keys()
    return full


def words(result: CallToolResult) -> str:
    """What it says to whoever reads text."""
    assert isinstance(result.content[0], TextContent)
    return result.content[0].text


def wrong(result: CallToolResult) -> str:
    """The one line that the arguments were refused with."""
    assert result.is_error
    assert result.structured_content is None
    (line,) = words(result).splitlines()
    return line


def test_the_tools_are_told_with_what_they_take_and_give(tools: dict[str, Tool]) -> None:
    assert list(tools) == ["lint", "evaluate", "check_kinds", "units"]
    for tool in tools.values():
        assert tool.title
        assert tool.description
        for schema in (tool.input_schema, tool.output_schema, given(tool)):
            assert schema is not None
            Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"
            assert schema["additionalProperties"] is False
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint


def test_lint_tells_the_findings_of_a_text_in_words_and_as_a_document(
    tools: dict[str, Tool], call: Call, run: Run, write: Write
) -> None:
    result = call("lint", text=RIDGE)
    assert not result.is_error
    assert "error: conversion" in words(result)
    assert "^^^^^  ^^^^^^^^^" in words(result)
    Draft202012Validator(given(tools["lint"])).validate(result.structured_content)
    (finding,) = result.structured_content["findings"]
    assert (finding["rule"], finding["line"], finding["column"]) == ("conversion", 1, 17)
    assert [RIDGE[figure["start"] : figure["end"]] for figure in finding["figures"]] == ["12 km", "8.5 miles"]
    # What it shows is a receipt that stands without the assistant.
    assert run("verify", write(finding["result"])).exit_code == 0


def test_of_many_findings_so_many_are_told_as_an_assistant_can_take_and_the_others_when_it_asks(
    tools: dict[str, Tool], call: Call
) -> None:
    told: list[int] = []
    text, skip = PARAGRAPH * 30, 0
    while len(told) < 30:
        result = call("lint", text=text, skip=skip)
        document = result.structured_content
        Draft202012Validator(given(tools["lint"])).validate(document)
        findings, skip = document["findings"], document["next"]
        assert 0 < len(findings) <= 20
        assert len(json.dumps(document)) < 50_000
        assert (document["counts"]["inconsistent"], document["left_out"]["findings"]) == (30, 30 - len(findings))
        told += [finding["start"] for finding in findings]
        more = f"and {30 - len(told)} more findings: ask for them with skip {skip}\n"
        assert words(result).endswith(more) is (skip is not None) is (len(told) < 30)
    assert told == [place * len(PARAGRAPH) + RIDGE.index("12 km") for place in range(30)]
    assert words(call("lint", text=text, skip=30)) == "no more findings: there are 30 in the text"


def test_figures_are_told_when_asked_for_and_how_many_are_left_out(call: Call) -> None:
    silent = call("lint", text=RIDGE).structured_content
    assert (silent["figures"], silent["figure_count"], silent["left_out"]["figures"]) == ([], 3, 3)
    asked = call("lint", text=RIDGE, figures=True).structured_content
    assert [figure["quote"]["exact"] for figure in asked["figures"]] == ["12 km", "8.5 miles", "19 days"]
    assert asked["left_out"] == {"findings": 0, "figures": 0, "suppressions": 0}
    many = call("lint", text=PARAGRAPH * 100, figures=True).structured_content
    assert len(many["figures"]) + many["left_out"]["figures"] == many["figure_count"] == 300
    assert len(json.dumps(many["figures"])) < 50_000


def test_lint_reads_a_text_as_it_is_told_to(call: Call) -> None:
    table = "Region,Visitors\nNorth,10\nSouth,20\nTotal,31\n"
    as_table, as_prose = (
        call("lint", text=table, format=form).structured_content["counts"] for form in ("csv", "plain")
    )
    assert (as_table["total"], as_prose["total"]) == (1, 0)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_the_example_of_each_kind_can_be_evaluated_as_it_stands(tools: dict[str, Tool], call: Call, kind: Any) -> None:
    shown = next(item for item in call("check_kinds").structured_content["items"] if item["name"] == kind.name)
    Draft202012Validator(tools["evaluate"].input_schema).validate(shown["example"])
    result = call("evaluate", **shown["example"])
    assert not result.is_error
    Draft202012Validator(given(tools["evaluate"])).validate(result.structured_content)
    assert words(result).startswith(f"{result.structured_content['verdict']}: {result.structured_content['text']}")


def test_words_are_enough_for_clients_without_structured_content_and_do_not_repeat_the_document(call: Call) -> None:
    for result in (call("units", search="tenge"), call("lint", text=RIDGE), call("check_kinds")):
        assert len(result.content) == 1
        assert result.structured_content
    assert words(call("units", search="tenge")) == "KZT: Kazakhstani tenge (KZT)"
    examples = [
        line.removeprefix("  example: ") for line in words(call("check_kinds")).splitlines() if "example" in line
    ]
    assert len(examples) == len(kinds())
    assert not call("evaluate", **json.loads(examples[0])).is_error


def test_what_is_told_before_anything_is_asked_is_short(tools: dict[str, Tool]) -> None:
    assert len(json.dumps([tool.model_dump(mode="json") for tool in tools.values()])) < 25_000


def test_the_roles_of_all_kinds_are_told_where_they_are_asked_for(tools: dict[str, Tool]) -> None:
    said = tools["evaluate"].description or ""
    assert "`sum`: parts[], total; " in said
    assert "`average`: mean, parts[]?, min?, max?, weights[]?; " in said
    assert "`expression`: any names, and a relation over them; " in said
    assert all(f"`{kind.name}`: " in said for kind in kinds())
    assert "/v1/" not in json.dumps(tools["evaluate"].input_schema["properties"]["kind"])


def test_a_text_in_the_place_of_a_figure_that_names_nothing_is_refused(call: Call) -> None:
    figures = {"part": "84210", "whole": "173400", "share": {"value": "48.6", "unit": "%"}}
    said = wrong(call("evaluate", kind="share_of", figures=figures))
    assert [one.split(": ", 1)[0] for one in said.split("; /")] == ["/figures/part", "figures/whole"]
    assert 'a figure is {"value": "48.6", "unit": "%"}, with "qualifier": "exact"' in said


def test_of_many_units_the_best_are_told_and_the_rest_are_counted(call: Call) -> None:
    result = call("units", search="dollar")
    assert len(result.structured_content["items"]) == 20
    assert result.structured_content["total"] > 20
    assert words(result).endswith(f"and {result.structured_content['total'] - 20} more; search for more of the name")


def test_digits_are_kept_as_printed(call: Call) -> None:
    def verdict(value: str) -> Any:
        figures = {"left": {"value": value, "unit": "km"}, "right": {"value": "4.6", "unit": "km"}}
        return call("evaluate", kind="equal", figures=figures).structured_content["verdict"]

    assert (verdict("4.5"), verdict("4.50")) == ("consistent", "inconsistent")


@pytest.mark.parametrize("number", [4.50, 4])
def test_a_number_that_may_have_lost_how_it_was_printed_is_refused(
    tools: dict[str, Tool], call: Call, number: float
) -> None:
    figures: dict[str, Any] = {"left": [{"value": number}], "right": {"value": "4.5"}}
    assert wrong(call("evaluate", kind="equal", figures=figures)) == (
        '/figures/left/0/value: must be in a string, such as "4.50": a JSON number would lose digits that were printed'
    )
    takes = Draft202012Validator(tools["evaluate"].input_schema)
    assert not takes.is_valid({"kind": "equal", "figures": figures})
    takes.validate({"kind": "equal", "figures": {**figures, "left": {"value": "4.50"}}})


def test_what_counts_is_a_number(tools: dict[str, Tool], call: Call) -> None:
    pinned = {"figure": {"value": "4.5"}, "claim": "the sign", "revision": 3}
    result = call("evaluate", kind="equal", figures={"left": pinned, "right": {"value": "4.5"}})
    assert result.structured_content["inputs"]["left"]["revision"] == 3
    # There is nothing else of the kind that would have to be let through.
    assert {name for tool in tools.values() for name in _numbers(tool.input_schema)} == {"revision", "skip"}


@pytest.mark.parametrize(
    ("tool", "arguments", "line"),
    [
        ("evaluate", {}, "/kind: is required"),
        ("evaluate", {"kind": "sum", "figurs": {}}, '/figurs: is not known here; did you mean "figures"?'),
        ("lint", {"text": ["12 km"]}, "/text: must be a string"),
        ("lint", {"text": "x" * (1 << 20) + "é"}, "/text: has more than 1,048,576 bytes in UTF-8 (1 MiB); split it"),
        ("lint", {"text": "", "date": "last May"}, "/date: "),
        ("lint", {"text": "", "skip": -1}, "/skip: must be at least 0"),
        ("check_kinds", {"kind": "sum"}, "/kind: is not known here; nothing goes in here"),
        (
            "evaluate",
            {"kind": "equal", "figures": {"left": {"value": "1", "unit": "km"}, "right": {"value": "1", "unit": "kg"}}},
            "/",
        ),
    ],
)
def test_arguments_that_make_no_sense_are_refused_with_the_field_and_what_would_be_right(
    call: Call, tool: str, arguments: dict[str, Any], line: str
) -> None:
    assert wrong(call(tool, **arguments)).startswith(line)


def test_a_tool_that_is_not_there_is_an_error_of_the_protocol(call: Call) -> None:
    with pytest.raises(MCPError, match="there is no tool solve; there are lint, evaluate, check_kinds, units"):
        call("solve")


def test_clients_of_the_newer_protocol_are_served_too() -> None:
    async def ask() -> CallToolResult:
        async with Client(build_server()) as client:
            assert client.server_info is not None
            assert client.server_info.name == "claimcheck"
            return await client.call_tool("lint", {"text": RIDGE})

    assert "error: conversion" in words(anyio.run(ask))


def _numbers(schema: Any, name: str = "") -> Iterator[str]:
    """The names of the members that may be numbers of JSON."""
    if isinstance(schema, dict):
        kind = schema.get("type")
        if {"integer", "number"} & set(kind if isinstance(kind, list) else [kind]):
            yield name
        for member, inner in schema.items():
            yield from _numbers(inner, name if member in {"anyOf", "items"} else member)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _numbers(inner, name)


@pytest.mark.parametrize(
    ("line", "request_id", "told"),
    [
        ('{"jsonrpc": "2.0", "id": 7, "method": "ping", "params": {"text": "\\ud83d"}}', 7, "Invalid JSON: "),
        ("no message", None, "Invalid JSON: "),
        ('{"jsonrpc": "2.0", "id": "a"}', "a", "Field required"),
        ("[" * 100_000, None, "Invalid JSON: "),
    ],
)
def test_a_line_that_is_no_message_is_answered(run: Run, line: str, request_id: int | str | None, told: str) -> None:
    result = run("mcp", stdin=f"{line}\n")
    answer = json.loads(result.stdout)
    assert (answer["id"], answer["error"]["code"]) == (request_id, -32700)
    assert answer["error"]["message"].startswith(told)


def test_it_ends_with_its_input(run: Run) -> None:
    assert run("mcp", stdin="").exit_code == 0


def test_without_the_extra_it_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.partition(".")[0] == "mcp"] + ["service.cli.mcp_server"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "mcp", None)
    line = refused(run("mcp"))
    assert line == (
        "the tools for assistants need the extra mcp, which is not installed: pip install 'claimcheck[mcp]'"
    )
