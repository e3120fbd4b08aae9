"""A collection as one readable file, whose sources, claims and checks refer to each other by names of its own.

``sources`` and ``claims`` are objects from a name, which lives in this file only, to what would be posted; a source
cites others by their names, a claim names its ``source``, and a check is about ``{"claim": "<name>"}``, or a claim of
another collection, by its id. ``checks`` is an array, because a check has a name anyway.

What has an id is brought back as it was stored elsewhere (see ``application.restore``). What has none is known by what
it says: a source by its identity, a claim by what its first revision said (so one that was revised or retracted since
stays that way), a check by its name; it is stored, through the use cases, if it is not there. What is known so and
says something else is left as it is stored, and told of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final
from uuid import UUID

from schemas import collection_file
from service.application import checks, claims, collections, restore, sources
from service.application.claim_drafts import draft as draft_claim
from service.application.paging import PORTION, all_of
from service.application.ports import UnitOfWork
from service.application.queries import ClaimFilters
from service.application.records import DEFAULT_COLLECTION, Claim, Collection, Source, StoredCheck
from service.application.restore import Where
from service.application.stamps import now
from service.domain.errors import Fault, Noting, within
from service.wire import archive
from service.wire.collection_file_known import OTHER_FIGURE, but_for_the_figure, differing, fingerprint
from service.wire.collection_file_named import Named, cited_first, require
from service.wire.incoming import PARTS, Added
from service.wire.shaped import shaped

Stored = Collection | Source | StoredCheck
Completed = Callable[[dict[str, Any]], dict[str, Any]]

# What a source may say beyond its identity.
_MORE: Final = ("cites", "reference")


def is_empty(uow: UnitOfWork) -> bool:
    """Whether nothing was ever stored: no source, claim or check, and no collection but the one that always exists."""
    return not (
        claims.list_(uow, ClaimFilters(), limit=1).items
        or sources.list_(uow, limit=1).items
        or checks.list_(uow, limit=1).items
        or any(found.slug != DEFAULT_COLLECTION for found in collections.list_(uow, limit=2).items)
    )


class CollectionFile:
    """Such a file on its way into the database; see ``Incoming``.

    ``completed`` adds to what it says once that is known to be of the right form. Raises Malformed for what is not.
    """

    def __init__(self, document: Any, completed: Completed | None = None) -> None:
        with shaped():
            read = collection_file.read(document)
        self._file = read if completed is None else completed(read)
        self._slug = str(self._file["collection"]["slug"])
        self._new_collection: Collection | None = None
        self._new: Counter[str] = Counter()
        self._differing: list[Fault] = []
        self._source_ids: dict[str, UUID] = {}
        self._claim_ids: dict[str, UUID] = {}
        self._check_ids: list[UUID] = []

    @property
    def slug(self) -> str:
        """The slug of its collection."""
        return self._slug

    @property
    def references(self) -> tuple[str, ...]:
        """The slugs of the collections that it references."""
        return tuple(self._file["collection"].get("references") or ())

    def add_collections(self, uow: UnitOfWork) -> None:
        """Its collection, without what it references."""
        body = self._file["collection"]
        kept = "version" in body
        with within("collection"):
            found = archive.collection(body) if kept else collections.draft(body)
            stored = None if kept else uow.collections.get(self._slug, lock=True)
            if stored is not None:
                # The default one always exists, and nobody has said anything of it until it is changed.
                if stored.slug != DEFAULT_COLLECTION or stored.version > 1:
                    self._compare(stored, found, "collection")
            elif restore.collection(uow, found):
                self._new_collection = found
                self._new["collections"] = 1

    def add_references(self, uow: UnitOfWork) -> None:
        """What it references."""
        if self._new_collection is not None:
            with within("collection"):
                restore.references(uow, self._new_collection)

    def add_claims(self, uow: UnitOfWork) -> None:
        """Its sources and claims."""
        self._add_sources(uow, self._file.get("sources", {}))
        given: Named = self._file.get("claims", {})
        kept, noting = [], Noting()
        for name, body in given.items():
            with noting:
                kept.append(self._kept_claim(name, body))
        noting.end()
        self._restore(uow, "claims", restore.claims, kept)
        others = {name: body for name, body in given.items() if "id" not in body}
        if others:
            self._record_claims(uow, others)

    def add_checks(self, uow: UnitOfWork) -> None:
        """Its checks, documents and waivers."""
        self._add_checks(uow, self._file.get("checks", ()))
        given = enumerate(self._file.get("documents", ()))
        documents = [(("documents", place), self._document(place, body)) for place, body in given]
        self._restore(uow, "documents", restore.documents, documents)
        given = enumerate(self._file.get("waivers", ()))
        waivers = [(("waivers", place), self._waiver(place, body)) for place, body in given]
        self._restore(uow, "waivers", restore.waivers, waivers)

    @property
    def added(self) -> Added:
        """What came of it."""
        there = 1 + sum(len(self._file.get(part, ())) for part in PARTS[1:])
        return Added(
            slug=self._slug,
            **{part: self._new[part] for part in PARTS},
            unchanged=there - self._new.total() - len(self._differing),
            claim_ids=self._claim_ids,
            check_ids=self._check_ids,
            differing=self._differing,
        )

    def _compare(self, stored: Stored, given: Stored, *where: str | int) -> None:
        told = differing(stored, given)
        if told is not None:
            self._differing.append(Fault(where, told))

    def _restore(self, uow: UnitOfWork, part: str, store: Callable[..., int], given: Sequence[Any]) -> None:
        kept = [item for item in given if item is not None]
        if kept:
            self._new[part] += store(uow, kept)

    def _add_sources(self, uow: UnitOfWork, given: Named) -> None:
        for name in cited_first(given):
            where = ("sources", name)
            cites = [self._source_ids[cited] for cited in given[name].get("cites") or ()]
            body = {**given[name], "cites": cites}
            if "id" in body:
                with within(*where):
                    source = archive.source(body)
                self._restore(uow, "sources", restore.sources, [(where, source)])
                self._source_ids[name] = source.id
            else:
                with within(*where):
                    source = sources.draft(body, now())
                    found = sources.match_or_create(uow, [source])[source.identity]
                self._source_ids[name] = found
                if found == source.id:
                    self._new["sources"] += 1
                else:
                    # Whom it cites, and whether it is reference data, may be said by others who use it.
                    more = {each: getattr(source, each) for each in _MORE if each in given[name]}
                    stored = sources.get(uow, found)
                    self._compare(stored, replace(stored, **more), *where)

    def _kept_claim(self, name: str, body: Mapping[str, Any]) -> tuple[Where, Any] | None:
        where = ("claims", name)
        said = self._of_source(body, *where)
        if "id" not in body:
            return None
        earlier = [self._of_source(one, *where, "earlier", n) for n, one in enumerate(body.get("earlier", ()))]
        with within(*where):
            history = archive.claim({**said, "collection": self._slug, "earlier": earlier})
        self._claim_ids[name] = history.id
        return where, history

    def _of_source(self, body: Mapping[str, Any], *where: str | int) -> dict[str, Any]:
        """With the id of the source that it names."""
        require(body["source"], self._source_ids, "source", *where, "source")
        said = {member: value for member, value in body.items() if member != "source"}
        return {**said, "source_id": self._source_ids[body["source"]]}

    def _record_claims(self, uow: UnitOfWork, given: Named) -> None:
        filters = ClaimFilters(collection=self._slug)
        known: dict[str, UUID] = {}
        alike: dict[str | None, UUID] = {}
        for claim in all_of(partial(claims.list_, uow, filters, limit=PORTION)):
            first = claim if claim.revision == 1 else claims.revision(uow, claim.id, 1)
            known |= {fingerprint(claim): claim.id, fingerprint(first): claim.id}
            alike[but_for_the_figure(first)] = claim.id
        bodies = {
            name: {**self._of_source(item, "claims", name), "collection": self._slug} for name, item in given.items()
        }
        drafts: dict[str, Claim] = {}
        noting = Noting()
        for name, body in bodies.items():
            with noting, within("claims", name):
                drafts[name] = draft_claim(body, now()).claim
        noting.end()
        new: dict[str, Claim] = {}
        for name, claim in drafts.items():
            found = known.get(fingerprint(claim))
            if found is None:
                new[name] = claim
            else:
                self._claim_ids[name] = found
        # Another claim that this file has may well say the same of another figure.
        others = set(self._claim_ids.values())
        for name, claim in new.items():
            about = but_for_the_figure(claim)
            changed = None if about is None else alike.get(about)
            if changed is not None and changed not in others:
                self._differing.append(Fault(("claims", name, "figure"), OTHER_FIGURE.format(changed)))
                self._claim_ids[name] = changed
                continue
            with within("claims", name):
                self._claim_ids[name] = claims.record(uow, bodies[name]).id
            self._new["claims"] += 1

    def _add_checks(self, uow: UnitOfWork, given: Sequence[Mapping[str, Any]]) -> None:
        known = {
            check.name: check for check in all_of(partial(checks.list_, uow, collection=self._slug, limit=PORTION))
        }
        noting = Noting()
        for place, item in enumerate(given):
            with noting:
                self._check_ids.append(self._add_check(uow, item, known, "checks", place))
        noting.end()

    def _add_check(
        self, uow: UnitOfWork, item: Mapping[str, Any], known: dict[str, StoredCheck], *where: str | int
    ) -> UUID:
        body = {**self._about_claims(item, *where), "collection": self._slug}
        if "id" in body:
            with within(*where):
                check = archive.check(body)
            self._restore(uow, "checks", restore.checks, [(where, check)])
            return check.id
        stored = known.get(body["name"])
        with within(*where):
            if stored is None:
                stored = known[body["name"]] = checks.create(uow, body)
                self._new["checks"] += 1
            else:
                self._compare(stored, checks.draft(body), *where)
        return stored.id

    def _about_claims(self, body: Mapping[str, Any], *where: str | int) -> dict[str, Any]:
        """The body of a check with the ids of the claims that it names."""
        figures = body.get("figures")
        if not isinstance(figures, Mapping):
            return dict(body)
        ids = {role: self._with_id(figure, *where, "figures", role) for role, figure in figures.items()}
        return {**body, "figures": ids}

    def _with_id(self, figure: Any, *where: str | int) -> Any:
        if isinstance(figure, list):
            return [self._with_id(item, *where, place) for place, item in enumerate(figure)]
        if not isinstance(figure, Mapping) or "claim" not in figure:
            return figure
        return {**figure, "claim": str(self._claim(figure["claim"], *where, "claim"))}

    def _document(self, place: int, body: Mapping[str, Any]) -> Any:
        where = ("documents", place)
        said = self._of_source(body, *where)
        figures = [
            {**figure, "claim": self._claim(figure["claim"], *where, "figures", n, "claim")}
            for n, figure in enumerate(body.get("figures", ()))
        ]
        read = [
            {**check, "body": self._about_claims(check["body"], *where, "checks", n, "body")}
            for n, check in enumerate(body.get("checks", ()))
        ]
        with within(*where):
            return archive.document({**said, "collection": self._slug, "figures": figures, "checks": read})

    def _waiver(self, place: int, body: Mapping[str, Any]) -> Any:
        where = ("waivers", place)
        pins = [
            {**pin, "claim": self._claim(pin["claim"], *where, "claims", n, "claim")}
            for n, pin in enumerate(body.get("claims", ()))
        ]
        with within(*where):
            return archive.waiver({**body, "collection": self._slug, "claims": pins})

    def _claim(self, name: object, *where: str | int) -> UUID:
        """The claim that a name of this file, or an id, stands for. Raises Malformed."""
        if isinstance(name, str) and name not in self._claim_ids and archive.is_id(name):
            return UUID(name)
        require(name, self._claim_ids, "claim", *where)
        return self._claim_ids[str(name)]
