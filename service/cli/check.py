"""``claimcheck check``: collections in files, and single checks, in this process or by a service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import Any, Final

import click

from service.cli import rules
from service.cli.check_bodies import answers as answers_of
from service.cli.check_bodies import findings_of as findings_of_bodies
from service.cli.check_collections import ask, is_collection
from service.cli.check_collections import check as check_here
from service.cli.collection_findings import Together, findings_of, notes_of
from service.cli.documents import Document, Unreadable, collection_in, open_document
from service.cli.files import Input, collect
from service.cli.options import Command, Manner, shared_options
from service.cli.telling import tell
from service.cli.wiring import Wiring, pass_wiring
from service.domain.errors import Malformed
from service.formats.finding import Examined, Examiner

SUFFIXES: Final = (".yaml", ".yml", ".json")

Json = Mapping[str, Any]


@click.command(cls=Command)
@click.argument("paths", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--discover/--no-discover", default=True, help="Whether to look for checks that follow from the claims themselves."
)
@click.option("--joint/--no-joint", default=True, help="Whether to decide if all of it can be true together.")
@shared_options
@pass_wiring
@click.pass_context
def check(
    context: click.Context, wiring: Wiring, manner: Manner, paths: tuple[str, ...], discover: bool, joint: bool
) -> None:
    """Check the figures in collections, or single checks ("-": standard input).

    A collection file holds sources, claims and checks that refer to each other by name, in YAML or JSON; collections
    given together may reference each other, unless a --server does the work, which knows what is stored there. Of a
    directory it is collection.yaml or collection.json. A JSON or YAML file may also hold the body of one check, a
    receipt, or an array of these.

    Exit status: 0 clean, 1 findings at or above --fail-on, 2 bad input, of which the rest is checked all the same.
    """
    opened = [_opened(one) for one in collect([collection_in(path) for path in paths], manner.config, SUFFIXES)]
    collections = {
        place: one for place, one in enumerate(opened) if isinstance(one, Document) and is_collection(one.value)
    }
    asked = {"discover": discover, "joint": joint}
    if manner.remote is not None:
        answers = ask(collections, asked, manner.remote)
    else:
        answers = check_here(collections, asked, wiring.scratch) if collections else {}
    with nullcontext() if manner.remote is None else manner.remote.understood("/v1/check"):
        together = Together.of(
            (one, found) for place, one in collections.items() if not isinstance(found := answers[place], Malformed)
        )
        examined = [
            one
            if isinstance(one, Examined)
            else _collection(one, answers[place], together)
            if place in answers
            else _alone(one, manner)
            for place, one in enumerate(opened)
        ]
    context.exit(tell(manner, _examiner(examined), examined))


def _opened(one: Input) -> Document | Examined:
    """A file, or that and why it cannot be read."""
    try:
        return open_document(one.path, one.name)
    except Unreadable as error:
        return Examined(file=one.name, fault=error.message.removeprefix(f"{one.name}: "))


def _collection(document: Document, answer: Json | Malformed, together: Together) -> Examined:
    """A collection file."""
    if isinstance(answer, Malformed):
        return _faulty(document, answer)
    return Examined(
        file=document.name,
        findings=findings_of(document, answer, together),
        notes=tuple(f"{document.name}: {note}" for note in notes_of(answer, together)),
        counted={"claim": answer["coverage"]["claims"], "check": answer["counts"]["total"]},
        answer=answer,
    )


def _faulty(document: Document, error: Malformed) -> Examined:
    """A file that says something which makes no sense."""
    first = error.faults[0].where
    return Examined(file=document.name, fault=document.wrong(error), faulty=document.region(*first) if first else None)


def _alone(one: Document, manner: Manner) -> Examined:
    """A file of single checks."""
    try:
        answered = answers_of(one, manner.remote)
    except Malformed as error:
        return _faulty(one, error)
    results = [each.as_json() for each in answered]
    return Examined(
        file=one.name,
        findings=tuple(findings_of_bodies(one, answered)),
        counted={"check": len(results)},
        answer=results,
    )


def _examiner(examined: Sequence[Examined]) -> Examiner:
    known = rules.of_checks()
    if not {finding.rule for one in examined for finding in one.findings} <= known.keys():
        # A collection may hold texts, and what was read in them.
        known = {**rules.of_texts(), **known}
    return Examiner("check", known)
