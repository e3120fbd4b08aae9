"""Findings in files: what ``claimcheck lint`` and ``claimcheck check`` tell, whatever the form they tell it in."""

from __future__ import annotations

from dataclasses import dataclass, field

from service.formats.level import Level


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a file: lines and columns from 1, in code points; the end is where the next character would be."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Figures that do not fit together, at a place in a file.

    ``rule`` says what found it (a rule of prose or of discovery, a kind of check), ``verdict`` and ``level`` what it is
    and how grave. ``about`` is what it is of in a few words: words of a text, or the name of a check. ``text`` is the
    arithmetic in a line, ``why`` what makes the figures belong together, ``alternative`` another way to read the words,
    ``slip`` the likeliest slip.

    ``file`` is the path as given, with forward slashes; ``region`` is None where a result is about a file as a whole.
    ``figures`` are the regions of the figures in the same file, and ``lines`` the lines of the file from
    ``region.line`` on that people are shown. ``fingerprint`` stays the same while the finding is about the same figures
    of the same words, wherever in the file these have moved; with the file it tells findings apart. ``silenced`` is the
    reason why it is accepted (a comment in the text, or a waiver), ``known`` whether a baseline has it.
    """

    rule: str
    verdict: str
    level: Level
    about: str
    text: str
    why: str | None = None
    alternative: str | None = None
    slip: str | None = None
    file: str
    region: Region | None = None
    figures: tuple[Region, ...] = ()
    lines: tuple[str, ...] = field(default=(), repr=False)
    fingerprint: str
    silenced: str | None = None
    known: bool = False
