"""Statements about helpers, each for a process of its own: processes are forked off those without threads."""

from __future__ import annotations

import os
import resource
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from service.application.errors import Crowded, TooCostly, Unavailable
from service.bulkhead import Helpers
from service.bulkhead import fork_server as forking
from service.bulkhead.helper import NICENESS

MEBIBYTE = 1 << 20
LONG = 30.0


def work(task: tuple[str, Any]) -> Any:
    """What helpers do here."""
    what, how_much = task
    match what:
        case "say":
            return how_much, os.getpid()
        case "sleep":
            time.sleep(how_much)
            return os.getpid()
        case "spin":  # nothing in the process gets the better of it
            signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.valid_signals()) - {signal.SIGALRM})
            while True:
                pass
        case "take":
            return len(b"x" * (how_much * MEBIBYTE))
        case "give":
            return b"x" * (how_much * MEBIBYTE)
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "fail":
            raise RuntimeError("an error nobody thought of")
        case "priority":
            return os.getpriority(os.PRIO_PROCESS, 0), resource.getrlimit(resource.RLIMIT_CORE)[0]
        case "listens":
            return _listening()
    return None


@contextmanager
def helpers(most: int = 2, room: int = 6, share: int = 4, memory: int = 64) -> Iterator[Helpers]:
    """As in a process that serves."""
    made = Helpers(most=most, room=room, share=share, memory=memory * MEBIBYTE)
    made.do(work)
    made.prepare()
    made.start()
    yield made
    made.close()


def refused(kind: type[Exception], ask: Callable[[], Any]) -> str:
    """What is said in refusing."""
    try:
        ask()
    except kind as error:
        return str(error)
    raise AssertionError(f"no {kind.__name__}")


def until(what: Callable[[], bool]) -> None:
    """Wait for it."""
    end = time.monotonic() + LONG
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


