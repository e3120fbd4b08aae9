"""Names that people can read for the sources and claims of a collection file.

They come from what never changes, the first revision of a claim and, of a source, its title; where several would have
the same name, the later ones get a number. So the names in a file stay what they are when things are added.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Final

from service.application.archive import History
from service.application.records import Source
from service.wire.archive import is_id

LONGEST: Final = 60

_WORD: Final = re.compile(r"[^\W_]+")


class Names:
    """Names given out so far, each once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._times: Counter[str] = Counter()

    def of_source(self, source: Source) -> str:
        """A name for a source."""
        return self._free(_slug((source.title, source.publisher or "", source.kind.value)))

    def of_claim(self, history: History) -> str:
        """A name for a claim: what is measured and of what, or the words that it was made in."""
        first = history.revisions[0]
        quote = "" if first.quote is None else first.quote.exact
        about = " ".join([first.measure or "", *(value for _, value in sorted(first.dimensions.items()))])
        return self._free(_slug((about, first.statement or "", quote, "claim")))

    def _free(self, slug: str) -> str:
        """The slug, or the first one of slug-2, slug-3, … that is free."""
        name = slug
        while name in self._taken or is_id(name):  # an id in a file is the claim of that id
            self._times[slug] += 1
            name = f"{slug}-{self._times[slug] + 1}"
        self._taken.add(name)
        return name


def _slug(texts: tuple[str, ...]) -> str:
    """The first words of the first text that has any, in lower case and joined by hyphens."""
    for text in texts:
        words = _words(text)
        slug = next(words, "")[:LONGEST]
        for word in words:
            if len(slug) + 1 + len(word) > LONGEST:
                break
            slug += f"-{word}"
        if slug:
            return slug
    raise AssertionError("the last text always has a word")


def _words(text: str) -> Iterator[str]:
    # Not the whole of a long text: no more can be used.
    return (found[0] for found in _WORD.finditer(unicodedata.normalize("NFKC", text[: 10 * LONGEST]).lower()))
