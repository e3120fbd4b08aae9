"""Texts with labels that say what is to be read in them, from the YAML files beside this module.

How the files are written, and what each label means, is in README.md. Labels are read strictly: a key that is not
known, a number that does not stand in its text and a unit that is not written as the service prints it are errors, so
that a label cannot be wrong in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import yaml

from service.domain.figure import Figure, Qualifier
from service.domain.numeral import parse_decimal
from service.domain.period import Period, parse_period
from service.domain.policy import Policy
from service.domain.units import parse_unit
from service.reading.mention import Form, Mention, Trend
from service.reading.span import Span

_GOES_BEFORE: Final = re.compile(r"\d[.,]?$")
_GOES_ON: Final = re.compile(r"[.,]?\d")
_DETERMINERS: Final = frozenset("a all an each every the".split())
CORPUS: Final = Path(__file__).parent


class BadLabel(ValueError):
    """A label that cannot be meant; the message says where and what is wrong with it."""


@dataclass(frozen=True)
class FigureLabel:
    """What one figure of a sentence is. ``more`` are the labels that not every figure has."""

    number: Span
    value: str | None
    lower: Decimal | None
    upper: Decimal | None
    units: frozenset[str]
    qualifiers: frozenset[Qualifier]
    more: Mapping[str, str]

    def differences(self, text: str, mention: Mention) -> list[str]:
        """What of ``mention`` is other than labelled, each as "name: expected …, read …"."""
        told = []
        for name, expected, read in self._compared(text, mention):
            if expected != read:
                told.append(f"{name}: expected {expected}, read {read}")
        return told

    def _compared(self, text: str, mention: Mention) -> Iterator[tuple[str, object, object]]:
        figure = mention.figure
        if not self._is_value(text, figure.value):
            yield "value", self.value, _shown(figure.value)
        yield "lower", self.lower, figure.lower
        yield "upper", self.upper, figure.upper
        if str(figure.unit) not in self.units:
            yield "unit", " or ".join(sorted(self.units)), str(figure.unit)
        if figure.qualifier not in self.qualifiers:
            yield "qualifier", " or ".join(sorted(self.qualifiers)), figure.qualifier.value
        for name, expected in self.more.items():
            yield _COMPARISONS[name](expected, text, mention)

    def _is_value(self, text: str, read: Decimal | None) -> bool:
        """Whether ``read`` is the labelled value, digit for digit if it was printed in digits.

        A number in words has no digits to compare. A third has no last one: it may be rounded anywhere.
        """
        if read is None or self.value is None:
            return read is None and self.value is None
        if "/" in self.value:
            return Fraction(self.value) in Figure(value=read).strict(Policy())
        if any(char.isdecimal() for char in self.number.of(text)):
            return str(read) == str(Decimal(self.value))
        return read == Decimal(self.value)


def _shown(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _same_words(name: str, span: str) -> Any:
    """Compares words of the text, articles and the like aside: whether "the" belongs to a name is nobody's question."""

    def compare(expected: str, text: str, mention: Mention) -> tuple[str, object, object]:
        found = getattr(mention, span)
        read = found.of(text) if isinstance(found, Span) else found
        return name, _without_determiner(expected), read and _without_determiner(read)

    return compare


def _without_determiner(words: str) -> str:
    first, _, rest = words.partition(" ")
    return rest if first.lower() in _DETERMINERS and rest else words


def _same_text(name: str) -> Any:
    def compare(expected: str, _text: str, mention: Mention) -> tuple[str, object, object]:
        read = getattr(mention, name)
        return name, expected, None if read is None else str(read)

    return compare


def _same_period(expected: str, _text: str, mention: Mention) -> tuple[str, object, object]:
    def bounds(period: Period | None) -> str | None:
        return None if period is None else f"{period.start}/{period.end}"

    return "period", bounds(parse_period(expected)), bounds(mention.period)


def _alternatives(expected: str, _text: str, mention: Mention) -> tuple[str, object, object]:
    return "alternatives", expected, "some" if mention.alternatives else "none"


_COMPARISONS: Final[Mapping[str, Any]] = {
    "form": _same_text("form"),
    "thing": _same_words("thing", "thing"),
    "base": _same_words("base", "base"),
    "measured": _same_text("measured"),
    "attributed_to": _same_words("attributed_to", "attributed_to"),
    "period": _same_period,
    "trend": _same_text("trend"),
    "alternatives": _alternatives,
}
_CHOICES: Final[Mapping[str, set[str]]] = {
    "form": {*map(str, Form)},
    "trend": {*map(str, Trend)},
    "alternatives": {"none", "some"},
}
_FIGURE_KEYS: Final = {"number", "nth", "value", "lower", "upper", "unit", "qualifier", *_COMPARISONS}


@dataclass(frozen=True)
class Sentence:
    """A sentence with all its figures, in the order in which they stand. ``name`` tells file and place in it."""

    name: str
    text: str
    date: Period | None
    figures: tuple[FigureLabel, ...]

    @property
    def topic(self) -> str:
        """The file that it is from."""
        return self.name.rpartition("-")[0]


