"""The rules of prose and of tables, by the names that findings carry."""

from __future__ import annotations

from enum import StrEnum


class Rule(StrEnum):
    """What makes a check follow from a text; ``RULES`` says each in a sentence."""

    CONVERSION = "conversion"
    EXCHANGE = "exchange"
    SHARE_OF = "share-of"
    CHANGE = "change"
    DIRECTION = "direction"
    MULTIPLE = "multiple"
    SHARES = "shares"
    TOTAL = "total"
    PART = "part"
    RATE = "rate"
    REPEAT = "repeat"
    AGE = "age"
    ORDER = "order"
    TABLE_TOTAL = "table-total"
    TABLE_PART = "table-part"
    TABLE_PERCENT = "table-percent"
    TABLE_CHANGE = "table-change"


RULES = {
    Rule.CONVERSION: "An amount said again in another unit, in brackets or behind “or”, is the same amount.",
    Rule.EXCHANGE: "Amounts of one text converted between the same two currencies imply about the same rate.",
    Rule.SHARE_OF: "A part and its whole with a percentage beside them make that percentage.",
    Rule.CHANGE: "A change stated beside two figures is that from the one to the other.",
    Rule.DIRECTION: "What rose has become more, and what fell less.",
    Rule.MULTIPLE: "What doubled, tripled or halved, or is so many times something, is by that factor another figure.",
    Rule.SHARES: "Shares that are listed of one whole come to 100 % at most, and to 100 % with what remains.",
    Rule.TOTAL: "Figures that are listed with their total add up to it.",
    Rule.PART: "What is included in a figure is no more than it.",
    Rule.RATE: "A price and a quantity, or a rate and its base, make the amount stated with them.",
    Rule.REPEAT: "A figure that is taken up again for the same thing is the same.",
    Rule.AGE: "An age at death is the time between birth and death, and how long ago a year was that since.",
    Rule.ORDER: "The lower end of a range is named first.",
    Rule.TABLE_TOTAL: "A row or column of totals adds up the figures of its table.",
    Rule.TABLE_PART: "What a row of a table tells to be a part of the row above it is no more than that.",
    Rule.TABLE_PERCENT: "A percentage beside a count in a table is the share of the count in its total.",
    Rule.TABLE_CHANGE: "A change beside two figures in a table is that from the one to the other.",
}
