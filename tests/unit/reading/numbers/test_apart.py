"""Numbers that are no quantities, and what kind each is of."""

from __future__ import annotations

import pytest

from service.domain.period import parse_period
from service.reading.read import read
from tests.unit.reading.figures import kept_apart, told


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("The school opened on September 27.", "date", "27"),
        ("The school opened on 27 September.", "date", "27 September"),
        ("It stayed open in the three months to June.", "date", "three months to June"),
        ("It stayed open in the 26 weeks to 30 September.", "date", "26 weeks to 30 September"),
        ("It was built in the 1990s.", "date", "1990s"),
        ("The mill burned in 1887.", "year", "1887"),
        ("The fort fell AD 410.", "year", "410"),
        ("The fort fell A.D. 410.", "year", "410"),
        ("The well was dug 250 BC.", "year", "250"),
        ("The well was dug 250 BCE.", "year", "250"),
        ("The well was dug 250 B.C. or so.", "year", "250"),
        ("The train leaves at 7:45 p.m.", "time", "7:45"),
        ("The train leaves at 7 a.m. sharp.", "time", "7 a.m"),
        ("The train leaves at 7am sharp.", "time", "7am"),
        ("She ran it in 1:36.6 again.", "time", "1:36.6"),
        ("It was her 10th win.", "ordinal", "10th"),
        ("It was the 21st attempt.", "ordinal", "21st"),
        ("Article 5 applies.", "numbered", "5"),
        ("They sat in Section 427.", "numbered", "427"),
        ("They sat in row 21.", "numbered", "21"),
        ("See page 3 of 12 there.", "numbered", "3 of 12"),
        ("Version 2.1 fixes it.", "numbered", "2.1"),
        ("Game 2 was better.", "numbered", "2"),
        ("Articles 5, 6 and 7 apply.", "numbered", "5, 6 and 7"),
        ("Article 12(3) applies.", "numbered", "12(3)"),
        ("It was closed between junctions 10 and 12.", "numbered", "10 and 12"),
        ("No. 7 seed Harrow won.", "numbered", "7"),
        ("Release 2.1.4 is out.", "numbered", "2.1.4"),
        ("1. Wash the fruit.", "numbered", "1."),
        ("They bought the iPhone 14.", "numbered", "14"),
        ("Call 555-0134 now.", "phone", "555-0134"),
        ("Call +44 20 7946 0000 now.", "phone", "44 20 7946 0000"),
        ("They drew 2-2.", "score", "2-2"),
        ("He kept a 9-2 lead.", "score", "9-2"),
        ("The board voted 11-1.", "score", "11-1"),
        ("He went 2-for-5 there.", "score", "2-for-5"),
        ("It traps CO2.", "name", "2"),
        ("They drove an XC40.", "name", "40"),
        ("They drove a V-12.", "name", "12"),
        ("It is a 5G phone.", "name", "5G"),
        ("A 4K screen is enough.", "name", "4K"),
        ("The S&P 500 rose.", "name", "500"),
        ("The 737-800 took off.", "name", "737-800"),
        ("They live at 14 Elm Street.", "name", "14 Elm Street"),
        ("It has a six-speed gearbox.", "name", "six"),
        ("The 1080p screen is dim.", "name", "1080p"),
        ("They like Formula One racing.", "numbered", "One"),
        ("The Group of Seven met.", "name", "Seven"),
        ("Office 365 is better.", "name", "365"),
        ("They want a two-party system.", "name", "two"),
        ("A 70-something man came.", "name", "70-something"),
        ("See https://example.org/2019/45 for more.", "other", "https://example.org/2019/45"),
        ("Write to ann45@example.org now.", "other", "ann45@example.org"),
        ("The colour is 0x1f2e.", "other", "0x1f2e"),
        (
            "It is 01a21049-5fe5-7377-bd4e-fb6802326847 now.",
            "other",
            "01a21049-5fe5-7377-bd4e-fb6802326847",
        ),
        ("The shop is open 24/7 now.", "other", "24/7"),
        ("Plan 07/00412/OUT was refused.", "numbered", "07/00412/OUT"),
        ("She shot a 3-under 69.", "score", "3-under 69"),
        ("He is 2-over par.", "score", "2-over par"),
        ("It has a 12-to-1 ratio.", "score", "12-to-1"),
        ("She wears size 14.", "numbered", "14"),
        ("The ATX 20 gains again.", "name", "20"),
        ("It grounded all 737 Max jets.", "name", "737"),
        ("The iPhone 12 Mini costs little.", "numbered", "12"),
        ("The Honor 9 Lite costs little.", "name", "9"),
        ("They are number one hits.", "numbered", "one"),
        ("No one knew.", "other", "one"),
        ("One day it will end.", "other", "One"),
        ("They helped one another.", "other", "one"),
        ("This one is better.", "other", "one"),
    ],
)
def test_what_is_kept_apart(text: str, kind: str, words: str) -> None:
    assert kept_apart(text) == [(kind, words)]
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("One of the best speakers is here.", ["1 {speaker}"]),
        ("One boat was lost.", ["1 boat"]),
        ("They signed a five-year contract.", ["5 year"]),
        ("They built a three-mile road.", ["3 mile"]),
        ("They signed the one-year contract.", ["1 year"]),
        ("The 27-year-old left.", ["27 year"]),
        ("They drove 320 km.", ["320 km"]),
        ("The plan costs 2,000 dollars.", ["2000 USD"]),
        ("Ford has 13000 workers.", ["13000 worker"]),
        ("They cut it to 7.5%.", ["7.5 %"]),
        ("It is rated at 28/36 mpg.", ["28 mpg", "36 mpg"]),
        ("It has 64GB of memory.", ["64 GB"]),
        ("It covers 3923sq m.", ["3923 m^2"]),
        ("The tent seats up to seven.", ["at_most 7"]),
        ("They earn $0.98 est.", ["0.98 USD"]),
        ("Costs (in millions): $120.4.", ["120.4 USD"]),
        ("They lost two of their last six games.", ["2 game", "6 game"]),
        ("He is one of just four pilots.", ["1 {pilot}", "4 {pilot}"]),
        ("It made six tries and eight free throws.", ["6 {try}", "8 {throw}"]),
        ("They sold 45 GPUs and 12 RVs.", ["45 {GPU}", "12 {RV}"]),
        ("Two boys aged 9 and 12 were found.", ["2 boy", "9 year", "12 year"]),
        ("He weighs 14st 2lb.", ["14 stone", "2 lb"]),
        ("A woman, 41, was hurt.", ["41 year"]),
        ("Boy, 9, missing", ["9 year"]),
        ("Police held a driver, 30 metres away.", ["30 m"]),
        ("They gave each student 10.", ["10"]),
        ("The test is for women over 40.", ["more_than 40 year"]),
        ("It took an hour and a half.", ["1.5 hour"]),
        ("A million and a half people came.", ["1.5E+6 person"]),
        ("It is a quarter the size of Malta.", ["0.25"]),
        ("Imports leapt a third to 31bn euros.", ["0.333333", "3.1E+10 EUR"]),
        ("Pay rose from $9 to $11 an hour.", ["9 USD/hour", "11 USD/hour"]),
        ("The gap between 5- and 10-year bonds shrank.", ["5 year", "10 year"]),
        ("Half a cup of milk and half a cup of oil are enough.", ["0.5 cup", "0.5 cup"]),
    ],
)
def test_what_is_a_quantity_all_the_same(text: str, figures: list[str]) -> None:
    assert told(text) == figures


