"""Bytes as the text that they are to be read as."""

from __future__ import annotations

from service.domain.errors import Malformed


class NotText(ValueError):
    """Bytes that are not UTF-8; the message says where."""


def decode(raw: bytes) -> str:
    """The text. Raises ``NotText``, and Malformed for a character that no text may hold.

    A byte order mark is no character of the text; columns are counted without it.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _place(raw[: error.start].decode("utf-8-sig", "replace"))
        raise NotText(
            f"byte {error.start + 1} (line {line}, column {column}) is 0x{raw[error.start]:02X}: {error.reason}"
        ) from None
    if "\0" in text:
        line, column = _place(text[: text.index("\0")])
        raise Malformed(f"line {line}, column {column} is the character U+0000, which no text may hold; leave it out")
    return text


def _place(before: str) -> tuple[int, int]:
    """Where a text goes on: the line and the column, both from 1."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")
