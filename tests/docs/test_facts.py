"""That the tables of the pages list what there is."""

from __future__ import annotations

import re

import pytest
import yaml

from service import settings
from service.api.problems import TYPES
from service.application.lint import lint
from service.domain import parser, tree
from service.domain.check import Check
from service.domain.checks import kinds
from service.domain.checks.kind import Reason
from service.domain.diagnosis import Slip
from service.domain.discovery import RULES
from service.domain.evaluation import evaluate
from service.formats import Format
from service.reading import prose
from tests.docs.blocks import ROOT


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    """The cells of every row of the tables, without heads."""
    lines = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line] for line in lines]


def first_words(text: str) -> list[str]:
    """What stands as code in the first cell of each row."""
    return [found[1] for row in rows(text) if (found := re.fullmatch(r"`([^`]+)`", row[0]))]


def section(text: str, title: str) -> str:
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_the_readme_begins_with_the_two_commands_that_do_all_the_set_up() -> None:
    assert re.findall(r"^(make \w+)", page("README.md"), re.MULTILINE)[:2] == ["make run", "make test"]


def test_every_setting_is_listed_as_it_is() -> None:
    assert settings.table() in page("docs/reference/settings.md")


def test_every_kind_of_check_is_told_with_its_roles_and_parameters() -> None:
    text = page("docs/reference/kinds.md")
    assert re.findall(r"^## (\w+)$", text, re.MULTILINE) == re.findall(r"\[`(\w+)`\]\(#\1\)", text)
    for kind in kinds():
        told = section(text, kind.name)
        assert told.strip().startswith(kind.summary), kind.name
        listed = {row[0].strip("`"): row[2] for row in rows(told) if row[0].startswith("`")}
        parameters = {one.name: one.summary for one in kind.parameters if one.name != "sought"}
        assert listed == {role.name: role.summary for role in kind.roles} | parameters, kind.name


def test_the_limits_of_an_expression_are_told() -> None:
    told = (
        f"{parser.MAX_LENGTH:,} characters, {parser.MAX_DEPTH} levels of parentheses, numbers of {parser.MAX_DIGITS}"
        f" digits and powers up to {tree.MAX_EXPONENT}."
    )
    assert told in page("docs/reference/figures.md").replace("\n", " ")


def test_every_rule_of_discovery_is_listed() -> None:
    assert first_words(page("docs/reference/discovery.md")) == list(RULES)


def test_every_rule_of_texts_is_told() -> None:
    told = [(row[0].strip("`"), row[1]) for row in rows(page("docs/reference/text-rules.md")) if row[0].startswith("`")]
    assert told == list(prose.RULES.items())


def test_every_format_of_a_report_is_listed() -> None:
    told = re.findall(r"^\| `(\w+)` \| `(\w+/\S+)` \|", page("docs/guides/reports.md"), re.MULTILINE)
    assert sorted(told) == sorted((form.value, form.media_type.partition(";")[0]) for form in Format)


def test_every_problem_is_listed() -> None:
    told = [tuple(row[:2]) for row in rows(page("docs/reference/http.md")) if row[0].startswith("`/problems/")]
    assert told == [(f"`{problem.uri}`", str(problem.status)) for problem in TYPES.values()]


@pytest.mark.parametrize("name", ["docs/reference/results.md", "docs/explanation/verdicts.md"])
def test_every_reason_is_told(name: str) -> None:
    assert {reason.value for reason in Reason} <= set(first_words(page(name)))


def test_every_slip_is_told() -> None:
    assert first_words(section(page("docs/reference/results.md"), "Slips")) == [slip.value for slip in Slip]


def test_every_member_of_a_result_is_told() -> None:
    result = evaluate(Check.parse({"kind": "expression", "relation": "1 == 1", "figures": {}})).as_json()
    told = page("docs/reference/results.md").partition("\n## ")[0]
    listed = [word for row in rows(told) for word in re.findall(r"`(\w+)`", row[0])]
    assert sorted(listed) == sorted(result)


def test_every_key_of_the_configuration_is_told() -> None:
    from service.cli.config import _Schema

    keys = first_words(page("docs/reference/configuration.md").partition("\n## ")[0])
    assert sorted(keys) == sorted(_Schema().known_names)


def test_every_input_of_the_action_is_told() -> None:
    action = yaml.safe_load(page("action.yml"))
    assert first_words(section(page("docs/guides/ci.md"), "GitHub")) == list(action["inputs"])


def test_our_own_pages_hold_no_figures_that_clash() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    for path in pages:
        for finding in lint({"text": path.read_text(encoding="utf-8"), "format": "markdown"}).findings:
            assert finding.suppressed, f"{path.name}: {finding.found.rule}"


# What each example on the page for reporters is, as a check; a text is read as it stands.
VERDICTS: dict[str, dict[str, object]] = {
    "“The rate rose by 2 %, from 4 % to 6 %.”": {
        "kind": "change",
        "figures": {
            "from": {"value": "4", "unit": "%"},
            "to": {"value": "6", "unit": "%"},
            "change": {"value": "2", "unit": "%"},
        },
    },
    "“33 % said yes, 33 % said no, and 33 % did not know.”": {
        "kind": "shares",
        "figures": {"parts": [{"value": "33", "unit": "%"}] * 3},
        "parameters": {"exhaustive": True},
    },
    "“33.0 % said yes, 33.0 % said no, and 33.0 % did not know.”": {
        "kind": "shares",
        "figures": {"parts": [{"value": "33.0", "unit": "%"}] * 3},
        "parameters": {"exhaustive": True},
    },
    "“From 50 to 60 members, a rise of 22 %.”": {
        "kind": "change",
        "figures": {
            "from": {"value": "50", "unit": "person"},
            "to": {"value": "60", "unit": "person"},
            "change": {"value": "22", "unit": "%"},
        },
    },
    "“19,000 of more than 100,000 workers came this year.”": {
        "kind": "part_of",
        "figures": {
            "part": {"value": "19000", "unit": "person"},
            "whole": {"value": "100000", "unit": "person", "qualifier": "more_than"},
        },
    },
    "“The fine of $134 is many months' income.”": {
        "kind": "ratio",
        "figures": {"numerator": {"value": "134", "unit": "USD"}, "denominator": {"unit": "USD/month"}},
        "expect": {"min": "3", "unit": "month"},
    },
}


def test_the_examples_for_reporters_get_the_verdicts_told() -> None:
    examples = rows(section(page("docs/explanation/verdicts.md"), "Examples"))[2:]
    text, verdict, _ = examples[0]
    assert [finding.result.as_json()["verdict"] for finding in lint({"text": text}).findings] == [verdict]
    told = {printed: verdict for printed, verdict, _ in examples[1:]}
    assert told == {printed: evaluate(Check.parse(body)).verdict for printed, body in VERDICTS.items()}
