from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from service.application import checks, claims, collections, results, sources
from service.application.queries import ClaimFilters
from service.application.services import Services
from service.bootstrap import build_services
from service.settings import Settings
from tests.unit.cli.conftest import Run, Write, refused

EXAMPLE = Path(__file__).parents[3] / "examples" / "migrant-labour"

DOCUMENT: dict[str, Any] = {
    "collection": {"slug": "cotton", "title": "Cotton"},
    "sources": {
        "paper": {"title": "The paper", "kind": "article", "cites": ["office"]},
        "office": {"title": "The office", "kind": "statement"},
    },
    "claims": {
        "whole": {"source": "paper", "figure": {"value": "100", "unit": "kg"}},
        "part": {"source": "office", "figure": {"value": "40", "unit": "kg"}},
    },
    "checks": [
        {"name": "part of it", "kind": "part_of", "figures": {"part": {"claim": "part"}, "whole": {"claim": "whole"}}}
    ],
}


@pytest.fixture
def stored(sqlite_url: str) -> Iterator[Services]:
    """What is in the database that is imported into."""
    services = build_services(Settings(database_url=sqlite_url))
    yield services
    services.close()


def changed(path: list[str | int], value: Any) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    at: Any = document
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return document


def test_what_a_file_holds_is_stored_with_its_references(
    run: Run, write: Write, sqlite_url: str, stored: Services
) -> None:
    result = run("import", write(DOCUMENT), DATABASE_URL=sqlite_url)
    assert (result.exit_code, result.stdout) == (0, "stored 1 collection, 2 sources, 2 claims, 1 check\n")
    with stored.unit_of_work(read_only=True) as uow:
        by_title = {source.title: source for source in sources.list_(uow, limit=10).items}
        assert by_title["The paper"].cites == (by_title["The office"].id,)
        found = claims.list_(uow, ClaimFilters(collection="cotton"), limit=10).items
        assert {claim.source_id for claim in found} == {source.id for source in by_title.values()}
        (check,) = checks.list_(uow, collection="cotton", limit=10).items
        answer = results.result_of_check(uow, stored.cache, check.id)
    assert orjson.loads(answer.body)["verdict"] == "consistent"


def test_loading_twice_changes_nothing(run: Run, write: Write, sqlite_url: str) -> None:
    file = write(DOCUMENT)
    run("import", file, DATABASE_URL=sqlite_url)
    again = run("import", file, DATABASE_URL=sqlite_url)
    assert again.stdout == "stored 0 collections, 0 sources, 0 claims, 0 checks; 6 unchanged\n"
    assert again.stderr == ""


def test_a_claim_revised_since_and_one_retracted_are_not_loaded_again(
    run: Run, write: Write, sqlite_url: str, stored: Services
) -> None:
    file = write(DOCUMENT)
    run("import", file, DATABASE_URL=sqlite_url)
    with stored.unit_of_work() as uow:
        one, other = claims.list_(uow, ClaimFilters(collection="cotton"), limit=10).items
        claims.revise(uow, one.id, {"statement": "Said otherwise since."})
        claims.retract(uow, other.id)
        uow.commit()
    again = run("import", file, DATABASE_URL=sqlite_url)
    assert again.stdout == "stored 0 collections, 0 sources, 0 claims, 0 checks; 6 unchanged\n"


def test_what_a_file_has_more_than_before_is_added(run: Run, write: Write, sqlite_url: str) -> None:
    run("import", write(DOCUMENT), DATABASE_URL=sqlite_url)
    more = changed(["claims", "third"], {"source": "paper", "figure": {"value": "7", "unit": "kg"}})
    assert run("import", write(more), DATABASE_URL=sqlite_url).stdout == (
        "stored 0 collections, 0 sources, 1 claim, 0 checks; 6 unchanged\n"
    )


def test_what_differs_from_what_is_stored_is_left_and_told_by_name(
    run: Run, write: Write, sqlite_url: str, stored: Services
) -> None:
    run("import", write(DOCUMENT), DATABASE_URL=sqlite_url)
    edited = copy.deepcopy(DOCUMENT)
    edited["collection"]["title"] = "Cotton, again"
    edited["sources"]["paper"]["cites"] = []
    edited["checks"][0] |= {"severity": "warning", "policy": {"time_limit": "1"}}
    file = write(edited)
    result = run("import", file, DATABASE_URL=sqlite_url)
    assert result.exit_code == 0
    assert result.stdout == "stored 0 collections, 0 sources, 0 claims, 0 checks; 3 unchanged, 3 different\n"
    assert [line.split(", column ")[1].split(": ", 1)[1] for line in result.stderr.splitlines()] == [
        "/collection: differs in title from what is stored, which is left as it is",
        "/sources/paper: differs in cites from what is stored, which is left as it is",
        '/checks/0: "part of it" differs in severity, policy from what is stored, which is left as it is',
    ]
    assert all(line.startswith(f"claimcheck: {file}: line 1, column ") for line in result.stderr.splitlines())
    with stored.unit_of_work(read_only=True) as uow:
        (check,) = checks.list_(uow, collection="cotton", limit=10).items
        assert collections.get(uow, "cotton").title == "Cotton"
    assert (check.severity, check.version) == ("error", 1)


