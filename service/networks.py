"""Who is one client, as far as an address can tell."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network


@lru_cache(10_000)
def network(address: str) -> str:
    """``address``; of IPv6, the network of 64 bits that it is in, all of which one subscriber has (RFC 6177, RFC 4291).

    What is no IPv6 address is given back as it is.
    """
    if ":" not in address:
        return address
    try:
        whole = IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    if whole.ipv4_mapped is not None:
        return str(whole.ipv4_mapped)
    return str(IPv6Network((whole, 64), strict=False))
