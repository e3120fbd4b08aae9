from __future__ import annotations

import pytest

from service.bulkhead.accounts import CREDIT, MOST_SENDERS, ORDINARY, PER_SECOND, Accounts


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(clock: Clock) -> Accounts:
    return Accounts(clock)


def test_nobody_owes_anything_for_what_is_ordinary(accounts: Accounts) -> None:
    for _ in range(10_000):
        accounts.charge("ann", ORDINARY)
    assert not accounts.is_overdrawn("ann")


def test_what_goes_beyond_it_adds_up_and_is_each_senders_own(accounts: Accounts) -> None:
    accounts.charge("ann", CREDIT * 0.6)
    assert not accounts.is_overdrawn("ann")
    accounts.charge("ann", CREDIT * 0.6)
    assert accounts.is_overdrawn("ann")
    assert not accounts.is_overdrawn("bob")


def test_it_is_forgiven_with_time(accounts: Accounts, clock: Clock) -> None:
    accounts.charge("ann", CREDIT + ORDINARY)
    assert accounts.is_overdrawn("ann")
    clock.now += 0.01 / PER_SECOND
    assert not accounts.is_overdrawn("ann")


def test_whoever_took_a_thousand_times_too_much_waits_no_longer_than_twice(accounts: Accounts, clock: Clock) -> None:
    accounts.charge("ann", CREDIT * 1000)
    clock.now += 1.01 * CREDIT / PER_SECOND
    assert not accounts.is_overdrawn("ann")


def test_a_flood_takes_no_more_in_the_long_run_than_leaks_away(accounts: Accounts, clock: Clock) -> None:
    taken = 0.0
    for _ in range(100_000):
        if not accounts.is_overdrawn("ann"):
            accounts.charge("ann", 0.02)
            taken += 0.02
        clock.now += 0.001
    # A hundred seconds. What is ordinary is granted with each of them.
    assert taken < 2 * (CREDIT + 100 * PER_SECOND)


def test_however_many_send_something_not_all_are_remembered(accounts: Accounts) -> None:
    for number in range(MOST_SENDERS + 10):
        accounts.charge(str(number), CREDIT * 2)
    assert not accounts.is_overdrawn("0")
    assert accounts.is_overdrawn(str(MOST_SENDERS + 9))
