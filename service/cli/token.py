"""``claimcheck token``: who may use the service, and for what."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import click

from schemas.text import SLUG_LENGTH, SLUG_PATTERN
from service.application import tokens
from service.application.access import Scope, Token
from service.application.ports.quota import Rate
from service.application.stamps import now
from service.cli.terminal import aside
from service.cli.wiring import Wiring, opened, pass_wiring
from service.domain.errors import Malformed

_UNITS: Final = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_SPAN: Final = re.compile(r"([1-9][0-9]{0,4})([hdw])", re.ASCII).fullmatch
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII).fullmatch
# What is called so by the use case, as it is given here.
_GIVEN: Final = {"name": "NAME", "collections": "--collection", "expires": "--expires"}
_SLUG: Final = re.compile(SLUG_PATTERN).fullmatch


class Expiry(click.ParamType[datetime]):
    """A span from now on, a day that is the last one, or an instant."""

    name = "expiry"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """See click."""
        if isinstance(value, datetime):
            return value
        if span := _SPAN(value):
            return now().replace(microsecond=0) + int(span[1]) * _UNITS[span[2]]
        try:
            if _DATE(value):
                return datetime.combine(date.fromisoformat(value) + timedelta(days=1), time(), UTC)
            instant = datetime.fromisoformat(value)
        except (ValueError, OverflowError):
            instant = None
        if instant is None or instant.tzinfo is None:
            told = "neither a span (12h, 90d, 8w) nor a day (2027-01-31) nor an instant (2027-01-31T12:00:00Z)"
            self.fail(f"{value} is {told}", param, ctx)
        return instant.astimezone(UTC)


class Slug(click.ParamType[str]):
    """The slug of a collection, there or not."""

    name = "slug"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """See click."""
        if len(value) > SLUG_LENGTH or not _SLUG(value):
            self.fail(f"{value} is no slug such as migrant-labour", param, ctx)
        return str(value)


class RateParameter(click.ParamType[str]):
    """How many requests in how long."""

    name = "rate"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """See click."""
        try:
            return str(Rate.parse(value))
        except ValueError as error:
            self.fail(f"{value} {error}", param, ctx)


@click.group()
def token() -> None:
    """Tokens: who may use the service, and for what."""


@token.command()
@click.argument("name")
@click.option(
    "--scope",
    type=click.Choice([scope.value for scope in Scope]),
    default=Scope.READ.value,
    show_default=True,
    help="read: get and ask. write: store, change and delete, too. admin: make and delete collections and read the "
    "audit log, too.",
)
@click.option(
    "--collection",
    "slugs",
    type=Slug(),
    metavar="SLUG",
    multiple=True,
    help="Limit it to this collection, and to reading what that one references. May be given more than once.",
)
@click.option(
    "--expires",
    type=Expiry(),
    metavar="WHEN",
    help="In 12h, 90d or 8w, at the end of a day (2027-01-31, UTC), or at an instant. Left out: never.",
)
@click.option(
    "--rate", type=RateParameter(), metavar="N/UNIT", help="Requests at most, as 600/minute. Left out: as any other."
)
@pass_wiring
def create(
    wiring: Wiring, name: str, scope: str, slugs: tuple[str, ...], expires: datetime | None, rate: str | None
) -> None:
    """Make a token and write it to standard output. It is shown this once: only a hash of it is stored.

    NAME says who is to use it. The audit log tells by it who did what, so no name is used twice.
    """
    settings = wiring.settings()
    with opened(wiring, settings) as services, services.unit_of_work() as uow:
        try:
            made, text = tokens.issue(uow, name, {Scope(scope)}, collections=slugs or None, expires=expires, rate=rate)
        except Malformed as error:
            fault = error.faults[0]
            raise click.ClickException(f"{_GIVEN[str(fault.where[0])]} {fault.message}") from None
        missing = set(slugs) - uow.collections.existing(slugs)
        uow.commit()
    for slug in sorted(missing):
        aside(f"claimcheck: there is no collection {slug} yet")
    aside(f"claimcheck: token {made.name}: {_told(made)}; keep it now, it cannot be shown again")
    click.echo(text)


@token.command(name="list")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@pass_wiring
def list_(wiring: Wiring, shape: str) -> None:
    """List all tokens, those too that are no longer good. What they are made of is stored nowhere."""
    settings = wiring.settings()
    with opened(wiring, settings) as services, services.unit_of_work(read_only=True) as uow:
        found = uow.tokens.every()
    if shape == "json":
        click.echo(json.dumps([_as_json(one) for one in found], indent=2))
        return
    rows = [("name", "id", "scope", "collections", "expires", "state"), *map(_row, found)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@token.command()
@click.argument("which", metavar="NAME")
@pass_wiring
def revoke(wiring: Wiring, which: str) -> None:
    """Make a token good for nothing, from the next request on, whichever process is asked.

    NAME is its name or its id; the token itself will do, where it was found in the wrong place.
    """
    settings = wiring.settings()
    token_id = tokens.identified(which)
    if token_id is None and which.startswith(f"{tokens.PREFIX}_"):  # not repeated, since most of it may be right
        raise click.ClickException("that is a token with a mistake in it, or a part of one; give its name or its id")
    with opened(wiring, settings) as services, services.unit_of_work() as uow:
        found, done = tokens.revoke(uow, which if token_id is None else str(token_id))
        uow.commit()
    click.echo(f"token {found.name} is revoked" if done else f"token {found.name} was revoked before")


def _told(one: Token) -> str:
    """What it is good for, in a line."""
    limits = "" if one.collections is None else f" in {', '.join(one.collections)}"
    rate = "" if one.rate is None else f", {one.rate}"
    expiry = "never expires" if one.expires is None else f"until {_instant(one.expires)}"
    return f"{_scope(one)}{limits}{rate}, {expiry}"


def _row(one: Token) -> tuple[str, ...]:
    collections = "all" if one.collections is None else ",".join(one.collections)
    expires = "never" if one.expires is None else _instant(one.expires)
    return one.name, str(one.id), _scope(one), collections, expires, _state(one)


def _as_json(one: Token) -> dict[str, Any]:
    return {
        "name": one.name,
        "id": str(one.id),
        "scopes": sorted(one.scopes),
        "collections": None if one.collections is None else list(one.collections),
        "rate": one.rate,
        "created_at": _instant(one.created_at),
        "expires": _maybe(one.expires),
        "revoked_at": _maybe(one.revoked_at),
        "state": _state(one),
    }


def _scope(one: Token) -> str:
    """The greatest of its scopes, which includes the others."""
    return max(one.scopes, key=list(Scope).index).value


def _state(one: Token) -> str:
    if one.revoked_at is not None:
        return "revoked"
    return "good" if one.usable(now()) else "expired"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _maybe(at: datetime | None) -> str | None:
    return None if at is None else _instant(at)
