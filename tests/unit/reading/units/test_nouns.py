import pytest

from service.reading.token import tokens_of
from service.reading.units.base import base_after
from service.reading.units.nouns import noun_phrase
from service.reading.units.plurals import is_plural, singular, singular_compound
from tests.unit.reading.unit_reading import shown, unit


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("laborers", "laborer"), ("cities", "city"), ("movies", "movie"), ("boxes", "box"), ("churches", "church"),
        ("headaches", "headache"), ("wishes", "wish"), ("classes", "class"), ("houses", "house"), ("viruses", "virus"),
        ("causes", "cause"), ("nurses", "nurse"), ("buses", "bus"), ("heroes", "hero"), ("shoes", "shoe"),
        ("analyses", "analysis"), ("crises", "crisis"), ("databases", "database"), ("prizes", "prize"),
        ("quizzes", "quiz"), ("wolves", "wolf"), ("lives", "life"), ("caves", "cave"), ("people", "person"),
        ("women", "woman"), ("fishermen", "fisherman"), ("salespeople", "salesperson"), ("children", "child"),
        ("feet", "foot"), ("criteria", "criterion"), ("Americans", "American"), ("SUVs", "SUV"), ("MPs", "MP"),
        ("WORKERS", "WORKER"),
        ("aircraft", "aircraft"), ("series", "series"), ("staff", "staff"), ("police", "police"), ("sheep", "sheep"),
    ],
)  # fmt: skip
def test_the_singular_of_a_plural(plural: str, expected: str) -> None:
    assert is_plural(plural)
    assert singular(plural) == expected


@pytest.mark.parametrize(
    "word", ["news", "politics", "class", "virus", "analysis", "GPS", "US", "specimen", "gas", "car"]
)
def test_what_is_no_plural_stays_as_it_is(word: str) -> None:
    assert not is_plural(word)
    assert singular(word) == word


def test_the_last_part_of_a_word_with_hyphens_takes_the_plural() -> None:
    assert singular_compound("co-workers") == "co-worker"


@pytest.mark.parametrize(
    ("text", "phrase", "head"),
    [
        ("new schools opened in May", "new schools", "school"),
        ("second-hand cars left the yard", "second-hand cars", "car"),
        ("kidney transplants since spring", "kidney transplants", "transplant"),
        ("police officers said so", "police officers", "officer"),
        ("Ford and Renault vans were sold", "Ford and Renault vans", "van"),
        ("red and white flags", "red and white flags", "flag"),
        ("men and women", "men", "man"),
        ("nurses’ homes burned", "nurses’ homes", "home"),
        ("of the wolves", None, None),
        ("died in the fire", None, None),
        ("rose sharply", None, None),
        (", people said", None, None),
        ("M&A deals closed", "M&A deals", "deal"),
        ("Model 5s in a year", "Model 5s", "5"),
        ("co-workers at lunch", "co-workers", "co-worker"),
        ("own goals", "own goals", "goal"),
        ("badly damaged roofs", "badly damaged roofs", "roof"),
    ],
)
def test_the_phrase_behind_a_number_ends_with_its_first_plurals(
    text: str, phrase: str | None, head: str | None
) -> None:
    found = noun_phrase(tokens_of(text), 0)
    assert (found and found.span.of(text), found and found.head) == (phrase, head)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("answer that fits", "answer"),
        ("plan asks for more", "plan"),
        ("badly hurt man was found", "badly hurt man"),
        ("letter dropped behind a desk", "letter"),
        ("used car sold", "used car"),
        ("person yesterday", "person"),
        ("another", None),
    ],
)
def test_the_phrase_behind_one_ends_before_its_verb(text: str, phrase: str | None) -> None:
    found = noun_phrase(tokens_of(text), 0, one=True)
    assert (found and found.span.of(text)) == phrase


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("of seasonal workers arriving there", "seasonal workers"),
        ("of the town’s population ekes out", "town’s population"),
        ("of all French adults", "French adults"),
        ("of the 300 drivers asked", "drivers"),
        ("of its revenue from licences", "its revenue"),
        ("of the population of Chad lives there", "population of Chad"),
        ("of the budget goes to schools", "budget"),
        ("of them", None),
        ("in Rome", None),
    ],
)
def test_what_a_share_is_of(text: str, base: str | None) -> None:
    found = base_after(tokens_of(text), 0)
    assert (found and found.span.of(text)) == base


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[40] laborers", "labourer"),
        ("[3] individuals", "individual"),
        ("[12] penguins", "{penguin}"),
        ("[80,000] Norwegians", "{Norwegian}"),
        ("[one] of the tallest towers", "{tower}"),
        ("[thousands] of students", "student"),
        ("[8] of the 12 jurors", "{juror}"),
        ("[500] more jobs", "job"),
        ("[5] times", "{time}"),
        ("[600] US sailors", "{sailor}"),
        ("[1.2 million] active monthly users", "user"),
        ("[40] likely voters", "voter"),
        ("each of the [three] towers weighs more", "{tower}"),
        ("[three] sports records", "{record}"),
        ("[half] a second faster", "s"),
        ("[15] of the world’s 20 busiest airports", "{airport}"),
        ("[40] MI -6 spies", "{spy}"),
        ("[3 million] 9 litre drums", "{drum}"),
        ("[500] 9-litre drums", "{drum}"),
        ("[6] U.S. sailors", "{sailor}"),
        ("[6] Ph.D. theses", "{thesis}"),
        ("[12] G20 ministers", "{minister}"),
        ("[40] Japanese came", "{Japanese}"),
        ("[40] Japanese ships", "ship"),
        ("left [20] dead.", "person"),
        ("[20] dead trees", "tree"),
        ("[30] or so nurses", "nurse"),
        ("[30]-odd nurses", "nurse"),
        ("[30]+ nurses", "nurse"),
        ('some [30] "nurses"', "nurse"),
        ("[five] consecutive days", "day"),
        ("[two] by-elections", "{by-election}"),
        ("we gave [5] to us", None),
        ("[42]", None),
        ("[42] and then", None),
        ("[3]-D", None),
        ("[six]-fold", None),
        ("[two]-legged", None),
    ],
)
def test_counted_things_are_units(text: str, expected: str | None) -> None:
    assert unit(text) == expected


