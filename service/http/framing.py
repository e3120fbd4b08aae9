"""Where a request ends (RFC 9112, section 6), found while it arrives.

Of the head only as much is read as tells where the body ends; gunicorn reads it again, strictly. What it might not
read in the same way is handed over as the last request of its connection, so that nobody's bytes are ever taken for the
beginning of another request.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

# Bytes of a head; gunicorn bounds each of its lines more closely.
LARGEST_HEAD: Final = 64 * 1024
_LONGEST_CHUNK_LINE: Final = 4096
_LARGEST_TRAILER: Final = 8 * 1024
# Of more chunks than a few, so many bytes each on the average: it takes longer to find a chunk than to read its bytes.
_FEW_CHUNKS: Final = 2000
_BYTES_EACH: Final = 32
_SMALL: Final = 1 << 20
_CRLF: Final = b"\r\n"

_LENGTH: Final = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE).findall
_CODING: Final = re.compile(rb"\r\ntransfer-encoding[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE).findall
_EXPECT: Final = re.compile(rb"\r\nexpect[ \t]*:[ \t]*100-continue[ \t]*(?:\r\n|\Z)", re.IGNORECASE).search
_AUTHORIZATION: Final = re.compile(rb"\r\nauthorization[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE).search
# RFC 9112, section 7.1: the size of a chunk, and extensions, which mean nothing here.
_CHUNK_LINE: Final = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[\t !-~\x80-\xff]*)?").fullmatch
_DIGITS: Final = re.compile(rb"[0-9]{1,18}").fullmatch


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing that could be answered will come of it; ``status`` and ``detail`` are what the client is told."""

    status: int
    detail: str


@dataclass(frozen=True, slots=True, repr=False)
class Arrived:
    """A request that has arrived: its head as it was sent, and the content of its body.

    After one that is ``last``, whose body was not read, no other can follow. ``token`` stands for the token it
    brought, if it brought one, and is not that.
    """

    head: bytes
    body: bytes = b""
    last: bool = False
    token: bytes | None = None

    @property
    def size(self) -> int:
        """How many bytes are kept of it."""
        return len(self.head) + len(self.body)


class Arriving:
    """What has come over one connection and has not been taken yet.

    ``largest`` says how many bytes the body of a request may have, by its method and path.
    """

    def __init__(self, largest: Callable[[str, str], int]) -> None:
        self._largest = largest
        self._bytes = bytearray()
        self._begin()

    def _begin(self) -> None:
        self._searched = 0
        self._head: bytes | None = None
        self._length: int | None = None  # of the body, where it is told
        self._content = bytearray()  # of the chunks that have come
        self._chunks = 0
        self._bound: int | None = None

    def __len__(self) -> int:
        return len(self._bytes) + len(self._content)

    @property
    def missing(self) -> int:
        """How many bytes are missing, where that is known."""
        return 0 if self._length is None else self._length - len(self._bytes)

    @property
    def expects_continue(self) -> bool:
        """Whether the client waits to be told that it may send the body. HTTP/1.0 knows no such thing."""
        if self._head is None or _EXPECT(self._head) is None:
            return False
        return not self._head.partition(_CRLF)[0].endswith(b"/1.0")

    def add(self, data: bytes) -> None:
        """More has come."""
        self._bytes += data

    def take(self) -> Arrived | Refused | None:
        """The next request, if it is there; it is not here any more then. None while more has to come."""
        if self._head is None:
            end = self._bytes.find(b"\r\n\r\n", self._searched)
            if end < 0:
                self._searched = max(0, len(self._bytes) - 3)
                if len(self._bytes) > LARGEST_HEAD:
                    return Refused(431, f"a request has at most {LARGEST_HEAD // 1024} KiB before its body")
                return None
            self._head = bytes(self._bytes[: end + 4])
            del self._bytes[: end + 4]
            if not self._frame():
                return self._taken(b"", last=True)
        if self._length is None:
            return self._follow_chunks()
        if len(self._bytes) < self._length:
            return None
        body = bytes(memoryview(self._bytes)[: self._length])
        del self._bytes[: self._length]
        return self._taken(body)

    def _taken(self, body: bytes, *, last: bool = False) -> Arrived:
        assert self._head is not None
        sent = _AUTHORIZATION(self._head)
        token = None if sent is None else hashlib.blake2b(sent[1], digest_size=16).digest()
        arrived = Arrived(self._head, body, last, token)
        self._begin()
        return arrived

    def _frame(self) -> bool:
        """Note where the body ends; false when that is not sure, or too far away."""
        assert self._head is not None
        lengths, codings = _LENGTH(self._head), _CODING(self._head)
        if codings:
            return not lengths and len(codings) == 1 and codings[0].strip().lower() == b"chunked"
        if not lengths:
            self._length = 0
            return True
        if len(lengths) > 1 or not _DIGITS(lengths[0].strip()):
            return False
        length = int(lengths[0])
        if length > _SMALL and length > self._most():
            return False  # the application refuses it, in its own words
        self._length = length
        return True

    def _most(self) -> int:
        if self._bound is None:
            assert self._head is not None
            method, _, rest = self._head.partition(_CRLF)[0].decode("latin-1").partition(" ")
            self._bound = self._largest(method, rest.partition(" ")[0].partition("?")[0])
        return self._bound

    def _follow_chunks(self) -> Arrived | Refused | None:
        """Take what is there of a body in chunks (RFC 9112, section 7.1)."""
        at = 0
        try:
            while True:
                end = self._bytes.find(_CRLF, at, at + _LONGEST_CHUNK_LINE)
                if end < 0:
                    return _NO_CHUNK if len(self._bytes) - at >= _LONGEST_CHUNK_LINE else None
                line = _CHUNK_LINE(self._bytes[at:end])
                if line is None:
                    return _NO_CHUNK
                size = int(line[1], 16)
                if not size:
                    over = self._bytes.find(b"\r\n\r\n", end, end + _LARGEST_TRAILER)
                    if over >= 0:
                        at = over + 4
                        return self._taken(bytes(self._content))
                    return _LONG_TRAILER if len(self._bytes) - end >= _LARGEST_TRAILER else None
                total = len(self._content) + size
                if total > _SMALL and total > self._most():
                    return Refused(413, f"the body of this request has at most {self._most() >> 20} MiB")
                following = end + 2 + size + 2
                if len(self._bytes) < following:
                    return None
                if self._bytes[following - 2 : following] != _CRLF:
                    return _NO_CHUNK
                self._chunks += 1
                if self._chunks > _FEW_CHUNKS + total // _BYTES_EACH:
                    return Refused(413, f"{self._chunks} chunks with {total} bytes in all; send larger ones")
                self._content += self._bytes[end + 2 : following - 2]
                at = following
        finally:
            del self._bytes[:at]


_NO_CHUNK: Final = Refused(400, "the body is not in chunks as RFC 9112, section 7.1, describes them")
_LONG_TRAILER: Final = Refused(431, f"what follows a body in chunks has at most {_LARGEST_TRAILER // 1024} KiB")
