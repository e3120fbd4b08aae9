"""How grave a result is for whoever runs checks."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """How grave a result is, in words of SARIF."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NONE = "none"

    @property
    def gravity(self) -> int:
        """Greater is graver; none is 0."""
        return ("none", "note", "warning", "error").index(self.value)


def level_of(verdict: str, severity: str) -> Level:
    """An inconsistency is an error, a strain a warning, each one step less where a check only warns."""
    warns = severity == "warning"
    match verdict:
        case "inconsistent":
            return Level.WARNING if warns else Level.ERROR
        case "strained":
            return Level.NOTE if warns else Level.WARNING
        case "undetermined":
            return Level.NOTE
        case _:
            return Level.NONE
