"""Findings in files, without anything having been read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from service.formats.finding import Examined, Examiner, Finding, Region, RuleText
from service.formats.level import Level

LINE = "The dike runs 12 km (8.5 miles) along the shore."

FINDING = Finding(
    rule="conversion",
    verdict="inconsistent",
    level=Level.ERROR,
    about="12 km (8.5 miles)",
    text="“12 km” is 11.5 to 12.5 km; expected 13.6 to 13.8 km.",
    why="They are said to be one amount.",
    slip="8.5 mile has two digits transposed",
    digest="d" * 64,
    file="notes/dike.md",
    region=Region(3, 15, 3, 32, 40, 57),
    figures=(Region(3, 15, 3, 20, 40, 45), Region(3, 22, 3, 31, 47, 56)),
    lines={3: LINE},
    fingerprint="f" * 64,
)
LINT = Examiner(
    "lint",
    {"conversion": RuleText("An amount in another unit is the same amount.", "Mend one of them.")},
)


def finding(**members: Any) -> Finding:
    return replace(FINDING, **members)


def examined(*findings: Finding, **members: Any) -> Examined:
    return Examined(**{"file": "notes/dike.md", "findings": findings, **members})
