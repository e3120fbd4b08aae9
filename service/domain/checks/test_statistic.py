"""test_statistic: the p value that a printed t, F, χ², r or z has, and the one printed beside it (statcheck)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from service.domain.budget import Budget, LimitExceeded
from service.domain.checks.kind import Kind, Parameter, Question, Remarks, Role, Roles, Takes, require_possible
from service.domain.errors import Malformed
from service.domain.figure import Figure, Qualifier
from service.domain.interval import Interval, IntervalSet
from service.domain.p_values import DOMAINS, FREEDOM, Statistic, Tail
from service.domain.tail import FREE, PROBABILITY, Follows, PValue
from service.domain.tree import Name

if TYPE_CHECKING:
    from service.domain.check import Check

# The level of significance that conclusions are looked at for, as in statcheck.
ALPHA = Fraction(1, 20)
_NOT_SIGNIFICANT = IntervalSet.of(Interval(ALPHA, Fraction(1), True))


def _compile(roles: Roles) -> Question:
    test, tail = Statistic(str(roles.parameters["test"])), Tail(str(roles.parameters["tail"]))
    if tail in (Tail.LEFT, Tail.RIGHT) and test in (Statistic.F, Statistic.CHI2):
        message = f"the p of {test.value} is of the upper tail as it is: give two, or one for half of it"
        raise Malformed(message, "parameters", "tail")
    freedom = _freedom(test, roles)
    statistic = roles["statistic"]
    for role in ("statistic", "df", "df1", "df2", "p"):
        if role in roles and roles[role].unit.dimension:
            raise Malformed(f"{role} is a number without a unit", "figures", role, "unit")
    names = [
        node.name for node in (statistic, *freedom, *([roles["p"]] if "p" in roles else [])) if isinstance(node, Name)
    ]
    if len(names) > len(set(names)):
        raise Malformed("a statistic, its degrees of freedom and its p are different claims", "figures")
    for role in ("df", "df1", "df2"):
        if role in roles:
            require_possible(roles, role, str(roles[role]), IntervalSet((FREE,)), f"{role} is more than 0")
    if "p" in roles:
        require_possible(roles, "p", str(roles["p"]), PROBABILITY, "p is a probability, from 0 to 1")
    counts = frozenset(node.name for node in freedom if _is_count(roles.figures[node.name]))
    p = PValue.of(test, tail, statistic, freedom)
    counted = len(counts) == len(freedom)
    domains = {
        names[0]: IntervalSet((DOMAINS[test],)),
        **{node.name: IntervalSet((FREE,)) for node in freedom},
    }
    if roles.parameters["ns"] is True:
        if "p" in roles:
            raise Malformed("give p, or say that it is not significant, and not both", "parameters", "ns")
        relation = Follows.within_range(p, _NOT_SIGNIFICANT, counted=counted)
        return Question(p, p.unit, relation, domains=domains, counts=counts, signed=frozenset(names[:1]))
    if "p" not in roles:
        raise Malformed('required, unless it was only said not to be significant: then set "ns"', "figures", "p")
    stated = roles["p"]
    domains |= {names[-1]: PROBABILITY}
    relation = Follows.stated(p, stated, counted=counted)
    return Question(p, stated.unit, relation, domains=domains, counts=counts, signed=frozenset(names[:1]))


def _freedom(test: Statistic, roles: Roles) -> tuple[Name, ...]:
    wanted = ((), ("df",), ("df1", "df2"))[FREEDOM[test]]
    for role in ("df", "df1", "df2"):
        if role in wanted and role not in roles:
            raise Malformed(f"required: {test.value} has {' and '.join(wanted)}", "figures", role)
        if role not in wanted and role in roles:
            has = " and ".join(wanted) or "no degrees of freedom"
            raise Malformed(f"{test.value} has {has}", "figures", role)
    found = []
    for role in wanted:
        node = roles[role]
        assert isinstance(node, Name)
        found.append(node)
    return tuple(found)


def _is_count(figure: Figure) -> bool:
    """Whether degrees of freedom come whole: corrected ones (Welch, Greenhouse, Geisser) are printed with decimals."""
    return figure.unknown or figure.without_decimals


def _remarks(check: Check, failed: bool, budget: Budget) -> Remarks:
    """Whether the conclusion changes, and whether another tail was meant."""
    relation = check.question.relation
    assert isinstance(relation, Follows)
    if not failed:
        return Remarks()
    sentences = []
    stated, found = _stated(check), _found(check, relation)
    if None not in (stated, found) and stated != found:
        said = "significant" if stated else "not significant"
        sentences.append(
            f"The conclusion changes: it was stated as {said} at the 5% level, and the statistic says otherwise."
        )
    sentences += [f"As a {said} p it would fit." for tail, said in _OTHERS if _fits(check, tail, budget)]
    return Remarks(tuple(sentences))


_OTHERS = ((Tail.TWO, "two-tailed"), (Tail.ONE, "one-tailed"))


def _fits(check: Check, tail: Tail, budget: Budget) -> bool:
    if check.parameters["tail"] == tail.value:
        return False
    other = check.with_entries({}, {"tail": tail.value}).readings
    assert other.relation is not None
    try:
        return other.relation.can_hold(other.strict, budget)
    except LimitExceeded:
        return False


def _stated(check: Check) -> bool | None:
    """Whether p was stated as significant; a p of just 0.05 counts as such, as authors mean it."""
    if "p" not in check.leaves:
        return False
    figure = check.leaves["p"].figure
    if figure.value is None:
        return None
    value = figure.unit.to_base(Fraction(figure.value))
    if figure.qualifier in (Qualifier.MORE_THAN, Qualifier.AT_LEAST):
        return False if value >= ALPHA else None
    if figure.qualifier in (Qualifier.LESS_THAN, Qualifier.AT_MOST):
        return True if value <= ALPHA else None
    return value <= ALPHA


def _found(check: Check, relation: Follows) -> bool | None:
    """Whether the p that follows is significant, if all that it can be is or is not."""
    found = relation.p.over(check.readings.strict)
    if found.is_empty:
        return None
    if found.is_subset(_NOT_SIGNIFICANT):
        return False
    return True if (found & _NOT_SIGNIFICANT).is_empty else None


def _number(role: str, summary: str, *, required: bool = False) -> Role:
    return Role(role, summary, required=required, takes=Takes.FIGURE)


KIND = Kind(
    name="test_statistic",
    summary="A stated p value follows from the test statistic beside it: t, F, χ², r or z (statcheck).",
    roles=(
        _number("statistic", "the value of the statistic, as printed", required=True),
        _number(
            "df", "the degrees of freedom of t, χ² or r: a whole number unless printed with decimals or as a range"
        ),
        _number("df1", "the degrees of freedom of F between groups"),
        _number("df2", "the degrees of freedom of F within groups"),
        _number("p", 'the p value; "p < .05" is 0.05 with the qualifier less_than'),
    ),
    parameters=(
        Parameter("test", "what the statistic is", None, tuple(test.value for test in Statistic)),
        Parameter(
            "tail",
            "which tail p is: both, half of that, the one above the statistic (right) or the one below it (left)",
            Tail.TWO.value,
            tuple(tail.value for tail in Tail),
        ),
        Parameter("ns", 'whether p was only stated as "not significant", which is above 0.05', False),
    ),
    compile=_compile,
    reads="What follows from the statistic is a p of {measured}; stated was {expected}.",
    remarks=_remarks,
    example={
        "kind": "test_statistic",
        "figures": {"statistic": {"value": "2.20"}, "df": {"value": "28"}, "p": {"value": "0.03"}},
        "parameters": {"test": "t"},
    },
)
