from __future__ import annotations

import pytest

from service.reading.sentences import sentences
from service.reading.span import Span
from service.reading.speech.attribution import attributed, attributions
from service.reading.token import tokens_of


def speakers(text: str) -> list[str | None]:
    """To whom each number of a paragraph is attributed."""
    tokens = tokens_of(text)
    in_each = attributions(text, tokens, list(sentences(text, Span(0, len(text)))))
    found = [each for sentence in in_each for each in sentence]
    return [attributed(found, Span(each.start, each.end)) for each in tokens if each.kind == "number"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("According to the World Bank, 40 people moved.", "World Bank"),
        ("Some 40 people moved, according to the World Bank.", "World Bank"),
        ("The number, according to the director of the City Office of Trade, Ann Lee, exceeds 400.", "Ann Lee"),
        ("Sales rose 5 percent, said Ann Lee, head of research at Acme.", "Ann Lee"),
        ("Sales rose 5 percent, says Ann Lee of Acme.", "Ann Lee"),
        ("Sales rose 5 percent, the company said on Tuesday.", "the company"),
        ("Sales rose 5 percent, the company said.", "the company"),
        ("Ann Lee, the head of Acme, said that 40 shops closed.", "Ann Lee"),
        ("The head of Acme, Ann Lee, said 40 shops closed.", "Ann Lee"),
        ("Chairman Ann Lee declared that 40 shops closed.", "Chairman Ann Lee"),
        ("Speaking in Leeds, chairman Ann Lee declared that 40 shops closed.", "Ann Lee"),
        ("“We sold 40 cars,” Mr. Lee said.", "Lee"),
        ("In 2018 the Bank of England said prices rose 3 percent.", "Bank of England"),
        ("A spokesman for the company said 40 people left.", "A spokesman for the company"),
        ("Researchers at Leeds University found that 40 slept.", "Researchers at Leeds University"),
        ("Johnson & Johnson reported sales of $5 billion.", "Johnson & Johnson"),
        ("Police told reporters that 40 people came.", "Police"),
        ("The ministry has estimated the cost at $40 million.", "The ministry"),
        ("Statistics indicate that 40 people came.", "Statistics"),
        ("Despite good news, analysts suggest that 25% are poor.", "analysts"),
        ("World Bank figures show 40 percent are poor.", "World Bank"),
        ("Estimates by the Finance Ministry put it at 40.", "Finance Ministry"),
        ("Some 40 percent slept, according to a survey by Gallup.", "Gallup"),
        ("It was 40, according to figures released on Monday by the Health Ministry.", "Health Ministry"),
        ("The paper cited the head of the harbour board, Carl Berg, as saying that 40 ships came.", "Carl Berg"),
        ("Carl Berg was quoted as saying that 40 ships came.", "Carl Berg"),
        ("Some 40 ships came (Daily Post, July).", "Daily Post"),
        ("Output is 40 tonnes (Source: Eurostat).", "Eurostat"),
        ("“We sold 40,” Ann Lee told the paper in an interview.", "Ann Lee"),
        ("Acme expects sales of $40 million.", "Acme"),
    ],
)
def test_a_figure_is_attributed_to_whom_the_words_name(text: str, name: str) -> None:
    assert {each for each in speakers(text) if each is not None} == {name}


@pytest.mark.parametrize(
    "text",
    [
        "Police found 40 bodies.",
        "Acme added 400 jobs.",
        "40 people were reported missing.",
        "It is said to cost $5.",
        "The reports of 40 deaths were wrong.",
        "It grew according to plan by 40 percent.",
        "“It costs $5,” she said.",
        "Expected growth is 4 percent.",
        "The storm claimed 40 lives.",
        "They met in a hall of 40 seats (Paris, 2019).",
        "He lives here (born in Leeds, May 1950).",
        "The dish, so to say, costs $5.",
        "Those who said so paid $5.",
        "It is 40 km from Monday Island.",
    ],
)
def test_where_nobody_is_named_there_is_no_guess(text: str) -> None:
    assert set(speakers(text)) == {None}


def test_who_tells_of_an_expectation_comes_before_who_has_it() -> None:
    assert speakers("The council expects 40 pilgrims, according to Ann Lee.") == ["Ann Lee"]
    assert speakers("The council expects 40 pilgrims.") == ["The council"]


def test_each_clause_has_the_speaker_of_its_own() -> None:
    text = "Ann Lee said sales rose 5 percent, while Bob Ray told reporters that 40 shops closed."
    assert speakers(text) == ["Ann Lee", "Bob Ray"]


def test_what_stands_before_the_verb_is_not_what_was_said() -> None:
    assert speakers("Acme, which employs 400 people, said 40 left.") == [None, "Acme"]


def test_the_speaker_comes_before_the_outlet() -> None:
    assert speakers("It exceeds 400, according to Ann Lee (Daily Post, July).") == ["Ann Lee"]


def test_a_surname_stands_for_the_full_name_in_the_paragraph() -> None:
    text = "The paper cited the mayor, Carl Berg, as saying that 40 ships came. According to Berg, 12 left."
    assert speakers(text) == ["Carl Berg", "Carl Berg"]


def test_all_the_sentences_of_a_quotation_are_its_speakers() -> None:
    text = "In all 7 came. “We sold 40. We made $5,” said Ann Lee. And 3 left."
    assert speakers(text) == [None, "Ann Lee", "Ann Lee", None]
    assert speakers(text.replace("“", '"').replace("”", '"')) == [None, "Ann Lee", "Ann Lee", None]


def test_a_surname_that_two_share_stays_as_it_is_printed() -> None:
    assert speakers("Carl Berg met Anna Berg. According to Berg, 12 left.") == ["Berg"]


def test_the_next_sentence_is_the_speakers_if_it_says_so() -> None:
    assert speakers("Carl Berg said 40 came. He said 12 left. Then 3 sank.") == ["Carl Berg", "Carl Berg", None]


def test_he_is_nobody_where_two_have_spoken() -> None:
    assert speakers("Carl Berg said 40 came. Ann Lee said 12 left. He added that 3 sank.") == [
        "Carl Berg",
        "Ann Lee",
        None,
    ]


@pytest.mark.parametrize("word", ["said ", "according to ", "(", "A ", "a, ", "the head of ", "Berg said, "])
def test_any_text_is_read(word: str) -> None:
    assert all(name is None or name for name in speakers((word * 300 + "4 ") * 3))
