"""What is read in a text: places that hold, paragraphs that stand for themselves, and no text that can't be read."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.interval import Interval
from service.domain.period import parse_period
from service.domain.policy import Policy
from service.reading.mention import Form, Mention, Reading
from service.reading.numbers.numerals import numeral_at
from service.reading.read import read
from service.reading.span import Span
from service.reading.token import tokens_of
from tests.property.texts import garbage
from tests.unit.reading.corpus import labels

DATE = parse_period("2021-06-15")
SENTENCES = [sentence.text for sentence in labels.sentences()]
paragraphs = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map(" ".join)
texts = st.lists(paragraphs, min_size=1, max_size=4).map("\n\n".join)


def _shifted(reading: Reading, by: int, sentences: int, mentions: int) -> Reading:
    """The same reading where ``by`` characters with so many sentences and mentions stand before the text."""

    def moved(span: Span | None) -> Span | None:
        return span and span.shifted(by)

    return replace(
        reading,
        sentences=tuple(span.shifted(by) for span in reading.sentences),
        mentions=tuple(
            replace(
                mention,
                number=mention.number.shifted(by),
                expression=mention.expression.shifted(by),
                unit=moved(mention.unit),
                thing=moved(mention.thing),
                base=moved(mention.base),
                sentence=mention.sentence + sentences,
            )
            for mention in reading.mentions
        ),
        apart=tuple(replace(apart, span=apart.span.shifted(by)) for apart in reading.apart),
        movements=tuple((start + mentions, end + mentions) for start, end in reading.movements),
    )


def _joined(readings: list[Reading], text: str) -> Reading:
    """The readings of paragraphs, one after the other with a blank line between."""
    whole = Reading(text)
    at = 0
    for each in readings:
        shifted = _shifted(each, at, len(whole.sentences), len(whole.mentions))
        whole = Reading(
            text,
            whole.sentences + shifted.sentences,
            whole.mentions + shifted.mentions,
            whole.apart + shifted.apart,
            whole.movements + shifted.movements,
        )
        at += len(each.text) + 2
    return whole


@given(texts)
def test_a_text_is_read_as_its_paragraphs_are(text: str) -> None:
    parts = [read(paragraph, date=DATE) for paragraph in text.split("\n\n")]

    assert read(text, date=DATE) == _joined(parts, text)


@given(garbage, texts)
def test_a_paragraph_above_moves_everything_and_changes_nothing(above: str, text: str) -> None:
    first = read(above + "\n\n")
    shifted = _shifted(read(text), len(above) + 2, len(first.sentences), len(first.mentions))

    whole = read(above + "\n\n" + text)

    assert whole.mentions[len(first.mentions) :] == shifted.mentions
    assert whole.apart[len(first.apart) :] == shifted.apart
    assert whole.movements[len(first.movements) :] == shifted.movements


@given(texts, st.data())
def test_a_part_of_a_text_is_read_with_the_places_of_the_whole(text: str, data: st.DataObject) -> None:
    parts = text.split("\n\n")
    which = data.draw(st.integers(0, len(parts) - 1))
    start = sum(len(part) + 2 for part in parts[:which])
    end = start + len(parts[which])

    part = read(text, start=start, end=end)

    assert part.mentions == _shifted(read(parts[which]), start, 0, 0).mentions


@given(texts)
def test_every_place_slices_the_text_of_what_it_is_a_place_of(text: str) -> None:
    reading = read(text, date=DATE)

    for mention in reading.mentions:
        _assert_nested(text, reading, mention)
        _assert_number_is_the_printed_one(text, reading, mention)


def _assert_nested(text: str, reading: Reading, mention: Mention) -> None:
    sentence = reading.sentences[mention.sentence]
    assert sentence.start <= mention.expression.start <= mention.number.start
    assert mention.number.start < mention.number.end <= mention.expression.end <= sentence.end
    for part in (mention.unit, mention.thing, mention.base):
        assert part is None or sentence.start <= part.start < part.end <= sentence.end
    assert mention.number.of(text) == mention.number.of(text).strip()
    assert mention.expression.of(text) == mention.expression.of(text).strip()


def _assert_number_is_the_printed_one(text: str, reading: Reading, mention: Mention) -> None:
    """What stands at the number's place, read once more, is the figure; that of a range is where the number begins."""
    tokens = tokens_of(text, *reading.sentences[mention.sentence])
    first = next(place for place, token in enumerate(tokens) if token.start == mention.number.start)
    figure = mention.figure
    negative = tokens[first].text in {"minus", "−", "-", "–"}
    numeral = numeral_at(tokens, first + negative)
    assert numeral is not None
    if mention.form is Form.VAGUE:
        assert (numeral.lower, numeral.upper) == (figure.lower, figure.upper)
    elif figure.value is not None:
        assert numeral.value is not None
        assert figure.value == (-numeral.value if negative else numeral.value)
    if (figure.value is None and mention.form is not Form.VAGUE) or mention.form is Form.TIMES:
        assert numeral.span.end < mention.number.end
    else:
        assert numeral.span.end == mention.number.end


@given(st.one_of(texts, garbage))
def test_a_figure_holds_the_value_that_is_printed(text: str) -> None:
    for mention in read(text).mentions:
        figure = mention.figure
        strict, generous = figure.strict(Policy()), figure.generous(Policy())
        assert not figure.unknown
        assert strict.is_subset(generous)
        if figure.value is not None:
            # Beside a count, "more than 80" begins at 81.
            assert Fraction(figure.value) in _closed(figure.strict(Policy(), whole=False))
        if figure.lower is not None and figure.upper is not None:
            assert figure.lower < figure.upper


def _closed(interval: Interval) -> Interval:
    return Interval(interval.lower, interval.upper)


@settings(max_examples=500)
@given(garbage)
def test_any_text_can_be_read(text: str) -> None:
    reading = read(text, date=DATE)

    for number, sentence in enumerate(reading.sentences):
        assert 0 <= sentence.start < sentence.end <= len(text)
        assert number == 0 or reading.sentences[number - 1].end <= sentence.start
    for mention in reading.mentions:
        _assert_nested(text, reading, mention)
    for one, other in zip(reading.mentions, reading.mentions[1:], strict=False):
        assert one.number.end <= other.number.start
    for apart in reading.apart:
        assert 0 <= apart.span.start < apart.span.end <= len(text)
    for start, end in reading.movements:
        assert 0 <= min(start, end) <= max(start, end) < len(reading.mentions)
