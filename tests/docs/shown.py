"""Whether what a page shows is what came. Pages shorten with … and break long JSON into lines."""

from __future__ import annotations

import re

# What is new each time: ids, times, and how long something took.
_NEW_EACH_TIME = (
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "some-id"),
    (re.compile(r"\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z\b"), "some-time"),
)


def assert_shown(shown: str, came: str, where: str) -> None:
    """Assert that ``shown``, with … for anything, is ``came``.

    JSON and HTTP may be broken into lines anywhere; of other output every line and blank counts, as underlines do.
    """
    loose = shown.lstrip().startswith(("{", "[", "HTTP/"))
    pattern, text = _even(shown, loose=loose), _even(came, loose=loose)
    parts = pattern.split("…")
    place = 0
    for number, part in enumerate(parts):
        if number == 0:
            found = 0 if text.startswith(part) else -1
        elif number == len(parts) - 1:
            found = len(text) - len(part) if text.endswith(part) and len(text) - len(part) >= place else -1
        else:
            found = text.find(part, place)
        assert found >= 0, f"{where}: the page shows\n{part}\nbut what comes is\n{came}"
        place = found + len(part)
    assert place == len(text), f"{where}: more comes than the page shows:\n{text[place:]}"


def _even(text: str, *, loose: bool) -> str:
    for new, word in _NEW_EACH_TIME:
        text = new.sub(word, text)
    if loose:
        return "".join(text.split())
    lines = [line.rstrip() for line in text.strip("\n").splitlines()]
    # A … on a line of its own stands for any number of lines, or none.
    return re.sub(r"\n?^…$\n?", "…", "\n".join(lines), flags=re.MULTILINE)
