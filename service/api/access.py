"""Who sent a request, and whether he may ask for this: found out before anything else is done for it (RFC 6750).

What an operation needs stands with its view (``conventions``), and an app with an address that tells nothing does not
start: nothing is open because somebody forgot. A token is looked up in the database at each request, so one that was
revoked is good for nothing from then on, whichever process is asked.

Why a token is not good (never issued, expired, revoked) is told to nobody who does not hold a good one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NoReturn

from flask import Flask, request

from service.api import context
from service.api.blueprint import OPEN, Needs
from service.api.problems import Problem, challenge
from service.api.request_id import request_id
from service.application import tokens
from service.application.access import ANONYMOUS, Caller, Token
from service.application.observing import observer, occasion

_KEY: Final = "claimcheck.access"

# For addresses where nobody is asked who he is: nothing that is stored can be got at from there.
_NOBODY: Final = Caller(name=ANONYMOUS, scopes=frozenset(), collections=frozenset())


def guard(app: Flask, needs: Mapping[str, Needs]) -> None:
    """Let ``app`` answer only who may ask: ``needs`` says what each endpoint needs."""
    app.extensions[_KEY] = table = dict(needs)

    def ask() -> None:
        endpoint = request.endpoint
        # No such address, or a question for its methods: the contract, which is public, tells as much.
        told = OPEN if endpoint is None or request.method == "OPTIONS" else table[endpoint]
        caller = _NOBODY if told.scope is None else _caller(told)
        context.answer_on_behalf_of(caller)
        if caller.token_id is not None:
            request.environ["REMOTE_USER"] = caller.token_id.hex  # for a server that has its callers take turns
        now = occasion()
        if now is not None:
            now.caller = caller.name
        if told.scope is not None:
            _require(told, caller)

    app.before_request(ask)


def leave_open(app: Flask, blueprint: str) -> None:
    """Let everybody see what is under ``blueprint``."""
    rules = app.url_map.iter_rules()
    app.extensions[_KEY].update({rule.endpoint: OPEN for rule in rules if rule.endpoint.startswith(f"{blueprint}.")})


def require_complete(app: Flask) -> None:
    """Raises RuntimeError if an address of ``app`` does not tell what it needs."""
    silent = {rule.endpoint for rule in app.url_map.iter_rules()} - app.extensions[_KEY].keys()
    if silent:
        raise RuntimeError(f"these do not tell who may ask for them: {', '.join(sorted(silent))}")


def _caller(told: Needs) -> Caller:
    """Who sends the current request. Raises Problem where a token is missing or not good."""
    text = _presented()
    if text is not None:
        token = _recognised(text)
        return Caller(
            name=token.name,
            token_id=token.id,
            rate=token.rate,
            scopes=token.granted(),
            collections=None if token.collections is None else frozenset(token.collections),
            operation=told.operation,
            request_id=request_id(),
        )
    if context.unbound().tokens_required:
        observer().refused("no_token")
        raise Problem("unauthorized", "send a token in the header Authorization: Bearer …", headers=challenge())
    return Caller(name=ANONYMOUS, operation=told.operation, request_id=request_id())


def _presented() -> str | None:
    """The token that came with the current request. What is for another scheme is none of our business."""
    scheme, _, given = request.environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    return given.strip(" ") if scheme.lower() == "bearer" else None


def _recognised(text: str) -> Token:
    token_id = tokens.identified(text)
    if token_id is None:
        _refuse_token()
    with context.unbound().unit_of_work(read_only=True) as uow:
        token = tokens.recognised(uow, token_id, text)
    if token is None:
        _refuse_token()
    return token


def _refuse_token() -> NoReturn:
    observer().refused("invalid_token")
    raise Problem("unauthorized", "the token is not good, or no longer", headers=challenge("invalid_token"))


def _require(told: Needs, caller: Caller) -> None:
    assert told.scope is not None
    if told.scope not in caller.scopes:
        observer().refused("insufficient_scope")
        raise Problem(
            "forbidden",
            f"this needs a token with the scope {told.scope}; this one has {' and '.join(sorted(caller.scopes))}",
            headers=challenge("insufficient_scope", told.scope),
        )
    if told.unlimited and caller.collections is not None:
        observer().refused("insufficient_scope")
        raise Problem(
            "forbidden",
            "this needs a token that is not limited to collections",
            headers=challenge("insufficient_scope", told.scope),
        )
