from __future__ import annotations

import pytest

from service.domain.context import Origin
from service.domain.independence import independent_sources


def source(text: str) -> Origin | None:
    """A source written as "name: origin origin"; "-" is none."""
    name, _, origins = text.partition(": ")
    return None if name == "-" else Origin(name, origins=tuple(origins.split()) or (name,))


@pytest.mark.parametrize(
    ("sources", "independent"),
    [
        (("a", "b"), 2),
        (("a", "a"), 1),
        (("a: r", "b: r"), 1),
        (("a: r", "r"), 1),
        (("a: r s", "b: s t", "c: t"), 1),
        (("a: r", "b: s", "c: t"), 3),
        (("a: r", "b: s", "c: r s"), 1),
        (("-", "-", "a"), 3),
        ((), 0),
    ],
)
def test_sources_that_hang_together_by_their_origins_count_once(sources: tuple[str, ...], independent: int) -> None:
    assert independent_sources([source(text) for text in sources]) == independent
    assert independent_sources([source(text) for text in reversed(sources)]) == independent


def test_long_chains_of_quotes_are_followed() -> None:
    chain = [Origin(f"s{place}", origins=(f"r{place}", f"r{place + 1}")) for place in range(5000)]
    assert independent_sources(chain) == 1
    assert independent_sources([*chain[:2000], *chain[2001:]]) == 2
