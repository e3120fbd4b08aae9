from __future__ import annotations

from service.domain.disjoint import DisjointSets


def test_a_thing_is_alone_until_it_is_joined() -> None:
    groups: DisjointSets[str] = DisjointSets()
    assert (groups.root("a"), groups.root("b")) == ("a", "b")


def test_what_is_joined_through_others_is_together() -> None:
    groups: DisjointSets[int] = DisjointSets()
    for one, other in ((1, 2), (3, 4), (4, 2), (5, 5)):
        groups.join(one, other)
    assert {groups.root(number) for number in (1, 2, 3, 4)} == {3}
    assert groups.root(5) == 5
