from __future__ import annotations

import errno
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from service.http import PatientWorker


class Listener:
    """One where the system tells of an error instead of letting somebody in."""

    def __init__(self, number: int) -> None:
        self._number = number

    def accept(self) -> NoReturn:
        raise OSError(self._number, "an error")


# The moment in which somebody is let in needs nothing else of a worker.
WORKER: Any = SimpleNamespace()


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.ECONNABORTED, errno.EPERM, errno.EPROTO, errno.ENETUNREACH])
def test_what_became_of_one_client_does_not_end_the_worker(number: int) -> None:
    PatientWorker.accept(WORKER, Listener(number))


def test_what_is_wrong_with_the_listener_does() -> None:
    with pytest.raises(OSError, match="an error"):
        PatientWorker.accept(WORKER, Listener(errno.EBADF))
