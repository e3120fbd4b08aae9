from __future__ import annotations

from typing import Any

import pytest

from service.domain.discovery import Partition
from service.domain.errors import Malformed
from tests.unit.domain.discovery.stating import SEX


def test_a_partition_is_read_and_written() -> None:
    given = {"dimension": "sex", "values": ["female", "male"]}
    assert Partition.parse(given) == SEX
    assert SEX.canonical() == given


@pytest.mark.parametrize(
    ("given", "where", "told"),
    [
        ({"dimension": "sex", "values": ["female"]}, ("values",), "2 to 1,000"),
        ({"dimension": "sex", "values": "female"}, ("values",), "2 to 1,000"),
        ({"dimension": "sex", "values": ["x"] * 1001}, ("values",), "2 to 1,000"),
        ({"dimension": "sex", "values": ["female", " Female"]}, ("values", 1), "at 0"),
        ({"dimension": "sex", "values": ["female", "All"]}, ("values", 1), "names the whole"),
        ({"dimension": "sex", "values": ["female", " "]}, ("values", 1), "1 to 500"),
        ({"dimension": "sex", "values": ["female", 2]}, ("values", 1), "1 to 500"),
        ({"dimension": " ", "values": ["female", "male"]}, ("dimension",), "1 to 100"),
        ({"dimension": "Of", "values": ["female", "male"]}, ("dimension",), "no parts of its own"),
        ({"dimension": "sex"}, (), "values"),
        ("sex", (), "dimension"),
    ],
)
def test_what_is_no_partition_is_refused_where_it_is_wrong(given: Any, where: tuple[str | int, ...], told: str) -> None:
    with pytest.raises(Malformed) as refused:
        Partition.parse(given)
    (fault,) = refused.value.faults
    assert fault.where == where
    assert told in fault.message
