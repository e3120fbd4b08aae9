"""What a result is called: the digest of everything that it depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785

# Part of every digest: raise it whenever the same inputs could give another result.
ENGINE = "2"


def digest_of(inputs: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical inputs (RFC 8785) and the engine version: equal digest, equal result."""
    return hashlib.sha256(rfc8785.dumps({**inputs, "engine": ENGINE})).hexdigest()
