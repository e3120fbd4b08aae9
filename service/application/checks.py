"""Stored checks: questions kept about the claims of a collection.

Compiling a check may take seconds, and a transaction that writes may hold everybody up. So it is compiled before, in a
trial, with the claims as they stand then; the transaction looks them up again, and compiles only what has changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from service.application import fields
from service.application.errors import NotFound, Stale
from service.application.paging import page_of
from service.application.pins import claims_of, pinned, require_bare, revisions_of
from service.application.ports import UnitOfWork
from service.application.queries import Page
from service.application.records import DEFAULT_COLLECTION, Claim, Severity, StoredCheck
from service.application.stamps import new_id, now
from service.domain.check import Check
from service.domain.errors import Malformed

BODY = ("kind", "figures", "expect", "relation", "parameters", "policy")


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of compiling a check: ``body`` with its claims put in, and what is wrong with it, if anything."""

    body: Mapping[str, Any]
    fault: Malformed | None


def try_new(uow: UnitOfWork, body: Mapping[str, Any]) -> Trial | None:
    """The trial of a check that ``create`` is to store; None when it fails before anything can be compiled."""
    try:
        return _try(uow, draft(body))
    except Malformed:
        return None  # `create` finds it too, and tells it unless there is something else to tell


def try_change(uow: UnitOfWork, check_id: UUID, changes: Mapping[str, Any]) -> Trial | None:
    """The trial of a check as ``change`` is to leave it; None when there is nothing to compile."""
    check = uow.checks.get(check_id)
    if check is None:
        return None
    try:
        changed = _changed(check, changes)
        return None if changed == check else _try(uow, changed)
    except Malformed:
        return None


def create(uow: UnitOfWork, body: Mapping[str, Any], trial: Trial | None = None) -> StoredCheck:
    """Store a check: ``name``, its body (``kind``, ``figures``, …), and if given how it is filed and why.

    The check is compiled at once, with its claims as they stand, unless ``trial`` did just that. Raises Malformed when
    that fails, when the collection or a claim does not exist, or when a claim is neither of the collection nor of one
    that it references.
    """
    check = draft(body)
    uow.checks.add(check, _compile(uow, check, trial))
    return check


def restore(uow: UnitOfWork, check: StoredCheck) -> None:
    """Store a check as it was kept elsewhere, its claims being there already. Raises Malformed as ``create``.

    One whose claims were revised since it was stored need not compile with them any more, but with what they said then.
    """
    body, claims = _with_claims(uow, check)
    try:
        Check.parse(body)
    except Malformed:
        if all(revision == 1 for revision in revisions_of(body["figures"]).values()):
            raise
        Check.parse(pinned(check.body, _as_of(check.updated_at, uow.claims.histories(claims))))
    uow.checks.add(check, claims)


def _as_of(instant: datetime, histories: Mapping[UUID, Sequence[Claim]]) -> dict[UUID, Claim]:
    """For each claim the revision that was the current one, or the first one, which came later."""
    return {
        claim_id: [*revisions[:1], *(claim for claim in revisions if claim.updated_at <= instant)][-1]
        for claim_id, revisions in histories.items()
    }


def get(uow: UnitOfWork, check_id: UUID) -> StoredCheck:
    """One check. Raises NotFound."""
    check = uow.checks.get(check_id)
    if check is None:
        raise NotFound("check", check_id)
    return check


def list_(
    uow: UnitOfWork, *, collection: str | None = None, limit: int, after: UUID | None = None
) -> Page[StoredCheck, UUID]:
    """Checks (of one collection) in the order of their ids, oldest first, from the one after ``after``."""
    return page_of(uow.checks.page(collection, limit + 1, after), limit, lambda check: check.id)


def change(
    uow: UnitOfWork,
    check_id: UUID,
    changes: Mapping[str, Any],
    trial: Trial | None = None,
    *,
    if_match: int | None = None,
) -> StoredCheck:
    """Change any members but ``collection``; members left out stay, null removes one of the body.

    Raises NotFound, Stale when the version is not ``if_match``, Malformed as for ``create``.
    """
    check = _lock(uow, check_id, if_match)
    changed = _changed(check, changes)
    if changed == check:
        return check
    changed = replace(changed, version=check.version + 1, updated_at=now())
    if not uow.checks.replace(changed, _compile(uow, changed, trial)):
        raise Stale(get(uow, check_id).version)
    return changed


