"""Every operation of the contract refuses whoever may not ask for it, and answers who may."""

from __future__ import annotations

import re
from typing import Any, Final

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from service.application import stamps, tokens
from service.application.access import Scope
from service.settings import Settings
from service.storage import open_engine
from service.storage.tables import metadata
from tests.api.access.asking import ELSEWHERE, HERE, OPERATIONS, Things, ask
from tests.api.access.conftest import Issuer

# What nobody has to be known for.
PUBLIC: Final = {"get_health", "get_readiness", "get_problem_type"}
# What reading is enough for. For all others it is not.
READING: Final = {
    *("evaluate", "lint_text", "check_collection", "get_result", "verify_result", "list_units", "list_check_kinds"),
    *("list_collections", "get_collection", "list_sources", "get_source", "list_claims", "get_claim"),
    *("list_claim_revisions", "get_claim_revision", "list_documents", "get_document", "list_checks", "get_check"),
    *("get_check_result", "list_reports", "get_report", "diff_reports", "replay_report", "list_waivers", "get_waiver"),
    "get_metrics",
}
ADMINISTERING: Final = {"create_collection", "delete_collection", "list_audit", "get_audit_entry"}
# What is about the service as a whole, and not for a token that is limited to collections.
UNLIMITED: Final = {"create_collection", "delete_collection", "get_metrics"}
# What asks for nothing that is stored in a collection, and stores nothing in one. A digest is known by who was told it.
OF_NO_COLLECTION: Final = {
    *("evaluate", "lint_text", "verify_result", "get_result", "list_units", "list_check_kinds", "create_source"),
}
# What is answered with what is there: nothing of the collection in question, and no refusal.
LISTING: Final = {
    *("list_collections", "list_sources", "list_claims", "list_documents", "list_checks", "list_reports"),
    *("list_waivers", "list_audit"),
}
ASKED: Final = sorted(OPERATIONS.keys() - PUBLIC)


def told(response: TestResponse) -> dict[str, Any]:
    """The problem that an answer tells, without the name of its request."""
    assert response.content_type == "application/problem+json"
    problem: dict[str, Any] = response.get_json()
    assert problem.pop("request_id") == response.headers["X-Request-ID"]
    return problem


@pytest.fixture
def stored(settings: Settings) -> Engine:
    """Where all of it is."""
    return open_engine(settings.database_url)


def everything(engine: Engine) -> dict[str, list[str]]:
    """All rows of all tables, but for those that came with the tokens of the test."""
    with engine.connect() as connection:
        found = {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in metadata.sorted_tables
            if table.name != "tokens"
        }
    engine.dispose()
    return found


def test_the_lists_name_operations_that_there_are() -> None:
    assert OPERATIONS.keys() >= PUBLIC | READING | ADMINISTERING | UNLIMITED | OF_NO_COLLECTION | LISTING


