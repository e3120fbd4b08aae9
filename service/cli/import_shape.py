"""The shape of a mapping file: which tables and members it has, and what may stand in each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import ValidationError, validates_schema
from marshmallow import fields as shapes

from schemas.base import Strict
from schemas.fields import Flag, ListOf, Part, Whole
from schemas.source import NewSourceSchema
from schemas.text import Text

LONGEST: Final = 10_000


class _Words(Text):
    """Text of a mapping file; a whole number is taken as its digits."""

    def __init__(self, description: str, **kwargs: Any) -> None:
        super().__init__(description, longest=LONGEST, shortest=0, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        return super()._deserialize(value, attr, data, **kwargs)


def _by_column(values: shapes.Field[Any]) -> shapes.Dict:
    return shapes.Dict(keys=_Words("The name of a column."), values=values, load_default=dict)


class _FileSchema(Strict):
    """How the file is written."""

    encoding = _Words("The encoding of its text.", load_default="utf-8")
    delimiter = _Words("The character between cells.", load_default=",")
    decimal = _Words("The character before decimals.", load_default=".")
    thousands = _Words("The character between groups of digits.", load_default="")
    header = Flag("Whether its first line names the columns.", load_default=True)
    columns = ListOf(_Words("A name."), "The names of the columns.", load_default=list)
    skip_lines = Whole("How many lines stand before the header.", least=0, load_default=0)
    comment = _Words("What lines that are not read begin with.", load_default="")
    missing = ListOf(_Words("A word."), "What stands in a cell that holds no figure.", load_default=list)
    unpivot = ListOf(_Words("A name."), "Columns each cell of which is a figure of its own.", load_default=list)

    @validates_schema(skip_on_field_errors=True)
    def characters(self, data: Mapping[str, Any], **kwargs: Any) -> None:
        """Single characters, different ones where they would be mistaken for each other."""
        wrong: dict[str, list[str]] = {}
        for name, shortest in (("delimiter", 1), ("decimal", 1), ("thousands", 0)):
            if not shortest <= len(data[name]) <= 1:
                wrong[name] = ["must be one character"]
        if data["decimal"] == data["thousands"]:
            wrong["thousands"] = ["must be another character than that before decimals"]
        if not data["header"] and not data["columns"]:
            wrong["columns"] = ["name the columns of a file without a header"]
        try:
            "".encode(data["encoding"])
        except LookupError:
            wrong["encoding"] = ['is not known; write "utf-8" or "cp1251"']
        if wrong:
            raise ValidationError(wrong)


class _FigureSchema(Strict):
    """Templates of the members of a figure, and ``per``."""

    value = _Words("The number.")
    lower = _Words("The lower end of a range.")
    upper = _Words("The upper end of a range.")
    unit = _Words("The unit.", required=True)
    qualifier = _Words("How it is hedged.")
    rounding = _Words("The step it was rounded to.")
    per = _Words("For how many units of what is divided by the number stands.")


class _QuoteSchema(Strict):
    exact = _Words("The words themselves.", required=True)


class _ClaimSchema(Strict):
    """Templates of the members of a claim."""

    measure = _Words("What is measured.", required=True)
    dimensions = shapes.Dict(keys=_Words("A name."), values=_Words("A value."), load_default=dict)
    figure = shapes.Nested(_FigureSchema, required=True)
    period = _Words("When it holds.")
    asserted = _Words("When it was said.")
    statement = _Words("It in a sentence.")
    attributed_to = _Words("Who is quoted.")
    quote = shapes.Nested(_QuoteSchema)
    tags = ListOf(_Words("A word."), "Words to find it by.", load_default=list)
    status = _Words("How far it is vouched for.")


class _CollectionSchema(Strict):
    title = Text("What it is about.", longest=500)
    description = Text("The same at length.", longest=10_000)


class MappingSchema(Strict):
    """A mapping file."""

    source = Part(NewSourceSchema, "Who published the figures.", required=True)
    collection = shapes.Nested(_CollectionSchema, load_default=dict)
    file = shapes.Nested(_FileSchema)
    dates = _by_column(_Words("A pattern of strptime."))
    values = _by_column(shapes.Dict(keys=_Words("What is there."), values=_Words("What it means.")))
    skip = _by_column(ListOf(_Words("A value."), "Rows with one of these are left out."))
    claim = shapes.Nested(_ClaimSchema, required=True)
