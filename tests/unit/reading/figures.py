"""What is read in a text, put in few words, so that a test can say it in one line."""

from __future__ import annotations

from service.domain.figure import Qualifier
from service.reading.mention import Mention, Trend
from service.reading.read import read


def told(text: str) -> list[str]:
    """Each figure as its hedge, value and unit: "more_than 100000 person", "3E+6..5E+6"."""
    return [_figure(mention) for mention in read(text).mentions]


def numbers(text: str) -> list[str]:
    """The words of each number, as printed."""
    return [mention.number.of(text) for mention in read(text).mentions]


def expressions(text: str) -> list[str]:
    """All that makes each figure, as printed."""
    return [mention.expression.of(text) for mention in read(text).mentions]


def kept_apart(text: str) -> list[tuple[str, str]]:
    """What is no quantity: its kind and the words that are it."""
    return [(each.kind.value, each.span.of(text)) for each in read(text).apart]


def trends(text: str) -> list[Trend | None]:
    """Which way each figure says that something changed."""
    return [mention.trend for mention in read(text).mentions]


def movements(text: str) -> list[tuple[str, str]]:
    """The pairs of figures that something went from and to."""
    reading = read(text)
    return [(_figure(reading.mentions[one]), _figure(reading.mentions[two])) for one, two in reading.movements]


def _figure(mention: Mention) -> str:
    figure = mention.figure
    value = f"{figure.lower}..{figure.upper}" if figure.value is None else str(figure.value)
    hedge = "" if figure.qualifier is Qualifier.STATED else figure.qualifier.value
    return " ".join(part for part in (hedge, value, str(figure.unit)) if part)
