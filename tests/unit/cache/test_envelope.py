from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.cache.envelope import seal, unseal


@given(key=st.text(max_size=40), value=st.binary(max_size=200))
def test_what_was_sealed_comes_out_unchanged(key: str, value: bytes) -> None:
    assert unseal(key, seal(key, value)) == value


@given(value=st.binary(max_size=50), data=st.data())
def test_a_sealed_value_cut_short_anywhere_is_nothing(value: bytes, data: st.DataObject) -> None:
    sealed = seal("k", value)
    length = data.draw(st.integers(0, len(sealed) - 1))
    assert unseal("k", sealed[:length]) is None


@given(value=st.binary(max_size=50), data=st.data())
def test_a_sealed_value_with_any_bit_flipped_is_nothing(value: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal("k", value))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    assert unseal("k", bytes(sealed)) is None


def test_a_value_sealed_for_one_key_is_nothing_under_another() -> None:
    assert unseal("b", seal("a", b"v")) is None
    assert unseal("ab", seal("a", b"bv")) is None


def test_what_somebody_else_wrote_is_nothing() -> None:
    assert unseal("k", b"") is None
    assert unseal("k", b"hello") is None
    assert unseal("k", 7) is None
    assert unseal("k", None) is None
