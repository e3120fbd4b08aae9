from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import orjson
from flask.testing import FlaskClient

from service import settings
from service.application.lint import lint
from service.domain import parser, tree
from service.domain.check import Check
from service.domain.checks import kind_names
from service.domain.discovery import RULES
from service.domain.evaluation import evaluate
from service.formats import Format
from service.reading import prose
from service.wire import texts

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def test_the_readme_lists_every_setting_as_it_is() -> None:
    assert settings.table() in README


def test_the_readme_begins_with_the_two_commands_that_do_all_the_set_up() -> None:
    assert re.findall(r"^    (make \w+)", README, re.MULTILINE)[:2] == ["make run", "make test"]


def test_the_readme_tells_the_limits_of_an_expression() -> None:
    told = (
        f"{parser.MAX_LENGTH:,} characters, {parser.MAX_DEPTH} levels of parentheses, numbers of {parser.MAX_DIGITS}"
        f" digits and powers up to {tree.MAX_EXPONENT}."
    )
    assert told in README.replace("\n", " ")


def test_the_readme_lists_every_rule_of_discovery() -> None:
    assert re.findall(r"^\| `([a-z-]+)` \|", section("What is discovered"), re.MULTILINE) == list(RULES)


def test_the_readme_tells_every_rule_of_prose() -> None:
    told = re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", section("Reading a text"), re.MULTILINE)
    assert told == list(prose.RULES.items())


def test_the_text_is_read_as_the_readme_shows() -> None:
    (posted,) = re.findall(r"/v1/lint .*? -d '(.*?)'\n", README, re.DOTALL)
    answer = orjson.dumps(texts.lint(posted, lint({"text": posted}))).decode()
    assert_part_of(answer_after(posted + "'\n"), answer)


def test_the_document_is_told_as_the_readme_shows(client: FlaskClient) -> None:
    (posted,) = re.findall(r"\(post documents '(.*?)' \|", README, re.DOTALL)
    stored = client.post("/v1/documents", json=json.loads(posted)).get_data(as_text=True)
    shown = re.sub(r'"[0-9a-f-]{36}"', '"…"', answer_after("/v1/documents/$document\n"))
    assert_part_of(shown, stored)


def test_the_readme_lists_every_format_of_a_report() -> None:
    told = re.findall(r"^\| `(\w+)` \| `(\w+/\S+)` \|", README, re.MULTILINE)
    assert sorted(told) == sorted((form.value, form.media_type.partition(";")[0]) for form in Format)


def test_the_example_is_answered_as_the_readme_shows() -> None:
    document = json.loads((ROOT / "examples/migrant-labour/collection.json").read_text())
    (check,) = (check for check in document["checks"] if check["name"] == "fine in days' wages")
    figures = {
        role: document["claims"][given["claim"]]["figure"] if isinstance(given, dict) else given
        for role, given in check["figures"].items()
    }
    # The digest names the claims, whose ids are new each time.
    assert_shown(answer_after("/result\n"), {**check, "figures": figures}, but="digest")


def test_the_evaluation_is_answered_as_the_readme_shows() -> None:
    (posted,) = re.findall(r"/v1/evaluations .*? -d '(.*?)'\n", README, re.DOTALL)
    assert_shown(answer_after(posted + "'\n"), json.loads(posted))


def test_the_kinds_are_answered_as_the_readme_shows() -> None:
    asked = re.findall(r"^\$ ask '(.*?)'\n", README, re.DOTALL | re.MULTILINE)
    assert len(asked) == 5
    for body in asked:
        assert_shown(answer_after(f"$ ask '{body}'\n"), json.loads(body))


def test_the_readme_lists_every_kind_of_check() -> None:
    table = README.partition("## Kinds of check")[2].partition("\n\n**")[0]
    assert sorted(re.findall(r"`(\w+)`(?=[^|]* \|[^|]*\|$)", table, re.MULTILINE)) == sorted(kind_names())


def section(title: str) -> str:
    """What stands under a heading."""
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def answer_after(command: str) -> str:
    """The answer shown after a command, without the line breaks that fit it to the page."""
    return README.partition(command)[2].partition("\n```")[0]


def assert_shown(shown: str, body: dict[str, Any], but: str = "") -> None:
    """Assert that an answer shortened with … is the answer to ``body``."""
    about = {"name", "rationale", "severity"}
    answer = orjson.dumps(evaluate(Check.parse({name: body[name] for name in body if name not in about})).as_json())
    assert_part_of(shown, answer.decode(), but)


def assert_part_of(shown: str, answer: str, but: str = "") -> None:
    """Assert that what is shown, shortened with …, is ``answer``."""
    rest = "".join(answer.split())
    for part in shown.split("…"):
        wanted = "".join(part.split())
        if but:
            wanted = re.sub(rf'"{but}":"[^"]*"}}$', "", wanted)
        before, found, rest = rest.partition(wanted)
        assert found == wanted, f"{part} is not in {before}"
