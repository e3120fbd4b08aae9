from __future__ import annotations

from typing import Any

import pytest

from service.domain.check import Check
from service.domain.errors import Incomparable
from service.domain.evaluation import evaluate
from service.domain.result import replay
from tests.unit.domain.asking import Json, ask, between, claimed, ends, exact, faults, fig, verdict


def about(figure: Json, source: str | Json | None = None, **context: Any) -> Json:
    """A figure in its context; a source may be given by its id alone."""
    if source is not None:
        context["source"] = {"id": source} if isinstance(source, str) else source
    return {"figure": figure, **context}


def agree(*figures: Json, **also: Any) -> Json:
    return ask("agreement", {"figures": list(figures)}, **also)


def types(result: Json) -> list[tuple[str, int, int]]:
    """The pairs of a result with the places of their figures."""
    return [
        (pair["type"], *(int(name.removeprefix("figures[").removesuffix("]")) for name in pair["figures"]))
        for pair in result["agreement"]["pairs"]
    ]


def test_figures_agree_that_can_all_be_one_value() -> None:
    result = agree(fig("34.0", "kg"), fig("34", "kg"), fig("75.0", "lb"))
    assert (result["verdict"], result["holds"]) == ("consistent", "sometimes")
    assert result["text"] == (
        "The figures are 33.5 to 34.5 kg; what all of them can be is 33.9967 to 34.0422 kg. This can be true."
        " 3 figures from 3 independent sources agree."
    )
    assert agree(exact("34", "kg"), exact("34000", "g"))["holds"] == "always"


def test_figures_that_cannot_be_one_value_contradict_each_other() -> None:
    result = agree(fig("34.0", "kg"), fig("34", "kg"), fig("40", "kg"))
    assert result["verdict"] == "inconsistent"
    assert types(result) == [("contradiction", 0, 2), ("contradiction", 1, 2), ("rounding_compatible", 0, 1)]
    assert result["agreement"]["complete"]
    assert result["gap"] == {"absolute": "5.45", "unit": "kg", "relative": None}
    assert result["expected"] is None
    admissible = {name: found and found["text"] for name, found in result["admissible"].items()}
    assert admissible == {"figures[0]": None, "figures[1]": None, "figures[2]": "33.95 to 34.05 kg"}
    assert "figures[0] (33.95 to 34.05 kg) and figures[2] (39.5 to 40.5 kg) contradict each other." in result["text"]


def test_three_figures_can_clash_two_by_two_only() -> None:
    # On a line it is enough to look at pairs (Helly's theorem): what meets two by two meets in one value.
    assert verdict("agreement", {"figures": [between("1", "3"), between("2", "5"), between("3", "4")]}) == "consistent"
    assert agree(between("1", "3"), between("2", "5"), between("4", "6"))["verdict"] == "inconsistent"


def test_what_is_counted_agrees_on_whole_numbers() -> None:
    thousand = "thousand person"
    assert agree(fig("19004", "person"), between("19.0035", "19.0045", thousand))["verdict"] == "consistent"
    assert (
        agree(between("19003", "19005", "person"), between("19.0032", "19.0038", thousand))["verdict"] == "inconsistent"
    )
    # Two by two these meet in whole numbers, all three only in between.
    three = between("1", "9", "person"), between("2.6", "4.2", "person"), between("2.9", "3.4", "person")
    assert agree(*three)["verdict"] == "consistent"
    assert agree(three[0], three[1], between("2.9", "3.4", "person"), between("3.2", "4.4", "person"))["verdict"] == (
        "inconsistent"
    )


def test_round_figures_agree_if_they_are_read_generously() -> None:
    result = agree(fig("19000", "kg"), fig("19300", "kg"))
    assert result["verdict"] == "strained"
    assert types(result) == [("contradiction", 0, 1)]
    assert "agree only if they are read generously" in result["text"]


def test_figures_of_times_apart_are_not_compared() -> None:
    result = agree(about(fig("19000", "person"), period="2004"), about(fig("25000", "person"), period="2010"))
    assert (result["verdict"], result["reason"]) == ("undetermined", "different_period")
    assert types(result) == [("period", 0, 1)]
    assert "are of different times, 2004 and 2010, and not compared" in result["agreement"]["pairs"][0]["text"]
    assert result["measured"] is not None
    compared = agree(
        about(fig("19000", "person"), period="2004"),
        about(fig("25000", "person"), period="2010"),
        policy={"periods": "any"},
    )
    assert compared["verdict"] == "inconsistent"