@dataclass(frozen=True)
class FindingLabel:
    """A slip in a passage: by which rule it is found, and words that the finding points at or around."""

    rules: frozenset[str]
    quote: Span
    severity: str | None


@dataclass(frozen=True)
class Passage:
    """A short text with all that is wrong in it, nearly always one thing or nothing."""

    name: str
    text: str
    form: str
    date: Period | None
    findings: tuple[FindingLabel, ...]


def sentences() -> list[Sentence]:
    """Every labelled sentence. Raises :class:`BadLabel`."""
    return [_sentence(name, item) for name, item in _items("sentences")]


def passages() -> list[Passage]:
    """Every labelled passage. Raises :class:`BadLabel`."""
    return [_passage(name, item) for name, item in _items("passages")]


def _items(folder: str) -> Iterator[tuple[str, Any]]:
    for path in sorted((CORPUS / folder).glob("*.yaml")):
        # Without types: 4.50 must stay what it is, and "no" a word.
        items = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  it makes nothing but text
        if not isinstance(items, list):
            raise BadLabel(f"{path.name}: a file is a list of texts")
        for number, item in enumerate(items, 1):
            yield f"{path.stem}-{number}", item


def _sentence(name: str, item: Any) -> Sentence:
    if isinstance(item, str):
        return Sentence(name, item, None, ())
    _checked(name, item, {"text", "date", "figures"}, {"text", "figures"})
    figures = tuple(_figure(f"{name} ({item['text']})", item["text"], figure) for figure in item["figures"])
    if list(figures) != sorted(figures, key=lambda figure: figure.number):
        raise BadLabel(f"{name}: figures are labelled in the order in which they stand")
    return Sentence(name, item["text"], _date(item), figures)


def _figure(name: str, text: str, given: Any) -> FigureLabel:
    _checked(name, given, _FIGURE_KEYS, {"number", "unit"})
    if ("value" in given) == ("lower" in given or "upper" in given):
        raise BadLabel(f"{name}: a figure has either a value or lower and upper")
    for key, choices in _CHOICES.items():
        if key in given and given[key] not in choices:
            raise BadLabel(f"{name}: {key} is one of {', '.join(sorted(choices))}")
    units = frozenset("" if unit == "nothing" else unit for unit in given["unit"].split(" or "))
    for unit in units:
        if str(parse_unit(unit)) != unit:
            raise BadLabel(f"{name}: the unit {unit} is printed {parse_unit(unit)}")
    qualifiers = frozenset(Qualifier(word) for word in given.get("qualifier", "stated").split(" or "))
    value = given.get("value")
    if value is not None:
        Fraction(value)
    decimal = {key: parse_decimal(given[key]) for key in ("lower", "upper") if key in given}
    return FigureLabel(
        number=_place(name, text, given["number"], int(given.get("nth", "1"))),
        value=value,
        lower=decimal.get("lower"),
        upper=decimal.get("upper"),
        units=units,
        qualifiers=qualifiers,
        more={key: given[key] for key in _COMPARISONS if key in given},
    )


def _passage(name: str, item: Any) -> Passage:
    _checked(name, item, {"text", "format", "date", "findings", "note"}, {"text", "findings"})
    form = item.get("format", "plain")
    if form not in {"plain", "markdown", "csv"}:
        raise BadLabel(f"{name}: the format is plain, markdown or csv")
    findings = []
    for given in item["findings"]:
        _checked(name, given, {"rule", "quote", "severity"}, {"rule", "quote"})
        if given.get("severity") not in {None, "error", "warning"}:
            raise BadLabel(f"{name}: the severity is error or warning")
        rules = frozenset(given["rule"].split(" or "))
        findings.append(FindingLabel(rules, _quote(name, item["text"], given["quote"]), given.get("severity")))
    return Passage(name, item["text"], form, _date(item), tuple(findings))


def _checked(name: str, given: Any, known: set[str], needed: set[str]) -> None:
    if not isinstance(given, Mapping):
        raise BadLabel(f"{name}: expected {', '.join(sorted(known))}, not {given!r}")
    if unknown := set(given) - known:
        raise BadLabel(f"{name}: no label is called {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
    if missing := needed - set(given):
        raise BadLabel(f"{name}: {', '.join(sorted(missing))} is missing")


def _place(name: str, text: str, words: str, nth: int) -> Span:
    """Where ``words`` stand for the ``nth`` time, as words of their own: "8" is not found in "18"."""
    start = -1
    while nth:
        start = text.find(words, start + 1)
        if start < 0:
            raise BadLabel(f'{name}: "{words}" does not stand in the text so often')
        before, after = text[:start], text[start + len(words) :]
        inside = (words[0].isdecimal() and _GOES_BEFORE.search(before)) or (
            words[-1].isdecimal() and _GOES_ON.match(after)
        )
        nth -= not inside
    return Span(start, start + len(words))


def _quote(name: str, text: str, words: str) -> Span:
    if text.count(words) != 1:
        raise BadLabel(f'{name}: "{words}" does not stand in the text exactly once')
    return Span(text.index(words), text.index(words) + len(words))


def _date(item: Mapping[str, str]) -> Period | None:
    return parse_period(item["date"]) if "date" in item else None
