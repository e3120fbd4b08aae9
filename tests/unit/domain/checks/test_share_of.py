from __future__ import annotations

import pytest

from service.domain.errors import Incomparable
from tests.unit.domain.asking import Json, ask, ends, exact, faults, fig, verdict


def figures(part: str, whole: str, share: Json) -> Json:
    return {"part": exact(part, "person"), "whole": exact(whole, "person"), "share": share}


def test_a_part_by_its_whole_is_the_share() -> None:
    assert verdict("share_of", figures("12", "40", fig("30", "%"))) == "consistent"
    assert verdict("share_of", figures("12", "40", fig("0.3"))) == "consistent"
    assert verdict("share_of", figures("12", "40", fig("31", "%"))) == "inconsistent"


def test_a_share_of_zero() -> None:
    assert verdict("share_of", figures("0", "40", fig("0", "%"))) == "consistent"
    assert verdict("share_of", figures("12", "40", exact("0", "%"))) == "inconsistent"


def test_an_unknown_share_is_implied() -> None:
    result = ask("share_of", figures("12", "40", fig(unit="%")))
    assert result["reason"] == "missing_figure"
    assert ends(result["admissible"]["share"]) == ("30", "30")


def test_an_unknown_whole_is_implied() -> None:
    asked = {"part": exact("12", "person"), "whole": fig(unit="person"), "share": exact("30", "%")}
    assert ends(ask("share_of", asked)["admissible"]["whole"]) == ("40", "40")


def test_a_whole_of_nothing_is_refused() -> None:
    found = faults({"kind": "share_of", "figures": figures("0", "0", fig("30", "%"))})
    assert "can only be zero" in found["/figures/whole"]


def test_a_share_in_kilograms_is_refused() -> None:
    assert list(faults({"kind": "share_of", "figures": figures("1", "2", fig("1", "kg"))})) == ["/figures/share/unit"]


def test_percentage_points_are_no_share() -> None:
    with pytest.raises(Incomparable, match="not in percentage points"):
        ask("share_of", {"part": exact("1"), "whole": exact("2"), "share": fig("50", "percentage point")})
