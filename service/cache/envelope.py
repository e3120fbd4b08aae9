"""Values as they lie in a store that others can write to: with a checksum, so that only what we put is ever served."""

from __future__ import annotations

import hashlib
from typing import Final

# Tells our values from anything else, and this layout from a later one.
_MARK: Final = b"cc1:"
_DIGEST_BYTES: Final = 16
_HEAD: Final = len(_MARK) + _DIGEST_BYTES


def seal(key: str, value: bytes) -> bytes:
    """``value`` with a head that binds it to ``key``."""
    return b"".join((_MARK, _checksum(key, value), value))


def unseal(key: str, stored: object) -> bytes | None:
    """The value that was sealed for ``key``; None if ``stored`` is anything else, cut short, altered or misplaced."""
    if not isinstance(stored, bytes) or not stored.startswith(_MARK):
        return None
    value = stored[_HEAD:]
    return value if stored[len(_MARK) : _HEAD] == _checksum(key, value) else None


def _checksum(key: str, value: bytes) -> bytes:
    # Guards against accidents, not against an attacker, who could seal a value as well as we can.
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    name = key.encode()
    digest.update(len(name).to_bytes(4, "big"))
    digest.update(name)
    digest.update(value)
    return digest.digest()
