"""The operations of the API, a blueprint for each resource. Views are thin: read, call a use case, present."""

from __future__ import annotations

from service.api.blueprint import Resource
from service.api.resources import (
    check_kinds,
    checks,
    claims,
    collections,
    evaluations,
    health,
    reports,
    results,
    sources,
    units,
    waivers,
)

RESOURCES: tuple[Resource, ...] = (
    evaluations.blueprint,
    collections.blueprint,
    sources.blueprint,
    claims.blueprint,
    checks.blueprint,
    results.blueprint,
    reports.blueprint,
    waivers.blueprint,
    units.blueprint,
    check_kinds.blueprint,
    health.blueprint,
)
