"""Texts that nobody would write."""

from __future__ import annotations

from hypothesis import strategies as st

# What numbers are made of, in any order, and whatever else there is.
WORDS = """1 12 3,400 1,2 .5 0.50 ½ 10−31 19th 2019 one two hundred and a an half million bn m k % $ £ Rs EUR US$ of the
per km km/h kg people between from to up down about nearly than more said - – − / ( ) , . : ; ′ ″ ° ' " | # * ` ~ < >
[ ] dozen third quarters -year-old points percent each \N{ARABIC-INDIC DIGIT TWO} ① ² é İ
\N{MATHEMATICAL DOUBLE-STRUCK DIGIT ONE}
"""
BLANKS = [" ", " ", " ", "\n", "\n\n", "\t", "\N{NO-BREAK SPACE}", "\N{LINE SEPARATOR}", "\0"]
PIECES = [*WORDS.split(), *BLANKS]
garbage = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
