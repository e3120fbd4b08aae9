"""How places are told."""

from __future__ import annotations

import pytest

from service.domain.errors import pointer


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ((), ""),
        (("a", 0, "b"), "/a/0/b"),
        (("a/b", "c~d"), "/a~1b/c~0d"),
        (("\ud800",), "/\\ud800"),
    ],
)
def test_a_place_is_a_json_pointer_that_can_be_sent(where: tuple[str | int, ...], text: str) -> None:
    assert pointer(where) == text
