from __future__ import annotations

import threading

from service.http.fair_queue import FairQueue


def test_callers_take_turns() -> None:
    queue: FairQueue[int] = FairQueue(share=100)
    for number in range(5):
        queue.put("many", number)
    queue.put("few", 10)
    queue.put("other", 20)
    order = [queue.take() for _ in range(4)]
    assert order == [("many", 0), ("few", 10), ("other", 20), ("many", 1)]
    assert len(queue) == 3


def test_no_caller_has_more_than_its_share_out() -> None:
    queue: FairQueue[int] = FairQueue(share=2)
    for number in range(5):
        queue.put("many", number)
    assert [queue.take(), queue.take(), queue.take()] == [("many", 0), ("many", 1), None]
    queue.put("few", 10)
    assert queue.take() == ("few", 10)
    queue.done("many")
    assert queue.take() == ("many", 2)
    assert queue.take() is None


def test_nothing_is_lost_or_doubled_between_threads() -> None:
    queue: FairQueue[int] = FairQueue(share=3)
    served: list[int] = []
    most, out, lock = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal most, out
        while (taken := queue.take()) is not None:
            caller, item = taken
            with lock:
                out += 1
                most = max(most, out)
            served.append(item)
            with lock:
                out -= 1
            queue.done(caller)

    for number in range(2000):
        queue.put("one", number)
    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(served) == list(range(2000))
    assert most <= 3
    assert len(queue) == 0
