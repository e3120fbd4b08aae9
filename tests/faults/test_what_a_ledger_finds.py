"""A ledger that finds nothing wrong says something only if it would have found it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from service.application import claims
from service.application.access import Caller
from service.application.stamps import new_id, now
from service.storage import SqlUnits, open_engine
from service.storage.tables import answers, audit, claim_revisions, sources
from service.storage.tables import claims as claims_
from tests.faults.ledger import Ledger

SIZE = 5


def a_claim_is_gone(connection: Connection) -> None:
    gone = connection.scalar(select(claims_.c.id))
    connection.execute(delete(claim_revisions).where(claim_revisions.c.claim_id == gone))
    connection.execute(delete(claims_).where(claims_.c.id == gone))


def all_are_gone(connection: Connection) -> None:
    connection.execute(delete(claim_revisions))
    connection.execute(delete(claims_))
    connection.execute(delete(audit))


def one_is_there_twice(connection: Connection) -> None:
    one = connection.execute(select(claims_)).mappings().first()
    said = connection.execute(select(claim_revisions)).mappings().first()
    assert one is not None
    assert said is not None
    again = new_id()
    connection.execute(insert(claims_).values(**{**one, "id": again}))
    connection.execute(insert(claim_revisions).values(**{**said, "claim_id": again}))


def a_revision_is_gone(connection: Connection) -> None:
    connection.execute(delete(claim_revisions).where(claim_revisions.c.revision == 2))


def a_revision_says_something_else(connection: Connection) -> None:
    connection.execute(update(claim_revisions).where(claim_revisions.c.revision == 2).values(value="8"))


def it_is_not_in_the_audit_log(connection: Connection) -> None:
    connection.execute(delete(audit))


def an_answer_is_not_kept(connection: Connection) -> None:
    connection.execute(insert(answers).values(key="taken", created_at=now()))


def a_source_was_created_twice(connection: Connection) -> None:
    one = connection.execute(select(sources)).mappings().first()
    assert one is not None
    connection.execute(insert(sources).values(**{**one, "id": new_id()}))


def nothing(_connection: Connection) -> None: ...


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (nothing, set()),
        (a_claim_is_gone, {"half"}),
        (all_are_gone, {"lost"}),
        (one_is_there_twice, {"doubled", "half"}),
        (a_revision_is_gone, {"half", "lost"}),
        (a_revision_says_something_else, {"lost"}),
        (it_is_not_in_the_audit_log, {"half"}),
        (an_answer_is_not_kept, {"half"}),
        (a_source_was_created_twice, {"doubled"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_was_tampered_with_is_found(
    sqlite_url: str, tamper: Callable[[Connection], None], found: set[str]
) -> None:
    ledger = Ledger()
    engine = open_engine(sqlite_url)
    units = SqlUnits(engine).on_behalf_of(Caller(name="somebody"))
    write = ledger.begin(f"{ledger.name} 1", SIZE)
    source = {"title": "Harvest", "kind": "report"}
    body = {"figure": {"value": "0"}, "measure": write.measure, "source": source}
    with units() as uow:
        stored = claims.record_batch(uow, claims.draft_batch([(n, body) for n in range(SIZE)]))
        uow.commit()
    ledger.acknowledge(write, [str(claim.id) for claim in stored])
    with units() as uow:
        revised = claims.revise(uow, stored[-1].id, {"figure": {"value": "7"}})
        uow.commit()
    ledger.revised(str(revised.id), revised.revision, "7")
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        tamper(connection)
    counts = ledger.compare(engine)
    engine.dispose()
    assert {complaint.partition(":")[0] for complaint in ledger.complaints} == found, ledger.complaints
    assert counts.wrong == len(ledger.complaints)
