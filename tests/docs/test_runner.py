"""That a page which is wrong fails: the tests of the pages prove as much as these do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.blocks import blocks_of
from tests.docs.conftest import Work
from tests.docs.session import commands_of
from tests.docs.shown import assert_shown

Written = Callable[[str], Path]


def test_blocks_are_found_in_their_order_with_their_titles(page: Written) -> None:
    text = '# A page\n\n```console\n$ true\n```\n\n- a list\n\n  ```yaml title="a.yaml"\n  a: 1\n  ```\n'
    found = blocks_of(page(text))
    assert [(block.kind, block.title, block.text, block.line) for block in found] == [
        ("console", "", "$ true\n", 3),
        ("yaml", "a.yaml", "a: 1\n", 9),
    ]


@pytest.mark.parametrize("text", ["```\nls\n```\n", "text\n\n    ls -l\n", "```json stuff\n{}\n```\n"])
def test_code_whose_language_is_not_told_fails(page: Written, text: str) -> None:
    with pytest.raises(AssertionError, match=r"page\.md"):
        blocks_of(page(text))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("```java\nint a;\n```", "nothing runs a block of java"),
        ("```console\n$ echo 3\n4\n```", "the page shows\n4"),
        ("```console\n$ false\n```", "ends with 1, and the page shows nothing"),
        ("```sh\nfalse\n```", "ends with 1"),
        ("```sh\nmake nothing-of-that-name\n```", "ends with 2"),
        ("```sh\npip install '.[nothing]'\n```", "ends with 1"),
        ("```sh\npip install another\n```", "ends with 1"),
        ("```sh\npip install claimcheck\n```", "ends with 1"),
        ("```console\n$ claimcheck nothing\nfine\n```", "No such command"),
        ("```python\nassert 1 == 2, 'why'\n```", "why"),
        ("```python\nprint(3)\n```\n\n```text\n4\n```", "but what comes is\n3"),
        ("```text\n4\n```", "nothing was printed"),
        ('```yaml title="a.yaml"\na: 1\n```', "no command reads a.yaml"),
        ('```json title="POST /v1/evaluations"\n{}\n```', "no answer is shown"),
        ('```json title="POST /v1/evaluations"\n{}\n```\n\n```json title="200 OK"\n{…}\n```', '"errors"'),
        ('```json title="200 OK"\n{…}\n```', "no request above"),
        ('```json title="an example"\n{}\n```', "an example is no request, no status and no file"),
    ],
)
def test_a_page_that_is_wrong_fails(work: Work, page: Written, text: str, why: str) -> None:
    with pytest.raises(AssertionError, match=re.escape(why)):
        work("page.md", blocks_of(page(text)))


def test_a_page_is_worked_through_from_the_top_down(work: Work, page: Written) -> None:
    text = """
```json title="a.json"
{"kind": "expression", "relation": "0.1 + 0.2 == 0.3", "figures": {}}
```

```console
$ claimcheck check a.json
…
$ echo $?; both() { cat "$@"; }; kept=a.json
0
$ both $kept \\
    | head -c 7
{"kind"
$ cat <<'END'
two
lines
END
two
lines
$ false
…
$ echo $?
1
$ curl -s http://127.0.0.1:8000/v1/evaluations -H 'Content-Type: application/json' -d @a.json
{"verdict": "consistent", …}
```

```python
number = 3
```

```python
import httpx
print(number, httpx.get("http://127.0.0.1:8000/healthz").json())
```

```text
3 {'status': 'ok'}
```
"""
    work("page.md", blocks_of(page(text)))


@pytest.mark.parametrize(
    ("shown", "came"),
    [
        ("a … c", "a b c"),
        ("a\n…\nd", "a\nb\nc\nd\n"),
        ("a\n…\nd", "a\nd\n"),
        ("…", "anything"),
        ('{"a": 1,\n "b": …}', '{"a":1,"b":[2,3]}'),
        ("0192f0c1-2b3c-7d4e-8f50-61728394a5b6 it is", "01a21049-60bd-7548-a8c6-a49e1577c7c1 it is"),
        ("at 2026-01-02T03:04:05Z", "at 2027-05-06T07:08:09.123456Z"),
    ],
)
def test_output_may_be_shortened(shown: str, came: str) -> None:
    assert_shown(shown, came, "page.md:1")


@pytest.mark.parametrize(
    ("shown", "came"),
    [
        ("a … d", "a b c"),
        ("a", "a\nb"),
        ("a b", "a  b"),
        ("  ^^", "^^"),
        ('{"a": 1, "b": …}', '{"a":2,"b":3}'),
        ("… a b", "a"),
        ("ab … b", "ab"),
        ("", "something"),
    ],
)
def test_output_may_not_differ(shown: str, came: str) -> None:
    with pytest.raises(AssertionError, match=r"page\.md:1"):
        assert_shown(shown, came, "page.md:1")


def test_output_without_a_command_fails() -> None:
    with pytest.raises(AssertionError, match="no command above"):
        list(commands_of("output\n"))


def test_a_command_that_does_not_end_fails() -> None:
    with pytest.raises(AssertionError, match="does not end"):
        list(commands_of("$ echo 'a\n"))
