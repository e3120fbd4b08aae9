"""What a report is made from: all that a collection holds, as it was at one moment.

It is read in one go and can be had again later. Claims keep their revisions; the rest, which does not (checks, those
read in documents, sources, partitions, the rates that were nearest, waivers), is kept with the report as its *basis*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID

from service.application.errors import Conflict, NotFound
from service.application.lineage import origins_of
from service.application.paging import PORTION, all_of, page_of, portions
from service.application.pins import claims_of, context_of, pinned
from service.application.ports import UnitOfWork
from service.application.queries import ClaimFilters, Page
from service.application.rates import with_rates
from service.application.read_checks import takes_part
from service.application.records import Claim, ClaimStatus, ReadCheck, Severity, StoredCheck, Waiver
from service.application.reports.words import in_words
from service.application.stamps import now
from service.application.waivers import covering, in_force
from service.domain.checks.conversion import KIND
from service.domain.context import Origin
from service.domain.discovery import CANDIDATE, Partition, Statement, discover, key_of
from service.domain.report import Item, Json
from service.domain.result import Verdict

# The form that the basis of a report is kept in. Whoever changes it goes on reading the earlier ones. In the first form
# there were no documents, and candidates took part in discovery.
FORM: Final = 2
_FORMS: Final = (1, FORM)
# What is kept of a stored check, and of one that was read in a document.
KEPT: Final = ("key", "version", "name", "severity", "body")
KEPT_OF_READ: Final = (*KEPT, "rule", "why", "binding")


class _Stored(Protocol):
    @property
    def id(self) -> UUID: ...


Row = TypeVar("Row", bound=_Stored)
# Called every now and then; what it raises ends what is going on.
Watch = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Question:
    """A stored or discovered check. ``key`` is its id or key; a discovered one has no ``version``.

    If all of its figures are true, it has to hold, unless it is not ``binding``.
    """

    key: str
    version: int | None
    name: str
    severity: str
    body: Mapping[str, Any]
    rule: str | None = None
    why: str | None = None
    binding: bool = True

    @property
    def origin(self) -> str:
        """Whether somebody stored it or it was discovered."""
        return "discovered" if self.version is None else "stored"


# The waiver of a check for this verdict, given the claims that it saw, as an item shows it; None if there is none.
Waive = Callable[[Question, Sequence[tuple[UUID, int]], Verdict], Json | None]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One collection at one moment.

    ``own`` are the ids of its claims, in order; ``claims`` holds these and those of other collections that its checks
    use. ``read`` are the checks that were read in its documents and take part; those asked are among ``discovered``.
    ``added`` is what was looked up for checks that leave it to the service, by their keys: further members of their
    ``figures`` and ``parameters``.
    """

    collection: str
    options: Mapping[str, Any]
    own: Sequence[UUID]
    claims: Mapping[UUID, Claim]
    origins: Mapping[UUID, Origin]
    partitions: Sequence[Partition]
    stored: Sequence[Question]
    read: Sequence[Question]
    discovered: Sequence[Question]
    added: Mapping[str, Mapping[str, Mapping[str, Any]]]
    waive: Waive

    def pinned(self, question: Question, *, also: frozenset[str] = frozenset()) -> Mapping[str, Any]:
        """The body of a check with what its claims say put in; ``also`` are further members of their context."""
        body = pinned(question.body, self.claims, self.origins, also=also)
        added = self.added.get(question.key, {})
        return {**body, **{name: {**(body.get(name) or {}), **members} for name, members in added.items()}}

    def about(self, question: Question) -> tuple[UUID, ...]:
        """The claims that a check is about, those that were looked up for it with them."""
        figures = self.added.get(question.key, {}).get("figures", {})
        return (*claims_of(question.body).values(), *claims_of({"figures": figures}).values())

    def uses_reference(self, question: Question) -> bool:
        """Whether a claim of a check is reference data."""
        claims = (self.claims[claim_id] for claim_id in claims_of(question.body).values())
        origins = (self.origins.get(claim.source_id) for claim in claims)
        return any(origin is not None and origin.reference for origin in origins)

    def statements(self) -> list[Statement]:
        """Its claims as discovery sees them."""
        return [
            Statement(
                claim=str(claim.id),
                revision=claim.revision,
                figure=claim.figure,
                context=context_of(claim, self.origins),
                quote=None if claim.quote is None else claim.quote.exact,
                status=claim.status.value,
            )
            for claim in map(self.claims.__getitem__, self.own)
        ]

    def stated(self) -> list[tuple[str, int, str]]:
        """Its claims that are not retracted, with what they state."""
        claims = (self.claims[claim_id] for claim_id in self.own)
        return [
            (str(claim.id), claim.revision, in_words(claim))
            for claim in claims
            if claim.status is not ClaimStatus.RETRACTED
        ]

    def basis(self, items: Iterable[Item]) -> Json:
        """What it takes to have the same again, the waivers of ``items`` with it."""
        own = set(self.own)
        return {
            "form": FORM,
            "collection": self.collection,
            "options": dict(self.options),
            "own": [_pin(self.claims[claim_id]) for claim_id in self.own],
            "used": [_pin(claim) for claim in self.claims.values() if claim.id not in own],
            "origins": [origin.canonical() for origin in self.origins.values()],
            "partitions": [
                {"dimension": partition.dimension, "values": list(partition.values)} for partition in self.partitions
            ],
            "stored": [{name: getattr(check, name) for name in KEPT} for check in self.stored],
            "read": [{name: getattr(check, name) for name in KEPT_OF_READ} for check in self.read],
            "added": dict(self.added),
            "waivers": {item["check"]: item["waiver"] for item in items if item["waiver"] is not None},
        }


