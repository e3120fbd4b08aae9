"""order: two dates, one before the other."""

from fractions import Fraction

from service.domain.checks.kind import Kind, Parameter, Question, Role, Roles, Takes
from service.domain.errors import Malformed
from service.domain.expression import subtract
from service.domain.interval import Interval, IntervalSet
from service.domain.relation import Relation
from service.domain.units import parse_unit


def _compile(roles: Roles) -> Question:
    for role in ("earlier", "later"):
        period = roles.contexts[role].period
        if period is not None and period.has_time_of_day:
            message = (
                f'days are put in order here, not times of day: give the day of "{period.text}", such as 2004-09-24'
            )
            raise Malformed(message, "figures", role)
    day = parse_unit("day")
    apart = subtract(roles["later"], roles["earlier"])
    least = Fraction(1 if roles.parameters["strictly"] else 0)
    allowed = IntervalSet.of(Interval(least, None).affine(day.factor))
    periods = (roles.contexts[name].period for name in ("earlier", "later"))
    first, second = ("a date not known" if period is None else period.text for period in periods)
    note = f"That is from {first} to {second}."
    return Question(apart, day, Relation.within(apart, allowed), notes=(note,))


KIND = Kind(
    name="order",
    summary="Two dates are in order. An uncertain date, such as 2004-09, is some day of those that it may be.",
    roles=(
        Role("earlier", "the date that should come first, or a claim of which the period should", takes=Takes.DATE),
        Role("later", "the date that should come after it", takes=Takes.DATE),
    ),
    parameters=(Parameter("strictly", "whether the dates must be different days", False),),
    compile=_compile,
    reads="From the earlier date to the later it is {measured}; in order it is {expected}.",
    swaps=(("earlier", "later"),),
    compares_periods=True,
    example={
        "kind": "order",
        "figures": {"earlier": {"date": "2004-09"}, "later": {"date": "2004-09-24"}},
    },
)
