"""The kinds of check. Every module here that has a ``KIND`` is one; nothing else needs to know of a new kind."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from service.domain.checks.kind import Kind


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, by name."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    found = (getattr(module, "KIND", None) for module in modules)
    return tuple(sorted((kind for kind in found if isinstance(kind, Kind)), key=lambda kind: kind.name))


@cache
def kind_names() -> tuple[str, ...]:
    """The names of all kinds, in order."""
    return tuple(kind.name for kind in kinds())


def kind_named(name: str) -> Kind | None:
    """The kind of that name, if there is one."""
    return next((kind for kind in kinds() if kind.name == name), None)
