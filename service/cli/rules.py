"""The rules that findings of ``claimcheck lint`` and ``claimcheck check`` are of, and which of them are ignored."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from service.cli.documents import Unreadable
from service.cli.lint_findings import SUPPRESSION
from service.domain import discovery
from service.domain.checks import kinds
from service.formats.document import CONFLICT, CONFLICT_RULE
from service.formats.finding import IGNORED, Examined, RuleText
from service.formats.level import Level

# That it could not be decided whether all of a collection can be true together.
TOGETHER: Final = "joint"

_ADVICE: Final = "Look up the figures and mend the one that is wrong."
_ADVICE_ON_TEXTS: Final = (
    "Look up the figures and mend the one that is wrong. Where all are right, say why; in Markdown, in a comment "
    "before the paragraph: <!-- claimcheck: ignore {rule} — REASON -->"
)
_COMMENTS: Final = RuleText(
    "A comment that asks for silence gives a reason, names rules that exist, and has something to silence.",
    "Mend the comment as its message says, or remove it.",
    Level.WARNING,
)


def of_texts() -> dict[str, RuleText]:
    """Those that figures in texts are held to, and comments."""
    # Slow to import; a service elsewhere may do the reading.
    from service.reading.prose import RULES

    texts = {str(rule): RuleText(said, _ADVICE_ON_TEXTS.format(rule=rule)) for rule, said in RULES.items()}
    return {**texts, SUPPRESSION: _COMMENTS}


def of_checks() -> dict[str, RuleText]:
    """Those that claims and checks are held to."""
    return {
        **{kind.name: RuleText(kind.summary, _ADVICE) for kind in kinds()},
        **{str(rule): RuleText(said, _ADVICE) for rule, said in discovery.RULES.items()},
        CONFLICT: RuleText(CONFLICT_RULE[0], f"{CONFLICT_RULE[1]} {_ADVICE}"),
        TOGETHER: RuleText("All figures and checks of a collection can be true together.", _ADVICE),
    }


def require_known(names: Collection[str], where: str) -> None:
    """Raises ``Unreadable`` for a name that no rule has: what is misspelt would be found all the same."""
    known = of_checks().keys() | of_texts().keys() if names else ()
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name[:100], known, n=1)
            meant = f'did you mean "{close[0]}"?' if close else f"there are {', '.join(sorted(known))}"
            raise Unreadable(f"{where}: there is no rule {name}; {meant}")


def without(ignored: Collection[str], examined: Iterable[Examined]) -> list[Examined]:
    """The same files with findings of ``ignored`` rules silenced: they are counted, and do not fail."""
    return [
        replace(
            one,
            findings=tuple(
                replace(each, silenced=IGNORED)
                if each.rule in ignored and each.silenced is None and each.level is not Level.NONE
                else each
                for each in one.findings
            ),
        )
        for one in examined
    ]
