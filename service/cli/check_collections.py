"""Collection files checked: in a scratch database of this process, or by a service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import orjson

from schemas import collection_file
from service.application.ports import UnitOfWorkFactory
from service.application.reports import unstored
from service.application.reports.run import Unreadable
from service.application.services import Scratch
from service.cli.documents import Document, path_in
from service.cli.terminal import steps
from service.domain.errors import Fault, Malformed
from service.wire.checked import answer, file_to_check
from service.wire.collection_file import CollectionFile
from service.wire.encoding import encode
from service.wire.incoming import STEPS
from service.wire.shaped import shaped

if TYPE_CHECKING:
    from service.cli.remote import Refused, Remote

Json: TypeAlias = Mapping[str, Any]
Asked: TypeAlias = Mapping[str, bool]
# By the place of a file among those given: what came of it, or why it could not be checked.
Answers: TypeAlias = dict[int, Json | Malformed]


def is_collection(value: Any) -> bool:
    """Whether a document is meant to be a collection file, and not a check or a receipt."""
    return isinstance(value, Mapping) and not {"kind", "inputs"} & value.keys()


def ask(documents: Mapping[int, Document], asked: Asked, remote: Remote) -> Answers:
    """What a service answers for each collection; what they reference is in its database, and not among them.

    Raises ``ClickException`` when nothing can be got from there.
    """
    slugs = {_slug(document.value): document.name for document in documents.values()}
    return {
        place: _strange(document, slugs) or _asked(document, asked, remote) for place, document in documents.items()
    }


def _slug(value: Any) -> Any:
    collection = value.get("collection")
    slug = collection.get("slug") if isinstance(collection, Mapping) else None
    return slug if isinstance(slug, str) else None


def _strange(document: Document, slugs: Mapping[Any, str]) -> Malformed | None:
    """What is wrong with a collection that references another of the files, which a service would not see."""
    collection = document.value.get("collection")
    references = collection.get("references") if isinstance(collection, Mapping) else None
    wrong = tuple(
        Fault(
            ("collection", "references", number),
            f"a service knows what is stored there and not {slugs[slug]}; import that first, and check this by itself",
        )
        for number, slug in enumerate(references if isinstance(references, list) else ())
        if isinstance(slug, str) and slugs.get(slug, document.name) != document.name
    )
    return Malformed.several(wrong) if wrong else None


def _asked(document: Document, asked: Asked, remote: Remote) -> Json | Malformed:
    # Slow to import, and nothing that works in this process needs it.
    from service.cli.remote import Refused

    query = "&".join(f"{name}={str(value).lower()}" for name, value in asked.items())
    try:
        with shaped():
            body = collection_file.read(document.value)
        found: Json = remote.post(f"/v1/check?{query}", orjson.loads(encode(body)))
    except Malformed as error:
        return error
    except Refused as error:
        return malformed(error, document.value)
    return found


def malformed(error: Refused, sent: Any) -> Malformed:
    """What a service refused, at the places in what was sent."""
    wrong = tuple(Fault(path_in(sent, at), said) for at, said in error.wrong)
    return Malformed.several(wrong or (Fault((), error.message),))


def check(documents: Mapping[int, Document], asked: Asked, scratch: Scratch) -> Answers:
    """What is found in each collection, all of them in one database: what they reference is among them.

    A file that cannot be taken is left out, and so is what references it.
    """
    refused: Answers = {}
    while True:
        left = {place: document for place, document in documents.items() if place not in refused}
        with scratch() as units:
            files = _loaded(left, units, refused)
            if files is not None:
                return {**refused, **{place: _found(units, file, asked) for place, file in files.items()}}


def _loaded(
    documents: Mapping[int, Document], units: UnitOfWorkFactory, refused: Answers
) -> dict[int, CollectionFile] | None:
    """The files, stored; None, and one more of them in ``refused``, if not all could be."""
    files: dict[int, CollectionFile] = {}
    for place, document in documents.items():
        try:
            files[place] = file_to_check(document.value)
        except Malformed as error:
            refused[place] = error
    faulty = len(files) < len(documents)
    faulty = _refuse_strangers(files, documents, refused) or faulty
    if faulty:
        return None
    with units() as uow:
        going = dict(files)
        for step in STEPS:
            for place, file in list(going.items()):
                # What references a file that fails would fail for that alone.
                if place in going:
                    try:
                        step(file, uow)
                    except Malformed as error:
                        refused[place] = error
                        going = {number: one for number, one in going.items() if file.slug not in _needs(one)}
        if len(going) < len(files):
            return None
        uow.commit()
    return files


def _needs(file: CollectionFile) -> tuple[str, ...]:
    """The collections without which a file makes no sense, its own with them."""
    return (file.slug, *file.references)


def _refuse_strangers(files: Mapping[int, CollectionFile], documents: Mapping[int, Document], refused: Answers) -> bool:
    """Refuse what references something that is not here, and a collection that is here twice. Whether there was any."""
    first: dict[str, str] = {}
    found = False
    for place, file in files.items():
        if file.slug in first:
            refused[place] = Malformed(f"is the collection of {first[file.slug]}", "collection", "slug")
            found = True
        first.setdefault(file.slug, documents[place].name)
    for place, file in files.items():
        missing = tuple(
            Fault(
                ("collection", "references", number),
                f'there is no collection "{slug}" among these files; give its file too, or a --server that has it',
            )
            for number, slug in enumerate(file.references)
            if slug not in first and slug != file.slug
        )
        if missing and place not in refused:
            refused[place] = Malformed.several(missing)
            found = True
    return found


def _found(units: UnitOfWorkFactory, file: CollectionFile, asked: Asked) -> Json | Malformed:
    with units(snapshot=True) as uow:
        snapshot = unstored.prepare(uow, file.slug, asked)
    with steps(f"checking {file.slug}") as step:
        try:
            content = unstored.content(snapshot, step)
        except Unreadable as error:
            return Malformed(str(error))
    # What a service answers has been text in between; findings are made from the same.
    found: Json = orjson.loads(encode(answer(file.added, content)))
    return found
