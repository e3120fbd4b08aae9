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
        ("{", ": not JSON, line 1, column 2"),
        ("", ": not JSON, the JSON text is empty"),
        (b"\xff", ": not JSON, the JSON text is not UTF-8: byte 0"),
        ("[NaN]", ": not JSON, /0: NaN is not JSON"),
        ('{"a": 1,\n"a": 2}', ": line 2, column 6: /a: is given more than once"),
        ("1" * 10_000, ": line 1, column 1: /: a number has at most 220 characters"),
        ('{"value": 1e99999999999999999999}', ": line 1, column 11: /value: the exponent of this number"),
        ('{"name": "\\ud800"}', ": line 1, column 11: /name: name contains U+D800"),
        ('{"\\ud800": 1}', ": line 1, column 12: /\\ud800: the name contains U+D800"),
        ("[" * 100_000, ": line 1, column 1: /: the JSON text is nested deeper"),
    ],
)
def test_what_cannot_be_read_exactly_is_refused_with_one_line_that_names_the_file(
    run: Run, write: Write, text: str | bytes, said: str
) -> None:
    file = write(text)
    for command in ("check", "verify", "import"):
        assert refused(run(command, file)).startswith(f"{file}{said}")


def test_a_file_too_large_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.cli.documents.LARGEST", 1 << 20)
    with pytest.raises(Unreadable, match="larger than 1 MiB"):
        read_document(write(" " * ((1 << 20) + 1)))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="No such file"):
        read_document(str(tmp_path / "missing.json"))


def test_a_directory_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="Is a directory"):
        read_document(str(tmp_path))


def test_standard_input_is_named_as_such(run: Run) -> None:
    assert refused(run("check", "-", stdin="{")).startswith("standard input: not JSON")
