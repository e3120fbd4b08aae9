from __future__ import annotations

from tests.unit.domain.asking import ask, ends, fig, verdict

SOME = fig("19000", "person")
MANY = fig("100000", "person", "more_than")


def test_a_part_within_its_whole() -> None:
    result = ask("part_of", {"part": SOME, "whole": MANY})
    assert (result["verdict"], result["holds"]) == ("consistent", "always")


def test_a_part_larger_than_its_whole() -> None:
    result = ask("part_of", {"part": MANY, "whole": SOME})
    assert (result["verdict"], result["holds"]) == ("inconsistent", "never")


def test_only_a_generous_reading_may_fit() -> None:
    assert verdict("part_of", {"part": fig("19400", "person"), "whole": SOME}) == "strained"


def test_of_an_unknown_whole_a_lower_bound_is_implied() -> None:
    result = ask("part_of", {"part": SOME, "whole": fig(unit="person")})
    assert (result["verdict"], result["reason"]) == ("undetermined", "missing_figure")
    assert ends(result["admissible"]["whole"]) == ("19000", None)
    assert result["measured"]["text"] == "19,000 person"


def test_a_part_equal_to_its_whole_is_within_it() -> None:
    assert ask("part_of", {"part": SOME, "whole": SOME})["holds"] == "always"
