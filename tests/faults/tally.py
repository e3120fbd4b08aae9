"""How much was tried and what came of it, test by test: the table of ``make faults``."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from service.storage import open_engine
from tests.faults.ledger import Counts, Ledger

# Many faults in place of a few; the suite has no time for that.
FULL: Final = os.environ.get("FAULTS") == "full"
PROPERTY: Final = "tally"
WRITTEN: Final = Path(".cache/faults.json")


def rounds(short: int, full: int) -> int:
    """How often to do something: ``full`` times for ``FAULTS=full``."""
    return full if FULL else short


@dataclass(slots=True)
class Tally:
    """What one test counts."""

    counts: Counts = field(default_factory=Counts)
    recoveries: list[float] = field(default_factory=list)

    def fault(self) -> None:
        """Something was done to the service."""
        self.counts.faults += 1

    def recovered(self, seconds: float) -> None:
        """That long it took after the fault was over until everybody was served again, without a person."""
        self.recoveries.append(seconds)

    def settle(self, ledger: Ledger, database_url: str) -> None:
        """Compare what was acknowledged with what is stored. Fails the test when anything is wrong."""
        engine = open_engine(database_url)
        try:
            self.counts += ledger.compare(engine)
        finally:
            engine.dispose()
        assert not ledger.complaints, "\n".join(ledger.complaints[:20])
        assert self.counts.found == self.counts.acknowledged > 0

    def as_json(self) -> dict[str, Any]:
        """The numbers, with the longest recovery in seconds."""
        longest = round(max(self.recoveries), 2) if self.recoveries else None
        return {**asdict(self.counts), "recovered_in": longest}


def write(tallies: Sequence[tuple[str, dict[str, Any]]]) -> list[str]:
    """Write the file, and give the lines of the table."""
    total = {part.name: sum(numbers[part.name] for _, numbers in tallies) for part in fields(Counts)}
    known = [numbers["recovered_in"] for _, numbers in tallies if numbers["recovered_in"] is not None]
    total["recovered_in"] = max(known, default=None)
    WRITTEN.parent.mkdir(exist_ok=True)
    WRITTEN.write_text(json.dumps({"total": total, "tests": dict(tallies)}, indent=2) + "\n")
    names = list(total)
    rows = [("", names), *((name, [_shown(numbers[part]) for part in names]) for name, numbers in tallies)]
    rows.append(("total", [_shown(total[part]) for part in names]))
    first = max(len(name) for name, _ in rows)
    widths = [max(len(row[place]) for _, row in rows) for place in range(len(names))]
    return [
        name.ljust(first) + "".join(f"  {cell.rjust(width)}" for cell, width in zip(row, widths, strict=True))
        for name, row in rows
    ]


def _shown(number: Any) -> str:
    return "" if number is None else f"{number:,}"
