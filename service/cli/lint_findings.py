"""What was read in a text, as findings in its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from service.domain.wording import without_verdict
from service.formats.document import Fingerprints
from service.formats.finding import Finding, Region, worded
from service.formats.level import Level
from service.reading.lines import Lines, split_lines

# The rule that comments are held to which ask for silence.
SUPPRESSION: Final = "suppression"
_LONGEST_ABOUT: Final = 80

Json = Mapping[str, Any]


def findings_of(file: str, text: str, read: Json) -> tuple[Finding, ...]:
    """The findings of a text from what ``/v1/lint`` answers, in its order; then faults of comments in it."""
    return (*_found(file, text, read["findings"]), *_comments(file, text, read["suppressions"]))


def _found(file: str, text: str, findings: Sequence[Json]) -> Iterator[Finding]:
    lines, by_number, fingerprints = Lines(text), split_lines(text), Fingerprints()
    for each in findings:
        figures = tuple(_region(lines, one) for one in each["figures"])
        words = {one["name"]: _words(text, one) for one in each["figures"]}
        region = _region(lines, each)
        result = each["result"]
        suppressed = each["suppressed"]
        yield Finding(
            rule=each["rule"],
            verdict=result["verdict"],
            # Already what the verdict makes of the severity of the rule.
            level=Level(each["severity"]),
            about=_short(_words(text, each)),
            text=worded(without_verdict(result["text"]), words, _expressions(result["inputs"])),
            why=_in_line(each["why"]),
            alternative=each["alternative"],
            slip=result["diagnoses"][0]["text"] if result["diagnoses"] else None,
            digest=result["digest"],
            file=file,
            region=region,
            figures=figures,
            lines=_lines(by_number, (region, *figures)),
            fingerprint=fingerprints.of("text", each["rule"], list(words.values()), _words(text, each)),
            silenced=None if suppressed is None else suppressed["reason"],
        )


def _expressions(inputs: Json) -> Sequence[str]:
    return [given for given in inputs.values() if isinstance(given, str)]


def _comments(file: str, text: str, suppressions: Sequence[Json]) -> Iterator[Finding]:
    """What is wrong with comments that ask for silence: one that has lost its purpose would hide the next mistake."""
    by_number, fingerprints = split_lines(text), Fingerprints()
    for each in suppressions:
        if each["fault"] is None:
            continue
        line = by_number[each["line"] - 1]
        start = len(line) - len(line.lstrip()) + 1
        yield Finding(
            rule=SUPPRESSION,
            verdict="unused" if not each["used"] and each["reason"] else "malformed",
            level=Level.WARNING,
            about=_short(line.strip()),
            text=f"This comment silences nothing: {each['fault']}.",
            file=file,
            region=Region(each["line"], start, each["line"], len(line.rstrip()) + 1),
            lines={each["line"]: line},
            # Not by what is said of it, which may be said otherwise by another version.
            fingerprint=fingerprints.of("suppression", _in_line(line)),
        )


def _region(lines: Lines, place: Json) -> Region:
    return Region(*lines.at(place["start"]), *lines.at(place["end"]), place["start"], place["end"])


def _lines(by_number: Sequence[str], regions: Sequence[Region]) -> dict[int, str]:
    return {number: by_number[number - 1] for one in regions for number in range(one.line, one.end_line + 1)}


def _words(text: str, place: Json) -> str:
    """What stands in a place, in one line."""
    return _in_line(text[place["start"] : place["end"]])


def _in_line(words: str) -> str:
    return " ".join(words.split())


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST_ABOUT else f"{words[: _LONGEST_ABOUT - 1].rstrip()}…"
