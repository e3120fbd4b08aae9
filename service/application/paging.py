"""Lists in pages: a page is read one item longer than asked for, and that item tells whether there is a next page.

Whoever needs a whole list reads it page by page as well, so that no statement takes or gives more than it can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol, TypeVar

from service.application.queries import Page

Item = TypeVar("Item")
Key = TypeVar("Key")

# How many rows are read at once: none of them waits long for the others, and their ids fit into one statement.
PORTION: Final = 2_000


def page_of(items: Sequence[Item], limit: int, key: Callable[[Item], Key]) -> Page[Item, Key]:
    """The first ``limit`` items as a page; pages follow the key of the last item, so inserts elsewhere move nothing."""
    shown = tuple(items[:limit])
    return Page(shown, key(shown[-1]) if len(items) > limit else None)


class Paged(Protocol[Item, Key]):
    """A list that gives the page after a key."""

    def __call__(self, *, after: Key | None) -> Page[Item, Key]: ...


def all_of(paged: Paged[Item, Key]) -> Iterator[Item]:
    """Every item of a list, page after page."""
    after: Key | None = None
    while True:
        page = paged(after=after)
        yield from page.items
        after = page.next_after
        if after is None:
            return


def portions(values: Sequence[Item], size: int = PORTION) -> Iterator[Sequence[Item]]:
    """``values`` in pieces that one statement can take."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
