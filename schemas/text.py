"""Text as it goes over the wire: of bounded length, and made of characters that can be encoded and stored."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from marshmallow import ValidationError, fields, validate

from schemas.told import NAMED, messages, told

SLUG_PATTERN: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
SLUG_LENGTH: Final = 64
URL_PATTERN: Final = r"^https?://[^\s]+$"
EDTF_LENGTH: Final = 100
UNIT_LENGTH: Final = 200

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


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


class Written:
    """A number from a format in which text needs no quotation marks, such as YAML: where text is due, it is text.

    ``written`` is how it was written, ``2004`` or ``4.50``.
    """

    written: str


class WrittenInteger(Written, int):
    """A whole number."""

    def __init__(self, written: str) -> None:
        self.written = written


class WrittenDecimal(Written, Decimal):
    """A decimal."""

    def __init__(self, written: str) -> None:
        self.written = written


class Text(fields.String):
    """Text of bounded length, counted in code points, that can be encoded and stored."""

    default_error_messages = messages(invalid="must be a string")

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
        super().__init__(metadata=told(description, example, **more), **kwargs)
        self._shortest, self._longest, self._right = shortest, longest, right
        self._matches = None if pattern is None else re.compile(pattern.removesuffix("$") + r"\Z").match

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, Written):
            value = value.written
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


class Address(Text):
    """Where something is on the web."""

    def __init__(self, description: str, example: str, **kwargs: Any) -> None:
        super().__init__(
            description,
            longest=2000,
            pattern=URL_PATTERN,
            right='an address that begins with "http://" or "https://" and has no blanks',
            example=example,
            **kwargs,
        )


class Edtf(Text):
    """A date or period as EDTF text; the domain reads it."""

    def __init__(self, description: str, example: str, **kwargs: Any) -> None:
        super().__init__(description, longest=EDTF_LENGTH, example=example, **kwargs)


class TextMap(fields.Dict):
    """An object whose members are all texts, such as the dimensions of a claim. ``name`` as for ``Choice``."""

    default_error_messages = messages(invalid="must be an object whose members are strings")

    def __init__(
        self, description: str, name: str, *, members: int, key: Text, value: Text, example: Any, **kwargs: Any
    ) -> None:
        metadata = {**told(description, example, maxProperties=members), NAMED: name}
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
        if isinstance(value, Written):
            return value.written
        if not isinstance(value, str):
            raise ValidationError("must be a string")
        return value
