"""Lists come in pages that are stable while others write."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.api.conftest import FINE, Json, Store


def follow(client: FlaskClient, path: str | None) -> Iterator[list[Json]]:
    while path is not None:
        page = client.get(path).get_json()
        yield page["items"]
        path = page["next"]


@pytest.fixture
def titles(store: Store) -> list[str]:
    """The titles of seven sources, as they were stored."""
    return [store("sources", title=f"source {number}", kind="report")["title"] for number in range(7)]


def test_pages_together_are_the_list(client: FlaskClient, titles: list[str]) -> None:
    pages = list(follow(client, "/v1/sources?limit=3"))
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [item["title"] for page in pages for item in page] == titles


def test_a_full_last_page_is_the_last(client: FlaskClient, titles: list[str]) -> None:
    assert [len(page) for page in follow(client, "/v1/sources?limit=7")] == [7]
    assert titles


def test_an_insert_between_pages_moves_nothing(client: FlaskClient, store: Store, titles: list[str]) -> None:
    pages = follow(client, "/v1/sources?limit=3")
    seen = next(pages)
    store("sources", title="late", kind="report")
    seen += [item for page in pages for item in page]
    assert [item["title"] for item in seen] == [*titles, "late"]


def test_next_keeps_the_filters(client: FlaskClient, store: Store, source: Json) -> None:
    for number in range(5):
        measure = "fine" if number % 2 == 0 else "pay & more"
        store("claims", source_id=source["id"], figure=FINE, measure=measure)
    pages = list(follow(client, "/v1/claims?measure=pay%20%26%20more&limit=1"))
    assert [item["measure"] for page in pages for item in page] == ["pay & more"] * 2


def test_next_keeps_a_filter_that_is_empty(client: FlaskClient, store: Store, source: Json) -> None:
    for unit in ("", "km", "", "km", ""):
        store("claims", source_id=source["id"], figure={"value": "5", "unit": unit})
    pages = list(follow(client, "/v1/claims?unit=&limit=1"))
    assert [item["figure"]["unit"] for page in pages for item in page] == ["", "", ""]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/collections",
        "/v1/sources",
        "/v1/claims",
        "/v1/checks",
        "/v1/waivers",
        "/v1/documents",
        "/v1/reports",
        "/v1/units",
        "/v1/claims/{claim}/revisions",
    ],
)
def test_every_list_is_paged(client: FlaskClient, store: Store, check: Json, claim: Json, path: str) -> None:
    store("collections", slug="cotton", title="Cotton")
    store("reports", joint=False)
    store("documents", source_id=claim["source_id"], text="Nothing.")
    store("waivers", check=check["id"], reason="The paper rounds.")
    path = path.replace("{claim}", claim["id"])
    client.patch(f"/v1/claims/{claim['id']}", json={"measure": "other"})
    everything = [item for page in follow(client, f"{path}?limit=500") for item in page]
    page = client.get(f"{path}?limit=1").get_json()
    assert page["items"] == everything[:1]
    assert (page["next"] is None) == (len(everything) == 1)


class TestCursors:
    @pytest.fixture
    def cursor(self, client: FlaskClient, titles: list[str]) -> str:
        """A cursor of the list of sources."""
        following: str = client.get("/v1/sources?limit=2").get_json()["next"]
        assert titles
        return following.rpartition("cursor=")[2]

    def test_the_limit_may_change_on_the_way(self, client: FlaskClient, cursor: str) -> None:
        assert len(client.get(f"/v1/sources?limit=5&cursor={cursor}").get_json()["items"]) == 5

    def test_any_other_character_is_noticed(self, client: FlaskClient, cursor: str) -> None:
        for place, character in enumerate(cursor):
            other = "A" if character != "A" else "B"
            response = client.get(f"/v1/sources?cursor={cursor[:place]}{other}{cursor[place + 1 :]}")
            assert response.status_code == 422, place
            assert response.get_json()["errors"][0]["pointer"] == "/cursor"

    @pytest.mark.parametrize("changed", ["{cut}", "{cursor}A", "{cursor}==", "x", "é", "{cursor} "])
    def test_a_cursor_cut_or_made_up_is_noticed(self, client: FlaskClient, cursor: str, changed: str) -> None:
        given = changed.format(cursor=cursor, cut=cursor[:-1])
        response = client.get("/v1/sources", query_string={"cursor": given})
        assert response.status_code == 422
        assert "take it unchanged from next" in response.get_json()["errors"][0]["message"]

    def test_a_cursor_belongs_to_its_list(self, client: FlaskClient, cursor: str) -> None:
        assert client.get(f"/v1/claims?cursor={cursor}").status_code == 422

    def test_a_cursor_belongs_to_its_filters(self, client: FlaskClient, store: Store, source: Json) -> None:
        for _ in range(2):
            store("claims", source_id=source["id"], figure=FINE, measure="fine")
        following = client.get("/v1/claims?measure=fine&limit=1").get_json()["next"]
        assert client.get(following).status_code == 200
        assert client.get(following.replace("measure=fine", "measure=pay")).status_code == 422
