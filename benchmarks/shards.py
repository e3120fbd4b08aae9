"""How claims spread over shards: a simulation of 10^6, 10^8 and 10^10, by what one PostgreSQL was measured to need.

Sizes of collections follow Zipf's law, a thousand claims each on average. Two ways to choose the shard of a claim: a
hash of its collection, so that a collection is in one shard, and ranges of (collection, claim id), which a distributed
database cuts where they grow, so that a large collection is in many.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

# Of `benchmarks.scale` at 10^6 claims: bytes a claim, and seconds a million.
TABLE_BYTES: Final = 820
INDEX_BYTES: Final = 290
BACKUP_SECONDS: Final = 13
BACKUP_BYTES: Final = 65

CLAIMS_PER_COLLECTION: Final = 1000
# What a shard is to hold: with that many, its indexes fit the memory of an ordinary machine.
CLAIMS_PER_SHARD: Final = 80_000_000
RANGE_BYTES: Final = 512 * 1024 * 1024
# As many entries as a page of a B-tree has for keys like ours.
_FANOUT: Final = 150
_SEED: Final = 2004


@dataclass(frozen=True, slots=True)
class Spread:
    """How claims spread: a share is of all claims, a ``balance`` the fullest shard in terms of the mean."""

    claims: float
    skew: float
    shards: int
    largest_collection: float
    hashed_balance: float
    ranges: int
    ranged_balance: float


def spread(claims: float, skew: float) -> Spread:
    """Simulate ``claims`` in collections whose sizes fall with their rank to the power of ``skew``."""
    drawn = np.random.default_rng(_SEED)
    count = max(1, int(claims / CLAIMS_PER_COLLECTION))
    weights = np.arange(1, count + 1, dtype=np.float64) ** -skew
    sizes = claims * weights / weights.sum()
    shards = max(1, math.ceil(claims / CLAIMS_PER_SHARD))
    hashed = np.bincount(drawn.integers(0, shards, count), weights=sizes, minlength=shards)
    ranges = _ranges(sizes)
    ranged = np.bincount(drawn.permutation(len(ranges)) % shards, weights=ranges, minlength=shards)
    return Spread(
        claims=claims,
        skew=skew,
        shards=shards,
        largest_collection=float(sizes[0] / claims),
        hashed_balance=float(hashed.max() / hashed.mean()),
        ranges=len(ranges),
        ranged_balance=float(ranged.max() / ranged.mean()),
    )


def _ranges(sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """The claims of each range, when ranges are cut wherever one is full: between half full and full."""
    full = RANGE_BYTES / (TABLE_BYTES + INDEX_BYTES)
    number = max(1, math.ceil(sizes.sum() / (0.75 * full)))
    drawn = np.random.default_rng(_SEED + 1).uniform(0.5, 1.0, number)
    return np.asarray(drawn * (sizes.sum() / drawn.sum()), dtype=np.float64)


def needs(claims: float, shards: int) -> Iterator[str]:
    """What so many claims need, a cell of the table each."""
    each = claims / shards
    yield f"{claims * TABLE_BYTES / 1e9:,.1f} GB"
    yield f"{claims * INDEX_BYTES / 1e9:,.1f} GB"
    yield f"{each * INDEX_BYTES / 1e9:,.1f} GB"
    yield f"{math.ceil(math.log(each, _FANOUT))}"
    yield f"{each / 1e6 * BACKUP_SECONDS / 60:,.1f} min"
    yield f"{claims / 1e6 * BACKUP_BYTES / 1e3:,.1f} GB"


def main() -> None:
    """Print what is needed, and how it spreads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=float, nargs="+", default=(1e6, 1e8, 1e10), help="how many (1e6 1e8 1e10)")
    given = parser.parse_args()
    print(
        "| claims | shards | tables | indexes | indexes a shard | levels | backup of a shard | backups |\n"
        + "|---" * 8
        + "|"
    )
    for claims in given.claims:
        shards = spread(claims, 1.0).shards
        print(f"| {claims:,.0f} | {shards} | {' | '.join(needs(claims, shards))} |", flush=True)
    print(
        "\n| claims | skew | shards | largest collection | fullest shard, by hash | ranges | fullest shard, by ranges |"
    )
    print("|---" * 7 + "|")
    for claims in given.claims:
        for skew in (0.8, 1.0):
            found = spread(claims, skew)
            print(
                f"| {claims:,.0f} | {skew} | {found.shards} | {100 * found.largest_collection:.2g} % "
                f"| {found.hashed_balance:.2f} × mean | {found.ranges:,} | {found.ranged_balance:.2f} × mean |",
                flush=True,
            )


if __name__ == "__main__":
    main()