def test_figures_of_times_that_overlap_still_contradict_each_other() -> None:
    result = agree(about(fig("19000", "person"), period="2004"), about(fig("25000", "person"), period="2003/2005"))
    assert result["verdict"] == "inconsistent"
    assert types(result) == [("period", 0, 1)]
    same = agree(about(fig("19000", "person"), period="2004"), about(fig("25000", "person"), period="2004-01/2004-12"))
    assert types(same) == [("contradiction", 0, 1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"measure": "migrants"}, {"measure": "workers"}),
        ({"measure": "migrants", "dimensions": {}}, {"measure": "migrants", "dimensions": {"country": "KG"}}),
        ({"dimensions": {"country": "KZ"}}, {"dimensions": {"country": "KG"}}),
    ],
)
def test_figures_of_different_things_are_not_compared(one: Json, other: Json) -> None:
    result = agree(about(fig("19000", "person"), **one), about(fig("25000", "person"), **other))
    assert (result["verdict"], result["reason"]) == ("undetermined", "different_definition")
    assert types(result) == [("definition", 0, 1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"measure": "migrants"}, {}),
        ({"measure": "migrants"}, {"measure": "migrants", "dimensions": {"country": "KG"}}),
        ({"period": "2004"}, {}),
    ],
)
def test_what_is_not_known_does_not_set_figures_apart(one: Json, other: Json) -> None:
    result = agree(about(fig("19000", "person"), **one), about(fig("25000", "person"), **other))
    assert result["verdict"] == "inconsistent"


def test_those_that_can_be_compared_may_contradict_each_other_beside_others() -> None:
    apart = about(fig("25000", "person"), period="2010")
    this_year = about(fig("19000", "person"), period="2004"), about(fig("27000", "person"), period="2004")
    result = agree(this_year[0], apart, this_year[1])
    assert result["verdict"] == "inconsistent"
    assert types(result) == [("contradiction", 0, 2), ("period", 0, 1), ("period", 1, 2)]
    assert result["admissible"]["figures[0]"]["text"] == "27,000 person"
    assert result["admissible"]["figures[1]"] is None
    # Nothing contradicts the first two, but that all three agree cannot be said.
    result = agree(this_year[0], apart, about(fig("19000", "person"), period="2004"))
    assert (result["verdict"], result["reason"]) == ("undetermined", "different_period")
    assert "agree" not in result["text"].rpartition("They are")[2].partition(".")[0]


def test_a_figure_for_two_years_is_compared_with_that_of_either_alone() -> None:
    years = [about(fig("100"), period="2004"), about(between("99", "111"), period="2004/2005")]
    result = agree(*years, about(fig("110"), period="2005"))
    assert (result["verdict"], result["reason"]) == ("undetermined", "different_period")
    assert agree(*years, about(fig("120"), period="2005"))["verdict"] == "inconsistent"


def test_only_what_is_compared_with_a_count_is_whole() -> None:
    count, mean = fig("3", "person"), fig("2.6", "person")
    result = agree(about(count, period="2004"), about(mean, period="2005"))
    assert (result["verdict"], result["reason"]) == ("undetermined", "different_period")
    assert types(result) == [("period", 0, 1)]
    result = agree(about(count, period="2004"), about(mean, period="2005"), about(mean, period="2004"))
    assert result["verdict"] == "inconsistent"
    assert types(result)[0] == ("contradiction", 0, 2)
    # What both could be is no whole number.
    result = agree(about(between("2", "5", "person"), period="2004"), about(mean, period="2004/2005"), count)
    assert (result["verdict"], result["gap"] is None) == ("inconsistent", False)


def test_a_source_that_said_otherwise_before_revised_its_figure() -> None:
    before, after = (
        about(fig("19000", "person"), "s", asserted="2004-01"),
        about(fig("25000", "person"), "s", asserted="2004-05"),
    )
    result = agree(before, after)
    assert result["verdict"] == "inconsistent"
    assert types(result) == [("revision", 0, 1)]
    assert result["agreement"]["sources"] == 1
    unknown = agree(before, about(fig("25000", "person"), "s"))
    assert types(unknown) == [("contradiction", 0, 1)]


def test_a_unit_taken_for_another_is_found() -> None:
    result = agree(fig("4900", "km"), fig("4900", "mile"))
    assert types(result) == [("unit_slip", 0, 1)]
    assert "would agree if figures[0] were in mile" in result["agreement"]["pairs"][0]["text"]
    assert {(said["slip"], said["figure"]) for said in result["diagnoses"]} == {
        ("unit_slip", "figures[0]"),
        ("unit_slip", "figures[1]"),
    }


def test_slips_in_the_one_that_is_out_of_line_are_found() -> None:
    result = agree(fig("1250", "kg"), fig("1250", "kg"), fig("1520", "kg"), fig("1.25", "kg"))
    assert result["diagnoses"] == []
    result = agree(fig("1250", "kg"), fig("1250", "kg"), fig("1520", "kg"))
    assert [(said["slip"], said["figure"], said["value"]) for said in result["diagnoses"]] == [
        ("transposed_digits", "figures[2]", "1250")
    ]
    result = agree(fig("1250", "kg"), fig("1.250", "kg"), fig("1250", "kg"))
    assert [(said["slip"], said["figure"]) for said in result["diagnoses"]] == [("scale", "figures[1]")]


