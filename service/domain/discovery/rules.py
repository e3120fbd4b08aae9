"""The rules of discovery, by the names that findings carry."""

from __future__ import annotations

from enum import StrEnum


class Rule(StrEnum):
    """What makes a check follow from claims; ``RULES`` says each in a sentence."""

    SAME_PERIOD = "same-period"
    OVERLAPPING_PERIODS = "overlapping-periods"
    NO_PERIOD = "no-period"
    NARROWER_DIMENSIONS = "narrower-dimensions"
    SHARES_OF_BASE = "shares-of-base"
    ALL_SHARES_OF_BASE = "all-shares-of-base"
    PARTS_OF_TOTAL = "parts-of-total"
    ONE_QUOTE = "one-quote"
    STATED_CHANGE = "stated-change"


RULES = {
    Rule.SAME_PERIOD: "Claims of one measure, the same dimensions and the same period agree.",
    Rule.OVERLAPPING_PERIODS: "Claims of one measure and the same dimensions agree where all their periods overlap.",
    Rule.NO_PERIOD: "Claims of one measure and the same dimensions agree where no period tells them apart.",
    Rule.NARROWER_DIMENSIONS: "What has more dimensions than another amount of its measure is a part of it.",
    Rule.SHARES_OF_BASE: "Shares of one base that differ in one dimension come to 100 % at most.",
    Rule.ALL_SHARES_OF_BASE: "Shares of one base for all values of a declared partition come to 100 %.",
    Rule.PARTS_OF_TOTAL: "The amounts for all values of a declared partition add up to the total.",
    Rule.ONE_QUOTE: "Two amounts of one quote in different units are one amount.",
    Rule.STATED_CHANGE: "A change is that from the claim at its start to the claim at its end.",
}
