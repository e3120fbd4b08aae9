from __future__ import annotations

import pytest

from service.networks import network


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("a:socket", "a:socket"),
    ],
)
def test_clients_are_told_apart_by_what_one_subscriber_has(address: str, told: str) -> None:
    assert network(address) == told
