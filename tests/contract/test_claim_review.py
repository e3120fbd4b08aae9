"""Reports as reviews of claims are made of schema.org's terms, as its vocabulary for TypeScript has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.contract.tools import run, with_node
from tests.servers import or_skip

Json = dict[str, Any]
# That it is strict with terms, also within other things, shows what it must refuse.
REFUSED = """
// @ts-expect-error there is no such term
export const unknown: Review = { "@type": "ClaimReview", claimIsTrue: true };
// @ts-expect-error nor one for a colour of claims
export const within: Review = { "@type": "ClaimReview", itemReviewed: { "@type": "Claim", colour: "red" } };
"""
OPTIONS = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--skipLibCheck"]


@pytest.fixture
def reviews(stored_app: Flask) -> Json:
    """Reviews of claims of which one is refuted by itself, and two cannot both be true."""
    client = stored_app.test_client()

    def post(path: str, **body: Any) -> Json:
        stored: Json = client.post(f"/v1/{path}", json=body).get_json()
        return stored

    source = post(
        "sources",
        title="Turnout",
        kind="article",
        publisher="The Gazette",
        authors=["A. Writer"],
        published="2026-05-04",
        url="https://gazette.example/turnout",
    )["id"]
    claims = [
        post(
            "claims",
            source_id=source,
            figure={"value": value, "unit": "%"},
            statement=f"{value} % voted.",
            attributed_to="the mayor",
            quote={"exact": f"{value} %"},
            asserted="2026-05-03",
        )["id"]
        for value in ("130", "61", "47")
    ]
    post("checks", name="at most all", kind="shares", figures={"parts": [{"claim": claims[0]}]})
    same = {"left": {"claim": claims[1]}, "right": {"claim": claims[2]}}
    post("checks", name="one turnout", kind="equal", figures=same)
    report = post("reports")["id"]
    told = {"format": "claimreview", "author": "The Fact Desk", "author_url": "https://desk.example"}
    answer: Json = client.get(f"/v1/reports/{report}", query_string=told).get_json()
    return answer


def script(reviews: list[Json]) -> str:
    """The reviews as values of the type that the vocabulary has for them."""
    lines = ['import type { ClaimReview } from "schema-dts";', "type Review = Exclude<ClaimReview, string>;"]
    lines += [f"export const review{number}: Review = {json.dumps(one)};" for number, one in enumerate(reviews)]
    return "\n".join([*lines, REFUSED])


def test_they_compile_against_the_vocabulary(reviews: Json, tmp_path: Path) -> None:
    with or_skip():
        compiler = with_node(tmp_path) / "tsc"
    assert reviews["@context"] == "https://schema.org"
    assert len(reviews["@graph"]) > 0
    (tmp_path / "review.ts").write_text(script(reviews["@graph"]))
    run([compiler, *OPTIONS, "review.ts"], tmp_path)