def test_who_is_not_known_is_refused_everything(
    client: FlaskClient, issue: Issuer, things: Things, stored: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = issue.text()
    token_id = tokens.identified(good)
    assert token_id is not None
    strangers = {
        "no token": None,
        "garbage": "Bearer hunter2",
        "misspelt": f"Bearer {good[:-1]}{'a' if good[-1] != 'a' else 'b'}",
        "never issued": f"Bearer {tokens._written(stamps.new_id())}",
        "with another secret": f"Bearer {tokens._written(token_id)}",
        "expired": issue.expired(monkeypatch),
        "revoked": issue.revoked(),
    }
    before = everything(stored)
    refused = 0
    for who, authorization in strangers.items():
        for operation in ASKED:
            response = ask(client, operation, things, authorization)
            assert response.status_code == 401, (who, operation, response.get_data(as_text=True))
            error = "" if authorization is None else ', error="invalid_token"'
            assert response.headers["WWW-Authenticate"] == f'Bearer realm="claimcheck"{error}', (who, operation)
            problem = told(response)
            assert problem["type"] == "/problems/unauthorized"
            # Which of the reasons it is, nobody learns who has no good token.
            assert authorization is None or problem["detail"] == "the token is not good, or no longer", who
            refused += 1
    assert refused == len(strangers) * len(ASKED)
    assert everything(stored) == before


@pytest.mark.parametrize("scope", [Scope.READ, Scope.WRITE])
def test_a_token_is_good_for_its_scope_and_no_more(
    client: FlaskClient, issue: Issuer, things: Things, stored: Engine, scope: Scope
) -> None:
    authorization = issue(scope)
    beyond = {
        operation: Scope.ADMIN if operation in ADMINISTERING else Scope.WRITE
        for operation in ASKED
        if operation in ADMINISTERING or (scope is Scope.READ and operation not in READING)
    }
    before = everything(stored)
    for operation, needed in beyond.items():
        response = ask(client, operation, things, authorization)
        assert response.status_code == 403, (operation, response.get_data(as_text=True))
        challenge = f'Bearer realm="claimcheck", error="insufficient_scope", scope="{needed}"'
        assert response.headers["WWW-Authenticate"] == challenge, operation
        problem = told(response)
        assert problem["type"] == "/problems/forbidden"
        assert f"scope {needed}" in problem["detail"]
    assert everything(stored) == before
    for operation in ASKED:
        if operation not in beyond:
            response = ask(client, operation, things, authorization)
            assert response.status_code < 400, (operation, response.get_data(as_text=True))


def test_the_right_token_is_answered_everything(client: FlaskClient, issue: Issuer, things: Things) -> None:
    authorization = issue(Scope.ADMIN)
    for operation in ASKED:
        response = ask(client, operation, things, authorization)
        assert response.status_code < 400, (operation, response.get_data(as_text=True))


def test_a_token_of_the_collection_is_answered_but_for_what_concerns_all(
    client: FlaskClient, issue: Issuer, things: Things
) -> None:
    authorization = issue(Scope.ADMIN, HERE, "wool")
    for operation in ASKED:
        response = ask(client, operation, things, authorization)
        if operation in UNLIMITED:
            assert response.status_code == 403, operation
            assert told(response)["detail"] == "this needs a token that is not limited to collections"
        else:
            assert response.status_code < 400, (operation, response.get_data(as_text=True))


def test_for_a_token_of_another_collection_nothing_of_it_is_there(
    client: FlaskClient, issue: Issuer, things: Things, stored: Engine
) -> None:
    authorization = issue(Scope.ADMIN, ELSEWHERE)
    missing = things.nothing()
    before = everything(stored)
    refused = listed = 0
    for operation in sorted(set(ASKED) - OF_NO_COLLECTION):
        response = ask(client, operation, things, authorization)
        # The very answer that there is for what is not there at all.
        same = ask(client, operation, missing, authorization)
        assert response.status_code == same.status_code, (operation, response.get_data(as_text=True))
        assert hidden(response, things) == hidden(same, missing), operation
        if response.status_code == 200:
            assert operation in LISTING, operation
            assert not any(name in response.get_data(as_text=True) for name in things.ids() - {"spare", HERE}), (
                operation
            )
            listed += 1
        else:
            assert response.status_code in {403, 404, 422}, operation
            refused += 1
    assert everything(stored) == before
    assert (listed, refused) == (len(LISTING), len(set(ASKED) - OF_NO_COLLECTION - LISTING))


def hidden(response: TestResponse, things: Things) -> str:
    """An answer without the names that were asked for."""
    text = response.get_data(as_text=True)
    for name in sorted(things.ids(), key=len, reverse=True):
        text = text.replace(name, "…")
    return re.sub(r'"request_id":"[^"]+"', "", text)


def test_what_is_public_is_answered_to_anybody(client: FlaskClient, things: Things) -> None:
    for operation in sorted(PUBLIC):
        for authorization in (None, "Bearer hunter2"):
            assert ask(client, operation, things, authorization).status_code == 200, operation
