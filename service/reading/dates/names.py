"""Names of months and weekdays, in small letters, with their usual abbreviations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_MONTHS: Final = "january february march april may june july august september october november december".split()
_DAYS: Final = "monday tuesday wednesday thursday friday saturday sunday".split()
SHORT_MONTHS: Final = frozenset(name[:3] for name in _MONTHS if name != "may") | {"sept"}
# Which month of the year, from 1 on, and which day of the week, from 0 on; of days the full names only, because "sun",
# "sat" and "wed" are words.
MONTH_NUMBERS: Final[Mapping[str, int]] = {
    name: at for at, full in enumerate(_MONTHS, 1) for name in (full, full[:3])
} | {"sept": 9}
DAY_NUMBERS: Final[Mapping[str, int]] = {name: at for at, name in enumerate(_DAYS)}
MONTHS: Final = frozenset(MONTH_NUMBERS)
WEEKDAYS: Final = frozenset(_DAYS) | frozenset("mon tue tues wed thu thur thurs fri sat sun".split())
