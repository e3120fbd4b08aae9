"""``claimcheck export`` and what ``claimcheck import`` makes of the files, whole or spoilt."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
import yaml
from click.testing import Result

from service import strict_yaml
from service.application import sources
from service.application.archive import History
from service.application.queries import ClaimFilters
from service.application.services import Services
from service.bootstrap import build_services
from service.settings import Settings
from service.wire import archive
from service.wire.collection_file_names import LONGEST, Names
from tests.unit.cli.conftest import Run, Write, refused

Json = dict[str, Any]
Bodies = list[Json]

SOURCE: Final = "01900000-0000-7000-8000-00000000000a"
CITED: Final = "01900000-0000-7000-8000-00000000000b"
CLAIM: Final = "01900000-0000-7000-8000-00000000000c"
CHECK: Final = "01900000-0000-7000-8000-00000000000d"
DOCUMENT: Final = "01900000-0000-7000-8000-00000000000e"
WAIVER: Final = "01900000-0000-7000-8000-00000000000f"
TIMES: Final = {"created_at": "2026-05-01T12:00:00Z", "updated_at": "2026-05-01T12:00:00.000001Z"}
KEPT: Final = {"version": 1, **TIMES}

LINES: Final[Bodies] = [
    {"type": "archive", "format": 1},
    {"type": "collection", "slug": "cotton", "title": "Cotton", **KEPT},
    {"type": "source", "id": CITED, "title": "The release", "kind": "statement", "reference": False, **KEPT},
    {"type": "source", "id": SOURCE, "title": "The paper", "kind": "article", "cites": [CITED], **KEPT},
    {
        "type": "claim",
        "id": CLAIM,
        "revision": 2,
        "collection": "cotton",
        "source_id": SOURCE,
        "measure": "weight",
        "figure": {"value": "4.50", "unit": "kg"},
        "status": "retracted",
        **TIMES,
        "earlier": [
            {
                "source_id": SOURCE,
                "measure": "weight",
                "figure": {"value": "4.5", "unit": "kg"},
                "updated_at": TIMES["created_at"],
            }
        ],
    },
    {
        "type": "check",
        "id": CHECK,
        "name": "same",
        "collection": "cotton",
        "kind": "equal",
        "figures": {"left": {"claim": CLAIM}, "right": {"value": "4.5", "unit": "kg"}},
        **KEPT,
    },
    {
        "type": "document",
        "id": DOCUMENT,
        "collection": "cotton",
        "source_id": SOURCE,
        "format": "plain",
        "text": "It is 4.50 kg.",
        "figures": [
            {
                "claim": CLAIM,
                "place": [6, 13],
                "number": [6, 10],
                "form": "digits",
                "thing": None,
                "base": None,
                "trend": None,
                "alternatives": [],
            }
        ],
        "created_at": TIMES["created_at"],
    },
    {
        "type": "waiver",
        "id": WAIVER,
        "collection": "cotton",
        "check": CHECK,
        "check_version": 1,
        "name": "same",
        "claims": [{"claim": CLAIM, "revision": 1}],
        "verdict": "inconsistent",
        "digest": "d" * 64,
        "reason": "Rounded.",
        **KEPT,
    },
    {
        "type": "end",
        "counts": {"collection": 1, "source": 2, "claim": 1, "check": 1, "document": 1, "waiver": 1},
    },
]
PLACES: Final = {body["type"]: number for number, body in enumerate(LINES)}


@pytest.fixture
def stored(sqlite_url: str) -> Services:
    """What is in the database."""
    return build_services(Settings(database_url=sqlite_url))


@pytest.fixture
def bring(run: Run, write: Write, sqlite_url: str) -> Callable[..., Result]:
    """Import lines, given as what they say."""

    def lines(bodies: Bodies, *options: str) -> Result:
        text = b"".join(orjson.dumps(body) + b"\n" for body in bodies)
        return run("import", write(text, "cotton.ndjson"), *options, DATABASE_URL=sqlite_url)

    return lines


Bring = Callable[..., Result]


def but(kind: str, /, **members: Any) -> Bodies:
    """The lines with other members in the last one of a type."""
    bodies = copy.deepcopy(LINES)
    bodies[PLACES[kind]].update(members)
    return bodies


class TestLines:
    def test_are_told_by_what_came_of_them(self, bring: Bring) -> None:
        told = "1 collection, 2 sources, 1 claim, 1 check, 1 document, 1 waiver"
        assert bring(LINES, "--dry-run").stdout == f"would have stored {told}; nothing was stored\n"
        assert bring(LINES).stdout == f"stored {told}\n"
        assert bring(LINES).stdout == "stored 0 collections, 0 sources, 0 claims, 0 checks; 7 unchanged\n"

    def test_come_out_again_as_they_went_in(self, run: Run, bring: Bring, sqlite_url: str) -> None:
        bring(LINES)
        result = run("export", "cotton", "--format", "ndjson", DATABASE_URL=sqlite_url)
        found = [orjson.loads(line) for line in result.stdout.splitlines()]
        kept = [{name: value for name, value in body.items() if name not in ("status", "severity")} for body in found]
        given = copy.deepcopy(
            [{name: body[name] for name in body if name not in ("status", "reference")} for body in LINES]
        )
        for nothing in ("thing", "base", "trend", "alternatives"):
            del given[PLACES["document"]]["figures"][0][nothing]
        kept[PLACES["claim"]]["earlier"][0].pop("status")
        assert kept == given

    @pytest.mark.parametrize(
        ("bodies", "said"),
        [
            (LINES[1:], "is no export"),
            ([], "is empty"),
            (LINES[:-1], "the file was cut short"),
            ([*LINES, LINES[-1]], "line 10: the file goes on after its end"),
            (
                [LINES[0], LINES[2], LINES[1], *LINES[3:]],
                "line 3: a collection comes too late: things come in the order",
            ),
            (LINES[:2] + LINES[3:], f"line 3: /cites/0: there is no source {CITED} to cite"),
            ([LINES[0], *LINES[2:]], 'line 4: /collection: there is no collection "cotton"; import it first'),
            (but("archive", format=2), "line 1: /format: must be 1"),
            (but("claim", type="clam"), "line 5: /type: must be one of collection, source"),
            (but("end", counts={}), "line 9: /counts: there are not as many things as it says"),
            (but("collection", slug="Not One"), "line 2: /slug: must be lower-case"),
            (but("source", kind="rumour"), "line 4: /kind: must be one of"),
            (but("source", id="7"), "line 4: /id: must be the id"),
            (but("source", created_at="today"), "line 4: /created_at: must be an instant"),
            (but("source", colour="red"), "line 4: /colour: is not known here"),
            (but("claim", revision=3), "line 5: /revision: must be 2, one more than there are earlier ones"),
            (but("claim", source_id=CLAIM), f"line 5: /source_id: there is no source {CLAIM}"),
            (but("claim", figure={"value": "1", "unit": "kilograam"}), "line 5: /figure/unit: unknown unit"),
            (but("claim", earlier=[{}]), "line 5: /earlier/0/figure: is required"),
            (but("check", figures={"left": {"claim": WAIVER}}), "line 6: /figures/left/claim: there is no claim"),
            (but("check", kind="guess"), "line 6: /kind: "),
            (but("document", text="short"), "line 7: /figures/0: points behind the end of the text"),
            (
                but("document", figures=[{"claim": CLAIM, "place": [2, 1]}]),
                "line 7: /figures/0/place: must be two whole",
            ),
            (but("waiver", claims=[{"claim": CLAIM, "revision": 3}]), "line 8: /claims/0: there is no revision 3"),
            (but("waiver", check="d" * 64), "line 8: /check_version: is for a stored check only"),
        ],
    )
    def test_that_are_wrong_are_refused_with_their_number_and_nothing_is_stored(
        self, bring: Bring, stored: Services, bodies: Bodies, said: str
    ) -> None:
        line = refused(bring(bodies))
        assert line.partition("cotton.ndjson: ")[2].startswith(said)
        with stored.unit_of_work(read_only=True) as uow:
            assert sources.list_(uow, limit=1).items == ()
            assert uow.claims.page(ClaimFilters(), 1, None) == []

    def test_that_are_not_json_are_refused(self, run: Run, write: Write, sqlite_url: str) -> None:
        file = write(orjson.dumps(LINES[0]) + b'\n{"type": "source", NaN}\n', "x.ndjson")
        assert refused(run("import", file, DATABASE_URL=sqlite_url)).startswith(f"{file}: line 2: not JSON")

    def test_come_from_standard_input_too(self, run: Run, sqlite_url: str) -> None:
        given = b"".join(orjson.dumps(body) + b"\n" for body in LINES)
        assert run("import", "-", stdin=given, DATABASE_URL=sqlite_url).exit_code == 0
        spoilt = given.replace(b"article", b"rumour")
        line = refused(run("import", "-", stdin=spoilt, DATABASE_URL=sqlite_url))
        assert line.startswith("standard input: line 4: /kind: ")
        line = refused(run("import", "-", "--format", "ndjson", stdin=given[1:], DATABASE_URL=sqlite_url))
        assert line.startswith("standard input: is no export")


class TestFiles:
    def test_are_read_by_other_programs_with_every_digit_as_text(self, run: Run, bring: Bring, sqlite_url: str) -> None:
        bring(LINES)
        found = yaml.safe_load(run("export", "cotton", DATABASE_URL=sqlite_url).stdout)
        claim = found["claims"]["weight"]
        assert (claim["figure"]["value"], claim["earlier"][0]["figure"]["value"]) == ("4.50", "4.5")
        assert found["checks"][0]["figures"]["left"] == {"claim": "weight"}
        assert found["waivers"][0]["claims"] == [{"claim": "weight", "revision": 1}]

    def test_take_a_claim_of_another_collection_by_its_id(
        self, run: Run, write: Write, bring: Bring, sqlite_url: str
    ) -> None:
        bring(LINES)
        check: Json = {
            "name": "x",
            "kind": "equal",
            "figures": {"left": {"claim": CLAIM}, "right": {"value": "1", "unit": "kg"}},
        }
        document = {"collection": {"slug": "other", "title": "Other", "references": ["cotton"]}, "checks": [check]}
        assert run("import", write(document), DATABASE_URL=sqlite_url).exit_code == 0
        text = run("export", "other", DATABASE_URL=sqlite_url).stdout
        assert f"left: {{claim: {CLAIM}}}" in text
        assert run("import", write(text, "other.yaml"), DATABASE_URL=sqlite_url).stdout.endswith("; 2 unchanged\n")
        check |= {"name": "y", "figures": {**check["figures"], "left": {"claim": CHECK}}}
        line = refused(run("import", write(document), DATABASE_URL=sqlite_url))
        assert f"/checks/0/figures/left/claim: there is no claim {CHECK}" in line

    @pytest.mark.parametrize(
        ("part", "member", "said"),
        [
            ("collection", "version", "/collection/created_at: is required where version is given"),
            ("source", "id", "/sources/the-paper/id: is required where version is given"),
            ("claim", "id", "/claims/weight/id: is required where created_at is given"),
            ("check", "updated_at", "/checks/0/updated_at: is required where id is given"),
        ],
    )
    def test_say_all_of_how_a_thing_is_stored_or_nothing(
        self, run: Run, write: Write, bring: Bring, sqlite_url: str, part: str, member: str, said: str
    ) -> None:
        bring(LINES)
        document = strict_yaml.parse(run("export", "cotton", DATABASE_URL=sqlite_url).stdout_bytes)
        thing = {
            "collection": document["collection"],
            "source": document["sources"]["the-paper"],
            "claim": document["claims"]["weight"],
            "check": document["checks"][0],
        }[part]
        for name in ("created_at", "updated_at") if part == "collection" else (member,):
            del thing[name]
        assert said in refused(run("import", write(document), DATABASE_URL=sqlite_url))

    @pytest.mark.parametrize(
        "text", ["collection: {slug: a, title: A}\n", '{"collection": {"slug": "a", "title": "A"}}']
    )
    def test_come_from_standard_input_too(self, run: Run, sqlite_url: str, text: str) -> None:
        assert run("import", "-", stdin=text, DATABASE_URL=sqlite_url).stdout.startswith("stored 1 collection")
        line = refused(run("import", "-", stdin=text.replace("title", "tile"), DATABASE_URL=sqlite_url))
        assert line.startswith("standard input: line 1, column ")

    def test_a_directory_has_one(self, run: Run, write: Write, tmp_path: Path, sqlite_url: str) -> None:
        assert "has no collection.yaml or" in refused(run("import", str(tmp_path), DATABASE_URL=sqlite_url))
        write("collection: {slug: a, title: A}\n", "collection.yaml")
        assert run("import", str(tmp_path), DATABASE_URL=sqlite_url).stdout.startswith("stored 1 collection")
        write({"collection": {"slug": "a", "title": "A"}}, "collection.json")
        for command in ("import", "check"):
            line = refused(run(command, str(tmp_path), DATABASE_URL=sqlite_url))
            assert line.endswith("has collection.yaml and collection.json; name one")

    def test_are_of_the_form_that_is_given_whatever_their_name(self, run: Run, write: Write, sqlite_url: str) -> None:
        text = "collection: {slug: a, title: A}\n"
        for file in ("x.txt", "x.json", "x.ndjson"):
            told = run("import", write(text, file), "--format", "yaml", "--dry-run", DATABASE_URL=sqlite_url).stdout
            assert told.startswith("would have stored 1 collection")
        assert "not JSON" in refused(run("import", write(text, "x.yaml"), "--format", "json", DATABASE_URL=sqlite_url))
        assert "not JSON" in refused(run("import", "-", "--format", "json", stdin=text, DATABASE_URL=sqlite_url))


class TestTheCommand:
    def test_writes_to_a_file_by_whose_name_it_knows_the_form(
        self, run: Run, bring: Bring, tmp_path: Path, sqlite_url: str
    ) -> None:
        bring(LINES)
        for name, first in (("x.ndjson", b'{"type":"archive"'), ("x.yaml", b"collection:\n"), ("x", b"collection:\n")):
            result = run("export", "cotton", "--output", str(tmp_path / name), DATABASE_URL=sqlite_url)
            assert (result.exit_code, result.output) == (0, "")
            assert (tmp_path / name).read_bytes().startswith(first)

    def test_has_no_file_of_a_collection_that_is_not_there(self, run: Run, tmp_path: Path, sqlite_url: str) -> None:
        path = tmp_path / "x.ndjson"
        line = refused(run("export", "default", "none", "--output", str(path), DATABASE_URL=sqlite_url))
        assert line == "there is no collection none"
        assert not path.exists()

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("export", "a", "b"), "yaml is of one collection; use --format ndjson for several"),
            (("import", "x.csv"), "x.csv: a table goes into a collection: name that with --collection"),
            (("import", "x", "--format", "csv"), "a table goes into a collection"),
            (("import", "x", "--mapping", "y"), "a table goes into a collection"),
            (("import", "x.csv", "y.csv", "--collection", "c"), "with --collection one file is imported"),
            (("import", "x.csv", "--if-empty", "--collection", "c"), "with --collection one file is imported"),
        ],
    )
    def test_refuses_what_does_not_go_together(
        self, run: Run, sqlite_url: str, arguments: tuple[str, ...], said: str
    ) -> None:
        assert refused(run(*arguments, DATABASE_URL=sqlite_url)).startswith(said)


class TestNames:
    def history(self, **members: Any) -> History:
        body = {**LINES[PLACES["claim"]], **members}
        body["earlier"] = [{**body["earlier"][0], **members}]
        found = archive.entry("claim", {name: value for name, value in body.items() if name != "type"})
        assert isinstance(found, History)
        return found

    @pytest.mark.parametrize(
        ("members", "name"),
        [
            (
                {"measure": "Cotton picked", "dimensions": {"place": "Ala-Tau", "by": "women"}},
                "cotton-picked-women-ala-tau",
            ),
            ({"measure": None, "statement": "Штраф — 18 000 тенге!"}, "штраф-18-000-тенге"),
            ({"measure": "…", "quote": {"exact": "$134_a"}}, "134-a"),
            ({"measure": None}, "claim"),
            ({"measure": CLAIM}, f"{CLAIM}-2"),
        ],
    )
    def test_say_what_a_claim_is_about(self, members: Json, name: str) -> None:
        assert Names().of_claim(self.history(**members)) == name

    def test_stay_when_more_things_of_that_name_come(self) -> None:
        names = Names()
        same = [names.of_claim(self.history(measure=text)) for text in ("a", "a", "a 2", "a", "a 2")]
        assert same == ["a", "a-2", "a-2-2", "a-3", "a-2-3"]

    def test_are_of_bounded_length(self) -> None:
        assert len(Names().of_claim(self.history(measure="x" * 200))) == LONGEST
        long = Names().of_claim(self.history(measure=None, statement="word " * 2000))
        assert (len(long), long[-5:]) == (59, "-word")


def test_a_name_that_says_no_format_is_refused_unless_one_is_given(run: Run, sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "default.json"
    assert "say --format yaml, ndjson" in refused(
        run("export", "default", "--output", str(file), DATABASE_URL=sqlite_url)
    )
    assert not file.exists()
    told = run("export", "default", "--output", "-", DATABASE_URL=sqlite_url).stdout
    assert told == run("export", "default", DATABASE_URL=sqlite_url).stdout != ""