def take(uow: UnitOfWork, slug: str, options: Mapping[str, Any], watch: Watch) -> Snapshot:
    """The collection as it is now; ``uow`` is a snapshot of the database. Raises NotFound, and what ``watch`` raises.

    ``watch`` is called every now and then.
    """
    collection = uow.collections.get(slug)
    if collection is None:
        raise NotFound("collection", slug)
    filters = ClaimFilters(collection=slug)
    claims = {claim.id: claim for claim in _rows(partial(uow.claims.page, filters), watch)}
    own = tuple(claims)
    stored = [_stored(check) for check in _rows(partial(uow.checks.page, slug), watch)]
    named = {claim_id for check in stored for claim_id in claims_of(check.body).values()}
    for portion in portions(sorted(named - claims.keys())):
        watch()
        claims |= uow.claims.current(portion)
    origins: dict[UUID, Origin] = {}
    for portion in portions(sorted({claim.source_id for claim in claims.values()})):
        watch()
        origins |= origins_of(uow, portion)
    documents = _rows(partial(uow.documents.checks, slug), watch) if options["discover"] else ()
    read = [_read(check) for document in documents for check in document.checks if takes_part(check, claims)]
    waivers = in_force(_rows(partial(uow.waivers.page, slug), watch), now())
    waive = _covered_by(waivers)
    taken = Snapshot(slug, options, own, claims, origins, collection.partitions, stored, read, (), {}, waive)
    return _with_rates(uow, _with_discovered(taken, watch), (slug, *collection.references))


def again(uow: UnitOfWork, basis: Mapping[str, Any], watch: Watch) -> Snapshot:
    """The snapshot that gave ``basis``, from the revisions of claims that it saw. Raises what ``watch`` raises."""
    if basis["form"] not in _FORMS:
        raise ValueError(f"the basis of a report is in form {basis['form']}, and this version reads up to {FORM}")
    pins = [(UUID(pin["claim"]), pin["revision"]) for pin in (*basis["own"], *basis["used"])]
    claims: dict[UUID, Claim] = {}
    for portion in portions(pins):
        watch()
        found = uow.claims.at(portion)
        gone = next((claim_id for claim_id, _ in portion if claim_id not in found), None)
        if gone is not None:
            raise Conflict(
                f"the report rests on claim {gone}, which is of a collection that this one no longer references"
            )
        claims |= found
    waivers: Mapping[str, Json] = basis["waivers"]
    taken = Snapshot(
        collection=basis["collection"],
        options=basis["options"],
        own=tuple(UUID(pin["claim"]) for pin in basis["own"]),
        claims=claims,
        origins={UUID(origin["id"]): Origin.parse(origin) for origin in basis["origins"]},
        partitions=tuple(Partition(each["dimension"], tuple(each["values"])) for each in basis["partitions"]),
        stored=[Question(**{name: check[name] for name in KEPT}) for check in basis["stored"]],
        read=[Question(**{name: check[name] for name in KEPT_OF_READ}) for check in basis.get("read", ())],
        discovered=(),
        added=basis["added"],
        waive=lambda question, _claims, _verdict: waivers.get(question.key),
    )
    return _with_discovered(taken, watch, candidates=basis["form"] == 1)


