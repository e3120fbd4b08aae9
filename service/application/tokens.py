"""Tokens: made, told, taken back, and recognised.

The text of a token is ``ccheck_<id>_<secret>_<checksum>``: who finds one, a scanner of secrets too, knows what it is,
and what is none is told by its checksum, without asking the database. The secret is 256 random bits, so that a fast
hash of the text is as good as a slow one: nobody can try them all. Only that hash is stored.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import string
import zlib
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from service.application.access import ANONYMOUS, COMMAND, REPORTS, Scope, Token
from service.application.errors import Conflict, NotFound
from service.application.ports import UnitOfWork
from service.application.stamps import new_id, now
from service.domain.errors import Malformed

PREFIX: Final = "ccheck"
LONGEST_NAME: Final = 100

# No sign that would end a word: a double click takes all of a token, and it needs no escaping anywhere.
_DIGITS: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
_SECRET_BYTES: Final = 32
_SECRET_LENGTH: Final = 43  # digits of 256 bits
_CHECKSUM_LENGTH: Final = 6  # digits of 32 bits
_TEXT: Final = re.compile(
    rf"({PREFIX}_([0-9a-f]{{32}})_[0-9A-Za-z]{{{_SECRET_LENGTH}}})_([0-9A-Za-z]{{{_CHECKSUM_LENGTH}}})", re.ASCII
).fullmatch
# One line of the audit log and of the other logs, whoever writes it.
_NAME: Final = re.compile(
    rf"[A-Za-z0-9](?:[A-Za-z0-9 ._:@/+-]{{0,{LONGEST_NAME - 2}}}[A-Za-z0-9._+-])?", re.ASCII
).fullmatch


def issue(
    uow: UnitOfWork,
    name: str,
    scopes: Collection[Scope],
    *,
    collections: Collection[str] | None = None,
    expires: datetime | None = None,
    rate: str | None = None,
) -> tuple[Token, str]:
    """A new token, and its text, which is stored nowhere and cannot be told again.

    Raises Malformed for a name that is none, no scopes, no collections, or an expiry that has passed, and Conflict for
    a name that another token has or had: the audit log tells by it who did what.
    """
    if not _NAME(name):
        raise Malformed(
            f"must have 1 to {LONGEST_NAME} letters, digits, blanks and . _ : @ / + -, a letter or digit first",
            "name",
        )
    if name.lower() in {ANONYMOUS, REPORTS} or name.lower().startswith(COMMAND):
        raise Malformed("is what the audit log calls others than tokens; give another", "name")
    if not scopes:
        raise Malformed(f"must be one of {', '.join(Scope)} at least", "scopes")
    if collections is not None and not collections:
        raise Malformed("must name one at least; leave it out for a token that is not limited to any", "collections")
    created_at = now()
    if expires is not None and expires <= created_at:
        raise Malformed(f"must be in the future; {expires.isoformat()} has passed", "expires")
    if uow.tokens.named(name) is not None:
        raise Conflict(
            f"there is or was a token {name} already; give another name, so that what each did can be told apart"
        )
    token_id = new_id()
    text = _written(token_id)
    token = Token(
        id=token_id,
        name=name,
        hash=_hash(text),
        scopes=frozenset(scopes),
        collections=None if collections is None else tuple(sorted(set(collections))),
        rate=rate,
        expires=expires,
        created_at=created_at,
    )
    uow.tokens.add(token)
    return token, text


def revoke(uow: UnitOfWork, which: str) -> tuple[Token, bool]:
    """Make a token, named or by its id, good for nothing from now on; and whether it was not revoked before.

    Raises NotFound.
    """
    token = uow.tokens.named(which) or _by_id(uow, which)
    if token is None:
        raise NotFound("token", which)
    return token, uow.tokens.revoke(token.id, now())


def usable(uow: UnitOfWork) -> Sequence[Token]:
    """The tokens that are good now, oldest first."""
    instant = now()
    return [token for token in uow.tokens.every() if token.usable(instant)]


def identified(text: str) -> UUID | None:
    """The id that is in the text of a token, good or not; None for what is no text of a token."""
    found = _TEXT(text)
    return None if found is None or _checksum(found[1]) != found[3] else UUID(hex=found[2])


def recognised(uow: UnitOfWork, token_id: UUID, text: str) -> Token | None:
    """The token of this id, if this is its text and it is good now. Reads one row."""
    token = uow.tokens.get(token_id)
    # Compared in constant time: how long it takes tells nothing of how much of a hash was right.
    same = hmac.compare_digest("" if token is None else token.hash, _hash(text))
    return token if token is not None and same and token.usable(now()) else None


def _by_id(uow: UnitOfWork, text: str) -> Token | None:
    try:
        return uow.tokens.get(UUID(text))
    except ValueError:
        return None


def _written(token_id: UUID) -> str:
    secret = _number(int.from_bytes(secrets.token_bytes(_SECRET_BYTES)), _SECRET_LENGTH)
    text = f"{PREFIX}_{token_id.hex}_{secret}"
    return f"{text}_{_checksum(text)}"


def _checksum(text: str) -> str:
    return _number(zlib.crc32(text.encode()), _CHECKSUM_LENGTH)


def _number(value: int, length: int) -> str:
    """``value`` in digits and letters, with zeros in front."""
    digits = []
    for _ in range(length):
        value, digit = divmod(value, len(_DIGITS))
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
