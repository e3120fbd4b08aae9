"""A text read, with every check that follows from what stands together in it, and nothing evaluated yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from service.domain.errors import Malformed
from service.domain.period import Period
from service.domain.units import Unit, parse_unit
from service.reading.document import read_document
from service.reading.mention import Reading
from service.reading.prose import discover_in
from service.reading.prose.found import Found
from service.reading.suppression import Suppression
from service.reading.text_form import TextForm


@dataclass(frozen=True, slots=True)
class CheckedText:
    """All that was read in a text: ``founds`` are its checks, of sentences and of tables, in order of place."""

    reading: Reading
    founds: tuple[Found, ...]
    suppressions: tuple[Suppression, ...]


def checked(text: str, form: TextForm = TextForm.PLAIN, *, date: Period | None = None) -> CheckedText:
    """What is read in ``text``, written on ``date``. Takes time in proportion to its length."""
    document = read_document(text, form, date=date)
    founds = [*discover_in(document.reading, text=document.masked, date=date), *document.founds]
    founds.sort(key=lambda found: (found.at, found.rule, *sorted(found.places.values())))
    doubted = tuple(_doubted(found, document.reading) for found in founds)
    return CheckedText(document.reading, doubted, document.suppressions)


def _doubted(found: Found, reading: Reading) -> Found:
    """A check as a warning, where a figure may be in another unit of the same kind: the tons of "12 tons"."""
    if found.alternative is not None:
        return found
    numbers: list[int] = []

    def figure_of(number: int) -> dict[str, str]:
        numbers.append(number)
        return {}

    found.check(figure_of)
    for mention in (reading.mentions[number] for number in numbers):
        other = next((name for name in mention.alternatives if _is_of_one_kind(mention.figure.unit, name)), None)
        if other is not None:
            said = f"“{mention.expression.of(reading.text)}” may be in the unit {other}."
            return replace(found, severity="warning", alternative=said)
    return found


@lru_cache(maxsize=256)
def _is_of_one_kind(unit: Unit, name: str) -> bool:
    """Whether a unit measures the same as another one, and not as much. Money is only ever in one currency."""
    try:
        other = parse_unit(name)
    except Malformed:
        return False
    return bool(unit.dimension) and other.dimension == unit.dimension and other != unit
