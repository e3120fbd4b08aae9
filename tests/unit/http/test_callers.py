from __future__ import annotations

from service.http.callers import MOST_KNOWN, Callers


def test_a_token_is_its_users_once_it_was_found_good() -> None:
    callers = Callers()
    callers.note(b"one", "ann", refused=False)
    callers.note(b"other spelling", "ann", refused=False)
    assert callers.of(b"one") == callers.of(b"other spelling") == "ann"
    assert callers.of(b"two") is None
    assert callers.of(None) is None


def test_one_that_nobody_looked_at_is_no_better_or_worse_for_it() -> None:
    callers = Callers()
    callers.note(b"one", "ann", refused=False)
    callers.note(b"one", None, refused=False)
    callers.note(b"two", None, refused=False)
    assert (callers.of(b"one"), callers.of(b"two")) == ("ann", None)


def test_one_that_was_refused_is_nobodys() -> None:
    callers = Callers()
    callers.note(b"one", "ann", refused=False)
    callers.note(b"one", None, refused=True)
    assert callers.of(b"one") is None


def test_of_very_many_the_one_seen_longest_ago_is_forgotten() -> None:
    callers = Callers()
    for number in range(MOST_KNOWN):
        callers.note(b"%d" % number, "ann", refused=False)
    callers.note(b"0", "ann", refused=False)
    callers.note(b"one more", "bob", refused=False)
    assert (callers.of(b"0"), callers.of(b"1"), callers.of(b"one more")) == ("ann", None, "bob")
