"""What the service knows of units and kinds of check, and that the wire and the domain use the same words."""

from enum import StrEnum

import pytest
from flask.testing import FlaskClient

from schemas import check, check_kind, claim, figure, result, source, unit
from service.application.records import ClaimStatus, Severity, SourceKind
from service.domain import diagnosis, disagreement
from service.domain.checks import kinds
from service.domain.checks.kind import Reason, Takes
from service.domain.figure import Qualifier
from service.domain.numeral import MAX_LENGTH
from service.domain.policy import Rounding
from service.domain.result import Holds, Verdict
from service.domain.unit_definition import UnitKind


@pytest.mark.parametrize(
    ("words", "members"),
    [
        (figure.QUALIFIERS, Qualifier),
        (source.SOURCE_KINDS, SourceKind),
        (claim.STATUSES, ClaimStatus),
        (check.SEVERITIES, Severity),
        (check.ROUNDINGS, Rounding),
        (result.VERDICTS, Verdict),
        (result.HOLDS, Holds),
        (result.REASONS, Reason),
        (result.SLIPS, diagnosis.Slip),
        (result.PAIR_TYPES, disagreement.PairType),
        (check_kind.ROLE_TAKES, Takes),
        (unit.UNIT_KINDS, UnitKind),
    ],
)
def test_the_wire_and_the_domain_use_the_same_words(words: tuple[str, ...], members: type[StrEnum]) -> None:
    assert sorted(words) == sorted(members)


def test_the_wire_and_the_domain_agree_how_long_a_number_is() -> None:
    from schemas.fields import DECIMAL_LENGTH
    from service.strict_json import LONGEST_NUMBER

    assert DECIMAL_LENGTH == LONGEST_NUMBER == MAX_LENGTH


class TestUnits:
    def test_a_unit_is_found_by_a_name_of_it(self, client: FlaskClient) -> None:
        found = client.get("/v1/units?search=tenge").get_json()["items"]
        assert found[0]["symbol"] == "KZT"
        assert found[0]["kind"] == "money"

    def test_money_of_the_past_tells_when_it_was_withdrawn_and_what_replaced_it(self, client: FlaskClient) -> None:
        found = client.get("/v1/units?search=TRL").get_json()["items"][0]
        assert found["withdrawn"] == "2005-12-31"
        assert found["successor"] == {
            "symbol": "TRY",
            "factor": "1000000",
            "since": "2005-01-01",
            "authority": "Law No. 5083 on the Currency Unit of the Republic of Turkey",
        }
        found = client.get("/v1/units?search=DDM").get_json()["items"][0]
        assert (found["withdrawn"], found["successor"]) == ("1990-10-02", None)
        for current in ("KZT", "km"):
            found = client.get(f"/v1/units?search={current}").get_json()["items"][0]
            assert (found["withdrawn"], found["successor"]) == (None, None)

    def test_nothing_is_found_by_no_name(self, client: FlaskClient) -> None:
        assert client.get("/v1/units?search=qqqq").get_json() == {"items": [], "next": None}

    def test_every_unit_listed_can_be_used(self, client: FlaskClient) -> None:
        path: str | None = "/v1/units?limit=500"
        symbols = []
        while path is not None:
            page = client.get(path).get_json()
            symbols += [item["symbol"] for item in page["items"]]
            path = page["next"]
        assert len(symbols) == len(set(symbols)) > 300
        for symbol in symbols[::25]:
            figures = {name: {"value": "1", "unit": symbol} for name in ("left", "right")}
            response = client.post("/v1/evaluations", json={"kind": "equal", "figures": figures})
            assert response.get_json()["verdict"] == "consistent", symbol


class TestKinds:
    def test_every_kind_is_told(self, client: FlaskClient) -> None:
        body = client.get("/v1/check-kinds").get_json()
        assert [item["name"] for item in body["items"]] == [kind.name for kind in kinds()]
        assert body["next"] is None

    def test_every_example_can_be_posted_as_it_stands(self, client: FlaskClient) -> None:
        for kind in client.get("/v1/check-kinds").get_json()["items"]:
            response = client.post("/v1/evaluations", json=kind["example"])
            assert response.status_code == 200, kind["name"]
            assert response.get_json()["kind"] == kind["name"]

    def test_every_example_can_be_stored(self, client: FlaskClient) -> None:
        for kind in kinds():
            response = client.post("/v1/checks", json={"name": kind.name, **kind.example})
            assert response.status_code == 201, kind.name
            result = client.get(f"{response.headers['Location']}/result").get_json()
            assert result == client.post("/v1/evaluations", json=kind.example).get_json()
