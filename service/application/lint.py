"""A text read without storing anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.application import fields
from service.application.texts import date_of, form_of
from service.domain.errors import Malformed
from service.domain.policy import Policy
from service.reading import lint as reading
from service.reading.lint import Lint


def lint(body: Mapping[str, Any]) -> Lint:
    """What is read in ``text``, given in ``format`` (plain), of ``date``, by ``policy``. Raises Malformed.

    Touches neither the database nor the cache.
    """
    try:
        policy = Policy.parse(body.get("policy") or {})
    except Malformed as error:
        raise error.within("policy") from None
    date = date_of(fields.edtf(body.get("date"), "date"))
    return reading.lint(body["text"], form_of(body.get("format")), date=date, policy=policy)
