"""``claimcheck lint``: the figures of texts that do not fit together, in this process or by a service."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import PurePath
from typing import Any, Final

import click

from service.cli import rules
from service.cli.documents import COLLECTION_SUFFIXES, Unreadable
from service.cli.files import STDIN_NAME, Input, collect
from service.cli.lint_findings import findings_of
from service.cli.options import Command, Manner, shared_options
from service.cli.problems import located
from service.cli.telling import tell
from service.cli.terminal import progress
from service.domain.errors import Malformed
from service.domain.period import parse_period
from service.formats.finding import Examined, Examiner
from service.reading.text_form import TextForm

FORMS: Final = {
    ".md": TextForm.MARKDOWN,
    ".markdown": TextForm.MARKDOWN,
    ".txt": TextForm.PLAIN,
    ".csv": TextForm.CSV,
}
_MEMBERS: Final = ("figures", "figure_count", "findings", "counts", "suppressions")

Json = Mapping[str, Any]


def _edtf(_context: click.Context, _parameter: click.Parameter, given: str | None) -> str | None:
    try:
        if given is not None:
            parse_period(given)
    except Malformed as error:
        raise click.BadParameter("; ".join(fault.message for fault in error.faults)) from None
    return given


@click.command(cls=Command)
@click.argument("paths", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--stdin-name",
    default=STDIN_NAME,
    show_default=True,
    help='What the text on standard input, "-", is called; the end of the name says whether it is Markdown.',
)
@click.option(
    "--date", metavar="EDTF", callback=_edtf, help='When the texts are of: words such as "last year" are read by it.'
)
@shared_options
@click.pass_context
def lint(context: click.Context, manner: Manner, paths: tuple[str, ...], stdin_name: str, date: str | None) -> None:
    """Find the figures in texts that cannot be true together ("-": standard input).

    Markdown, plain text and CSV, by the end of their names; of directories the files .md, .markdown, .txt and .csv in
    them and below.

    Exit status: 0 clean, 1 findings at or above --fail-on, 2 bad input; what can be read is examined all the same.
    """
    inputs = collect(paths, manner.config, FORMS, stdin_name=stdin_name)
    with progress(inputs, "reading") as going:
        examined = [_examine(one, date or manner.config.get("date"), manner) for one in going]
    context.exit(tell(manner, Examiner("lint", rules.of_texts()), examined))


def _examine(one: Input, date: str | None, manner: Manner) -> Examined:
    form = FORMS.get(PurePath(one.name).suffix.lower(), TextForm.PLAIN)
    try:
        text = one.text()
        read = _read(text, form, date, manner)
    except Unreadable as error:
        return Examined(file=one.name, fault=error.message)
    except Malformed as error:
        return Examined(file=one.name, fault=located(error))
    with nullcontext() if manner.remote is None else manner.remote.understood("/v1/lint"):
        return _examined(one.name, text, read, manner)


def _examined(name: str, text: str, read: Json, manner: Manner) -> Examined:
    counts = read["counts"]
    notes = []
    if PurePath(name).suffix.lower() in COLLECTION_SUFFIXES:
        notes.append(f"{name}: is read as plain text; the checks of a collection file are run by claimcheck check")
    if counts["left_out"]:
        notes.append(f"{name}: has too many checks; {counts['left_out']:,} of them were left out: split it")
    return Examined(
        file=name,
        findings=findings_of(name, text, read),
        notes=tuple(notes),
        counted={"figure": read["figure_count"], "check": counts["total"]},
        # All that was read is much; of many files it is kept only where it is told.
        answer=read if manner.tells("json") else None,
    )


def _read(text: str, form: TextForm, date: str | None, manner: Manner) -> Json:
    """What was read in a text, in the wire form of ``/v1/lint``."""
    body = {"text": text, "format": form.value, "date": date}
    if manner.remote is not None:
        answer: Json = manner.remote.post("/v1/lint", body, members=_MEMBERS)
        return answer
    # Slow to import, and not needed where a service does the work.
    from service.application.lint import lint as read
    from service.wire.texts import lint as told

    return told(text, read(body))
