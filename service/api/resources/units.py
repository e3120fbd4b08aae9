"""``/v1/units``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from schemas.unit import UnitPageSchema, UnitQuerySchema
from service.api import pages
from service.api.blueprint import Resource
from service.domain.unit_search import search_units
from service.wire import records

blueprint = Resource("units", "The units that figures can be in.")


@blueprint.route("/v1/units")
@blueprint.conventions("list_units", database=False)
@blueprint.arguments(UnitQuerySchema, location="query")
@blueprint.response(200, UnitPageSchema, description="A page of units, best match first.")
def list_units(query: Mapping[str, Any]) -> Response:
    """Search units by any of their names."""
    start = int(pages.start(query) or 0)
    found = search_units(query["search"])
    end = start + query["limit"]
    return pages.answer(found[start:end], end if end < len(found) else None, query, records.unit)