def test_a_check_that_asks_of_another_claim_now_is_told_of(run: Run, write: Write, sqlite_url: str) -> None:
    run("import", write(DOCUMENT), DATABASE_URL=sqlite_url)
    result = run("import", write(changed(["claims", "part", "figure", "value"], "41")), DATABASE_URL=sqlite_url)
    assert '/checks/0: "part of it" differs in figures from what is stored' in result.stderr
    assert result.stdout == "stored 0 collections, 0 sources, 1 claim, 0 checks; 4 unchanged, 1 different\n"


def test_a_claim_whose_figure_alone_differs_is_left_and_told_with_the_one_to_revise(
    run: Run, write: Write, sqlite_url: str, stored: Services
) -> None:
    document = changed(["claims", "part", "statement"], "So much is part of it.")
    run("import", write(document), DATABASE_URL=sqlite_url)
    with stored.unit_of_work(read_only=True) as uow:
        (known,) = (c for c in claims.list_(uow, ClaimFilters(), limit=10).items if c.statement is not None)
    again = copy.deepcopy(document)
    again["claims"]["part"]["figure"]["value"] = "41"
    told = run("import", write(again), DATABASE_URL=sqlite_url)
    assert told.stdout == "stored 0 collections, 0 sources, 0 claims, 0 checks; 5 unchanged, 1 different\n"
    (line,) = told.stderr.splitlines()
    assert f"/claims/part/figure: differs from what is stored as claim {known.id}, which is left as it is;" in line
    # Once that is revised the file says what is stored, and beside it a claim may say the same of another figure.
    with stored.unit_of_work() as uow:
        claims.revise(uow, known.id, {"figure": {"value": "41", "unit": "kg"}})
        uow.commit()
    again["claims"]["other"] = {**again["claims"]["part"], "figure": {"value": "42", "unit": "kg"}}
    result = run("import", write(again), DATABASE_URL=sqlite_url)
    assert result.stdout == "stored 0 collections, 0 sources, 1 claim, 0 checks; 6 unchanged\n"


def test_what_a_file_does_not_say_of_a_source_others_may_say(run: Run, write: Write, sqlite_url: str) -> None:
    run("import", write(DOCUMENT), DATABASE_URL=sqlite_url)
    other = copy.deepcopy(DOCUMENT)
    other["collection"]["slug"] = "wool"
    del other["sources"]["paper"]["cites"]
    result = run("import", write(other), DATABASE_URL=sqlite_url)
    assert result.stdout == "stored 1 collection, 0 sources, 2 claims, 1 check; 2 unchanged\n"


def test_if_empty_loads_into_an_empty_database_only(run: Run, write: Write, sqlite_url: str, stored: Services) -> None:
    file = write(DOCUMENT)
    assert run("import", "--if-empty", file, DATABASE_URL=sqlite_url).stdout.startswith("stored 1 collection")
    with stored.unit_of_work() as uow:
        (check,) = checks.list_(uow, collection="cotton", limit=10).items
        checks.delete(uow, check.id)
        uow.commit()
    again = run("import", "--if-empty", file, DATABASE_URL=sqlite_url)
    assert (again.exit_code, again.stdout) == (0, "not imported: the database is not empty\n")


def test_a_database_with_nothing_but_a_collection_of_somebody_is_not_empty(
    run: Run, write: Write, sqlite_url: str, stored: Services
) -> None:
    with stored.unit_of_work() as uow:
        collections.create(uow, {"slug": "mine", "title": "Mine"})
        uow.commit()
    result = run("import", "--if-empty", write(DOCUMENT), DATABASE_URL=sqlite_url)
    assert result.stdout == "not imported: the database is not empty\n"


