"""What the words around a figure say of it: whose it is, when it held, and what it measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.domain.period import Period
from service.domain.units import DIMENSIONLESS
from service.reading.context.measured import measured
from service.reading.context.numbering import numbered
from service.reading.context.place import Place, places
from service.reading.dates.periods import Dated, periods_in
from service.reading.dates.timing import timed
from service.reading.mention import Mention
from service.reading.span import Span
from service.reading.speech.attribution import attributed, attributions
from service.reading.token import Token


def in_context(
    text: str,
    tokens: Sequence[Token],
    sentences: Sequence[Span],
    mentions: Sequence[Mention],
    *,
    movements: Sequence[tuple[int, int]] = (),
    dates: Sequence[Dated] | None = None,
    date: Period | None = None,
) -> list[Mention]:
    """The mentions of a paragraph with ``attributed_to``, ``period`` and ``measured``.

    ``tokens`` and ``sentences`` are those of the paragraph; ``movements`` are pairs of places in ``mentions``;
    ``dates`` what ``periods_in`` found for the tokens, if that is known; ``date`` is that of the document.
    """
    if not mentions:
        return []
    placed = list(places(tokens, sentences, mentions))
    said = attributions(text, tokens, sentences)
    dates = periods_in(tokens, date) if dates is None else dates
    periods = timed(tokens, placed, dates, [each.words for one in said for each in one], movements)
    found: list[Mention] = []
    for place in placed:
        mention = _of_the_same(tokens, place, found)
        if (counted := numbered(tokens, place)) is not None:
            mention = replace(mention, thing=counted[0], figure=replace(mention.figure, unit=counted[1]))
        what = measured(text, tokens, place._replace(mention=mention))
        if what is None and place.bracketed(tokens) and found:
            what = found[-1].measured
        found.append(
            replace(
                mention,
                attributed_to=mention.attributed_to or attributed(said[place.within], mention.number),
                period=mention.period or periods.get(place.number),
                measured=mention.measured or what,
            )
        )
    for one, two in movements:
        found[one], found[two] = _ends(found[one], found[two])
    return found


def _ends(one: Mention, two: Mention) -> tuple[Mention, Mention]:
    """The two ends of a movement, which are of one thing: what is said of one of them goes for the other."""
    if one.thing is not None and two.figure.unit == DIMENSIONLESS:
        two = replace(two, thing=one.thing, figure=replace(two.figure, unit=one.figure.unit))
    what = one.measured or two.measured
    return replace(one, measured=one.measured or what), replace(two, measured=two.measured or what)


def _of_the_same(tokens: Sequence[Token], place: Place, before: Sequence[Mention]) -> Mention:
    """A share with the base of the one that it is listed behind: "41% of the migrants come from X and 36% from Y"."""
    mention = place.mention
    if mention.base is not None or not before or place.before <= place.sentence.start:
        return mention
    last = before[-1]
    listed = tokens[place.first - 1].text in {"and", ",", "or", "another"}
    shares = str(mention.figure.unit) == str(last.figure.unit) == "%"
    return replace(mention, base=last.base) if listed and shares and last.base is not None else mention
