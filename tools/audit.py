"""Say whether anything that people run with this is known to be vulnerable, and whether that could be found out.

Asks PyPI, by pip-audit, for each pin in requirements/run.lock; nothing is installed for it. A known vulnerability
fails, unless ACCEPTED says why it does not concern us, and until when. Where PyPI does not tell (no network, a mirror
that knows of no vulnerabilities), that is said and not taken for good news; it fails only with AUDIT=strict, since no
change to this repository is to blame for it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
LOCK: Final = ROOT / "requirements" / "run.lock"
SECONDS: Final = 60


@dataclass(frozen=True)
class Accepted:
    """Why a vulnerability does not concern us, and the day on which to look again."""

    reason: str
    until: date


# By its id, as pip-audit tells it.
ACCEPTED: Final[dict[str, Accepted]] = {}


def verdict(
    dependencies: list[dict[str, Any]], accepted: dict[str, Accepted], today: date
) -> tuple[list[str], list[str]]:
    """The vulnerabilities in what pip-audit tells, a line each, and the pins that nothing was told of."""
    found, untold = [], []
    for one in dependencies:
        if "skip_reason" in one:
            untold.append(one["name"])
        for known in one.get("vulns", ()):
            allowed = accepted.get(known["id"])
            if allowed is None or allowed.until < today:
                fixed = ", ".join(known["fix_versions"]) or "none yet"
                expired = "" if allowed is None else f"; accepted until {allowed.until} only: {allowed.reason}"
                found.append(f"{one['name']} {one['version']}: {known['id']}, mended in: {fixed}{expired}")
    return found, untold


def _asked() -> list[dict[str, Any]] | None:
    """What pip-audit was told of each pin; None if it was told nothing."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off"]
    try:
        done = subprocess.run(
            [*command, "--format", "json", "--timeout", "10", "--requirement", str(LOCK)],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    try:
        told: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except ValueError:  # nothing but an error was told
        print(*done.stderr.splitlines()[-1:], file=sys.stderr)
        return None
    return told


def main() -> int:
    """Print what is wrong; the exit status is 1 if anything is."""
    told = _asked()
    found, untold = verdict(told or [], ACCEPTED, datetime.now(UTC).date())
    missing = "any pin" if told is None else f"{len(untold)} of {len(told)} pins" if untold else ""
    for line in found:
        print(f"vulnerable: {line}", file=sys.stderr)
    if missing:
        print(
            f"NOT AUDITED: PyPI told nothing of vulnerabilities of {missing}; see that it can be reached",
            file=sys.stderr,
        )
    return 1 if found or (missing and os.environ.get("AUDIT") == "strict") else 0


if __name__ == "__main__":
    sys.exit(main())
