"""``claimcheck export --format claimreview``: what may be published of single claims, in terms of schema.org."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
import pytest

from service.application import claims, waivable, waivers
from service.application.queries import ClaimFilters
from service.bootstrap import build_services
from service.settings import Settings
from tests.unit.cli.conftest import Run, Write, refused

Json = dict[str, Any]

PAGE: Final = "https://facts.example.org/census"
PUBLISHER: Final = ("--author", "The Fact Desk", "--author-url", "https://facts.example.org", "--url", f"{PAGE}#top")

# What schema.org says of the terms that reviews use: of each property the types that have it, and those it takes.
SUPERTYPES: Final = {
    "ClaimReview": "Review",
    "Review": "CreativeWork",
    "Claim": "CreativeWork",
    "Report": "Article",
    "Article": "CreativeWork",
    "Dataset": "CreativeWork",
    "CreativeWork": "Thing",
    "Rating": "Thing",
    "Person": "Thing",
    "Organization": "Thing",
    "Thing": None,
}
PROPERTIES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "name": ("Thing", ("Text",)),
    "url": ("Thing", ("Text",)),
    "alternateName": ("Thing", ("Text",)),
    "author": ("CreativeWork", ("Person", "Organization")),
    "publisher": ("CreativeWork", ("Person", "Organization")),
    "datePublished": ("CreativeWork", ("Text",)),
    "headline": ("CreativeWork", ("Text",)),
    "inLanguage": ("CreativeWork", ("Text",)),
    "text": ("CreativeWork", ("Text",)),
    "itemReviewed": ("Review", ("Thing",)),
    "reviewRating": ("Review", ("Rating",)),
    "reviewBody": ("Review", ("Text",)),
    "claimReviewed": ("ClaimReview", ("Text",)),
    "appearance": ("Claim", ("CreativeWork",)),
    "ratingValue": ("Rating", ("Number",)),
    "bestRating": ("Rating", ("Number",)),
    "worstRating": ("Rating", ("Number",)),
    "ratingExplanation": ("Rating", ("Text",)),
}

SOURCES: Final[Json] = {
    "paper": {
        "title": "The village in figures",
        "publisher": "The Paper",
        "kind": "article",
        "published": "2024-05-02",
        "url": "https://example.org/census",
        "authors": ["Ann Writer"],
    },
    "radio": {"title": "Evening news", "kind": "broadcast", "published": "2024-05~"},
    "office": {"title": "Census", "publisher": "Statistical Office", "kind": "dataset", "reference": True},
    "guess": {"title": "Assumed here", "kind": "assumption"},
}


def claim(value: str, source: str = "paper", unit: str = "person", **members: Any) -> Json:
    figure = {"value": value, "unit": unit, **members.pop("figure", {})}
    return {"source": source, "figure": figure, "statement": f"It is {value} {unit}.", **members}


def check(kind: str, **members: Any) -> Json:
    return {"name": members.pop("name", kind), "kind": kind, **members}


def ref(name: str) -> Json:
    return {"claim": name}


SUM: Final = check("sum", figures={"parts": [ref("women"), ref("men")], "total": ref("all")})
CENSUS: Final = {
    "women": claim("600", attributed_to="the mayor", quote={"exact": "600 women"}, asserted="2024-05"),
    "men": claim("480"),
    "all": claim("1000", figure={"qualifier": "exact"}),
}
# The same with all but one claim from reference data.
OFFICIAL: Final = {
    **CENSUS,
    "men": claim("480", "office"),
    "all": claim("1000", "office", figure={"qualifier": "exact"}),
}


class Reviews:
    """The reviews of a collection of claims and checks, in the order of the claims."""

    def __init__(self, run: Run, write: Write, url: str) -> None:
        self._run, self._write, self._url = run, write, url

    def __call__(self, given: Json, *checks: Json) -> list[Json]:
        """Of one with these."""
        about = {"slug": "census", "title": "Census"}
        document = {"collection": about, "sources": SOURCES, "claims": given, "checks": list(checks)}
        assert self._run("import", self._write(document), DATABASE_URL=self._url).exit_code == 0
        return self.again()

    def again(self) -> list[Json]:
        """Of the same as it is now."""
        result = self._run("export", "census", "--format", "claimreview", *PUBLISHER, DATABASE_URL=self._url)
        assert result.exit_code == 0, result.stderr
        found = orjson.loads(result.stdout)
        assert found["@context"] == "https://schema.org"
        for review in found["@graph"]:
            require_terms(review, "ClaimReview")
        return list(found["@graph"])


@pytest.fixture
def reviews(run: Run, write: Write, sqlite_url: str) -> Reviews:
    return Reviews(run, write, sqlite_url)


def require_terms(thing: Any, *ranges: str) -> None:
    """Whether a value is in one of the ranges, and so are those of its properties."""
    if isinstance(thing, list):
        for one in thing:
            require_terms(one, *ranges)
        return
    if not isinstance(thing, dict):
        assert ("Number" if isinstance(thing, int) else "Text") in ranges, thing
        return
    types = lineage(thing["@type"])
    assert types & set(ranges), (thing["@type"], ranges)
    for name, value in thing.items():
        if not name.startswith("@"):
            domain, taken = PROPERTIES[name]
            assert domain in types, (thing["@type"], name)
            require_terms(value, *taken)


def lineage(kind: str | None) -> set[str]:
    return set() if kind is None else {kind} | lineage(SUPERTYPES[kind])


def rated(found: list[Json]) -> dict[str, int]:
    return {review["claimReviewed"]: review["reviewRating"]["ratingValue"] for review in found}


def test_nothing_is_said_of_figures_that_do_not_fit_where_it_is_open_which_is_wrong(reviews: Reviews) -> None:
    assert reviews(CENSUS, SUM) == []


def test_what_reference_data_contradicts_is_reviewed_with_the_arithmetic(reviews: Reviews) -> None:
    (women,) = reviews(OFFICIAL, SUM)
    assert women["claimReviewed"] == "It is 600 person."
    rating = women["reviewRating"]
    assert (rating["ratingValue"], rating["worstRating"], rating["bestRating"]) == (2, 1, 5)
    assert rating["alternateName"] == "Contradicted by other figures"
    explanation = rating["ratingExplanation"]
    assert "; reference data taken to be right, this is the only one whose being wrong would by itself" in explanation
    assert "The parts add up to 1,080 person; the total is 1,000 person." in explanation
    assert "Reference data, taken to be right rather than others: It is 480 person." in women["reviewBody"]


def test_all_that_have_to_be_wrong_given_reference_data_are_contradicted(reviews: Reviews) -> None:
    given = {
        "paper": claim("30.0", unit="km"),
        "radio": claim("31.0", "radio", "km"),
        "office": claim("40.0", "office", "km"),
    }
    same = [check("equal", name=f"{x}", figures={"left": ref("office"), "right": ref(x)}) for x in ("paper", "radio")]
    assert rated(reviews(given, *same)) == {"It is 30.0 km.": 2, "It is 31.0 km.": 2}


def test_a_review_says_whose_the_claim_is_where_it_appeared_and_who_reviews_it(reviews: Reviews) -> None:
    (women,) = reviews(OFFICIAL, SUM)
    item = women["itemReviewed"]
    assert (item["text"], item["datePublished"]) == ("600 women", "2024-05")
    assert item["author"] == {"@type": "Organization", "name": "the mayor"}
    assert item["appearance"] == {
        "@type": "Article",
        "name": "The village in figures",
        "headline": "The village in figures",
        "url": "https://example.org/census",
        "datePublished": "2024-05-02",
        "author": [{"@type": "Person", "name": "Ann Writer"}],
        "publisher": {"@type": "Organization", "name": "The Paper"},
    }
    assert women["author"] == {"@type": "Organization", "name": "The Fact Desk", "url": "https://facts.example.org"}
    assert women["url"] == women["@id"] == f"{PAGE}#claim-{item['@id'].removeprefix('urn:uuid:')}"


def test_a_claim_that_nobody_is_quoted_with_is_of_who_wrote_its_source(reviews: Reviews) -> None:
    (women,) = reviews({**OFFICIAL, "women": claim("600")}, SUM)
    assert women["itemReviewed"]["author"] == [{"@type": "Person", "name": "Ann Writer"}]


def test_what_is_no_date_of_iso_8601_is_left_out(reviews: Reviews) -> None:
    (heard,) = reviews({"share": claim("130", "radio", "%")}, check("shares", figures={"parts": [ref("share")]}))
    assert "datePublished" not in heard["itemReviewed"]
    assert heard["itemReviewed"]["appearance"] == {"@type": "CreativeWork", "name": "Evening news"}
    assert "author" not in heard["itemReviewed"]


def test_a_claim_that_fails_by_itself_cannot_be_true(reviews: Reviews) -> None:
    (only,) = reviews({"share": claim("130", unit="%")}, check("shares", figures={"parts": [ref("share")]}))
    assert only["reviewRating"]["ratingValue"] == 1
    assert only["reviewRating"]["alternateName"] == "Cannot be true"
    assert "130 % would have to be 0 to 100%" in only["reviewRating"]["ratingExplanation"]
    assert "130 % is 129.5 to 130.5%, outside 0 to 100%." in only["reviewBody"], "by its print, not as parts[0]"
    assert only["reviewBody"].startswith("This cannot be true:\n- It is 130 %.")


def test_the_only_one_that_explains_everything_is_contradicted(reviews: Reviews) -> None:
    lengths = {"a": claim("30.0", unit="km"), "b": claim("40.0", unit="km"), "c": claim("40.0", unit="km")}
    same = [check("equal", name=f"a {x}", figures={"left": ref("a"), "right": ref(x)}) for x in "bc"]
    (a,) = reviews(lengths, *same)
    assert (a["claimReviewed"], a["reviewRating"]["ratingValue"]) == ("It is 30.0 km.", 2)
    explanation = a["reviewRating"]["ratingExplanation"]
    assert explanation.startswith("Not all of the figures compared can be true; this is the only one whose being wrong")


def test_another_conflict_that_hangs_together_with_it_has_nothing_to_do_with_a_claim(reviews: Reviews) -> None:
    given = {name: claim(f"{value}.0", unit="km") for name, value in {"a": 30, "b": 40, "x": 50, "y": 60}.items()}
    given |= {"b": claim("40.0", "office", "km"), "y": claim("60.0", "office", "km")}
    given["way"] = claim("20", unit="km", figure={"qualifier": "at_least"})
    a, x = reviews(
        given,
        check("equal", name="first", figures={"left": ref("a"), "right": ref("b")}),
        check("equal", name="second", figures={"left": ref("x"), "right": ref("y")}),
        check("sum", name="both", figures={"parts": [ref("a"), ref("x")], "total": ref("way")}),
    )
    assert (a["claimReviewed"], x["claimReviewed"]) == ("It is 30.0 km.", "It is 50.0 km.")
    assert "the only one whose being wrong would by itself" in a["reviewRating"]["ratingExplanation"]
    assert "wrong together" not in a["reviewBody"]
    assert not any(value in str(a) for value in ("50.0", "60.0"))


def test_what_fits_is_not_said_to_be_true_nor_is_anything_else_said_of_it(reviews: Reviews) -> None:
    assert reviews({**CENSUS, "women": claim("520")}, SUM) == []


def test_nothing_is_said_where_round_figures_may_explain_it(reviews: Reviews) -> None:
    parts = {"from": claim("50"), "to": claim("60"), "change": claim("10", unit="%")}
    roles = {name: ref(name) for name in parts}
    assert reviews(parts, check("change", figures=roles)) == []


@pytest.mark.parametrize(
    ("given", "checks"),
    [
        (CENSUS, [check("within", figures={"figure": ref("men")}, expect={"max": "30", "unit": "person"})]),
        (CENSUS, [check("expression", figures={"a": ref("men")}, relation="a < 30 person")]),
        (OFFICIAL, [{**SUM, "severity": "warning"}]),
        ({**OFFICIAL, "women": claim("600", "guess")}, [SUM]),
        ({**OFFICIAL, "women": claim("600", status="assumption")}, [SUM]),
        ({**OFFICIAL, "women": claim("600", status="candidate")}, [SUM]),
    ],
    ids=["an expectation", "a number in a relation", "a warning", "an assumption", "another assumption", "a candidate"],
)
def test_nothing_is_said_where_something_else_than_a_claim_may_be_wrong(
    reviews: Reviews, given: Json, checks: list[Json]
) -> None:
    assert reviews(given, *checks) == []


def test_nothing_is_said_of_what_was_waived_or_retracted(reviews: Reviews, sqlite_url: str) -> None:
    assert len(reviews(OFFICIAL, SUM)) == 1
    services = build_services(Settings(database_url=sqlite_url))
    with services.unit_of_work() as uow:
        (found,) = uow.checks.page("census", 10, None)
        body = {"check": str(found.id), "reason": "Rounded."}
        waiver = waivers.create(uow, body, waivable.look(uow, services.cache, body)).waiver
        uow.commit()
    assert reviews.again() == []
    with services.unit_of_work() as uow:
        waivers.delete(uow, waiver.id)
        claims.retract(uow, claims.list_(uow, ClaimFilters(collection="census"), limit=1).items[0].id)
        uow.commit()
    services.close()
    assert reviews.again() == []


def test_a_publisher_is_asked_for(run: Run, sqlite_url: str) -> None:
    def asked(*options: str) -> str:
        return refused(run("export", "default", *options, DATABASE_URL=sqlite_url))

    assert asked("--format", "claimreview").startswith("reviews need an --author")
    assert asked("--output", "x.jsonld", "--author", "A", "--url", "ftp://x").startswith("--url must be an address")
    assert asked("--author", "A").endswith("are for --format claimreview")
