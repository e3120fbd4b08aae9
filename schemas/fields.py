"""The fields that are no texts: exact decimals, whole numbers, ids, lists and objects.

Each refuses what it cannot take with a sentence that says what would be right; where, the pointer of the error says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal as Number
from typing import Any, Final
from uuid import UUID

from marshmallow import ValidationError, fields, validate

from schemas.told import messages, named, told

DECIMAL_PATTERN: Final = r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,9})?$"
DECIMAL_LENGTH: Final = 220


class Id(fields.UUID):
    """The id of a stored thing."""

    default_error_messages = messages(invalid_uuid="must be the id of a stored thing, which is a UUID")

    def __init__(self, description: str, *, example: str | None = None, **kwargs: Any) -> None:
        super().__init__(metadata=told(description, example), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> UUID:
        # UUID() would also take braces, "urn:uuid:" and hyphens anywhere.
        if not isinstance(value, str) or len(value) != 36 or value[8] != "-":
            raise self.make_error("invalid_uuid")
        return super()._deserialize(value, attr, data, **kwargs)


class Decimal(fields.Field[Any]):
    """An exact decimal: a string on the wire, and on input also a JSON number.

    What was read is handed on as text, digits as they were written.
    """

    default_error_messages = messages(
        invalid='must be a decimal in a string, such as "4.50"',
        long=f"has too many characters; a decimal has at most {DECIMAL_LENGTH}",
    )
    _written = re.compile(DECIMAL_PATTERN.removesuffix("$") + r"\Z").match

    def __init__(self, description: str, *, numbers: bool = False, example: str | None = None, **kwargs: Any) -> None:
        """``numbers``: JSON numbers are taken, and documented."""
        shape = _decimal_shape(numbers=numbers, null=bool(kwargs.get("allow_none")))
        super().__init__(metadata=told(description, example, **shape), **kwargs)
        self._numbers = numbers

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else str(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if self._numbers and isinstance(value, (int, Number)) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise self.make_error("invalid")
        if len(value) > DECIMAL_LENGTH:
            raise self.make_error("long")
        if not self._written(value):
            raise self.make_error("invalid")
        return value


def _decimal_shape(*, numbers: bool, null: bool) -> dict[str, Any]:
    text = {"type": "string", "pattern": DECIMAL_PATTERN, "maxLength": DECIMAL_LENGTH}
    if not numbers:
        return text
    either = [text, {"type": "number"}, *([{"type": "null"}] if null else [])]
    return named(
        "DecimalInput", "An exact decimal: a string, whose digits are kept, or a JSON number.", {"anyOf": either}
    )


class Whole(fields.Integer):
    """A whole number within bounds: a JSON number, or in a query its digits."""

    default_error_messages = messages(invalid="must be a whole number")

    def __init__(
        self, description: str, *, least: int = 0, most: int | None = None, digits: bool = False, **kwargs: Any
    ) -> None:
        bounds = validate.Range(
            min=least,
            max=most,
            error=f"must be at least {least}" if most is None else f"must be from {least} to {most}",
        )
        super().__init__(metadata=told(description), validate=bounds, **kwargs)
        self._digits = digits

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        # int() would also take "1_0", " 7" and digits of other scripts.
        if self._digits and isinstance(value, str) and re.fullmatch(r"[0-9]{1,12}", value, re.ASCII):
            return int(value)
        if self._digits or not isinstance(value, int) or isinstance(value, bool):
            raise self.make_error("invalid")
        return int(value)


class Flag(fields.Field[bool]):
    """true or false, and nothing that merely looks like it."""

    default_error_messages = messages(invalid="must be true or false")

    def __init__(self, description: str, *, words: bool = False, **kwargs: Any) -> None:
        """``words``: it stands in a query, where these are words."""
        super().__init__(metadata=told(description, type="boolean"), **kwargs)
        self._words = words

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if self._words and value in {"true", "false"}:
            return bool(value == "true")
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Instant(fields.AwareDateTime):
    """When the service did something: RFC 3339 in UTC. Only ever sent."""

    def __init__(self, description: str, **kwargs: Any) -> None:
        super().__init__(
            format="iso",
            dump_only=True,
            required=True,
            metadata=told(description, "2024-05-01T09:30:00.123456Z"),
            **kwargs,
        )


class Moment(fields.Field[datetime]):
    """An instant that the caller chooses, in RFC 3339 with an offset; kept and sent in UTC."""

    default_error_messages = messages(invalid='must be an instant with its offset, such as "2030-01-01T00:00:00Z"')
    _written = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)

    def __init__(self, description: str, **kwargs: Any) -> None:
        super().__init__(
            metadata=told(description, "2030-01-01T00:00:00Z", type="string", format="date-time"), **kwargs
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str) or not self._written.fullmatch(value):
            raise self.make_error("invalid")
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.make_error("invalid") from None


class ListOf(fields.List[Any]):
    """An array of bounded length."""

    default_error_messages = messages(invalid="must be an array")

    def __init__(
        self, inner: fields.Field[Any], description: str, *, longest: int | None = None, **kwargs: Any
    ) -> None:
        if longest is not None:
            kwargs["validate"] = validate.Length(max=longest)
        super().__init__(inner, metadata=told(description), **kwargs)
        self._longest = longest

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self.make_error("invalid")
        if self._longest is not None and len(value) > self._longest:
            raise ValidationError(f"has {len(value)} items; at most {self._longest} are allowed")
        return super()._deserialize(value, attr, data, **kwargs)


class Given(fields.Nested):
    """An object that the domain reads: documented by its schema, handed on as it came.

    What a figure or a check may hold is the domain's to say, with its own errors; saying it twice would drift.
    """

    default_error_messages = messages()

    def __init__(self, nested: Any, description: str, **kwargs: Any) -> None:
        super().__init__(nested, metadata=told(description), **kwargs)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise ValidationError(self.schema.error_messages["type"])
        return value


class Part(fields.Nested):
    """An object within an object, checked by its schema."""

    default_error_messages = messages(type="must be an object")

    def __init__(self, nested: Any, description: str = "", **kwargs: Any) -> None:
        super().__init__(nested, metadata=told(description), **kwargs)


class Free(fields.Field[Any]):
    """A member whose shape is told in the documentation only; the domain reads it."""

    default_error_messages = messages()

    def __init__(self, description: str, *, shape: Mapping[str, Any], example: object = None, **kwargs: Any) -> None:
        super().__init__(metadata={**told(description, example), **shape}, **kwargs)


class FreeObject(Free):
    """An object whose members are told in the documentation only; the domain reads them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise ValidationError("must be an object")
        return value
