from __future__ import annotations

import pytest

from service.reading.lint import lint
from tests.unit.reading.prose.told import checks, told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The flood cut off 14 hamlets. Boats brought bread to the 41 hamlets.", "41 hamlets"),
        ("He counted to 7. The flood cut off 14 hamlets. Boats came to the 41 hamlets.", "41 hamlets"),
        ("The county runs 1,318 buses. The county's 1,813 buses are old.", "1,813 buses"),
        ("A ferry with 88 passengers sank. It was not known how the 98 passengers were insured.", "98 passengers"),
        ("The orchard has 640 pear trees. Its 460 pear trees were sprayed.", "460 pear trees"),
        ("The 48-kilometre canal leaks. Few ships use the 84-kilometre canal.", "84-kilometre"),
        ("The museum will cost $3.4 billion. Nobody wants the $3.4 million museum.", "$3.4 million"),
    ],
)
def test_what_is_taken_up_again_is_the_same(text: str, words: str) -> None:
    assert told(text) == [f"warning repeat: {words}"]


def test_another_scale_is_diagnosed() -> None:
    (finding,) = lint("The museum will cost $3.4 billion. Nobody wants the $3.4 million museum.").findings

    assert "scale" in {each.slip.value for each in finding.result.diagnoses}


def test_the_same_figure_again_is_a_check_that_holds() -> None:
    text = "The flood cut off 14 hamlets. Boats brought bread to the 14 hamlets."

    assert checks(text) == 1
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The flood cut off 14 hamlets. By night boats had reached 9 hamlets.",
        "The flood cut off 14 hamlets. Boats reached the 9 hamlets that lie on the lake.",
        "The flood cut off 14 hamlets. The other 9 hamlets were dry.",
        "The flood cut off 14 hamlets. The 9 mountain hamlets were dry.",
        "The flood cut off 14 hamlets in May and 9 hamlets in June. The 23 hamlets were cleared.",
        "In 2018 the flood cut off 14 hamlets. In 2019 the 9 hamlets were cut off.",
        "The flood cut off 14 hamlets. In the north, the 9 hamlets were dry.",
        "The flood cut off some 14 hamlets. The 19 hamlets were cleared.",
        "The flood cut off 14 hamlets, drowned 5 and spared 9. The 9 hamlets were thankful.",
        "The county runs 318 buses. The city's 213 buses are newer.",
        "The 48-year-old singer met the press. The 84-year-old singer did not.",
        "The $3 million fine is due. The $4 million loan is not.",
        "She won the 100-metre race. The 200-metre race was won by her sister.",
        "The 5 km canal is new. The 12 km canal is older.",
        "Officials say 200 people came. The 300 people were fed, volunteers said.",
    ],
)
def test_silence_where_words_may_tell_two_apart(text: str) -> None:
    assert told(text) == []


def test_what_is_far_back_is_not_taken_up() -> None:
    text = "The flood cut off 14 hamlets. " + "It rained. " * 9 + "The 41 hamlets were cleared."

    assert checks(text) == 0
