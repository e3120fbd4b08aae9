"""The fields that every schema is made of: bounded text, exact decimals, dates, lists and maps.

Each refuses what it cannot take with a sentence that says what would be right. The name of the member goes into the
pointer of the error; text repeats it, because a stray control character is hard to see.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal as Number
from typing import Any, Final
from uuid import UUID

from marshmallow import ValidationError, fields, validate

DECIMAL_PATTERN: Final = r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,9})?$"
SLUG_PATTERN: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
SLUG_LENGTH: Final = 64
URL_PATTERN: Final = r"^https?://[^\s]+$"
EDTF_LENGTH: Final = 100
UNIT_LENGTH: Final = 200
DECIMAL_LENGTH: Final = 220

_SURROGATE: Final = re.compile("[\ud800-\udfff]")

# A part of the contract that gets a name of its own, wherever it is used; see ``service.api.contract``.
NAMED: Final = "x-named"

Metadata = Mapping[str, Any]


def unprintable(text: str) -> str | None:
    """What makes ``text`` no text that can be stored and sent, in words, or None."""
    if "\0" in text:
        return "contains the character U+0000, which no text may hold; leave it out"
    stray = _SURROGATE.search(text)
    if stray is not None:
        return (
            f"contains U+{ord(stray[0]):04X}, half of a surrogate pair and no character of its own; "
            "write the pair, or the character itself in UTF-8"
        )
    return None


def _messages(**others: str) -> dict[str, Any]:
    return {"required": "is required", "null": "must not be null; leave it out instead", **others}


def _told(description: str, example: object = None, **more: Any) -> dict[str, Any]:
    metadata = {"description": description, **more} if description else more
    if example is not None:
        metadata["examples"] = [example]
    return metadata


class Text(fields.String):
    """Text of bounded length, counted in code points, that can be encoded and stored."""

    default_error_messages = _messages(invalid="must be a string")

    def __init__(
        self,
        description: str,
        *,
        longest: int,
        shortest: int = 1,
        pattern: str | None = None,
        right: str = "",
        example: str | None = None,
        **kwargs: Any,
    ) -> None:
        more = {} if pattern is None else {"pattern": pattern}
        kwargs.setdefault("validate", validate.Length(min=shortest or None, max=longest))
        super().__init__(metadata=_told(description, example, **more), **kwargs)
        self._shortest, self._longest, self._right = shortest, longest, right
        self._matches = None if pattern is None else re.compile(pattern.removesuffix("$") + r"\Z").match

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError(self.error_messages["invalid"])
        return self.read(value, attr)

    def read(self, value: str, name: str | None) -> str:
        """``value``, if it fits. Raises ValidationError."""
        fault = unprintable(value)
        if fault is not None:
            raise ValidationError(f"{name or 'it'} {fault}")
        if not self._shortest <= len(value) <= self._longest:
            if len(value) < self._shortest:
                raise ValidationError("must not be empty")
            raise ValidationError(f"has {len(value)} characters; at most {self._longest} are allowed")
        if self._matches is not None and not self._matches(value):
            raise ValidationError(f"must be {self._right}")
        return value

    def _validate(self, value: Any) -> None:
        """``read`` has done it; the validators are there for the documentation."""


class Choice(Text):
    """One of a few words. ``name`` is what the contract calls these words: generated code has one type for them."""

    def __init__(self, description: str, name: str, words: Sequence[str], **kwargs: Any) -> None:
        super().__init__(description, longest=100, validate=validate.OneOf(tuple(words)), **kwargs)
        self.metadata = {**self.metadata, NAMED: name}
        self._words = tuple(words)

    def read(self, value: str, name: str | None) -> str:
        if value not in self._words:
            raise ValidationError(f"must be one of {', '.join(self._words)}")
        return value


class Slug(Text):
    """The name of a collection in URLs."""

    def __init__(self, description: str, **kwargs: Any) -> None:
        super().__init__(
            description,
            longest=SLUG_LENGTH,
            pattern=SLUG_PATTERN,
            right='lower-case letters and digits in words joined by single hyphens, such as "migrant-labour"',
            example="migrant-labour",
            **kwargs,
        )


class Edtf(Text):
    """A date or period as EDTF text; the domain reads it."""

    def __init__(self, description: str, example: str, **kwargs: Any) -> None:
        super().__init__(description, longest=EDTF_LENGTH, example=example, **kwargs)


class Id(fields.UUID):
    """The id of a stored thing."""

    default_error_messages = _messages(invalid_uuid="must be the id of a stored thing, which is a UUID")

    def __init__(self, description: str, *, example: str | None = None, **kwargs: Any) -> None:
        super().__init__(metadata=_told(description, example), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> UUID:
        # UUID() would also take braces, "urn:uuid:" and hyphens anywhere.
        if not isinstance(value, str) or len(value) != 36 or value[8] != "-":
            raise self.make_error("invalid_uuid")
        return super()._deserialize(value, attr, data, **kwargs)


class Decimal(fields.Field[Any]):
    """An exact decimal: a string on the wire, and on input also a JSON number.

    What was read is handed on as text, digits as they were written.
    """

    default_error_messages = _messages(
        invalid='must be a decimal in a string, such as "4.50"',
        long=f"has too many characters; a decimal has at most {DECIMAL_LENGTH}",
    )
    _written = re.compile(DECIMAL_PATTERN.removesuffix("$") + r"\Z").match

    def __init__(self, description: str, *, numbers: bool = False, example: str | None = None, **kwargs: Any) -> None:
        """``numbers``: JSON numbers are taken, and documented."""
        shape = _decimal_shape(numbers=numbers, null=bool(kwargs.get("allow_none")))
        super().__init__(metadata=_told(description, example, **shape), **kwargs)
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
    if numbers:
        return {"anyOf": [text, {"type": "number"}, *([{"type": "null"}] if null else [])]}
    return text


class Whole(fields.Integer):
    """A whole number within bounds: a JSON number, or in a query its digits."""

    default_error_messages = _messages(invalid="must be a whole number")

    def __init__(
        self, description: str, *, least: int = 0, most: int | None = None, digits: bool = False, **kwargs: Any
    ) -> None:
        bounds = validate.Range(
            min=least,
            max=most,
            error=f"must be at least {least}" if most is None else f"must be from {least} to {most}",
        )
        super().__init__(metadata=_told(description), validate=bounds, **kwargs)
        self._digits = digits

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        # int() would also take "1_0", " 7" and digits of other scripts.
        if self._digits and isinstance(value, str) and re.fullmatch(r"[0-9]{1,12}", value, re.ASCII):
            return int(value)
        if self._digits or not isinstance(value, int) or isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Flag(fields.Field[bool]):
    """true or false, and nothing that merely looks like it."""

    default_error_messages = _messages(invalid="must be true or false")

    def __init__(self, description: str, **kwargs: Any) -> None:
        super().__init__(metadata=_told(description, type="boolean"), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
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
            metadata=_told(description, "2024-05-01T09:30:00.123456Z"),
            **kwargs,
        )


class ListOf(fields.List[Any]):
    """An array of bounded length."""

    default_error_messages = _messages(invalid="must be an array")

    def __init__(
        self, inner: fields.Field[Any], description: str, *, longest: int | None = None, least: int = 0, **kwargs: Any
    ) -> None:
        if longest is not None:
            kwargs["validate"] = validate.Length(
                min=least or None,
                max=longest,
                error=f"must have from {least} to {longest} items" if least else f"must have at most {longest} items",
            )
        super().__init__(inner, metadata=_told(description), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class TextMap(fields.Dict):
    """An object whose members are all texts, such as the dimensions of a claim. ``name`` as for ``Choice``."""

    default_error_messages = _messages(invalid="must be an object whose members are strings")

    def __init__(
        self, description: str, name: str, *, members: int, key: Text, value: Text, example: Any, **kwargs: Any
    ) -> None:
        metadata = {**_told(description, example, maxProperties=members), NAMED: name}
        super().__init__(keys=key, values=value, metadata=metadata, **kwargs)
        self._members, self._key, self._value = members, key, value

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, str]:
        if not isinstance(value, Mapping):
            raise self.make_error("invalid")
        if len(value) > self._members:
            raise ValidationError(f"has {len(value)} members; at most {self._members} are allowed")
        read: dict[str, str] = {}
        faults: dict[str, Any] = {}
        for name, text in value.items():
            try:
                self._key.read(name, "the name")
                read[name] = self._value.read(self._as_text(text), name)
            except ValidationError as error:
                faults[name] = error.messages
        if faults:
            raise ValidationError(faults)
        return read

    @staticmethod
    def _as_text(value: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError("must be a string")
        return value


class Given(fields.Nested):
    """An object that the domain reads: documented by its schema, handed on as it came.

    What a figure or a check may hold is the domain's to say, with its own errors; saying it twice would drift.
    """

    default_error_messages = _messages(type="must be an object")

    def __init__(self, nested: Any, description: str, **kwargs: Any) -> None:
        super().__init__(nested, metadata=_told(description), **kwargs)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise self.make_error("type")
        return value


class Part(fields.Nested):
    """An object within an object, checked by its schema."""

    default_error_messages = _messages(type="must be an object")

    def __init__(self, nested: Any, description: str = "", **kwargs: Any) -> None:
        super().__init__(nested, metadata=_told(description), **kwargs)


class Free(fields.Field[Any]):
    """A member whose shape is told in the documentation only; the domain reads it."""

    default_error_messages = _messages()

    def __init__(self, description: str, *, shape: Metadata, example: object = None, **kwargs: Any) -> None:
        super().__init__(metadata={**_told(description, example), **shape}, **kwargs)


class FreeObject(Free):
    """An object whose members are told in the documentation only; the domain reads them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise ValidationError("must be an object")
        return value


__all__ = [
    "Choice",
    "Decimal",
    "Edtf",
    "Flag",
    "Free",
    "FreeObject",
    "Given",
    "Id",
    "Instant",
    "ListOf",
    "Part",
    "Slug",
    "Text",
    "TextMap",
    "Whole",
    "unprintable",
]
