"""Findings in files: what ``claimcheck lint`` and ``claimcheck check`` tell, whatever the form they tell it in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from service.formats.level import Level

_LINES_AND_COLUMNS: Final = ("line", "column", "end_line", "end_column")
# What a line of a finding tells.
Part: TypeAlias = Literal["text", "detail", "why", "alternative", "slip"]
# The reason for which a finding is silenced whose rule is ignored.
IGNORED: Final = "its rule is ignored"
# What lines are called that would be taken for something else.
LABELS: Final[Mapping[Part, str]] = {"alternative": "unless", "slip": "likeliest slip"}


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a file: lines and columns from 1, in code points; the end is where the next character would be.

    ``start`` and ``end`` are the same two places as offsets from 0 from the beginning of the file, where known.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    start: int | None = None
    end: int | None = None

    def as_json(self) -> dict[str, int]:
        """As JSON tells it: lines and columns."""
        return {name: getattr(self, name) for name in _LINES_AND_COLUMNS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Figures that do not fit together, at a place in a file.

    ``rule`` says what found it (a rule of prose or of discovery, a kind of check), ``verdict`` and ``level`` what it is
    and how grave. ``about`` is what it is of in a few words: words of a text, or the name of a check. ``text`` is the
    arithmetic in a line, ``why`` what makes the figures belong together, ``alternative`` another way to read the words,
    ``slip`` the likeliest slip, ``digest`` that of the receipt which shows all of it. ``details`` are lines for people
    where the lines of the file would tell them little: what the figures are of, and what would explain the clash.
    ``logical`` is what the check is called in a file of checks, with what it is in: "harvest/ways of picking".

    ``file`` is the path as people are shown it, with forward slashes; ``region`` is None where a result is about a file
    as a whole. ``figures`` are the regions of the figures in the same file, and ``lines`` the lines of the file that
    people are shown, by their numbers and without what ends them. ``fingerprint`` stays the same while the finding is
    about the same figures of the same words, wherever in the file these have moved; with the file it tells findings
    apart. ``silenced`` is the reason why it is accepted (a comment in the text, a waiver, or that its rule is ignored),
    ``known`` whether a baseline has it.
    """

    rule: str
    verdict: str
    level: Level
    about: str
    text: str
    why: str | None = None
    alternative: str | None = None
    slip: str | None = None
    digest: str | None = None
    details: tuple[str, ...] = ()
    logical: str | None = None
    file: str
    region: Region | None = None
    figures: tuple[Region, ...] = ()
    lines: Mapping[int, str] = field(default_factory=dict, repr=False)
    fingerprint: str
    silenced: str | None = None
    known: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is told as something to be done: neither accepted nor known."""
        return self.silenced is None and not self.known

    def fails(self, fail_on: int) -> bool:
        """Whether a run fails for it that fails from a gravity on."""
        return self.counts and self.level.gravity >= fail_on

    @property
    def place(self) -> str:
        """Where it is, as compilers tell it: the file, and line and column unless it is about all of that."""
        return self.file if self.region is None else f"{self.file}:{self.region.line}:{self.region.column}"

    def parts(self) -> Iterator[tuple[Part, str]]:
        """All that people are told beside what it is of, line by line."""
        yield "text", self.text
        yield from (("detail", line) for line in self.details)
        if self.why is not None:
            yield "why", self.why
        if self.alternative is not None:
            yield "alternative", self.alternative
        if self.slip is not None:
            yield "slip", self.slip

    def told(self) -> Iterator[str]:
        """The same as lines for where nothing sets them apart."""
        for part, line in self.parts():
            yield f"{LABELS[part].capitalize()}: {line}" if part in LABELS else line

    def as_json(self) -> dict[str, Any]:
        """As JSON tells it, the same members whatever it is of."""
        return {
            "rule": self.rule,
            "verdict": self.verdict,
            "level": self.level.value,
            "about": self.about,
            "text": self.text,
            "details": list(self.details),
            "why": self.why,
            "alternative": self.alternative,
            "slip": self.slip,
            "digest": self.digest,
            **(dict.fromkeys(_LINES_AND_COLUMNS) if self.region is None else self.region.as_json()),
            "figures": [region.as_json() for region in self.figures],
            "fingerprint": self.fingerprint,
            "silenced": self.silenced,
            "known": self.known,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What came of one file.

    ``fault`` says in a line why it could not be examined, and ``faulty`` where in it, as far as that is known; it then
    has no findings, and the run has failed whatever else was found. ``answer`` is what the findings were made from, as
    a service answers it, where JSON is to tell that. ``notes`` are lines that people read behind the findings, and
    ``counted`` says how many of what there were, such as 14 for "figure": how much was found to be fine is seen from
    that.
    """

    file: str
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    counted: Mapping[str, int] = field(default_factory=dict)
    fault: str | None = None
    faulty: Region | None = None
    answer: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule asks, in a sentence, what to do about a finding of it, and how grave most of these are."""

    summary: str
    advice: str = ""
    level: Level = Level.ERROR


@dataclass(frozen=True, slots=True)
class Examiner:
    """Which command tells, and the rules that it has findings of; a finding may be of a rule that is not here."""

    name: str
    rules: Mapping[str, RuleText]


def worded(arithmetic: str, words: Mapping[str, str], expressions: Iterable[str] = ()) -> str:
    """The arithmetic with figures by ``words``: those of lists, such as "parts[0]", and all in ``expressions`` of it.

    A reader knows no places in lists, nor the names that figures have in an expression.
    """

    def told(names: Iterable[str], text: str) -> str:
        either = "|".join(map(re.escape, names))
        return re.sub(rf"(?<!\w)(?:{either})(?!\w)", lambda found: f"“{words[found[0]]}”", text) if either else text

    for expression in expressions:
        arithmetic = arithmetic.replace(expression, told(words, expression))
    return told([name for name in words if name.endswith("]")], arithmetic)


def tally(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings there are to be done, by level, and how many are silenced or known."""
    counted = Counter(
        "silenced" if one.silenced is not None else "known" if one.known else one.level.value for one in findings
    )
    return {name: counted[name] for name in ("error", "warning", "note", "silenced", "known")}
