"""A text read, with every check that follows from what stands together in it, and nothing evaluated yet."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain.period import Period
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
    return CheckedText(document.reading, tuple(founds), document.suppressions)
