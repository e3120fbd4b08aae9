"""part_of: a part and the whole that holds it."""

from service.domain.checks.kind import Kind, Question, Role, Roles, compared


def _compile(roles: Roles) -> Question:
    return compared(roles["part"], "<=", roles["whole"])


KIND = Kind(
    name="part_of",
    summary="A part is no larger than its whole.",
    roles=(Role("part", "what is contained"), Role("whole", "what contains it")),
    compile=_compile,
    reads="The part is {measured}; the whole leaves room for {expected}.",
    swaps=(("part", "whole"),),
    example={
        "kind": "part_of",
        "figures": {
            "part": {"value": "19000", "unit": "person"},
            "whole": {"value": "100000", "unit": "person", "qualifier": "more_than"},
        },
    },
)
