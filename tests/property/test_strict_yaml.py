"""YAML read strictly, whatever it is."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from service import json_places, strict_json, strict_yaml
from service.domain.errors import Malformed
from service.reading.lines import Lines

# What YAML takes unescaped, and PyYAML does not take for the end of a line.
_TEXT = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"), max_size=12
)
_NUMBERS = st.integers(-(10**30), 10**30) | st.decimals(allow_nan=False, allow_infinity=False, places=3).map(float)
_VALUES = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=12,
)
# Text that looks like YAML, mostly broken.
_YAMLISH = st.lists(
    st.sampled_from(
        ["a", "1", "1.50", ":", ": ", "- ", "\n", "  ", "{", "}", "[", "]", ",", "'", '"', "#", "&x ", "*x"]
    )
    | st.sampled_from(
        ["? ", "| ", ">", "!!str ", "!x ", "---\n", "...", "\t", "\\", "%", "<<", "~", "\r\n", "é", ".nan"]
    ),
    max_size=25,
).map("".join)


@pytest.mark.parametrize("loader", [strict_yaml._LOADER, yaml.SafeLoader])
@given(_VALUES, st.sampled_from([None, 1]))
def test_json_is_yaml_with_the_same_parts_at_the_same_places(loader: Any, value: Any, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(strict_yaml, "_LOADER", loader)
        assert strict_yaml.parse(text.encode()) == strict_json.parse(text.encode())
        assert strict_yaml.places(text) == json_places.places(text)


@pytest.mark.parametrize("loader", [strict_yaml._LOADER, yaml.SafeLoader])
@given(_YAMLISH | st.text(max_size=40))
def test_whatever_it_is_it_is_read_or_refused_and_its_places_are_in_it(loader: Any, text: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(strict_yaml, "_LOADER", loader)
        with suppress(Malformed, strict_yaml.NotYamlError):
            strict_yaml.parse(text.encode("utf-8", "surrogatepass"))
        if text.isascii():
            lines = Lines(text)
            for span in strict_yaml.places(text).values():
                assert 0 <= span.start <= span.end <= len(text)
                assert lines.at(span.start) <= lines.at(span.end)


@given(st.text(max_size=40) | _VALUES.map(json.dumps))
def test_places_of_anything_are_in_it(text: str) -> None:
    for span in json_places.places(text).values():
        assert 0 <= span.start <= span.end <= len(text)
