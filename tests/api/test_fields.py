"""The fields that the wire is made of take what they should and nothing that merely looks like it."""

from __future__ import annotations

from decimal import Decimal as Number
from typing import Any

import pytest
from marshmallow import ValidationError, fields

from schemas.base import Strict
from schemas.fields import Decimal, Flag, FreeObject, Given, Id, ListOf, Whole
from schemas.text import Choice, Slug, Text, TextMap


def read(field: fields.Field[Any], value: Any) -> Any:
    return field.deserialize(value, "member", {})


def refusal(field: fields.Field[Any], value: Any) -> Any:
    with pytest.raises(ValidationError) as caught:
        read(field, value)
    return caught.value.messages


class TestDecimals:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("4.50", "4.50"),
            ("-0", "-0"),
            ("+1e-5", "+1e-5"),
            (9007199254740993, "9007199254740993"),
            (Number("4.50"), "4.50"),
            (Number("1234567890123456789012345678901234.5"), "1234567890123456789012345678901234.5"),
        ],
    )
    def test_it_takes_decimals_digit_for_digit(self, value: Any, text: str) -> None:
        assert read(Decimal("A number.", numbers=True), value) == text

    @pytest.mark.parametrize("value", [0.1, True, "NaN", "Infinity", "1,000", " 1", "1\n", "", ".5", "5.", "٣", [], {}])
    def test_it_takes_nothing_else(self, value: Any) -> None:
        assert refusal(Decimal("A number.", numbers=True), value) == ['must be a decimal in a string, such as "4.50"']

    def test_it_is_bounded(self) -> None:
        assert refusal(Decimal("A number."), "1" * 221) == ["has too many characters; a decimal has at most 220"]

    def test_numbers_are_taken_only_where_it_says_so(self) -> None:
        assert refusal(Decimal("A number."), 1) == ['must be a decimal in a string, such as "4.50"']

    def test_it_goes_out_as_text(self) -> None:
        assert Decimal("A number.").serialize("x", {"x": Number("4.50")}) == "4.50"
        assert Decimal("A number.").serialize("x", {"x": None}) is None


class TestTexts:
    def test_length_is_counted_in_characters(self) -> None:
        assert read(Text("A text.", longest=2), "🌾🌾") == "🌾🌾"
        assert refusal(Text("A text.", longest=2), "🌾🌾🌾") == ["has 3 characters; at most 2 are allowed"]

    @pytest.mark.parametrize("value", [1, True, None, [], b"x"])
    def test_only_text_is_text(self, value: Any) -> None:
        assert refusal(Text("A text.", longest=9), value)[0].startswith("must ")

    @pytest.mark.parametrize("value", ["a\n", "a-", "-a", "a--b", "A", "ä", "a_b"])
    def test_a_slug_is_a_slug_to_its_end(self, value: str) -> None:
        assert "lower-case letters" in refusal(Slug("A slug."), value)[0]

    def test_a_choice_offers_the_words(self) -> None:
        assert refusal(Choice("A word.", "Word", ("one", "two")), "three") == ["must be one of one, two"]

    def test_names_of_members_are_texts_too(self) -> None:
        text = Text("A text.", longest=3)
        field = TextMap("Texts.", "Texts", members=2, key=text, value=text, example={})
        assert read(field, {"a": "b"}) == {"a": "b"}
        assert refusal(field, {"a\0": "b", "c": ""}) == {
            "a\0": ["the name contains the character U+0000, which no text may hold; leave it out"],
            "c": ["must not be empty"],
        }
        assert refusal(field, {"a": "", "b": "", "c": ""}) == ["has 3 members; at most 2 are allowed"]
        assert refusal(field, []) == ["must be an object whose members are strings"]


class TestOthers:
    @pytest.mark.parametrize("value", ["1", 1.0, Number(1), True, None])
    def test_a_whole_number_is_a_json_number(self, value: Any) -> None:
        assert refusal(Whole("A number."), value)[0].startswith("must ")

    @pytest.mark.parametrize("value", [1, "1_0", " 1", "+1", "1.0", "٣", "9" * 13])
    def test_in_a_query_it_is_digits(self, value: Any) -> None:
        assert refusal(Whole("A number.", digits=True), value) == ["must be a whole number"]

    def test_it_has_bounds(self) -> None:
        assert read(Whole("A number.", least=1, most=3), 3) == 3
        assert refusal(Whole("A number.", least=1, most=3), 4) == ["must be from 1 to 3"]
        assert refusal(Whole("A number.", least=1), 0) == ["must be at least 1"]

    @pytest.mark.parametrize("value", ["true", 1, 0, "", None])
    def test_a_flag_is_true_or_false(self, value: Any) -> None:
        assert read(Flag("A flag."), False) is False
        assert refusal(Flag("A flag."), value)[0].startswith("must ")

    def test_a_list_too_long_is_not_even_read(self) -> None:
        field = ListOf(Id("An id."), "Ids.", longest=2)
        assert refusal(field, ["x"] * 3) == ["has 3 items; at most 2 are allowed"]
        assert list(refusal(field, ["x"] * 2)) == [0, 1]
        assert refusal(field, "x") == ["must be an array"]

    @pytest.mark.parametrize("field", [Given(Strict, "Given."), FreeObject("Free.", shape={"type": "object"})])
    def test_what_the_domain_reads_is_handed_on(self, field: fields.Field[Any]) -> None:
        value = {"whatever": Number("1.0")}
        assert read(field, value) is value
        assert refusal(field, [value]) == ["must be an object"]


class TestStrictSchemas:
    class Thing(Strict):
        measure = Text("A text.", longest=9)
        figure = Text("A text.", longest=9)

    def test_an_unknown_member_may_be_a_slip(self) -> None:
        with pytest.raises(ValidationError) as caught:
            self.Thing().load({"mesure": "x", "colour": "y"})
        assert caught.value.messages == {
            "mesure": ['is not known here; did you mean "measure"?'],
            "colour": ["is not known here; known are figure, measure"],
        }

    def test_unknown_members_are_not_told_without_end(self) -> None:
        with pytest.raises(ValidationError) as caught:
            self.Thing().load({"measure": 1, **{f"m{number}": "x" for number in range(100_000)}, "figure": 2})
        assert set(caught.value.messages) == {"measure", "figure", *(f"m{number}" for number in range(20))}
