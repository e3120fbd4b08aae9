"""equal: two figures for one thing."""

from service.domain.checks.kind import Kind, Question, Role, Roles, compared


def _compile(roles: Roles) -> Question:
    return compared(roles["left"], "==", roles["right"])


KIND = Kind(
    name="equal",
    summary="Two figures can be the same, whatever units they are in.",
    roles=(Role("left", "one figure"), Role("right", "the other figure")),
    compile=_compile,
    reads="{expression} is {measured}; the other figure is {expected}.",
    example={
        "kind": "equal",
        "figures": {
            "left": {"value": "34", "unit": "kg", "qualifier": "about"},
            "right": {"value": "75", "unit": "lb"},
        },
    },
)