def test_the_thing_is_told_as_printed_with_its_adjectives() -> None:
    read = shown("[23] retired bus drivers sued")
    assert read is not None
    assert (read.unit, read.thing, read.words, read.adjective) == (
        "driver",
        "retired bus drivers",
        "retired bus drivers",
        False,
    )


@pytest.mark.parametrize(
    ("text", "expected", "thing"),
    [
        ("a [40] page report", "page", "page"),
        ("a [14]-member panel", "member", "member"),
        ("a [four] bedroom flat", "{bedroom}", "bedroom"),
    ],
)
def test_a_number_and_a_noun_in_the_singular_make_an_adjective(text: str, expected: str, thing: str) -> None:
    read = shown(text)
    assert read is not None
    assert (read.unit, read.thing, read.adjective) == (expected, thing, True)


@pytest.mark.parametrize(
    ("text", "expected", "base"),
    [
        ("[half] of the voters", "", "voters"),
        ("[half] the seats", "", "seats"),
        ("[3/4] of the seats", "", "seats"),
        ("[¾] of the seats", "", "seats"),
        ("[one in five] households", "", "households"),
        ("[nine out of ten] readers", "", "readers"),
        ("[half] an hour", "hour", ""),
        ("[a quarter] of a century", "century", ""),
    ],
)
def test_a_part_is_one_of_a_whole_or_of_a_unit(text: str, expected: str, base: str) -> None:
    read = shown(text)
    assert read is not None
    assert (read.unit, read.base) == (expected, base)


def test_points_are_of_a_percentage_where_they_lead_to_one() -> None:
    assert unit("dropped [7] points to 38%") == "percentage point"
    near = shown("won by [7] points, with 38% of votes")
    assert near is not None
    assert (near.unit, near.alternatives) == ("{point}", ("percentage point",))
    far = shown("won by [7] points")
    assert far is not None
    assert far.alternatives == ()


def test_a_part_of_a_whole_counts_nothing_but_has_a_base() -> None:
    read = shown("[two-thirds] of the voters")
    assert read is not None
    assert (read.unit, read.base, read.thing) == ("", "voters", "")