def test_a_slip_is_found_beside_a_round_figure_that_is_out_of_line() -> None:
    people = fig("412300", "person"), fig("410000", "person", "about"), fig("421300", "person")
    result = agree(*people)
    assert result["verdict"] == "inconsistent"
    assert ("transposed_digits", "figures[2]", "412300") in {
        (said["slip"], said["figure"], said["value"]) for said in result["diagnoses"]
    }
    assert agree(people[0], people[1], fig("412300", "person"))["verdict"] == "strained"
    # What is only strained has nothing to be mended.
    assert agree(people[0], people[1])["diagnoses"] == []


RELEASE = {"origins": ["migration-service"]}


def test_outlets_that_quote_one_release_count_once() -> None:
    outlets = [about(fig("19000", "person"), {"id": name, **RELEASE}) for name in ("gazette", "evening-news")]
    result = agree(*outlets)
    assert (result["agreement"]["sources"], result["agreement"]["independent"]) == (2, 1)
    assert result["text"].endswith("2 figures from 1 independent source agree.")
    result = agree(*outlets, about(fig("19000", "person"), "census"), fig("19000", "person"))
    assert (result["agreement"]["sources"], result["agreement"]["independent"]) == (4, 3)
    assert "the release" not in result["text"]


def test_the_name_of_a_source_is_told() -> None:
    named = {"id": "7", "name": "Gazette: Migrants"}
    result = agree(about(fig("19000", "person"), named), about(fig("25000", "person"), "8"))
    assert "figures[0] of Gazette: Migrants (19,000 person) and figures[1] of 8 (25,000 person)" in result["text"]


def test_an_unknown_figure_is_what_all_others_can_be() -> None:
    result = agree(fig("34.0", "kg"), fig(unit="lb"), fig("34", "kg"))
    assert (result["verdict"], result["reason"]) == ("undetermined", "missing_figure")
    assert result["admissible"]["figures[1]"]["text"] == "74.8469 to 75.0675 lb"
    assert "agree" not in result["text"]


def test_one_claim_named_twice_is_one_figure() -> None:
    claim = claimed(fig("34", "kg"))
    result = agree(claim, claim)
    assert (result["verdict"], result["agreement"]["sources"]) == ("consistent", 1)
    assert "1 figure from 1 independent source agrees." in result["text"]
    assert types(agree(claim, claim, fig("40", "kg"))) == [("contradiction", 0, 2)]


def test_a_receipt_keeps_the_context_of_its_figures() -> None:
    figures = [
        about(fig("19000", "person"), {"id": "a", **RELEASE}, period="2004", measure="m", dimensions={"c": "KG"}),
        {**claimed(fig("25000", "person")), "asserted": "2004-05", "source": {"id": "b"}},
    ]
    receipt = agree(*figures)
    assert receipt["inputs"]["figures"][0]["source"]["origins"] == ["migration-service"]
    assert evaluate(replay(receipt)).as_json() == receipt


def test_who_quotes_whom_is_part_of_the_digest() -> None:
    def digest(*origins: str) -> str:
        figures = [about(fig("1"), {"id": "a", "origins": list(origins)}), fig("1")]
        return Check.parse({"kind": "agreement", "figures": {"figures": figures}}).digest

    assert digest("b") != digest("c")
    assert digest("b", "c") == digest("c", "b")


def test_the_most_telling_pairs_of_many_figures_are_told() -> None:
    figures = [about(fig(str(100 + place % 2), "kg"), f"s{place}", period=str(1900 + place)) for place in range(100)]
    figures += [about(fig("250", "kg"), "x", period="1900/1999"), about(fig("100", "kg"), "y", period="2010")]
    result = agree(*figures)
    assert result["verdict"] == "inconsistent"
    pairs = types(result)
    assert len(pairs) == 20
    assert {one[0] for one in pairs} == {"period"}
    assert all(100 in one[1:] for one in pairs)
    assert not result["agreement"]["complete"]
    assert result["complete"]


def test_thousands_of_figures_are_compared_in_one_go() -> None:
    figures = [about(fig("100", "kg"), f"s{place % 7}") for place in range(2000)]
    patient = {"time_limit": "30"}
    result = agree(*figures, policy=patient)
    assert (result["verdict"], result["complete"]) == ("consistent", True)
    assert (result["agreement"]["sources"], result["agreement"]["pairs"]) == (7, [])
    result = agree(*figures, fig("102", "kg"), policy=patient)
    assert (result["verdict"], result["complete"]) == ("strained", True)
    assert types(result) == [("contradiction", 0, 2000)]


def test_units_must_compare() -> None:
    with pytest.raises(Incomparable):
        agree(fig("1", "km"), fig("1", "kg"))


def test_an_agreement_is_one_of_figures() -> None:
    body: Json = {"kind": "agreement", "figures": {"figures": ["a + 1", fig("2")], "a": fig("1")}}
    assert "not an expression" in faults(body)["/figures/figures/0"]
    assert (
        "takes 2 to 10000 figures"
        in faults({"kind": "agreement", "figures": {"figures": [fig("2")]}})["/figures/figures"]
    )


def test_what_all_can_be_is_expected() -> None:
    result = agree(between("1", "3"), between("2", "5"), between("1", "2.5"))
    assert ends(result["expected"]) == ("2", "2.5")
    assert ends(result["measured"]) == ("1", "5")
