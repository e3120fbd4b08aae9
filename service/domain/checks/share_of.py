"""share_of: a part, its whole, and the share that the one is said to be of the other."""

from service.domain.checks.kind import Kind, Question, Role, Roles, compared
from service.domain.expression import divide


def _compile(roles: Roles) -> Question:
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
