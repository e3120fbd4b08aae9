"""Something in the place of Redis that answers, but not as Redis does."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from typing import Final, Self

# Whatever is asked, this is the answer. Some are answers that Redis could give, to another question.
ANSWERS: Final = {
    "another protocol": b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
    "noise": bytes(range(256)),
    "yes to everything": b"+OK\r\n",
    "a number": b":1\r\n",
    "nothing": b"_\r\n",
    "an empty list": b"*0\r\n",
    "a list of other things": b"*2\r\n$4\r\nheld\r\n$4\r\nheld\r\n",
    "a value that nobody put": b"*2\r\n$5\r\nvalue\r\n$12\r\nnonsense1234\r\n",
    "half an answer": b"*2\r\n$5\r\nval",
    "more than there is memory": b"$99999999999999\r\nabc",
    "a size below zero": b"$-7\r\n",
    "an error": b"-LOADING Redis is loading the dataset in memory\r\n",
    "nesting without end": b"*1\r\n" * 100_000,
    "a map": b"%1\r\n+value\r\n+x\r\n",
    "a push": b">2\r\n+invalidate\r\n*0\r\n",
}
DRIP_SECONDS: Final = 0.03


class Garbage:
    """A listener on a port, which answers every read with the same bytes; ``slowly`` one byte after the other."""

    def __init__(self, port: int, answer: bytes, *, slowly: bool = False) -> None:
        self._answer = answer
        self._slowly = slowly
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", port))
        self._listener.settimeout(0.1)
        self._accepting = threading.Thread(target=self._accept)
        self.asked = 0

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._accepting.join()
        self._listener.close()

    def _accept(self) -> None:
        serving: list[threading.Thread] = []
        while not self._over.is_set():
            with suppress(TimeoutError):
                connection, _ = self._listener.accept()
                serving.append(threading.Thread(target=self._serve, args=(connection,)))
                serving[-1].start()
        for thread in serving:
            thread.join()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(0.1)
            while not self._over.is_set():
                try:
                    if not connection.recv(65536):
                        return
                    self.asked += 1
                    self._reply(connection)
                except TimeoutError:
                    continue
                except OSError:
                    return

    def _reply(self, connection: socket.socket) -> None:
        if not self._slowly:
            connection.sendall(self._answer)
            return
        for place in range(len(self._answer)):
            if self._over.is_set():
                return
            connection.sendall(self._answer[place : place + 1])
            time.sleep(DRIP_SECONDS)
