"""What is known of a figure beyond its print: when it holds, what it measures, where it comes from."""

from __future__ import annotations

from schemas.base import Strict
from schemas.fields import Flag, Given, ListOf
from schemas.text import Edtf, Text, TextMap

_LONGEST = 1000


class OriginSchema(Strict):
    """The source of a figure, and where its lineage ends."""

    id = Text("What tells the source from others.", longest=_LONGEST, required=True, example="evening-news")
    name = Text("The source for people: publisher and title.", longest=_LONGEST, allow_none=True)
    origins = ListOf(
        Text("The id of a source.", longest=_LONGEST),
        "The sources that it quotes, directly or through others, and that quote nobody; left out: itself. Sources that "
        "share an origin are not independent.",
        longest=1000,
        allow_none=True,
    )
    reference = Flag("Whether it is reference data, such as official statistics.", allow_none=True)


class ContextSchema(Strict):
    """What is known of a figure; all of it may be left out."""

    period = Edtf("When the figure holds, as EDTF.", "2004-01/2004-06", allow_none=True)
    asserted = Edtf("When it was said, as EDTF.", "2004-09-24", allow_none=True)
    measure = Text("What is measured.", longest=_LONGEST, allow_none=True, example="migrants")
    dimensions = TextMap(
        "What part of the whole the figure is about, by dimension.",
        "FigureDimensions",
        members=1000,
        key=Text("The name of a dimension.", longest=_LONGEST),
        value=Text("Its value.", longest=_LONGEST),
        example={"country": "Kyrgyzstan"},
        allow_none=True,
    )
    source = Given(OriginSchema, "Where it comes from.", allow_none=True)
    retracted = Flag(
        "Whether the claim that it was read from is retracted; its figure is unknown then.", allow_none=True
    )
