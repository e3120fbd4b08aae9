"""JSON that two readers could read differently is refused, with its place."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.domain.errors import Malformed
from service.strict_json import NotJsonError, parse


def test_numbers_keep_every_digit() -> None:
    assert [str(number) for number in parse(b"[0.1000, 9007199254740993, 1E+3]")] == [
        "0.1000",
        "9007199254740993",
        "1E+3",
    ]
    assert isinstance(parse(b"0.1000"), Decimal)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "the JSON text is empty"),
        (b" \n", "the JSON text is empty"),
        (b"\xff", "not UTF-8: byte 0"),
        (b'{"a": ', "line 1, column 7"),
        (b"[1] 2", "line 1, column 5"),
    ],
)
def test_what_is_no_json_is_refused_as_a_whole(text: bytes, message: str) -> None:
    with pytest.raises(NotJsonError, match=message) as caught:
        parse(text)
    assert caught.value.where == ()


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_no_json_and_its_place_is_told(word: str) -> None:
    with pytest.raises(NotJsonError, match=f"{word} is not JSON") as caught:
        parse(b'{"a": [0, %s]}' % word.encode())
    assert caught.value.where == ("a", 1)


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        (b'{"a": 1e99999999999999999999}', ("a",), "beyond all measure"),
        (b'{"a": [1%s]}' % (b"0" * 220), ("a", 0), "at most 220 characters, not 221"),
        (b'{"a": {"b": 1, "b": 1}}', ("a", "b"), "more than once"),
        (b'{"a": "\\ud800"}', ("a",), "a contains U\\+D800, half of a surrogate pair"),
        (b'{"\\udfff": 1}', ("\udfff",), "the name contains U\\+DFFF"),
        (b'["\\u0000"]', (0,), "U\\+0000"),
        (b"[" * 65 + b"]" * 65, (), "nested deeper than 64 levels"),
        (b"[" * 100_000, (), "nested deeper than 64 levels"),
    ],
)
def test_json_that_cannot_be_taken_exactly_is_refused_where_it_stands(
    text: bytes, where: tuple[str | int, ...], message: str
) -> None:
    with pytest.raises(Malformed, match=message) as caught:
        parse(text)
    assert [fault.where for fault in caught.value.faults] == [where]


def test_whole_pairs_of_surrogates_are_the_character_that_they_write() -> None:
    assert parse(b'"\\ud83d\\ude00"') == "\U0001f600"


def test_a_hundred_faults_are_enough() -> None:
    with pytest.raises(Malformed) as caught:
        parse(b"[" + b",".join([b"1e99999999999999999999"] * 500) + b"]")
    assert len(caught.value.faults) == 100


@pytest.mark.parametrize("part", ["[]", "{}", "[[[[]]]]"])
def test_next_to_nothing_but_arrays_and_objects_is_refused_before_it_takes_memory(part: str) -> None:
    text = f"[{','.join([part] * 20_000)}]"
    with pytest.raises(Malformed, match=rf"{1 + 20_000 * part.count(part[0])} arrays and objects in {len(text)} bytes"):
        parse(text.encode())


def test_brackets_within_strings_are_no_arrays() -> None:
    text = "[{" * 20_000 + '\\"' + "[{" * 20_000
    assert parse(b'["' + text.encode() + b'"]') == [text.replace('\\"', '"')]


def test_as_many_small_objects_as_a_batch_has_are_read() -> None:
    assert len(parse(b"[" + b",".join([b'{"value":"1"}'] * 50_000) + b"]")) == 50_000
