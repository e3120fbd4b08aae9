"""Closing a listening socket without cutting off whoever was just let in."""

from __future__ import annotations

import ctypes
import socket
import struct
import sys
from contextlib import suppress
from typing import Final

# Of Linux, and in no module of Python: the option that gives a socket a filter, and the filter "drop it" (BPF_RET, 0).
_ATTACH_FILTER: Final = 26
_DROP: Final = struct.pack("HBBI", 0x06, 0, 0, 0)


def let_nobody_in(listener: socket.socket) -> None:
    """Have the kernel take in nobody else, while those that it has taken in can still be accepted.

    The kernel completes connections by itself. One that it completes between the last ``accept`` and ``close`` is reset
    when the socket is closed, although its client was told that it is connected. Behind a filter that drops what comes
    there is no such moment; whoever comes then tries again a second later, and finds the door closed or another one
    open. It is for all processes that share the socket, and for good. Does nothing where there is no such filter.
    """
    if sys.platform != "linux":
        return
    instruction = ctypes.create_string_buffer(_DROP, len(_DROP))
    program = struct.pack("HP", 1, ctypes.addressof(instruction))
    with suppress(OSError):
        listener.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, program)
