from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from service.cli.documents import Unreadable, read_document
from tests.unit.cli.conftest import Run, Write, refused


def test_numbers_keep_every_digit(write: Write) -> None:
    assert read_document(write("[0.1000, 9007199254740993, 1e-30]")) == [
        Decimal("0.1000"),
        9007199254740993,
        Decimal("1e-30"),
    ]
    assert str(read_document(write("0.1000"))) == "0.1000"


def test_a_byte_order_mark_is_no_part_of_the_document(write: Write) -> None:
    assert read_document(write(b"\xef\xbb\xbf{}")) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON, line 1 column 2"),
        ("", "not JSON, line 1 column 1"),
        ('{"a": 1,\n"a": 2}', 'the member "a" is there twice'),
        ("[NaN]", "NaN is not a number"),
        ("[-Infinity]", "-Infinity is not a number"),
        ("1" * 10_000, "more than 4000 digits"),
        ("[" * 100_000, "nested too deeply"),
        (b"\xff", "not UTF-8 at byte 0"),
    ],
)
def test_what_is_not_json_is_refused_with_a_line_that_names_the_file(
    write: Write, text: str | bytes, said: str
) -> None:
    file = write(text)
    with pytest.raises(Unreadable) as caught:
        read_document(file)
    assert caught.value.message.startswith(f"{file}: ")
    assert said in caught.value.message


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="No such file"):
        read_document(str(tmp_path / "missing.json"))


def test_a_directory_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="Is a directory"):
        read_document(str(tmp_path))


def test_standard_input_is_named_as_such(run: Run) -> None:
    assert refused(run("check", "-", stdin="{")).startswith("standard input: not JSON")
