"""A check that follows from what stands together in a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from service.reading.span import Span

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A check on figures of a text, and why they belong together.

    ``body`` is as in the HTTP contract, but a figure may be ``{"mention": n}``, the n-th mention of the reading. A
    figure that is no mention as it stands ("doubled"; two-thirds taken loosely) is inline. ``places`` says where each
    figure of the check stands, by its name in results ("parts[0]", "total"). ``at`` is where a finding points.
    ``rule`` is a name in ``RULES``. ``alternative`` tells another way to read the words, if there is one, and then the
    finding is a warning at most.
    """

    rule: str
    why: str
    body: Mapping[str, Any]
    places: Mapping[str, Span]
    at: Span
    severity: Severity = "error"
    alternative: str | None = None

    def check(self, figure_of: Callable[[int], Mapping[str, Any]]) -> dict[str, Any]:
        """The body with every mention replaced by what ``figure_of`` gives for it: a figure, or a claim."""
        figures = {role: _resolved(entry, figure_of) for role, entry in self.body["figures"].items()}
        return {**self.body, "figures": figures}


def _resolved(entry: Any, figure_of: Callable[[int], Mapping[str, Any]]) -> Any:
    if isinstance(entry, list | tuple):
        return [_resolved(item, figure_of) for item in entry]
    if isinstance(entry, Mapping) and "mention" in entry:
        return dict(figure_of(entry["mention"]))
    return entry