@pytest.mark.parametrize(
    "text",
    [
        "They won 6-4 3-6 7-6.",
        "The house voted 419 to 6.",
        "They won the final 24 to 17.",
        "The XPS 13 weighs little.",
        "The USB 3.0 port is new.",
        "The Nokia 3310 is back.",
        "They play in the Big 12.",
        "Formula 1 teams objected.",
        "Channel 5 showed it.",
        "Interstate 95 was closed.",
        "Type 2 diabetes is common.",
        "Thirty-something buyers like it.",
    ],
)
def test_scores_and_names_give_no_figure(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize("text", ["IN FRANCE 300 died.", "ABBEY ROAD 250 came.", "NOMAD 300 died."])
def test_the_last_letters_of_a_word_are_no_era(text: str) -> None:
    assert "year" not in {kind for kind, _ in kept_apart(text)}


def test_a_year_or_date_that_is_kept_apart_comes_to_a_period() -> None:
    reading = read("It opened in 2019 and closed on Tuesday, 5 May 2020.", date=parse_period("2021"))

    assert [each.period.text for each in reading.apart if each.period] == ["2019", "2020-05-05"]


def test_plus_or_minus_is_no_minus() -> None:
    assert told("The error is plus or minus 3.1 percentage points.") == ["3.1 percentage point"]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("It fell to −12 °C.", ["-12 °C"]),
        ("It fell to minus 12 degrees Celsius.", ["-12 °C"]),
        ("Gas is cooled to minus-260 degrees Fahrenheit.", ["-260 °F"]),
        ("The index lost: -1.3%.", ["-1.3 %"]),
        ("It was -5 °C.", ["-5 °C"]),
    ],
)
def test_a_minus_belongs_to_the_number(text: str, figures: list[str]) -> None:
    assert told(text) == figures
