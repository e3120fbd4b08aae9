"""How well and how fast figures are read out of text.

``python benchmarks/reading.py GOLD`` reads the sentences of a labelled file, writes what was found beside the labels in
the format of the scorer, and prints characters per second. GOLD has a JSON object a line with ``id`` and ``text``. All
that is done here to the findings is naming: the labels write units as words ("kilowatt hour", "year of age"), count a
movement from and to as one range, and name what is counted by its phrase.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # run by its path, from wherever
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from service.domain.figure import Qualifier
from service.domain.unit_money import currencies
from service.domain.unit_search import search_units
from service.domain.units import Unit
from service.reading.mention import Form, Mention, Reading, Trend
from service.reading.numbers.hedges import hedge_before
from service.reading.read import read
from service.reading.token import tokens_of
from service.reading.units.plurals import singular

ROUNDS = 5
CHANGES = {
    Qualifier.ABOUT: "~", Qualifier.NEARLY: "~", Qualifier.MORE_THAN: ">", Qualifier.AT_LEAST: "=",
    Qualifier.LESS_THAN: "<", Qualifier.AT_MOST: "<",
}  # fmt: skip
# Names that the labels use and the vocabulary of units does not.
NAMES = {
    "mph": "mile per hour", "mpg": "mile per gallon", "°C": "celsius", "°F": "fahrenheit", "°": "degree",
    "US cent": "cent", "euro cent": "cent", "percentage point": "percentage", "oil_bbl": "barrel",
    "person": "people", "t": "metric ton", "L": "litre", "ppb": "parts-per-billion",
    "million*Btu": "mega british thermal unit", "kWh": "kilowatt hour", "mAh": "milliampere-hour", "Gt": "gigaton",
    "ksi": "kilopound per square inch", "thousand psi": "kilopound per square inch", "MWh": "megawatt hour",
    "GWh": "gigawatt hour", "rpm": "revolution per minute", "N*m": "newton metre", "foot pound": "pound-foot",
    "Mpixel": "megapixel", "psi": "pound per square inch", "ppm": "parts-per-million", "SGD": "singaporean dollar",
    "{fp}": "frame per second",
}  # fmt: skip
# Words that the labels tell apart and the vocabulary of units does not.
PRINTED = {
    "bhp": "brake horsepower", "p": "point", "barrels of oil": "barrel of oil", "barrel of oil": "barrel of oil",
    "tons": "ton",
}  # fmt: skip
# What the corpus made of signs that were lost on the way to it.
REPAIRED = ((re.compile(r"PS(?=\d)(?![1-5]\b(?![.,]\d))"), "£ "), (re.compile(r"Y=(?=\d)"), "¥ "))  # "PS5" plays games


def main() -> None:
    """Read the file named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, help="sentences, a JSON object a line")
    parser.add_argument(
        "--out", type=Path, help="where the findings go; GOLD with .pred.jsonl in the working directory"
    )
    given = parser.parse_args()
    rows = [json.loads(line) for line in given.gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    out = given.out or Path(given.gold.stem + ".pred.jsonl")
    for row in rows:  # the first time, words and units are looked up that are remembered from then on
        read(row["text"])
    with out.open("w", encoding="utf-8") as file:
        for row in rows:
            text = repaired(row["text"])
            started = time.process_time()
            reading = read(text)
            seconds = round(time.process_time() - started, 6)
            found = {"id": row["id"], "quantities": predictions(reading), "seconds": seconds}
            file.write(json.dumps(found, ensure_ascii=False) + "\n")
    print(f"{len(rows)} texts read, findings in {out}")
    for line in speeds([row["text"] for row in rows]):
        print(line)


def repaired(text: str) -> str:
    """The text with signs of money that the corpus has lost, at the same offsets."""
    for lost, sign in REPAIRED:
        text = lost.sub(sign, text)
    return text


def speeds(texts: list[str]) -> list[str]:
    """Characters per second of processor time: of the sentences one by one, of a long text and of a short one."""
    for text in texts:
        read(text)
    sentences = _rate(texts)
    whole = "\n\n".join(texts) + "\n\n"
    long = (whole * (1 + 1_000_000 // len(whole)))[:1_000_000]
    # The same text in pieces, so that both hold as many figures.
    short = [long[at : at + 10_000] for at in range(0, len(long), 10_000)]
    one, many = _rate(short), _rate([long])
    return [
        f"sentences: {sentences:,.0f} characters/s",
        f"texts of 10 kB: {one:,.0f} characters/s",
        f"a text of 1 MB: {many:,.0f} characters/s, {one / many:.2f} times the time per character of 10 kB",
    ]


def _rate(texts: list[str]) -> float:
    best = 0.0
    for _ in range(ROUNDS):
        start = time.process_time()
        for text in texts:
            read(text)
        best = max(best, sum(map(len, texts)) / (time.process_time() - start))
    return best


def predictions(reading: Reading) -> list[dict[str, Any]]:
    """What was read, in the scorer's format."""
    # A movement counts as one range for the labels.
    ends = {min(pair): pair for pair in reading.movements}
    merged = {max(pair) for pair in reading.movements if _merges(reading, pair)}
    found = []
    for place, mention in enumerate(reading.mentions):
        if place in merged:
            continue
        other = None
        if place in ends and max(ends[place]) in merged:
            other = reading.mentions[max(ends[place])]
        found.append(_prediction(reading.text, mention, other))
    return found


def _merges(reading: Reading, pair: tuple[int, int]) -> bool:
    """Whether the labels take the two ends for one: "from X to Y" in this order, plain numbers both."""
    one, two = (reading.mentions[place] for place in pair)
    return pair[0] < pair[1] and one.figure.value is not None and two.figure.value is not None


def _prediction(text: str, mention: Mention, to: Mention | None) -> dict[str, Any]:
    figure = mention.figure
    values: Any = [figure.lower, figure.upper] if figure.value is None else figure.value
    end = mention.number.end
    if to is not None:
        values, end = [figure.value, to.figure.value], to.number.end
    change = CHANGES.get(figure.qualifier, "=")
    if figure.qualifier is Qualifier.NEARLY and re.search(r"\b(?:under|below)\b", mention.expression.of(text)):
        change = "<"  # the labels take "just under" by its last word
    if figure.value is None and mention.expression.start < mention.number.start:
        # No figure hedges an interval; the labels do.
        tokens = tokens_of(text, *mention.expression)
        first = next(place for place, token in enumerate(tokens) if token.start >= mention.number.start)
        hedge = hedge_before(tokens, first)
        change = "=" if hedge is None else CHANGES.get(hedge[0], "=")
    if change == "=" and mention.trend is not None:
        change = "up" if mention.trend is Trend.UP else "down"
    return {
        "start": mention.number.start,
        "end": end,
        "value": [float(value) for value in values] if isinstance(values, list) else float(values),
        "unit": _unit(text, mention if mention.unit is not None or to is None else to),
        "change": change,
        "text": mention.expression.of(text),
    }


def _unit(text: str, mention: Mention) -> str:
    printed = "" if mention.unit is None else mention.unit.of(text).lower()
    if (
        re.search(r"\bold\b", printed)
        or re.search(r"\bage of\b|\bof age\b", mention.expression.of(text) + text[mention.expression.end :][:8])
        or (str(mention.figure.unit) == "year" and not printed.strip())
    ):
        return f"{mention.figure.unit!s} of age"
    if mention.form is Form.TIMES:
        return "count"
    if mention.form is Form.FRACTION and not str(mention.figure.unit):
        return f"% {_phrase(mention.base.of(text)) if mention.base else '-'}"
    if printed in PRINTED:
        return PRINTED[printed]
    words = printed.replace("-", " ").split()
    named = len(words) == 1 and words[0].isalpha() and len(words[0]) > 2
    if named and mention.alternatives and mention.thing is None and mention.figure.unit.dimension:
        return singular(words[0])  # "tons", whichever
    unit = str(mention.figure.unit)
    above, *below = unit.split("/")
    if mention.thing is not None and (mention.figure.unit.counted or below):
        counted = above.startswith("{") or mention.figure.unit.counted or _is_thing(above)
        first = _phrase(mention.thing.of(text)) + _further(text, mention) if counted else _name(above)
    else:
        first = _name(above)
    return " per ".join([first, *(_name(part) for part in below)]) or "-"


def _is_thing(symbol: str) -> bool:
    return search_units(symbol, 1)[0].kind == "counted" if search_units(symbol, 1) else False


def _further(text: str, mention: Mention) -> str:
    """What the labels add to the name of what is counted: "categories of products", "one of the oldest … in Kent"."""
    assert mention.thing is not None
    behind = text[mention.thing.end : mention.thing.end + 80]
    if found := re.match(r" of ([a-z]+s)\b", behind):
        return " " + singular(found[1])
    if mention.figure.value == 1 and (found := re.match(r" in (?:the )?([A-Z]\w+(?: [A-Z]\w+)*)", behind)):
        return " " + found[1].lower()
    return ""


def _lemma(word: str) -> str:
    """A superlative as the adjective that it is of."""
    if word in {"best", "worst"}:
        return {"best": "good", "worst": "bad"}[word]
    stem = word.removesuffix("est")
    if stem == word or len(stem) < 3 or word in {"forest", "interest", "harvest", "guest", "request", "protest"}:
        return word
    if stem[-1] == stem[-2] and stem[-1] not in "sl":
        return stem[:-1]
    if stem[-1] == "i":
        return stem[:-1] + "y"
    return stem + "e" if stem.endswith(("rg", "v", "c", "s")) else stem


def _phrase(words: str) -> str:
    parts = [part for part in words.lower().replace("’", "'").split() if part not in _LEFT_OUT]
    return " ".join([*map(_lemma, parts[:-1]), singular(parts[-1])]) if parts else "-"


_LEFT_OUT = frozenset({"and", "of", "the", "or", "&", "most"})


@lru_cache(maxsize=1024)
def _name(symbol: str) -> str:
    symbol = symbol.strip("()")
    if symbol in NAMES:
        return NAMES[symbol]
    if symbol.startswith("{"):
        return symbol.strip("{}").lower()
    if symbol in currencies():
        name = currencies()[symbol].name.lower()
        return {"us dollar": "dollar", "british pound": "pound sterling"}.get(name, name)
    if not symbol:
        return "-"
    base, _, power = symbol.partition("^")
    found = search_units(base, 1)
    name = found[0].name.replace("_", " ") if found and found[0].symbol == base else base
    return {"": name, "2": f"square {name}", "3": f"cubic {name}"}.get(power, symbol)


__all__ = ["Unit", "main", "predictions"]

if __name__ == "__main__":
    main()