def lives(pid: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def work_is_done_by_another_process_at_low_priority() -> None:
    with helpers() as made:
        said, pid = made.run(("say", "hello"), "ann", LONG)
        assert (said, pid != os.getpid()) == ("hello", True)
        assert made.run(("priority", None), "ann", LONG) == (NICENESS, 0)


def a_helper_is_used_again() -> None:
    with helpers() as made:
        first = made.run(("say", 1), "ann", LONG)
        assert made.run(("say", 1), "bob", LONG) == first


def large_things_go_in_and_out() -> None:
    with helpers(memory=512) as made:
        said, _ = made.run(("say", b"x" * 20 * MEBIBYTE), "ann", LONG)
        assert len(said) == 20 * MEBIBYTE


def one_that_takes_too_long_is_killed_and_another_takes_its_place() -> None:
    with helpers() as made:
        _, pid = made.run(("say", 1), "ann", LONG)
        assert "longer than 0.2 seconds" in refused(TooCostly, lambda: made.run(("spin", None), "ann", 0.2))
        until(lambda: not lives(pid))
        assert made.run(("say", 2), "ann", LONG)[1] != pid


def one_that_takes_too_much_memory_says_so_and_another_takes_its_place() -> None:
    with helpers() as made:
        assert made.run(("take", 30), "ann", LONG) == 30 * MEBIBYTE
        # For the answer itself, or for sending it.
        for what, size in (("take", 300), ("give", 45)):
            assert "memory" in refused(TooCostly, lambda one=(what, size): made.run(one, "ann", LONG))  # type: ignore[misc]
        assert made.run(("say", 1), "ann", LONG)[0] == 1


def one_that_became_large_gives_its_memory_back() -> None:
    with helpers() as made:
        _, pid = made.run(("say", 1), "ann", LONG)
        made.run(("take", 50), "ann", LONG)
        until(lambda: not lives(pid))
        assert made.run(("say", 1), "ann", LONG)[1] != pid


def one_that_dies_or_fails_costs_one_request_a_repetition() -> None:
    with helpers() as made:
        for how in ("die", "fail"):
            assert "repeat" in refused(Unavailable, lambda how=how: made.run((how, None), "ann", LONG))  # type: ignore[misc]
            assert made.run(("say", 1), "ann", LONG)[0] == 1


def one_that_was_stopped_while_idle_is_not_waited_for_with_half_of_a_message() -> None:
    forking.STALLED = 1  # type: ignore[misc]
    with helpers() as made:
        _, pid = made.run(("say", 1), "ann", LONG)
        os.kill(pid, signal.SIGSTOP)
        assert "repeat" in refused(Unavailable, lambda: made.run(("say", b"x" * MEBIBYTE), "ann", LONG))
        until(lambda: not lives(pid))
        assert made.run(("say", 2), "ann", LONG)[0] == 2


def one_that_was_killed_while_idle_costs_nobody_anything() -> None:
    with helpers() as made:
        _, pid = made.run(("say", 1), "ann", LONG)
        os.kill(pid, signal.SIGKILL)
        until(lambda: not lives(pid))
        assert made.run(("say", 2), "ann", LONG)[0] == 2


def nobody_has_all_helpers_and_the_next_one_need_not_wait() -> None:
    with helpers(most=2) as made, ThreadPoolExecutor(8) as threads:
        flood = [threads.submit(made.run, ("sleep", 0.3), "ann", LONG) for _ in range(3)]
        until(lambda: made.running("ann") == 1)
        assert made.run(("say", 1), "bob", LONG)[0] == 1
        assert not flood[-1].done()
        assert len({one.result() for one in flood}) == 1


def whoever_would_take_more_threads_than_its_share_is_turned_away_at_once() -> None:
    with helpers(share=2, room=3) as made, ThreadPoolExecutor(8) as threads:
        for sender in ("ann", "ann", "bob"):
            threads.submit(made.run, ("sleep", 0.5), sender, LONG)
        until(lambda: made.waiting == 3)
        for sender in ("ann", "cas"):
            assert "repeat" in refused(Crowded, lambda sender=sender: made.run(("say", 1), sender, LONG))  # type: ignore[misc]
    assert made.waiting == 0


def a_fork_server_that_was_killed_is_replaced_and_what_was_asked_meanwhile_is_done() -> None:
    with helpers() as made:
        before = made.fork_server
        assert before is not None
        os.kill(before, signal.SIGKILL)
        os.waitpid(before, 0)
        if not (child := os.fork()):  # one that serves; the other one has no threads
            made.start()
            os._exit(made.run(("say", 7), "ann", LONG)[0])
        time.sleep(0.2)  # until it has asked, in vain
        made.prepare()
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
        assert made.fork_server != before


def it_is_left_alone_while_it_lives() -> None:
    with helpers() as made:
        before = made.fork_server
        made.prepare()
        assert made.fork_server == before


def neither_it_nor_helpers_hold_what_the_server_listens_on() -> None:
    with socket.create_server(("127.0.0.1", 0)), helpers() as made:
        assert made.run(("listens", None), "ann", LONG) == 0
        assert _listening() == 1


def they_are_gone_when_those_who_asked_them_are() -> None:
    made = Helpers(most=2, room=6, share=4, memory=64 * MEBIBYTE)
    made.do(work)
    made.prepare()
    read, write = os.pipe()
    if not (child := os.fork()):
        made.start()
        os.write(write, str(made.run(("say", 1), "ann", LONG)[1]).encode())
        made.run(("sleep", 0.3), "ann", LONG)
        os.kill(os.getpid(), signal.SIGSTOP)
    helper = int(os.read(read, 100))
    os.kill(child, signal.SIGKILL)  # with a helper at work, or about to be
    os.waitpid(child, 0)
    until(lambda: not lives(helper))
    server = made.fork_server
    assert server is not None
    assert lives(server)
    made.forsake()
    os.waitpid(server, 0)


def told_to_stop_with_the_whole_group_they_finish_first() -> None:
    with helpers() as made, ThreadPoolExecutor(1) as threads:
        _, pid = made.run(("say", 1), "ann", LONG)
        asked = threads.submit(made.run, ("sleep", 0.3), "ann", LONG)
        until(lambda: made.running("ann") == 1)
        for one in (pid, made.fork_server):
            assert one is not None
            os.kill(one, signal.SIGTERM)
            os.kill(one, signal.SIGINT)
        assert asked.result() == pid


def without_helpers_there_is_no_bulkhead() -> None:
    assert Helpers.beside(threads=8, most=0, memory=MEBIBYTE) is None
    made = Helpers.beside(threads=1, most=1, memory=MEBIBYTE)
    assert made is not None
    assert not made.stands


STATEMENTS = [
    work_is_done_by_another_process_at_low_priority,
    a_helper_is_used_again,
    large_things_go_in_and_out,
    one_that_takes_too_long_is_killed_and_another_takes_its_place,
    one_that_takes_too_much_memory_says_so_and_another_takes_its_place,
    one_that_became_large_gives_its_memory_back,
    one_that_dies_or_fails_costs_one_request_a_repetition,
    one_that_was_killed_while_idle_costs_nobody_anything,
    one_that_was_stopped_while_idle_is_not_waited_for_with_half_of_a_message,
    nobody_has_all_helpers_and_the_next_one_need_not_wait,
    whoever_would_take_more_threads_than_its_share_is_turned_away_at_once,
    a_fork_server_that_was_killed_is_replaced_and_what_was_asked_meanwhile_is_done,
    it_is_left_alone_while_it_lives,
    neither_it_nor_helpers_hold_what_the_server_listens_on,
    they_are_gone_when_those_who_asked_them_are,
    told_to_stop_with_the_whole_group_they_finish_first,
    without_helpers_there_is_no_bulkhead,
]


def _listening() -> int:
    count = 0
    for end in range(3, 100):
        try:
            with socket.socket(fileno=os.dup(end)) as one:
                count += one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        except OSError:
            continue
    return count
