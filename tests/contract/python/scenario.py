"""What a client made from openapi.yaml does, in the types that were made from it: `python scenario.py SERVER`."""

import sys

from claimcheck_client import AuthenticatedClient, Client
from claimcheck_client.api.checks import create_check, get_check_result
from claimcheck_client.api.claims import create_claim, list_claims
from claimcheck_client.api.evaluations import evaluate
from claimcheck_client.api.results import verify_result
from claimcheck_client.api.sources import create_source
from claimcheck_client.models import (
    Check,
    CheckFigures,
    Claim,
    ClaimPage,
    ClaimReference,
    Evaluation,
    EvaluationFigures,
    Expectation,
    FigureInput,
    KindName,
    NewCheck,
    NewClaim,
    NewSource,
    Problem,
    Qualifier,
    Range,
    Result,
    ResultInput,
    Source,
    SourceKind,
    Verdict,
    Verification,
)


def main(server: str) -> None:
    """Store, ask, read, list, verify, and be refused."""
    with Client(base_url=server, raise_on_unexpected_status=True) as client:
        source = create_source.sync(
            client=client,
            body=NewSource(title="Cotton pickers fined", kind=SourceKind.ARTICLE, published="2004-09-24"),
        )
        assert isinstance(source, Source)

        figure = FigureInput(value="18000", unit="tenge", qualifier=Qualifier.EXACT)
        fine = create_claim.sync(client=client, body=NewClaim(source_id=source.id, measure="fine", figure=figure))
        assert isinstance(fine, Claim)
        assert fine.figure.unit == "KZT"

        asked = CheckFigures()
        asked["fine"] = ClaimReference(claim=fine.id)
        asked["pay"] = FigureInput(value="4", unit="KZT/kg", qualifier=Qualifier.EXACT)
        asked["picked"] = FigureInput(lower="50", upper="100", unit="kg/day")
        asked["numerator"] = "fine"
        asked["denominator"] = "pay * picked"
        check = create_check.sync(
            client=client,
            body=NewCheck(
                name="the fine within thirty days' pay",
                kind=KindName.RATIO,
                figures=asked,
                expect=Expectation(max_="30", unit="day"),
            ),
        )
        assert isinstance(check, Check)

        answer = get_check_result.sync_detailed(check.id, client=client)
        result = answer.parsed
        assert isinstance(result, Result)
        assert result.verdict is Verdict.INCONSISTENT
        assert isinstance(result.measured, Range)
        assert (result.measured.lower, result.measured.upper, result.measured.unit) == ("45", "90", "day")
        needed = result.admissible["picked"]
        assert isinstance(needed, Range)
        assert needed.lower == "150"
        read = result.inputs["fine"]
        assert isinstance(read, ResultInput)
        assert (read.revision, read.figure.value) == (1, "18000")
        assert result.inputs["denominator"] == "pay * picked"
        assert answer.headers["ETag"] == f'"{result.digest}"'
        verified = verify_result.sync(client=client, body=result)
        assert isinstance(verified, Verification)
        assert verified.stands

        page = list_claims.sync(client=client, source_id=source.id)
        assert isinstance(page, ClaimPage)
        assert [claim.id for claim in page.items] == [fine.id]

        shares = EvaluationFigures()
        shares["parts"] = [FigureInput(value=value, unit="%") for value in ("41", "36", "30")]
        too_many = evaluate.sync(client=client, body=Evaluation(kind=KindName.SHARES, figures=shares))
        assert isinstance(too_many, Result)
        assert too_many.verdict is Verdict.INCONSISTENT

        mixed = EvaluationFigures()
        mixed["left"] = FigureInput(value="1", unit="km")
        mixed["right"] = FigureInput(value="1", unit="kg")
        problem = evaluate.sync(client=client, body=Evaluation(kind=KindName.EQUAL, figures=mixed))
        assert isinstance(problem, Problem)
        assert (problem.status, problem.type_) == (422, "/problems/incomparable-units")
        assert [error.pointer for error in problem.errors] == ["/figures/right/unit"]

    with AuthenticatedClient(base_url=server, token="not one", raise_on_unexpected_status=True) as stranger:
        refused = list_claims.sync(client=stranger)
        assert isinstance(refused, Problem)
        assert (refused.status, refused.type_) == (401, "/problems/unauthorized")


main(sys.argv[1])
sys.stdout.write("done\n")
