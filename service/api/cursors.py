"""Where the next page of a list starts, as an opaque text that is noticed when it was changed or used elsewhere.

A cursor holds the key of the last item shown, and a check value over it and the list it belongs to. It guards no
secret: it keeps a cursor that was cut, edited or taken from another list from giving a page that looks right.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Final

from service.api.problems import Problem, Wrong

_CHECK_LENGTH: Final = 9

Key = str | int


def write(key: Key, scope: str) -> str:
    """The cursor for the page after ``key`` in the list ``scope``."""
    payload = json.dumps(key).encode()
    return base64.urlsafe_b64encode(_check(payload, scope) + payload).rstrip(b"=").decode()


def read(cursor: str, scope: str) -> Key:
    """The key in a cursor. Raises Problem when it was not made for this list, or not by this service."""
    try:
        raw = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise _refused() from None
    check, payload = raw[:_CHECK_LENGTH], raw[_CHECK_LENGTH:]
    # Base64 has several spellings of the same bytes; only the one that was written counts.
    if check != _check(payload, scope) or base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != cursor:
        raise _refused()
    key: Key = json.loads(payload)
    return key


def _check(payload: bytes, scope: str) -> bytes:
    return hashlib.blake2b(scope.encode() + b"\0" + payload, digest_size=_CHECK_LENGTH, person=b"claimcheck").digest()


def _refused() -> Problem:
    message = "is not a cursor of this list; take it unchanged from next of the page before, with the same filters"
    return Problem("invalid-request", wrong=(Wrong(("cursor",), message, "query"),))
