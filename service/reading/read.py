"""Reading a text: every figure in it with its place, unit, hedge and what the words around say of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from service.domain.figure import Figure, Qualifier
from service.domain.period import Period
from service.domain.units import DIMENSIONLESS
from service.reading.context.in_context import in_context
from service.reading.dates.periods import Dated, periods_in
from service.reading.mention import Apart, Form, Kind, Mention, Reading
from service.reading.numbers import apart, hedges
from service.reading.numbers.amounts import Amount
from service.reading.numbers.ellipsis import with_things_understood
from service.reading.numbers.numerals import STARTS, numeral_at
from service.reading.numbers.part_of import is_of_another
from service.reading.numbers.quantity import Quantity, quantity_of
from service.reading.numbers.ranges import joined
from service.reading.numbers.trends import trend_at
from service.reading.sentences import paragraphs, sentences
from service.reading.span import Span
from service.reading.token import MINUS, Token, low, tokens_of
from service.reading.units.money import UNSETTLED, settled_by

_TIME: Final = (("time", 1),)
# Behind these words four digits in front of a noun are a count, not a year.
_BEFORE_COUNTS: Final = frozenset("to than about around nearly almost some least over under only exactly".split())


def read(text: str, *, date: Period | None = None, start: int = 0, end: int | None = None) -> Reading:
    """All figures between two offsets of ``text``; ``date`` is when it was written, for words such as "this year".

    A text is read paragraph by paragraph, so that of several is what each of them is. Takes linear time on any text.
    """
    parts: list[Span] = []
    mentions: list[Mention] = []
    others: list[Apart] = []
    movements: list[tuple[int, int]] = []
    for place in paragraphs(text, start, end):
        paragraph = _Paragraph(text, place, date, len(parts))
        found, moved = paragraph.read()
        movements += ((one + len(mentions), two + len(mentions)) for one, two in moved)
        mentions += found
        parts += paragraph.sentences
        others += sorted(paragraph.apart, key=lambda each: each.span)
    return Reading(text, tuple(parts), tuple(mentions), tuple(others), tuple(movements))


class _Paragraph:
    """A paragraph being read; ``sentences_before`` are those of the paragraphs before it."""

    def __init__(self, text: str, place: Span, date: Period | None, sentences_before: int) -> None:
        self._text = text
        self._date = date
        self._sentences_before = sentences_before
        self.sentences = list(sentences(text, place))
        self._starts = [sentence.start for sentence in self.sentences]
        self._tokens = tokens_of(text, *place)
        self._verbatim = apart.verbatim(text, *place)
        self.apart: list[Apart] = []

    def read(self) -> tuple[list[Mention], list[tuple[int, int]]]:
        """The mentions, and the places of those among them that are the ends of movements."""
        tokens = self._tokens
        if not any(token.kind == "number" or token.text.lower() in STARTS for token in tokens):
            return [], []
        dates = periods_in(tokens, self._date)
        amounts, movements = joined(tokens, list(self._quantities(dates)), self._set_apart)
        mentions = in_context(
            self._text,
            tokens,
            self.sentences,
            [self._mention(amount) for amount in with_things_understood(tokens, amounts)],
            movements=movements,
            dates=dates,
            date=self._date,
        )
        return mentions, movements

    def _quantities(self, dates: Sequence[Dated]) -> Iterator[Quantity]:
        """The numbers that are quantities; those that are not are put apart."""
        tokens = self._tokens
        settled = settled_by(tokens)
        dated = iter(dates)
        date = next(dated, None)
        verbatim = iter(self._verbatim)
        stretch = next(verbatim, None)
        after = 0
        for place, token in enumerate(tokens):
            if place < after or (token.kind != "number" and token.text.lower() not in STARTS):
                continue
            while stretch is not None and stretch.end <= token.start:
                stretch = next(verbatim, None)
            while date is not None and date.after <= place:
                date = next(dated, None)
            numeral = numeral_at(tokens, place)
            if stretch is not None and stretch.start <= token.start:
                if not self.apart or self.apart[-1].span != stretch:
                    self.apart.append(Apart(Kind.OTHER, stretch))
                after = place + 1
                continue
            if numeral is None:
                continue
            quantity = quantity_of(tokens, numeral, settled)
            if date is not None and date.first <= place and not self._is_no_date(date, quantity):
                self.apart.append(
                    Apart(Kind.YEAR if token.text == date.span.of(self._text) else Kind.DATE, date.span, date.period)
                )
                after = date.after
                continue
            found = apart.kind_apart(tokens, quantity.numeral, quantity.unit, opens=self._opens(token))
            if found is None:
                yield quantity
                after = max(numeral.after, quantity.after if quantity.unit is not None else 0)
                if is_of_another(tokens, numeral.after):
                    after = numeral.after
            else:
                after = found[1]
                self.apart.append(Apart(found[0], Span(numeral.span.start, tokens[after - 1].end)))

    def _is_no_date(self, date: Dated, quantity: Quantity) -> bool:
        """Whether what may be words for a period is a quantity: "over the past two years", "2000 calories"."""
        unit = quantity.unit
        if unit is None:
            return date.after <= quantity.after and self._begins_range(quantity)
        if date.after > quantity.after:
            return False
        if _is_duration(quantity):
            return True
        if any(token.kind == "word" for token in self._tokens[date.first : date.after]):
            return False
        if low(self._tokens, quantity.after) == "s":
            return False  # "2022′s"
        return unit.thing is None or self._counts(quantity.first)

    def _counts(self, first: int) -> bool:
        """Whether what stands in front of four digits lets them count: "about 2000 cars", "from 800 to 2000 cars"."""
        tokens, before = self._tokens, low(self._tokens, first - 1)
        if before != "to":
            return before in _BEFORE_COUNTS
        opens = low(tokens, first - 3) == "from" and tokens[first - 2].kind == "number"
        return not opens or not self.apart or self.apart[-1].span.start != tokens[first - 2].start

    def _begins_range(self, quantity: Quantity) -> bool:
        """Whether a number of four digits is the first end of a range of something: "2000 - 2500 calories"."""
        place = quantity.after + 1
        if low(self._tokens, quantity.after) not in MINUS or place >= len(self._tokens):
            return False
        other = numeral_at(self._tokens, place)
        return other is not None and not quantity_of(self._tokens, other, UNSETTLED).bare

    def _set_apart(self, quantity: Quantity) -> None:
        self.apart.append(Apart(Kind.OTHER, quantity.numeral.span))

    def _opens(self, token: Token) -> bool:
        """Whether a token begins its sentence."""
        return self._starts[self._sentence(token.start)] == token.start

    def _sentence(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)

    def _mention(self, amount: Amount) -> Mention:
        tokens, least = self._tokens, amount.low
        numeral, unit = least.numeral, least.unit
        if amount.high is not None:
            unit = amount.high.unit or unit
        qualifier, first, after = self._hedge(amount)
        number = amount.number
        in_unit = DIMENSIONLESS if unit is None else unit.unit
        form = numeral.form
        if str(in_unit) in {"{time}", "time"} and amount.high is None:
            # "four times as high": the factor, not a count.
            form, in_unit = Form.TIMES, DIMENSIONLESS
            number = Span(number.start, tokens[least.after - 1].end)
        bounds = (numeral.lower, numeral.upper)
        if amount.high is not None:
            bounds = (numeral.value, amount.high.numeral.value)
        value = numeral.value if amount.high is None else None
        figure = Figure(
            value=value,
            lower=bounds[0],
            upper=bounds[1],
            unit=in_unit,
            qualifier=Qualifier.STATED if value is None else qualifier,
        )
        start, end = tokens[first].start, tokens[after - 1].end
        return Mention(
            figure=figure,
            number=number,
            expression=Span(min(start, number.start), max(end, number.end)),
            sentence=self._sentence(number.start) + self._sentences_before,
            form=form,
            unit=unit.span if unit is not None and unit.span.start < unit.span.end else None,
            thing=None if unit is None or form is Form.TIMES else unit.thing,
            base=None if unit is None else unit.base,
            trend=trend_at(tokens, first, after),
            alternatives=() if unit is None else unit.alternatives,
        )

    def _hedge(self, amount: Amount) -> tuple[Qualifier, int, int]:
        """How a figure is hedged, and the tokens that it then goes over."""
        tokens = self._tokens
        first = amount.first
        while first > 0 and tokens[first - 1].start >= amount.number.start:
            first -= 1
        after = amount.after
        least = amount.high or amount.low
        # "Over one issue" says what something is about.
        over = _goes_on(least) or (least.numeral.value == 1 and least.in_unit.counted)
        before = hedges.hedge_before(tokens, first, duration=over)
        behind = hedges.hedge_behind(tokens, (amount.high or amount.low).numeral.after, after)
        if before is not None:
            return before[0], before[1], after
        if behind is not None:
            return behind[0], first, max(after, behind[1])
        return Qualifier.STATED, first, after


# What something is told over: "three goals over 22 games".
_STRETCHES: Final = frozenset("season game inning match round term start lap race edition meeting outing".split())


def _goes_on(quantity: Quantity) -> bool:
    """Whether it is a length of time, or of something else that goes on for a while."""
    if _is_duration(quantity):
        return True
    unit = quantity.in_unit
    return unit.counted and unit.text.strip("{}") in _STRETCHES


def _is_duration(quantity: Quantity) -> bool:
    """Whether words for a period give a length of time too: "over the past two years"."""
    return quantity.unit is not None and quantity.in_unit.dimension == _TIME and not quantity.unit.age
