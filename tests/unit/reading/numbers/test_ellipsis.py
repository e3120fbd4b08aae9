import pytest

from service.reading.read import read


def units(text: str) -> list[str]:
    return [str(mention.figure.unit) for mention in read(text).mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They sold 24 flats at auction and 187 by tender.", ["apartment", "apartment"]),
        ("It feeds 10 million homes, including 1.4 million in the north.", ["home", "home"]),
        ("She ran 12 miles on Monday and about 15 on Tuesday.", ["mile", "mile"]),
        ("He scored 20 points in one game and 15 in the next.", ["{point}", "{point}"]),
        ("There were 40 nurses on duty but only 12 at night.", ["nurse", "nurse"]),
    ],
)
def test_a_number_behind_and_counts_what_was_named_before_it(text: str, expected: list[str]) -> None:
    found = units(text)
    assert (found[0], found[-1]) == (expected[0], expected[-1])


@pytest.mark.parametrize(
    "text",
    [
        "They sold 24 flats. And 187 in all were built.",
        "They sold 24 flats and 187 were built.",
        "They sold 24 flats against 187 in May.",
        "They sold 24 flats; and 187 by tender.",
        "The 27-year-old won and 187 in the crowd cheered.",
        "They sold 24 flats and 1.5 in May.",
        "It lasted 12 years and 40 in the town died.",
    ],
)
def test_elsewhere_a_bare_number_has_no_unit(text: str) -> None:
    assert units(text)[-1] == ""