def test_of_two_files_both_are_loaded_or_none(run: Run, write: Write, sqlite_url: str, stored: Services) -> None:
    good, bad = write(DOCUMENT, "good.json"), write(changed(["collection"], {"slug": "x"}), "bad.json")
    assert refused(run("import", good, bad, DATABASE_URL=sqlite_url)).startswith(
        f"{bad}: line 1, column 3: /collection/title: "
    )
    with stored.unit_of_work(read_only=True) as uow:
        assert [found.slug for found in collections.list_(uow, limit=10).items] == ["default"]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (["clams"], {}, '/clams: is not known here; did you mean "claims"?'),
        (["claims"], [], "/claims: must be an object from name to claim"),
        (["claims", "part"], 7, "/claims/part: must be an object"),
        (["checks"], {}, "/checks: must be an array"),
        (["collection"], 7, "/collection: "),
        (["collection", "slug"], "Not A Slug", "/collection/slug: "),
        (["sources", "paper", "kind"], "rumour", "/sources/paper/kind: "),
        (["sources", "paper", "cites"], ["offce"], "/sources/paper/cites/0: must be the name of a source of this file"),
        (["sources", "paper", "cites"], "office", "/sources/paper/cites: must be an array"),
        (["sources", "office", "cites"], ["paper"], "/sources: cite each other in a circle"),
        (["sources", "paper", "published"], "yesterday", "/sources/paper/published: "),
        (["claims", "part", "source"], "offce", "/claims/part/source: must be the name of a source of this file"),
        (["claims", "part", "source"], None, "/claims/part/source: must not be null"),
        (["claims", "part", "figure"], {"value": "1", "unit": "kilograam"}, "/claims/part/figure/unit: "),
        (["claims", "part", "colour"], "red", "/claims/part/colour: "),
        (
            ["checks", 0, "figures", "part"],
            {"claim": "prt"},
            "/checks/0/figures/part/claim: must be the name of a claim",
        ),
        (["checks", 0, "figures", "prt"], {"value": "1"}, "/checks/0/figures/prt: "),
        (["checks", 0, "name"], None, "/checks/0/name: "),
        (["checks", 0, "kind"], "guess", "/checks/0/kind: "),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_place_and_nothing_is_stored(
    run: Run,
    write: Write,
    sqlite_url: str,
    stored: Services,
    path: list[str | int],
    value: Any,
    said: str,
) -> None:
    file = write(changed(path, value))
    line = refused(run("import", file, DATABASE_URL=sqlite_url))
    assert re.match(rf"{re.escape(file)}: line 1, column \d+: {re.escape(said)}", line), line
    with stored.unit_of_work(read_only=True) as uow:
        assert sources.list_(uow, limit=1).items == ()


def test_the_example_loads_and_its_checks_say_what_the_readme_says(run: Run, sqlite_url: str, stored: Services) -> None:
    assert run("import", str(EXAMPLE), DATABASE_URL=sqlite_url).exit_code == 0
    with stored.unit_of_work(read_only=True) as uow:
        answers = {
            check.name: orjson.loads(results.result_of_check(uow, stored.cache, check.id).body)
            for check in checks.list_(uow, collection="migrant-labour", limit=50).items
        }
    assert {name: answer["verdict"] for name, answer in answers.items()} == {
        "fine in days' wages": "inconsistent",
        "fine in monthly incomes": "consistent",
        "exchange rate of the fine": "consistent",
        "shares of arriving workers": "consistent",
        "arrivals within the stock": "consistent",
    }
    wages = answers["fine in days' wages"]
    assert (wages["measured"]["lower"], wages["measured"]["upper"]) == ("45", "90")
    assert wages["admissible"]["picked"]["lower"] == "150"
    assert answers["arrivals within the stock"]["holds"] == "always"


def test_a_database_without_tables_is_refused_with_what_makes_them(run: Run, write: Write, tmp_path: Path) -> None:
    file = tmp_path / "new.sqlite"
    file.touch()
    line = refused(run("import", write(DOCUMENT), DATABASE_URL=f"sqlite:///{file}"))
    assert line.startswith("the database lacks migrations 0001, ")
    assert line.endswith("; run claimcheck db upgrade")


def test_a_database_that_is_not_there_is_named_and_not_made(run: Run, write: Write, tmp_path: Path) -> None:
    file = tmp_path / "new.sqlite"
    line = refused(run("import", write(DOCUMENT), DATABASE_URL=f"sqlite:///{file}"))
    assert line == (
        f"there is no database at {file}; set DATABASE_URL to the one that is meant, or run: claimcheck db upgrade"
    )
    assert not file.exists()


def test_a_file_may_declare_partitions(run: Run, write: Write, sqlite_url: str, stored: Services) -> None:
    partition = {"dimension": "sex", "values": ["female", "male"]}
    run("import", write(changed(["collection", "partitions"], [partition])), DATABASE_URL=sqlite_url)
    with stored.unit_of_work(read_only=True) as uow:
        assert [found.canonical() for found in collections.get(uow, "cotton").partitions] == [partition]
    wrong = changed(["collection", "partitions"], [{**partition, "values": ["female", "all"]}])
    wrong["collection"]["slug"] = "other"
    result = run("import", write(wrong), DATABASE_URL=sqlite_url)
    assert "collection/partitions/0/values/1" in refused(result)
