"""Everything that a report is about at once: joint consistency, group by group."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from service.application.reports.snapshot import Question, Snapshot
from service.domain.check import Check
from service.domain.checks.kind import Reason
from service.domain.joint import join, solve
from service.domain.policy import Policy
from service.domain.report import Item, Json, grouped, no_better_than, nothing_joint, undecided_joint, unite
from service.domain.result import Verdict

# A group of more checks is far beyond what can be decided within any time limit, and would take much memory to try.
LARGEST_GROUP: Final = 10_000
# All groups together may take so many times the time limit of one. Each of the rest gets a small part of it: most are
# small, and a verdict is soon found; it is the lists of conflicts that take long.
GENEROUS: Final = 30
HURRIED: Final = Fraction(1, 20)

_log = logging.getLogger(__name__)

# A check with what came of it, and compiled if it compiles.
Answered = tuple[Question, Item, Check | None]


class Together:
    """The groups of a report, one after the other. Nothing is kept of a group but what came of it.

    ``share`` is how much of the report they are, and so of the time that it may take.
    """

    def __init__(self, snapshot: Snapshot, share: Fraction = Fraction(1)) -> None:
        self._snapshot = snapshot
        self._policy = Policy.parse(snapshot.options["policy"])
        self._left = float(self._policy.time_limit * GENEROUS * share)
        self._joints: list[Json] = []
        self._own: dict[str, str] = {}

    def take(self, group: Sequence[Answered]) -> None:
        """Decides a group of checks that share no claim with those of other groups."""
        checks: dict[str, Check] = {}
        left_out: list[tuple[str, str]] = []
        for question, item, check in group:
            self._note(question, item)
            if check is None:
                failed = item["reason"] == Reason.LIMIT_EXCEEDED
                why = "the service failed at answering it" if failed else f"it does not compile: {item['text']}"
                left_out.append((question.key, why))
            elif check.periods_apart:
                # What it asks need not be so for all of its figures to be true.
                left_out.append((question.key, "its figures are of different periods"))
            elif not question.binding:
                left_out.append((question.key, "its figures are not known to be of one period"))
            else:
                checks[question.key] = self._weighed(question, check)
        if checks and not (len(group) == 1 and self._holds_alone(*group[0][1:])):
            self._joints.append(self._solved(checks))
            checks = {}
        self._joints.append(nothing_joint(left_out, components=len(checks)))

    def pass_over(self, group: Iterable[tuple[Question, Item]], components: int = 1) -> None:
        """Leaves a group undecided that is too large; one that comes bit by bit is counted with the first."""
        for question, item in group:
            self._note(question, item)
        if components:
            self._joints.append(undecided_joint(components))

    def joint(self) -> Json:
        """What came of all groups."""
        return no_better_than(*self.apart())

    def apart(self) -> tuple[Json, Mapping[str, str]]:
        """The same before it is held against what checks say by themselves, and that: for parts to be united."""
        return unite(self._joints), self._own

    def _note(self, question: Question, item: Item) -> None:
        """Keeps what a check says by itself, if it has to hold and that was decided or could have been."""
        counts = item["verdict"] != Verdict.UNDETERMINED or item["reason"] == Reason.LIMIT_EXCEEDED
        if question.binding and counts:
            self._own[question.key] = item["verdict"]

    def _solved(self, checks: Mapping[str, Check]) -> Json:
        limit = self._policy.time_limit if self._left > 0 else self._policy.time_limit * HURRIED
        begun = time.monotonic()
        try:
            joint = solve(join(checks, replace(self._policy, time_limit=limit)))
        except Exception:  # noqa: BLE001  whatever it is, the other groups are none the worse for it
            _log.exception("the group of check %s could not be decided", min(checks))
            return undecided_joint(1)
        finally:
            self._left -= time.monotonic() - begun
        return grouped(joint.as_json(), min(checks))

    def _weighed(self, question: Question, check: Check) -> Check:
        """The check with the sources of its claims where these matter: reference data is blamed less readily."""
        if not self._snapshot.uses_reference(question):
            return check
        return Check.parse(self._snapshot.pinned(question, also=frozenset({"source"})))

    def _holds_alone(self, item: Item, check: Check | None) -> bool:
        """Whether it is known already that a check holds by itself, as figures are read here."""
        return (
            check is not None
            and item["verdict"] == Verdict.CONSISTENT
            and replace(check.policy, time_limit=self._policy.time_limit) == self._policy
            and check.question.relation is not None
            and check.question.relation.conjuncts() is not None
        )
