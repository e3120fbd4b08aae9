from __future__ import annotations

import pytest

from service.domain.body import MOST_FAULTS, Body, Input
from service.domain.errors import Malformed
from tests.unit.domain.asking import fig


def test_every_faulty_figure_of_a_list_is_told() -> None:
    with pytest.raises(Malformed) as refused:
        Body.parse({"kind": "sum", "figures": {"parts": [fig("x"), fig("1"), fig("y")], "total": fig("z")}})
    places = [fault.where for fault in refused.value.faults]
    assert places == [
        ("figures", "parts", 0, "value"),
        ("figures", "parts", 2, "value"),
        ("figures", "total", "value"),
    ]


def test_of_very_many_faults_in_a_list_the_first_are_told() -> None:
    with pytest.raises(Malformed) as refused:
        Body.parse({"kind": "sum", "figures": {"parts": [fig("x")] * 50, "total": fig("1")}})
    assert len(refused.value.faults) == MOST_FAULTS


def test_and_the_others_are_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    read = 0
    parse = Input.parse

    def counted(body: object) -> Input:
        nonlocal read
        read += 1
        return parse(body)

    monkeypatch.setattr(Input, "parse", counted)
    with pytest.raises(Malformed):
        Body.parse({"kind": "sum", "figures": {"parts": [fig("x")] * 5000, "total": fig("1")}})
    assert read == MOST_FAULTS + 1


def test_figures_stand_in_one_order_whatever_order_they_came_in() -> None:
    figures = {"total": fig("3"), "a": fig("1"), "parts": ["a", fig("2")]}
    assert list(Body.parse({"kind": "sum", "figures": figures}).figures) == ["a", "parts", "total"]
