"""What reading a text takes and gives, between the bodies of requests and the records."""

from __future__ import annotations

from typing import Final

from service.application import fields
from service.application.records import Quote
from service.domain.errors import Malformed
from service.domain.period import Period, parse_period
from service.reading.span import Span
from service.reading.text_form import TextForm

# In UTF-8.
LARGEST_TEXT: Final = 1 << 20
TOO_LONG: Final = f"has more than {LARGEST_TEXT:,} bytes in UTF-8 (1 MiB); split it"

# So much of what stands around the words tells them from the same words elsewhere.
_CONTEXT: Final = 40
_LONGEST_QUOTE: Final = 10_000


def is_too_long(text: str) -> bool:
    """Whether a text is longer than what is read at once; ``TOO_LONG`` then says what to do."""
    # Every character has a byte or more.
    return len(text) > LARGEST_TEXT or len(text.encode()) > LARGEST_TEXT


def form_of(given: object) -> TextForm:
    """The form that a body names, plain text if it names none. Raises Malformed."""
    return fields.choice(TextForm, given or TextForm.PLAIN, "format")


def date_of(given: str | None) -> Period | None:
    """When a text is of. Raises Malformed."""
    if given is None:
        return None
    try:
        return parse_period(given)
    except Malformed as error:
        raise error.within("date") from None


def quote_of(text: str, span: Span) -> Quote:
    """The words of a span, with what stands before and after them."""
    exact = span.of(text)[:_LONGEST_QUOTE]
    end = span.start + len(exact)
    return Quote(exact, text[max(0, span.start - _CONTEXT) : span.start], text[end : end + _CONTEXT])


def words_of(text: str, span: Span | None) -> str | None:
    """The words of a span in one line; None where there are none."""
    return " ".join(span.of(text).split()) or None if span is not None else None


def clipped(words: str | None, longest: int) -> str | None:
    """Words, cut short where there are more than can be stored."""
    if words is None or len(words) <= longest:
        return words
    return words[: longest - 1].rstrip() + "…"
