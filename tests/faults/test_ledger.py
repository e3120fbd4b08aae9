"""Whatever happens to the service and its servers: what was acknowledged is there, once and whole, and never stale."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from service.storage import upgrade
from tests import servers
from tests.faults import house as faults
from tests.faults.clients import Load
from tests.faults.house import House
from tests.faults.ledger import Ledger
from tests.faults.postgresql_server import postgresql_server
from tests.faults.redis_server import RedisServer
from tests.faults.tally import FULL, Tally, rounds

Fault = Callable[[House], None]

# What everybody notices: requests are cut off, or answered 503.
OF_PROCESSES: list[Fault] = [
    faults.a_worker_is_killed,
    faults.all_workers_are_killed,
    faults.the_master_is_killed,
    faults.the_machine_is_cut_off,
]
OF_POSTGRESQL: list[Fault] = [
    faults.postgresql_is_restarted,
    faults.postgresql_is_killed,
    faults.postgresql_crashes,
    faults.postgresql_hangs,
    faults.postgresql_takes_no_writes,
]
# What nobody may notice.
OF_REDIS: list[Fault] = [
    faults.redis_is_restarted,
    faults.redis_hangs,
    faults.redis_is_flushed,
    faults.redis_is_full,
    faults.redis_is_something_else,
]
# What takes longest: a service that starts again, and one thing after the other in the place of Redis.
LONG = (faults.the_master_is_killed, faults.the_machine_is_cut_off, faults.redis_is_something_else)
# So large that most faults come in the middle of one.
BATCH = 1500


@pytest.fixture(scope="module")
def with_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A service on PostgreSQL and Redis."""
    directory = tmp_path_factory.mktemp("house")
    redis = RedisServer(directory)
    with servers.or_skip(), postgresql_server() as postgresql:
        redis.start()
        upgrade(postgresql.url)
        house = House(directory, postgresql.url, postgresql, redis)
        yield house
        house.end()
        redis.kill()


@pytest.fixture(scope="module")
def by_itself(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A service on SQLite, with a cache in each process."""
    directory = tmp_path_factory.mktemp("house")
    url = f"sqlite:///{directory}/claimcheck.sqlite"
    upgrade(url)
    house = House(directory, url)
    yield house
    house.end()


def under(fault: Fault, house: House, tally: Tally, *, felt: bool) -> None:
    """Do it to a service that clients write to, let it recover, and do it again; at least until it was ``felt``."""
    ledger = Ledger()
    enough = rounds(1, 5 if fault in LONG else 15)
    with Load(house.url, ledger, batch=BATCH) as load:
        while tally.counts.faults < enough or (felt and not ledger.unanswered):
            load.wait_for(8)
            fault(house)
            tally.fault()
            tally.recovered(load.recovered())
    tally.settle(ledger, house.database_url)
    assert felt or fault is faults.postgresql_hangs or tally.counts.unanswered == 0


# To start a service again takes longest; the suite does each once.
@pytest.mark.parametrize("fault", OF_PROCESSES if FULL else OF_PROCESSES[::2], ids=lambda fault: fault.__name__)
def test_on_postgresql_when(fault: Fault, with_servers: House, tally: Tally) -> None:
    under(fault, with_servers, tally, felt=True)


@pytest.mark.parametrize("fault", OF_PROCESSES if FULL else OF_PROCESSES[1::2], ids=lambda fault: fault.__name__)
def test_on_sqlite_when(fault: Fault, by_itself: House, tally: Tally) -> None:
    under(fault, by_itself, tally, felt=True)


@pytest.mark.parametrize("fault", OF_POSTGRESQL, ids=lambda fault: fault.__name__)
def test_when(fault: Fault, with_servers: House, tally: Tally) -> None:
    under(fault, with_servers, tally, felt=fault is not faults.postgresql_hangs)


@pytest.mark.parametrize("fault", OF_REDIS, ids=lambda fault: fault.__name__)
def test_nobody_notices_when(fault: Fault, with_servers: House, tally: Tally) -> None:
    under(fault, with_servers, tally, felt=False)
