"""A text read, with the checks that follow from what stands together in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.period import Period
from service.reading.document import read_document
from service.reading.mention import Reading
from service.reading.prose import RULES, discover_in
from service.reading.prose.found import Found
from service.reading.suppression import Suppression, silenced
from service.reading.text_form import TextForm


@dataclass(frozen=True, slots=True)
class CheckedText:
    """All that was read in a text: ``checks`` in the order of their places, each with whether a comment covers it."""

    reading: Reading
    checks: Sequence[tuple[Found, bool]]
    suppressions: Sequence[Suppression]


def check_text(text: str, form: TextForm, *, date: Period | None = None) -> CheckedText:
    """A text with all that was read in it; nothing is evaluated."""
    document = read_document(text, form, date=date)
    founds = [*discover_in(document.reading, text=text, date=date), *document.founds]
    founds.sort(key=lambda found: found.at)
    by, _ = silenced(document.suppressions, ((found.rule, found.at) for found in founds), RULES)
    checks = [(found, comment is not None) for found, comment in zip(founds, by, strict=True)]
    return CheckedText(document.reading, checks, document.suppressions)
