"""Lists in pages: a page is read one item longer than asked for, and that item tells whether there is a next page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from service.application.ports import Page

Item = TypeVar("Item")
Key = TypeVar("Key")


def page_of(items: Sequence[Item], limit: int, key: Callable[[Item], Key]) -> Page[Item, Key]:
    """The first ``limit`` items as a page; pages follow the key of the last item, so inserts elsewhere move nothing."""
    shown = tuple(items[:limit])
    return Page(shown, key(shown[-1]) if len(items) > limit else None)
