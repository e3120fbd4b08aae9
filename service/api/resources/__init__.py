"""The operations of the API, a blueprint for each resource. Views are thin: read, call a use case, present."""

from __future__ import annotations

from service.api.blueprint import Resource
from service.api.resources import (
    audit,
    check,
    check_kinds,
    checks,
    claims,
    collections,
    documents,
    evaluations,
    health,
    lint,
    reports,
    results,
    sources,
    units,
    waivers,
)

RESOURCES: tuple[Resource, ...] = (
    evaluations.blueprint,
    lint.blueprint,
    check.blueprint,
    collections.blueprint,
    sources.blueprint,
    claims.blueprint,
    documents.blueprint,
    checks.blueprint,
    results.blueprint,
    reports.blueprint,
    waivers.blueprint,
    audit.blueprint,
    units.blueprint,
    check_kinds.blueprint,
    health.blueprint,
)
