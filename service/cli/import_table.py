"""``claimcheck import --collection``: dated exchange rates and official figures from a table, as claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import click
from marshmallow import ValidationError

from schemas.claim import NewClaimSchema
from schemas.collection import NewCollectionSchema
from schemas.faults import faults
from service.application import claims
from service.application.claim_drafts import Draft
from service.application.errors import BatchMalformed
from service.application.imports import MOST_FAULTS, Imported, import_claims
from service.cli.documents import STANDARD_INPUT, Unreadable
from service.cli.import_mapping import TableMapping
from service.cli.import_rows import IN_CELL, Row, csv_rows, flat_row, json_rows, read_file
from service.cli.problems import located
from service.cli.wiring import Wiring, opened
from service.domain.checks.conversion import pair_of
from service.domain.errors import Fault, Malformed, pointer
from service.wire.shaped import shaped

MOST_CLAIMS: Final = 500_000

Body = Mapping[str, Any] | Malformed

_NO_RATE: Final = (
    "an exchange rate is above zero; if this stands for none, a mapping can name it as missing, or skip the row"
)


@dataclass(slots=True)
class _Reading:
    """A file being read. ``places`` are the line and, where a row is taken apart, the column of each claim."""

    name: str
    mapping_name: str | None = None
    mapping: TableMapping | None = None
    places: list[tuple[int, str | None]] = field(default_factory=list)
    skipped: int = 0


def import_table(wiring: Wiring, file: str, shape: str | None, mapping: str | None, slug: str, *, dry_run: bool) -> str:
    """Import the claims of a table into a collection, all of the file or nothing, and tell what came of it."""
    settings = wiring.settings()
    shape = shape or {".csv": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson"}.get(Path(file).suffix.lower())
    if shape not in ("csv", "ndjson"):
        raise click.UsageError("say whether it is --format csv or --format ndjson")
    if shape == "csv" and mapping is None:
        raise click.UsageError("CSV needs a --mapping that says which column is what")
    reading = _Reading(
        "standard input" if file == STANDARD_INPUT else file,
        mapping,
        None if mapping is None else TableMapping.read(mapping),
    )
    collection = _collection(slug, {} if reading.mapping is None else reading.mapping.collection)
    batch = _read(reading, read_file(file), shape, slug)
    with opened(wiring, settings) as services, services.unit_of_work() as uow:
        try:
            imported = import_claims(uow, collection, batch)
        except BatchMalformed as error:
            raise _refused(reading, error) from None
        if not dry_run:
            uow.commit()
    return _told(imported, reading.skipped, slug, dry_run)


def _read(reading: _Reading, raw: bytes, shape: str, slug: str) -> claims.Batch:
    """The claims of a file. Raises ``Unreadable`` when there is anything wrong in it."""
    try:
        bodies = _bodies(reading, raw, shape, slug)
        batch: list[tuple[int, Draft]] = []
        while (first := next(bodies, None)) is not None:
            if len(batch) >= MOST_CLAIMS:
                raise Unreadable(f"{reading.name}: has more than {MOST_CLAIMS:,} claims; split it")
            drafts = claims.draft_batch(chain([first], islice(bodies, claims.LARGEST_BATCH - 1)))
            _refuse_no_rates(drafts)
            batch += drafts
    except BatchMalformed as error:
        raise _refused(reading, error) from None
    except Malformed as error:
        raise Unreadable(f"{reading.name}: {error}") from None
    if not batch:
        why = f": all {reading.skipped} rows are without a figure or skipped" if reading.skipped else ""
        raise Unreadable(f"{reading.name}: holds no claims{why}")
    return batch


def _refuse_no_rates(batch: claims.Batch) -> None:
    """Refuse exchange rates that no money has ever had. Raises ``BatchMalformed``."""
    wrong = [
        (number, Malformed(_NO_RATE, "figure", "value" if draft.claim.figure.value is not None else "lower"))
        for number, draft in batch
        if not draft.claim.figure.positive and pair_of(draft.claim.figure.unit) is not None
    ]
    if wrong:
        raise BatchMalformed(tuple(wrong))


def _bodies(reading: _Reading, raw: bytes, shape: str, slug: str) -> Iterator[tuple[int, Body]]:
    """The body of each claim, or what is wrong with it, by its place in ``reading.places``."""
    schema = NewClaimSchema()
    found = _of_table(reading, _rows(reading, raw, shape)) if reading.mapping else _of_claims(raw)
    for place, body in found:
        reading.places.append(place)
        yield len(reading.places) - 1, _shaped(schema, body, slug, reading.mapping)


def _of_table(reading: _Reading, rows: Iterator[Row]) -> Iterator[tuple[tuple[int, str | None], Body]]:
    mapping = reading.mapping
    assert mapping is not None
    for row in rows:
        if isinstance(row.cells, Malformed):
            yield (row.line, None), row.cells
            continue
        for column, body in mapping.claims(row.cells):
            if body is None:
                reading.skipped += 1
            else:
                yield (row.line, column), body


def _rows(reading: _Reading, raw: bytes, shape: str) -> Iterator[Row]:
    assert reading.mapping is not None
    if shape == "csv":
        columns, rows = csv_rows(raw, reading.mapping.file)
        _require(reading, columns)
        yield from rows
        return
    for line, value in json_rows(raw):
        row = flat_row(line, value)
        if not isinstance(row.cells, Malformed):
            _require(reading, tuple(row.cells))
        yield row


def _require(reading: _Reading, columns: tuple[str, ...] | Any) -> None:
    assert reading.mapping is not None
    try:
        reading.mapping.require_columns(columns)
    except Malformed as error:
        raise Unreadable(f"{reading.mapping_name} {located(error)}") from None


def _of_claims(raw: bytes) -> Iterator[tuple[tuple[int, str | None], Body]]:
    for line, value in json_rows(raw):
        yield (line, None), value


def _shaped(schema: NewClaimSchema, body: Any, slug: str, mapping: TableMapping | None) -> Body:
    """A body as the use case takes it, in this collection and with the source of the mapping."""
    if isinstance(body, Malformed):
        return body
    try:
        with shaped():
            read: dict[str, Any] = schema.load(body)
    except Malformed as error:
        return error
    if read.get("collection") not in (None, slug):
        return Malformed(f'must be "{slug}", where the file is imported to, or left out', "collection")
    return {**read, "collection": slug, **({} if mapping is None else {"source": mapping.source})}


def _refused(reading: _Reading, error: BatchMalformed) -> Unreadable:
    """Tell what is wrong, each in a line of its own."""
    told = [_located(reading, number, fault) for number, malformed in error.lines for fault in malformed.faults]
    # What is the same in every row is wrong once, in the mapping.
    lines = list(dict.fromkeys(told))
    for line in lines[:MOST_FAULTS]:
        click.echo(line, err=True)
    more = "" if len(lines) <= MOST_FAULTS and error.complete else ", and there are more"
    return Unreadable(f"nothing was imported: {_counted(min(len(lines), MOST_FAULTS))} in {reading.name}{more}")


def _counted(faulty: int) -> str:
    return "1 fault" if faulty == 1 else f"{faulty} faults"


def _located(reading: _Reading, number: int, fault: Fault) -> str:
    line, wide = reading.places[number]
    where = f"{reading.name}, line {line}"
    if fault.where[:1] == (IN_CELL,):
        return f"{where}, column {_named(str(fault.where[1]), wide)}: {fault.message}"
    if reading.mapping is None:
        return f"{where}, {pointer(fault.where) or '/'}: {fault.message}"
    place = fault.where[1:] if fault.where[:1] == ("claim",) else fault.where
    columns = reading.mapping.columns_of(place)
    if columns:
        return f"{where}, column {' and '.join(_named(column, wide) for column in columns)}: {fault.message}"
    if place:
        return f"{reading.mapping_name}, {pointer(('claim', *place))}: {fault.message}"
    return f"{where}: {fault.message}"


def _named(column: str, wide: str | None) -> str:
    return wide if wide is not None and column in ("cell", "column") else column


def _collection(slug: str, about: Mapping[str, str]) -> Mapping[str, Any]:
    try:
        body: Mapping[str, Any] = NewCollectionSchema().load({"title": slug, **about, "slug": slug})
    except ValidationError as error:
        wrong = "; ".join(message for _, message in faults(error.messages))
        raise click.UsageError(f"--collection {slug}: {wrong}") from None
    return body


def _told(imported: Imported, skipped: int, slug: str, dry_run: bool) -> str:
    counts = f"imported {imported.stored}, revised {imported.revised}, unchanged {imported.unchanged}"
    if imported.retracted:
        counts += f", left {imported.retracted} retracted"
    if skipped:
        counts += f", skipped {skipped}"
    if dry_run:
        return f"would have {counts}; nothing was stored"
    if imported.created:
        counts += f"; created the collection {slug}: checks of a collection use it once its references name {slug}"
    return counts