def delete(uow: UnitOfWork, check_id: UUID, *, if_match: int | None = None) -> None:
    """Delete a check. Raises NotFound, Stale."""
    _lock(uow, check_id, if_match)
    uow.checks.remove(check_id)


def draft(body: Mapping[str, Any]) -> StoredCheck:
    """A check as a body describes it, not stored and not compiled. Raises Malformed."""
    instant = now()
    return StoredCheck(
        id=new_id(),
        collection=body.get("collection") or DEFAULT_COLLECTION,
        name=body["name"],
        body=plain(body, *(name for name in BODY if body.get(name) is not None)),
        severity=fields.choice(Severity, body.get("severity") or Severity.ERROR, "severity"),
        rationale=body.get("rationale"),
        created_at=instant,
        updated_at=instant,
    )


def _changed(check: StoredCheck, changes: Mapping[str, Any]) -> StoredCheck:
    fields.no_null(changes, "name", "kind", "figures", "severity")
    if "collection" in changes:
        raise Malformed("a check stays in its collection; store another check", "collection")
    members: dict[str, Any] = {name: changes[name] for name in ("name", "rationale") if name in changes}
    if "severity" in changes:
        members["severity"] = fields.choice(Severity, changes["severity"], "severity")
    merged = {**check.body, **plain(changes, *(name for name in BODY if name in changes))}
    members["body"] = {name: value for name, value in merged.items() if value is not None}
    return replace(check, **members)


def _lock(uow: UnitOfWork, check_id: UUID, if_match: int | None) -> StoredCheck:
    check = uow.checks.get(check_id, lock=True)
    if check is None:
        raise NotFound("check", check_id)
    if if_match is not None and if_match != check.version:
        raise Stale(check.version)
    return check


def _try(uow: UnitOfWork, check: StoredCheck) -> Trial:
    body, _ = _with_claims(uow, check)
    try:
        Check.parse(body)
    except Malformed as error:
        return Trial(body, error)
    return Trial(body, None)


def _compile(uow: UnitOfWork, check: StoredCheck, trial: Trial | None) -> tuple[UUID, ...]:
    """The claims of a check, each once, in order; having made sure that it compiles with them."""
    body, claims = _with_claims(uow, check)
    if trial is None or trial.body != body:
        Check.parse(body)
    elif trial.fault is not None:
        raise trial.fault
    return claims


def _with_claims(uow: UnitOfWork, check: StoredCheck) -> tuple[dict[str, Any], tuple[UUID, ...]]:
    """The body of a check with its claims as they stand, and which these are, each once, in order."""
    collection = uow.collections.get(check.collection)
    if collection is None:
        raise Malformed(f'there is no collection "{check.collection}"; create it first', "collection")
    require_bare(check.body)
    places = claims_of(check.body)
    claims = uow.claims.current(set(places.values())) if places else {}
    usable = {collection.slug, *collection.references}
    for place, claim_id in places.items():
        claim = claims.get(claim_id)
        if claim is None:
            raise Malformed(f"there is no claim {claim_id}", *place, "claim")
        if claim.collection not in usable:
            raise Malformed(
                f'this claim is of collection "{claim.collection}"; a check of "{collection.slug}" uses its own claims '
                f"and those of collections that it references",
                *place,
                "claim",
            )
    return pinned(check.body, claims), tuple(dict.fromkeys(places.values()))


def plain(body: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Those members of a body, as they are stored: numbers of figures as strings, so that no reader rounds them."""
    return {name: _stored(body[name], decimals=name != "parameters") for name in names}


def _stored(value: Any, *, decimals: bool) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _stored(item, decimals=decimals) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_stored(item, decimals=decimals) for item in value]
    if isinstance(value, Decimal) or (decimals and isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    return value
