"""A client generated from the contract can do the example, and gets types for all of it."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.contract.tools import COMMITTED, HERE, ROOT, run, script

PACKAGE = "claimcheck_client"
# One file of the generator's own passes on what it was given as if it had no types.
STRICT = f"[mypy]\nstrict = true\nwarn_unreachable = true\n[mypy-{PACKAGE}.client]\ndisable_error_code = arg-type\n"


class Generated:
    """The modules of the generated package by their names in it."""

    def __init__(self, server: str, directory: Path) -> None:
        self.server, self.directory = server, directory
        self.models = self("models")
        self.client = self("client").Client(base_url=server, raise_on_unexpected_status=True)

    def __call__(self, name: str) -> ModuleType:
        return importlib.import_module(f"{PACKAGE}.{name}")

    def ask(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        """What the server says to an operation, parsed."""
        return self(f"api.{operation}").sync(*args, client=self.client, **kwargs)

    def answer(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        """The same with status and headers."""
        return self(f"api.{operation}").sync_detailed(*args, client=self.client, **kwargs)


@pytest.fixture(scope="module")
def generated(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    """A client made by openapi-python-client, warnings counting as errors."""
    directory = tmp_path_factory.mktemp("python")
    # The generator formats what it wrote with the ruff that it finds on the path.
    said = run(
        [script("openapi-python-client"), "generate", "--path", COMMITTED, "--output-path", PACKAGE, "--meta", "none"],
        directory,
    )
    # It knows neither JSON lines nor bare text; it makes the method for JSON all the same.
    unknown = ("application/x-ndjson", "text/plain", "text/markdown", "text/csv")
    assert said.count("WARNING") == sum(said.count(f"Unsupported content type {each}") for each in unknown), said
    sys.path.insert(0, str(directory))
    made_for_server = Generated(server, directory)
    with made_for_server.client:
        yield made_for_server
    sys.path.remove(str(directory))
    for name in [name for name in sys.modules if name.startswith(PACKAGE)]:
        del sys.modules[name]


def figures_of(container: Any, **figures: Any) -> Any:
    filled = container()
    filled.additional_properties = figures
    return filled


def dimensions_of(models: Any, country: str) -> Any:
    filled = models.Dimensions()
    filled["country"] = country
    return filled


def test_it_is_typed_strictly_and_does_the_scenario(generated: Generated) -> None:
    shutil.copy(HERE / "python/scenario.py", generated.directory)
    (generated.directory / "mypy.ini").write_text(STRICT)
    cache = ROOT / ".cache/contract/mypy"
    run([script("mypy"), "--cache-dir", cache, PACKAGE, "scenario.py"], generated.directory)
    said = run([sys.executable, "-W", "error", "scenario.py", generated.server], generated.directory)
    assert said == "done\n"


def test_it_reports_on_a_collection_as_a_whole(generated: Generated) -> None:
    models, ask = generated.models, generated.ask
    ask("collections.create_collection", body=models.NewCollection(slug="fines", title="Fines"))
    source = ask("sources.create_source", body=models.NewSource(title="A", kind=models.SourceKind.ARTICLE))
    claim, _ = (
        ask(
            "claims.create_claim",
            body=models.NewClaim(
                collection="fines",
                source_id=source.id,
                measure="pickers fined",
                period="2004",
                figure=models.FigureInput(value=value, unit="person"),
                **({} if country is None else {"dimensions": dimensions_of(models, country)}),
            ),
        )
        for value, country in (("18321", None), ("19456", "KG"))
    )
    before = ask("reports.create_report", body=models.NewReport(collection="fines"))
    assert before.status is models.ReportStatus.FINISHED
    (item,) = before.results
    assert (item.origin, item.verdict) == (models.CheckOrigin.DISCOVERED, models.Verdict.INCONSISTENT)
    assert before.joint.conflicts[0].figures[0].printed.endswith("person")
    assert before.coverage.unchecked == []
    ask(
        "claims.revise_claim",
        claim.id,
        body=models.ClaimChange(figure=models.FigureInput(value="20123", unit="person")),
    )
    after = ask("reports.create_report", body=models.NewReport(collection="fines"))
    (change,) = ask("reports.diff_reports", after.id, against=before.id).changes
    assert (change.flipped, change.because[0].claim, change.because[0].to) == (True, str(claim.id), 2)
    assert ask("reports.replay_report", before.id).stands is True
    assert [report.id for report in ask("reports.list_reports", collection="fines").items] == [before.id, after.id]


def test_it_reads_texts_and_keeps_them(generated: Generated) -> None:
    models, ask = generated.models, generated.ask
    text = "The route, 12 km (8.5 miles) of gravel, was closed."
    linted = ask("lint.lint_text", body=models.LintRequest(text=text, format_=models.TextFormat.MARKDOWN))
    (finding,) = linted.findings
    assert (finding.severity, finding.result.verdict) == (models.Severity.ERROR, models.Verdict.INCONSISTENT)
    assert [text[one.start : one.end] for one in finding.figures] == ["12 km", "8.5 miles"]
    document = ask(
        "documents.create_document",
        body=models.NewDocument(text=text, source=models.NewSource(title="A", kind=models.SourceKind.ARTICLE)),
    )
    assert [one.quote.exact for one in document.candidates] == ["12 km", "8.5 miles"]
    assert document.candidates[0].status is models.ClaimStatus.CANDIDATE
    stated = models.ClaimChange(status=models.ClaimStatus.STATED, figure=models.FigureInput(value="7.5", unit="mile"))
    ask("claims.revise_claim", document.candidates[1].claim, body=stated)
    assert ask("documents.get_document", document.id).findings == []
    assert [one.id for one in ask("documents.list_documents", source_id=document.source_id).items] == [document.id]
    assert generated.answer("documents.delete_document", document.id).status_code == 204


def test_it_evaluates_and_lists(generated: Generated) -> None:
    models, ask = generated.models, generated.ask
    shares = [models.FigureInput(value=value, unit="%") for value in ("41", "36", "30")]
    result = ask(
        "evaluations.evaluate",
        body=models.Evaluation(kind=models.KindName.SHARES, figures=figures_of(models.EvaluationFigures, parts=shares)),
    )
    assert result.verdict is models.Verdict.INCONSISTENT
    assert ask("results.get_result", result.digest).digest == result.digest
    kinds = ask("check_kinds.list_check_kinds")
    assert {kind.name for kind in kinds.items} == {kind.value for kind in models.KindName}
    assert ask("units.list_units", search="tenge").items[0].symbol == "KZT"


def test_it_follows_conditions_and_problems(generated: Generated) -> None:
    models, ask = generated.models, generated.ask
    body = models.NewCollection(slug="generated", title="By a client")
    first = generated.answer("collections.create_collection", body=body, idempotency_key="one")
    again = generated.answer("collections.create_collection", body=body, idempotency_key="one")
    assert (first.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    change = models.CollectionChange(title="Changed")
    tag = first.headers["ETag"]
    assert ask("collections.change_collection", "generated", body=change, if_match=tag).version == 2
    stale = ask("collections.change_collection", "generated", body=change, if_match=tag)
    assert isinstance(stale, models.Problem)
    assert (stale.status, stale.type_) == (412, "/problems/stale")
    wrong = models.NewCollection(slug="Not A Slug", title="x")
    refused = ask("collections.create_collection", body=wrong)
    assert [error.pointer for error in refused.errors] == ["/slug"]
    assert generated.answer("collections.delete_collection", "generated").status_code == 204
