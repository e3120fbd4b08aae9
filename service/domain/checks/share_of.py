"""share_of: a part, its whole, and the share that the one is said to be of the other."""

from service.domain.checks.kind import Kind, Question, Role, Roles, compared
from service.domain.errors import Incomparable
from service.domain.expression import divide
from service.domain.tree import Nature


def _compile(roles: Roles) -> Question:
    if roles["share"].nature is Nature.POINTS:
        raise Incomparable("a share is given in %, not in percentage points", "figures", "share", "unit")
    return compared(divide(roles["part"], roles["whole"]), "==", roles["share"])


KIND = Kind(
    name="share_of",
    summary="A part divided by its whole is the share stated.",
    roles=(
        Role("part", "what is contained"),
        Role("whole", "what contains it"),
        Role("share", "the share stated, in % or as a plain number"),
    ),
    compile=_compile,
    reads="The part is {measured} of the whole; stated was {expected}.",
    swaps=(("part", "whole"),),
    example={
        "kind": "share_of",
        "figures": {
            "part": {"value": "12", "unit": "person"},
            "whole": {"value": "40", "unit": "person"},
            "share": {"value": "30", "unit": "%"},
        },
    },
)
