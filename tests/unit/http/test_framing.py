from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.http.framing import LARGEST_HEAD, Arrived, Arriving, Refused

GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST /v1/evaluations HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


def arriving(largest: int = 16 << 20) -> Arriving:
    return Arriving(lambda _method, _path: largest)


def taken(data: bytes, largest: int = 16 << 20) -> Arrived | Refused | None:
    held = arriving(largest)
    held.add(data)
    return held.take()


def arrived(data: bytes) -> Arrived:
    found = taken(data)
    assert isinstance(found, Arrived)
    return found


def refused(data: bytes, largest: int = 16 << 20) -> int:
    found = taken(data, largest)
    assert isinstance(found, Refused)
    return found.status


def test_a_request_without_a_body_is_there_when_its_head_is() -> None:
    assert taken(GET[:-1]) is None
    found = arrived(GET)
    assert (found.head, found.body, found.last) == (GET, b"", False)


def test_a_body_is_there_when_as_much_has_come_as_was_told() -> None:
    request = POST + b"Content-Length: 5\r\n\r\n12345"
    assert taken(request[:-1]) is None
    assert arrived(request).body == b"12345"


@given(st.lists(st.integers(1, 40), max_size=20))
def test_it_does_not_matter_in_which_pieces_requests_come(sizes: list[int]) -> None:
    first = CHUNKED + b"5;name=value\r\n12345\r\n2\r\n67\r\n0\r\nTrailer: x\r\n\r\n"
    second = POST + b"content-length: 3\r\n\r\nabc"
    sent = first + second + GET
    held, found, at = arriving(), [], 0
    for size in [*sizes, len(sent)]:
        held.add(sent[at : at + size])
        at += size
        while (request := held.take()) is not None:
            found.append(request)
    assert all(isinstance(request, Arrived) and not request.last for request in found)
    assert [request.body for request in found if isinstance(request, Arrived)] == [b"1234567", b"abc", b""]
    assert len(held) == 0


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
        b"Content-Length: 5\r\nContent-Length: 5",
        b"Content-Length: +5",
        b"Content-Length: 5,5",
        b"Content-Length:\r\n 5",
        b"Transfer-Encoding: gzip, chunked",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: identity",
    ],
)
def test_what_could_be_read_in_two_ways_is_the_last_of_its_connection(framing: bytes) -> None:
    found = arrived(POST + framing + b"\r\n\r\n12345" + GET)
    assert found.last
    assert found.body == b""


def test_a_body_too_long_by_its_own_word_is_not_waited_for() -> None:
    assert arrived(POST + b"Content-Length: 99999999\r\n\r\n").last


def test_chunks_too_long_together_are_refused_before_they_have_come() -> None:
    assert refused(CHUNKED + b"200000\r\n", largest=1 << 20) == 413


def test_chunks_too_many_for_what_is_in_them_are_refused() -> None:
    assert refused(CHUNKED + b"1\r\na\r\n" * 2100) == 413
    assert arrived(CHUNKED + b"1\r\na\r\n" * 1900 + b"0\r\n\r\n").body == b"a" * 1900


def test_a_batch_may_come_in_a_chunk_for_each_line() -> None:
    line = b'{"measure":"pay","figure":{"value":"4"}}'
    assert len(arrived(CHUNKED + (b"%x\r\n%b\r\n" % (len(line), line)) * 50_000 + b"0\r\n\r\n").body) == 2_000_000


@pytest.mark.parametrize(
    "body",
    [
        b"zz\r\n",
        b"-1\r\n",
        b"+5\r\n12345\r\n",
        b"0x5\r\n12345\r\n",
        b"3\r\n12345\r\n",
        b"5 \x00\r\n",
        b"\r\n",
        b"a" * 5000,
    ],
)
def test_chunks_that_are_none_are_refused(body: bytes) -> None:
    assert refused(CHUNKED + body) == 400


def test_a_head_or_trailer_without_end_is_refused() -> None:
    assert refused(POST + b"X: " + b"a" * LARGEST_HEAD) == 431
    assert refused(CHUNKED + b"0\r\nX: " + b"a" * 9000) == 431


def test_the_bound_of_a_body_is_that_of_its_operation() -> None:
    asked = []

    def largest(method: str, path: str) -> int:
        asked.append((method, path))
        return 1

    held = Arriving(largest)
    held.add(b"PUT /v1/things?a=b HTTP/1.1\r\nContent-Length: 2000000\r\n\r\n")
    assert held.take() is not None
    assert asked == [("PUT", "/v1/things")]


def test_a_token_makes_a_caller_and_is_not_kept_in_its_name() -> None:
    head = GET[:-2] + b"Authorization: Bearer secret\r\n\r\n"
    first, again, other = arrived(head), arrived(head), arrived(head.replace(b"secret", b"others"))
    assert first.token == again.token != other.token
    assert first.token is not None
    assert b"secret" not in first.token
    assert "secret" not in repr(first)
    assert arrived(GET).token is None


def test_whoever_waits_for_a_word_before_the_body_is_known() -> None:
    held = arriving()
    held.add(POST + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n")
    assert held.take() is None
    assert held.expects_continue
    held = arriving()
    held.add((POST + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n").replace(b"/1.1", b"/1.0"))
    assert held.take() is None
    assert not held.expects_continue
    assert held.missing == 5
