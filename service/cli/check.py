"""``claimcheck check`` and ``claimcheck verify``: the engine in this process, without a server or a database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import click

from service.application.results import verify as verify_receipt
from service.cli.documents import Unreadable, read_document
from service.cli.problems import located
from service.domain.check import Check
from service.domain.errors import Malformed
from service.domain.evaluation import evaluate
from service.domain.result import replay

# What a stored check has besides its body; a file that holds one of those is read as it is.
_ABOUT = ("id", "collection", "name", "severity", "rationale")


class Level(IntEnum):
    """How serious a finding is; SARIF's words."""

    NONE = 0
    NOTE = 1
    WARNING = 2
    ERROR = 3


_FAIL_ON = {"note": Level.NOTE, "warning": Level.WARNING, "error": Level.ERROR, "never": Level.ERROR + 1}


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check, in its wire form, with the name it has in the file and how serious it is."""

    name: str | None
    level: Level
    result: Mapping[str, Any]


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(list(_FAIL_ON)),
    default="error",
    show_default=True,
    help="The least serious finding that makes the exit status 1. An inconsistent check is an error, or a warning "
    "if its severity says so; a strained one is a warning, or a note; an undetermined one is a note.",
)
@click.pass_context
def check(context: click.Context, files: tuple[str, ...], shape: str, fail_on: str) -> None:
    """Run the checks in JSON files: the body of a check, a receipt, or an array of these ("-": standard input).

    Exit status: 0 clean, 1 findings at or above --fail-on, 2 bad input.
    """
    findings: list[Finding] = []
    several = len(files) > 1
    for file in files:
        document = read_document(file)
        several = several or isinstance(document, list)
        try:
            findings += _run(document)
        except Malformed as error:
            raise Unreadable(f"{file} {located(error)}") from None
    if shape == "json":
        results = [finding.result for finding in findings]
        click.echo(json.dumps(results if several else results[0], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(_told(finding))
        if several:
            click.echo(_counted(findings))
    context.exit(int(any(finding.level >= _FAIL_ON[fail_on] for finding in findings)))


@click.command()
@click.argument("receipt", metavar="RECEIPT")
@click.pass_context
def verify(context: click.Context, receipt: str) -> None:
    """Recompute a receipt, the whole JSON of a result, from nothing but itself ("-": standard input).

    Exit status: 0 it stands, 1 it does not, 2 bad input.
    """
    document = read_document(receipt)
    if not isinstance(document, dict):
        raise Unreadable(f"{receipt}: a receipt is the JSON object of one result")
    try:
        verification = verify_receipt(document)
    except Malformed as error:
        raise Unreadable(f"{receipt} {located(error)}") from None
    if verification.stands:
        click.echo(f"stands: {verification.digest}")
        return
    click.echo(f"does not stand: recomputed as {verification.result['verdict']}, {verification.digest}")
    for place in verification.differences:
        click.echo(f"  differs at {place or '/'}")
    context.exit(1)


def _run(document: Any) -> list[Finding]:
    if not isinstance(document, list):
        return [_find(document)]
    findings = []
    for place, item in enumerate(document):
        try:
            findings.append(_find(item))
        except Malformed as error:
            raise error.within(place) from None
    return findings


def _find(body: Any) -> Finding:
    if not isinstance(body, Mapping):
        raise Malformed("must be the body of a check, a receipt, or an array of these")
    if "digest" in body and "inputs" in body:
        result = evaluate(replay(body)).as_json()
        return Finding(None, _level(result["verdict"], "error"), result)
    about = {name: body[name] for name in _ABOUT if body.get(name) is not None}
    severity = about.get("severity", "error")
    if severity not in ("error", "warning"):
        raise Malformed("must be error or warning", "severity")
    name = about.get("name")
    if name is not None and not isinstance(name, str):
        raise Malformed("must be text", "name")
    result = evaluate(Check.parse({name: value for name, value in body.items() if name not in _ABOUT})).as_json()
    return Finding(name, _level(result["verdict"], severity), result)


def _level(verdict: str, severity: str) -> Level:
    lowered = severity == "warning"
    if verdict == "inconsistent":
        return Level.WARNING if lowered else Level.ERROR
    if verdict == "strained":
        return Level.NOTE if lowered else Level.WARNING
    return Level.NOTE if verdict == "undetermined" else Level.NONE


def _told(finding: Finding) -> str:
    result = finding.result
    title = f"{finding.name} ({result['kind']})" if finding.name else result["kind"]
    lines = [f"{result['verdict']}: {title}", f"  {result['text']}"]
    lines += [f"  perhaps {diagnosis['text']}" for diagnosis in result["diagnoses"]]
    return "\n".join(lines)


def _counted(findings: list[Finding]) -> str:
    verdicts = [finding.result["verdict"] for finding in findings]
    counts = ", ".join(
        f"{verdicts.count(verdict)} {verdict}"
        for verdict in ("inconsistent", "strained", "undetermined", "consistent")
        if verdict in verdicts
    )
    return f"{len(findings)} checks: {counts}" if findings else "0 checks"
