"""Commands that are imported when they are called or told of, and not before."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping

import click


class Lazy(Mapping[str, click.Command]):
    """Commands by name, given as entry points are: ``module:name`` says which module each is in, and as what."""

    def __init__(self, where: Mapping[str, str]) -> None:
        self._where = where

    def __getitem__(self, name: str) -> click.Command:
        module, _, attribute = self._where[name].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(self._where)

    def __len__(self) -> int:
        return len(self._where)
