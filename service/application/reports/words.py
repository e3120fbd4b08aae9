"""What people know a claim by."""

from __future__ import annotations

from typing import Final

from service.application.records import Claim
from service.domain.discovery.wording import clipped
from service.domain.wording import printed

_LONGEST: Final = 500


def in_words(claim: Claim) -> str:
    """What a claim states, else the words that it rests on, else what its members say."""
    return claim.statement or (claim.quote and claim.quote.exact) or from_members(claim)


def from_members(claim: Claim) -> str:
    """What its members say: "fine, country=Kazakhstan, 2004: 18000 KZT"."""
    dimensions = (f"{name}={value}" for name, value in sorted(claim.dimensions.items()))
    about = ", ".join(filter(None, (claim.measure, *dimensions, claim.period)))
    return f"{clipped(about, _LONGEST)}: {printed(claim.figure)}" if about else printed(claim.figure)
