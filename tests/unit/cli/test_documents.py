from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from service.cli.documents import Unreadable, open_document, path_in, read_document
from service.domain.errors import Fault, Malformed
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
    for command in ("verify", "import"):
        assert refused(run(command, file)).startswith(f"{file}{said}")
    # It goes on with other files, of which there are none here.
    assert run("check", file).stderr.startswith(f"claimcheck: {file}{said}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [1", ": not YAML, line "),
        ("", ": not YAML, the YAML text is empty"),
        (b"a: \xff", ": not YAML, the YAML text is not UTF-8: byte 3"),
        ("a: 1\nb: 2\na: 3\n", ": line 3, column 4: /a: is given more than once"),
        ("a:\n  b: &x 1\n  c: *x\n", ': line 2, column 6: /a/b: "&x" is an anchor; leave it out'),
        ("a: .nan", ": line 1, column 4: /a: .nan is not a number"),
    ],
)
def test_yaml_that_cannot_be_read_exactly_is_refused_with_one_line_that_names_the_file(
    run: Run, write: Write, text: str | bytes, said: str
) -> None:
    file = write(text, "document.yaml")
    for command in ("verify", "import"):
        assert refused(run(command, file)).startswith(f"{file}{said}")
    assert run("check", file).stderr.startswith(f"claimcheck: {file}{said}")


@pytest.mark.parametrize("name", ["document.json", "document.yaml"])
def test_what_is_wrong_is_told_at_the_place_where_it_stands(write: Write, name: str) -> None:
    document = open_document(write('{"a": [10, {"b": "x", "c": []}],\r\n "d\\u00e9": true}', name))
    places = [document.region(*path) for path in [("a", 0), ("a", 1, "b"), ("a", 1, "c"), ("dé",), ("a", 1, "none")]]
    assert [(one.line, one.column, one.end_column) for one in places] == [
        (1, 8, 10),
        (1, 19, 20),
        (1, 24, 25),
        (2, 13, 17),
        (1, 12, 33),
    ]
    error = Malformed.several((Fault(("a", 0), "is odd"), Fault(("a", 1, "none"), "is required")))
    assert document.wrong(error) == "line 1, column 8: /a/0: is odd; line 1, column 12: /a/1/none: is required"


def test_of_many_things_that_are_wrong_only_some_are_told(write: Write) -> None:
    document = open_document(write([1] * 20))
    told = document.wrong(Malformed.several(tuple(Fault((place,), "is odd") for place in range(20))))
    assert told.endswith("/9: is odd; and 10 more")


@pytest.mark.parametrize(
    ("pointer", "path"),
    [("", ()), ("/a/0", ("a", 0)), ("/a/1/~0~1", ("a", 1, "~/")), ("/a/7", ("a", 7)), ("/x/y", ("x", "y"))],
)
def test_a_pointer_stands_for_a_path(pointer: str, path: tuple[str | int, ...]) -> None:
    assert path_in({"a": [1, {"~/": 2}]}, pointer) == path


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
    assert refused(run("verify", "-", stdin="{")).startswith("standard input: not JSON")


def test_a_file_of_another_name_shows_by_itself_what_it_is(write: Write) -> None:
    assert read_document(write("slug: dikes", "dikes.txt")) == {"slug": "dikes"}
    assert read_document(write({"slug": "dikes"}, "dikes")) == {"slug": "dikes"}
