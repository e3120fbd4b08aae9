from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.text import Written
from service import json_places, strict_json, strict_yaml
from service.domain.errors import Malformed
from service.strict_yaml import NotYamlError, parse, places

EXAMPLE = Path(__file__).parents[2] / "examples" / "migrant-labour" / "collection.json"


@pytest.fixture(params=["libyaml", "python"], autouse=True)
def _either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parsers of PyYAML: not every installation has the quick one."""
    if request.param == "python":
        monkeypatch.setattr(strict_yaml, "_LOADER", yaml.SafeLoader)


def of(text: str) -> Any:
    return parse(text.encode())


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("18000", 18000),
        ("-7", -7),
        ("+5", 5),
        ("007", 7),
        ("4.50", Decimal("4.50")),
        (".5", Decimal("0.5")),
        ("1.", Decimal(1)),
        ("1e3", Decimal(1000)),
        ("6.02E+23", Decimal("6.02E+23")),
        ("9007199254740993", 9007199254740993),
    ],
)
def test_numbers_are_exact_and_know_how_they_were_written(written: str, value: object) -> None:
    number = of(written)
    assert number == value
    assert isinstance(number, type(value))
    assert isinstance(number, Written)
    assert number.written == written


def test_trailing_zeros_are_kept() -> None:
    assert [str(one) for one in of("[4.50, 0.1000, 33.0]")] == ["4.50", "0.1000", "33.0"]


@pytest.mark.parametrize(
    "word",
    ["no", "NO", "yes", "on", "off", "y", "n", "2004-09", "2004-09-27", "12:30", "1_000", "1,000", "12 km", "=", "0b1"],
)
def test_words_and_dates_are_text(word: str) -> None:
    assert of(word) == word
    assert of(f"a: {word}") == {"a": word}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("'true'", "true"),
        ('"12"', "12"),
        ("!!str 12", "12"),
    ],
)
def test_true_false_and_null_are_what_they_say_unless_quoted(written: str, value: object) -> None:
    assert of(f"a: {written}") == {"a": value}


def test_names_are_text_as_they_are_written() -> None:
    assert of("2004: a\ntrue: b\n~: c\n4.50: d\n") == {"2004": "a", "true": "b", "~": "c", "4.50": "d"}


def test_a_value_left_out_is_null() -> None:
    assert of("a:\nb: [1, ]") == {"a": None, "b": [1]}


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("a: 1\nb: {c: 2, c: 3}", ("b", "c"), "is given more than once"),
        ("a: &x 1", ("a",), '"&x" is an anchor'),
        ("- *x", (0,), '"*x" is an alias'),
        ("a: {<<: {b: 1}}", ("a", "<<"), "is a merge key"),
        ("a: !!int 5", ("a",), "is a tag; leave it out"),
        ("a: !!python/object/apply:os.getcwd []", ("a",), "is a tag; leave it out"),
        ("a: !mine x", ("a",), "is a tag; leave it out"),
        ("a: .nan", ("a",), ".nan is not a number"),
        ("a: -.inf", ("a",), "-.inf is not a number"),
        ("a: 0x1F", ("a",), "0x1F is not a decimal"),
        ("a: 0o17", ("a",), "0o17 is not a decimal"),
        ("a: 1e99999999999999999999", ("a",), "the exponent of this number"),
        (f"a: {'1' * 221}", ("a",), "a number has at most 220 characters, not 221"),
        ('a: "\\0"', ("a",), "a contains the character U+0000"),
        ('"\\0": 1', ("\0",), "the name contains the character U+0000"),
        ("? [a]\n: 1", (), "the name of a member is text"),
        ("? {a: 1}\n: 1", (), "the name of a member is text"),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(text: str, where: tuple[object, ...], said: str) -> None:
    with pytest.raises(Malformed) as caught:
        of(text)
    (fault,) = caught.value.faults
    assert fault.where == where
    assert said in fault.message


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Malformed) as caught:
        of("a: 1\na: 2\nb: .nan\nc: !!set {}\nd: *x\ne: .nan\n")
    assert [fault.where for fault in caught.value.faults] == [("a",), ("b",), ("c",), ("d",)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("# nothing but this\n", "is empty"),
        ("a: [1", "line "),
        ("a: b: c", "line 1, column 5: "),
        ("a:\n\tb: 1", "line 2, column 1: "),
        ("a: 1\n---\nb: 2", "more than one document"),
        ("a: 1\nb: \x01", "line 2: the character U+0001 may not stand in YAML"),
    ],
)
def test_what_is_no_yaml_is_told_with_its_line(text: str, said: str) -> None:
    with pytest.raises(NotYamlError, match=re.escape(said)):
        of(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: %", 'line 1, column 4: "%" begins no text; put it, and what goes with it, in quotation marks'),
        ("a:\n\t- b", "line 2, column 1: a tab; indent with blanks"),
        ("title: Town: news", "put a text that has a colon in quotation marks"),
        ("a: {t: 'Town's', b: 2}", "put a text with a comma, a colon, an apostrophe or # in quotation marks"),
        ("a: [b, {c: x #d}]", "put a text with a comma, a colon, an apostrophe or # in quotation marks"),
    ],
)
def test_the_commonest_slips_are_told_with_what_mends_them(text: str, said: str) -> None:
    with pytest.raises(NotYamlError) as caught:
        of(text)
    assert said in str(caught.value)


def test_what_is_given_twice_is_told_with_the_line_before() -> None:
    with pytest.raises(Malformed, match=r"is given more than once, before this in line 2; give it once"):
        of("a: 1\nb: 2\nc: 3\nb: 4")


def test_utf_16_is_told() -> None:
    with pytest.raises(NotYamlError, match="is UTF-16; save it as UTF-8"):
        parse("a: 1".encode("utf-16"))


def test_bytes_that_are_no_utf_8_are_told() -> None:
    with pytest.raises(NotYamlError, match="not UTF-8: byte 3"):
        parse(b"a: \xff")


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_nesting_ends_before_it_takes_memory_or_time(opening: str) -> None:
    with pytest.raises((Malformed, NotYamlError), match=r"nested|nesting|name of a member|line"):
        of(opening * 20_000)


def test_json_is_read_as_the_same_and_found_at_the_same_places() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert of(text) == strict_json.parse(text.encode())
    assert places(text) == json_places.places(text)


def test_each_part_is_found_where_it_stands() -> None:
    text = (
        "claims:\n  pay of é:\n    figure: {value: '4.50', unit: KZT/kg}\nchecks:\n  - name: x\n    kind: |\n      y\n"
    )
    found = {path: span.of(text) for path, span in places(text).items()}
    assert found == {
        (): "claims:",
        ("claims",): "claims",
        ("claims", "pay of é"): "pay of é",
        ("claims", "pay of é", "figure"): "figure",
        ("claims", "pay of é", "figure", "value"): "4.50",
        ("claims", "pay of é", "figure", "unit"): "KZT/kg",
        ("checks",): "checks",
        ("checks", 0): "name: x",
        ("checks", 0, "name"): "x",
        ("checks", 0, "kind"): "|",
    }


def test_what_is_refused_is_found_too() -> None:
    text = "a: 1\nb:\n  - a: 1\n    a: 2\n"
    assert places(text)["b", 0, "a"].start == text.index("2")
    assert places("a: 1\nb: &x 2\n")["b",].start == 8
    assert places("a: 1\nb: [")["a",].start == 3


def test_places_of_json_need_not_be_json_to_the_end() -> None:
    text = json.dumps({"a": [1, {"b\\": "x"}], "c": ""}, indent=1)
    found = {path: span.of(text) for path, span in json_places.places(text).items()}
    assert found["a", 1, "b\\"] == "x"
    assert found["a", 1] == "{"
    assert found["c",] == ""
    assert json_places.places('{"a": 1, "b": ]')["a",].of('{"a": 1, "b": ]') == "1"