def _with_discovered(taken: Snapshot, watch: Watch, *, candidates: bool = False) -> Snapshot:
    """With the checks that follow from its claims and texts, if they are asked for, but for those somebody stored.

    ``candidates``: they take part in what follows from claims.
    """
    if not taken.options["discover"]:
        return taken
    known = {key for check in taken.stored for key in _keys(check.body)}
    statements = taken.statements()
    if candidates:
        vouched = ClaimStatus.STATED.value
        statements = [replace(one, status=vouched) if one.status == CANDIDATE else one for one in statements]
    found: dict[str, Question] = {}
    for check in discover(statements, taken.partitions):
        watch()
        about = (check.rule, check.why, check.binding)
        found[check.key] = Question(check.key, None, check.name, check.severity, check.body, *about)
    for question in taken.read:
        found.setdefault(question.key, question)
    policy = taken.options["policy"]
    discovered = [
        replace(question, body={**question.body, "policy": {**policy, **question.body.get("policy", {})}})
        for key, question in found.items()
        if key not in known
    ]
    return replace(taken, discovered=discovered)


def _read(check: ReadCheck) -> Question:
    sure = check.severity is Severity.ERROR and check.alternative is None
    why = check.why if check.alternative is None else f"{check.why.rstrip('.')}. {check.alternative}"
    return Question(check.key, None, check.name, check.severity.value, check.body, check.rule, why, binding=sure)


def _keys(body: Mapping[str, Any]) -> Iterator[str]:
    """The keys of what a stored check asks. With a rate of its own, a conversion need not be asked by a stored one."""
    yield key_of(body)
    if body["kind"] == KIND.name and "rate" in body["figures"]:
        yield key_of({**body, "figures": {role: entry for role, entry in body["figures"].items() if role != "rate"}})


def _with_rates(uow: UnitOfWork, taken: Snapshot, collections: Sequence[str]) -> Snapshot:
    """With the stored rates that its conversions need, or what was looked for in vain."""
    asked = [question for question in (*taken.stored, *taken.discovered) if question.body["kind"] == KIND.name]
    bodies = [taken.pinned(question) for question in asked]
    completed = with_rates(uow, [(body, collections) for body in bodies])
    added = {
        question.key: {
            name: members
            for name in ("figures", "parameters")
            if (members := _further(before.get(name) or {}, after.get(name) or {}))
        }
        for question, before, after in zip(asked, bodies, completed, strict=True)
        if after is not before
    }
    return replace(taken, added=added)


def _further(before: Mapping[str, Any], after: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in after.items() if name not in before or value != before[name]}


def _covered_by(waivers: Mapping[str, Sequence[Waiver]]) -> Waive:
    def waive(question: Question, claims: Sequence[tuple[UUID, int]], verdict: Verdict) -> Json | None:
        waiver = covering(waivers, question.key, claims, question.version, verdict)
        if waiver is None:
            return None
        return {"id": str(waiver.id), "reason": waiver.reason, "expires": waiver.expires}

    return waive


def _stored(check: StoredCheck) -> Question:
    return Question(str(check.id), check.version, check.name, check.severity.value, check.body)


def _rows(page: Callable[[int, UUID | None], Sequence[Row]], watch: Watch) -> Iterator[Row]:
    def paged(*, after: UUID | None) -> Page[Row, UUID]:
        watch()
        return page_of(page(PORTION + 1, after), PORTION, lambda row: row.id)

    return all_of(paged)


def _pin(claim: Claim) -> Json:
    return {"claim": str(claim.id), "revision": claim.revision}
