"""A text read, with the checks that follow from what stands together in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from service.domain.period import Period
from service.domain.policy import Policy
from service.reading.answers import Answers
from service.reading.bounds import within_bounds
from service.reading.document import read_document
from service.reading.mention import Reading
from service.reading.prose import discover_in
from service.reading.prose.found import Found
from service.reading.suppression import Suppression
from service.reading.text_form import TextForm

# So many checks of a text are answered: a few seconds at most, and more findings than anybody reads.
MOST_CHECKS: Final = 5_000
# And so many figures of checks, a figure once for each: answers have a size in proportion to theirs, and in a table of
# totals below totals each has all that stands above it.
MOST_CHECKED: Final = 25_000


@dataclass(frozen=True, slots=True)
class CheckedText:
    """All that was read in a text: ``founds`` are its checks, of sentences and of tables, in order of place.

    One that fails only as its words for units were read is none of them: "2 tons (4,000 pounds)" are short tons, and
    there is nothing to be told. ``answers`` gives what came of the others.

    ``left_out`` counts those behind the first :data:`MOST_CHECKS`, or behind the first that have :data:`MOST_CHECKED`
    figures, and those of a table behind as many as are read of one; they are not among them.
    """

    reading: Reading
    founds: tuple[Found, ...]
    suppressions: tuple[Suppression, ...]
    answers: Answers
    left_out: int = 0


def checked(
    text: str, form: TextForm = TextForm.PLAIN, *, date: Period | None = None, policy: Policy | None = None
) -> CheckedText:
    """What is read in ``text``, written on ``date``; ``policy`` says how figures are read.

    Takes time in proportion to the length of the text.
    """
    document = read_document(text, form, date=date)
    founds = [*discover_in(document.reading, text=document.masked, date=date), *document.founds]
    founds.sort(key=lambda found: (found.at, found.rule, *sorted(found.places.values())))
    taken = founds[: within_bounds(founds, checks=MOST_CHECKS, figures=MOST_CHECKED)]
    answers = Answers(document.reading.mentions, policy or Policy())
    told = tuple(found for found in taken if not answers.fits_otherwise(found))
    left_out = document.left_out + len(founds) - len(taken)
    return CheckedText(document.reading, told, document.suppressions, answers, left_out)
