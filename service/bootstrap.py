"""The only place that plugs adapters into ports."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import IO, TYPE_CHECKING

from service.application.errors import Unavailable
from service.cli import Wiring, commands
from service.cli.saying import say
from service.settings import Settings, SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from sqlalchemy import Engine

    from service.application.ports import Jobs, Quota, ResultCache, UnitOfWorkFactory
    from service.application.services import Services
    from service.application.upkeep import Manifest, SchemaState
    from service.cache.memory import MemoryCache
    from service.cache.redis import RedisCache
    from service.jobs.bell import Bell
    from service.telemetry.exposition import Observation
    from service.telemetry.scraped import Scraped

# Everything else is imported where it is used: `claimcheck --version` needs nothing of it, `claimcheck check` no Flask
# and only for collections a database (in memory), and both should answer as fast as they can.


def build_services(settings: Settings, telemetry: Observation | None = None) -> Services:
    """Everything that answers requests, for one process and any number of threads, observed by ``telemetry``.

    Connects to nothing yet, so it may be made before a fork. Raises ``SettingsError`` for URLs that the database's or
    Redis's client cannot use.
    """
    from service.application.observing import observe_with
    from service.application.ports import Rate
    from service.application.services import Readiness, Services
    from service.bulkhead import Helpers
    from service.jobs import InProcess
    from service.storage import SqlUnits

    engine = _engine(settings)
    cache = _cache(settings)
    quota = _quota(settings)
    units = SqlUnits(engine)
    bell = None if settings.redis_url is None else _bell(settings.redis_url)
    jobs: Jobs = InProcess(_reporting(units), cache, timedelta(seconds=settings.report_lease), bell)
    bulkhead = Helpers.beside(settings.threads, settings.helpers, settings.helper_memory << 20, telemetry)
    if bulkhead is not None:
        jobs = bulkhead.companion(jobs)

    if telemetry is not None:
        telemetry.observer.watch(engine)
        observe_with(telemetry.observer)

    def close() -> None:
        jobs.close()
        if bell is not None:
            bell.close()
        engine.dispose()
        cache.close()
        quota.close()

    return Services(
        unit_of_work=units,
        cache=cache,
        readiness=lambda: Readiness(schema=_state(engine), cache=cache.state()),
        jobs=jobs,
        report_at_once=settings.report_at_once,
        scratch=_scratch,
        trusted_hosts=settings.hosts_answered(),
        bulkhead=bulkhead,
        tokens_required=settings.tokens_required,
        quota=quota,
        rate_limit=None if settings.rate_of_callers is None else Rate.parse(settings.rate_of_callers),
        **({} if telemetry is None else {"metrics": telemetry.exposition(_looked_up(engine, cache))}),
        close=close,
    )


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application; without ``settings``, as the environment says. Any WSGI server can call it as a factory.

    Where that server listens is not known here, so tokens are asked for unless anonymous use is allowed in so many
    words.
    """
    settings = settings or Settings.from_environment(os.environ)
    if not settings.allow_anonymous:
        settings = replace(settings, require_tokens=True)
    telemetry = _observation(settings, share=False)
    application = _application(build_services(settings, telemetry))
    telemetry.start(serving=True)
    return application


def wiring() -> Wiring:
    """What the commands work with: the environment as it is when they ask, and the real adapters."""
    return Wiring(
        settings=lambda: Settings.from_environment(os.environ),
        wait_for_database=_wait_for_database,
        upgrade_database=_upgrade_database,
        downgrade_database=_downgrade_database,
        schema=_schema,
        backup=_backup,
        manifest_of=_manifest_of,
        restore=_restore,
        has_token=_has_token,
        services=build_services,
        worker=_worker,
        telemetry=lambda settings: _observation(settings, share=True),
        write_log=_write_log,
        scratch=_scratch,
        application=_application,
    )


def _worker(settings: Settings, telemetry: Observation) -> Callable[[], None]:
    """What works on reports until it is told to stop. Raises ``SettingsError`` where nobody could call it."""
    from service.application.observing import observe_with
    from service.jobs.runner import Runner
    from service.jobs.worker import Following, Watchman
    from service.storage import SqlUnits

    url = settings.redis_url
    if url is None:
        raise SettingsError(
            "REDIS_URL is not set, and workers are called through Redis; without it the processes of claimcheck serve "
            "make reports"
        )
    lease = timedelta(seconds=settings.report_lease)
    observe_with(telemetry.observer)

    @contextmanager
    def tools() -> Iterator[tuple[Runner, Watchman]]:
        telemetry.start(serving=False)
        engine, cache, bell = _engine(settings), _cache(settings), _bell(url)
        telemetry.observer.watch(engine)
        units = _reporting(SqlUnits(engine))
        try:
            yield Runner(units, cache, lease, largest_part=settings.report_part), Watchman(units, bell, lease)
        finally:
            bell.close()
            engine.dispose()
            cache.close()
            telemetry.close()

    watchman = Watchman(_reporting(SqlUnits(_engine(settings))), _bell(url), lease)
    return Following(url, watchman, tools, telemetry.forget).run


def _reporting(units: UnitOfWorkFactory) -> UnitOfWorkFactory:
    """Units of work on behalf of whoever makes reports, as the audit log knows it."""
    from service.application.access import REPORTS, Caller

    return units.on_behalf_of(Caller(name=REPORTS, operation="run_report"))


def _bell(url: str) -> Bell:
    from service.jobs.bell import Bell

    try:
        return Bell(url)
    except ValueError as error:
        raise SettingsError(f"REDIS_URL: {error}") from None


def _application(services: Services) -> Flask:
    from service.api import build_app, helping

    app = build_app(services)
    if services.bulkhead is not None:
        services.bulkhead.do(helping(app))
    return app


def main() -> None:
    """The ``claimcheck`` command."""
    commands.main(prog_name="claimcheck", obj=wiring())


def _engine(settings: Settings) -> Engine:
    from service.storage import open_engine

    try:
        return open_engine(settings.database_url, pool_size=_connections(settings))
    except ValueError as error:
        raise SettingsError(f"DATABASE_URL: {error}") from None
    except OSError as error:
        raise SettingsError(f"DATABASE_URL: cannot make the directory {error.filename}: {error.strerror}") from None


def _connections(settings: Settings) -> int:
    # More than there are threads: two for a report and its heartbeat, and one so that /readyz never waits for those
    # that work.
    return settings.threads + 3


def _write_log(settings: Settings) -> None:
    from service.cli import saying
    from service.telemetry import logs

    logs.write(settings.log_level, settings.log_format)
    saying.to_log()


def _observation(settings: Settings, *, share: bool) -> Observation:
    """Whoever observes the processes of this server. Those that ``share`` what they count are forks of this one."""
    shared = None
    if share:
        from service.telemetry.shared import VARIABLE, SharedDirectory

        try:
            shared = SharedDirectory()
        except OSError as error:
            raise SettingsError(f"{VARIABLE}: cannot make a directory in it: {error.strerror}") from None
        # prometheus-client chooses how to count when it is imported, which is below.
        os.environ[VARIABLE] = str(shared.path)
    from service.telemetry.exposition import Observation
    from service.telemetry.metrics import Metrics

    observer = Metrics()
    if settings.traces:
        from service.telemetry.traces import Traced

        observer = Traced(version("claimcheck"))
    port = settings.metrics_port
    return Observation(
        observer,
        threads=settings.threads,
        connections=_connections(settings),
        shared=shared,
        apart=None if port is None else (settings.host, port, lambda: _looked_up(_engine(settings), _cache(settings))),
    )


def _looked_up(engine: Engine, cache: ResultCache) -> Scraped:
    """What is looked up when somebody asks for metrics."""
    from service.domain.digest import ENGINE
    from service.storage import SqlUnits
    from service.telemetry.scraped import Looked, Scraped

    def look() -> Looked:
        seen = datetime.now(UTC)
        backlog = None
        state = _state(engine)
        if state is not None and state.fits:
            with suppress(Unavailable), SqlUnits(engine)(read_only=True) as uow:
                backlog = uow.reports.backlog()
        return Looked(backlog, cache.state(), seen)

    return Scraped(version("claimcheck"), ENGINE, look)


@contextmanager
def _scratch() -> Iterator[UnitOfWorkFactory]:
    from service.storage import SqlUnits, open_scratch

    engine = open_scratch()
    try:
        yield SqlUnits(engine)
    finally:
        engine.dispose()


def _cache(settings: Settings) -> MemoryCache | RedisCache:
    if settings.redis_url is None:
        from service.cache.memory import MemoryCache

        return MemoryCache(ttl=settings.cache_ttl, max_entries=settings.cache_entries, max_bytes=settings.cache_bytes)
    from service.cache.redis import RedisCache

    try:
        return RedisCache(settings.redis_url, ttl=settings.cache_ttl, budget=settings.cache_budget_ms / 1000)
    except ValueError as error:
        raise SettingsError(f"REDIS_URL: {error}") from None


def _quota(settings: Settings) -> Quota:
    if settings.redis_url is None:
        from service.quota.process import ProcessQuota

        return ProcessQuota()
    from service.quota.redis import RedisQuota

    return RedisQuota(settings.redis_url, budget=settings.cache_budget_ms / 1000)


def _state(engine: Engine) -> SchemaState | None:
    """The schema of the database; None where it does not answer."""
    from service.storage import state

    try:
        return state(engine)
    except Unavailable:
        return None


def _schema(settings: Settings) -> SchemaState:
    from service.storage import state

    engine = _engine(settings)
    try:
        return state(engine)
    finally:
        engine.dispose()


def _has_token(settings: Settings) -> bool:
    from service.application import tokens
    from service.storage import SqlUnits

    engine = _engine(settings)
    try:
        with SqlUnits(engine)(read_only=True) as uow:
            return bool(tokens.usable(uow))
    finally:
        engine.dispose()


def _wait_for_database(settings: Settings) -> None:
    from service.storage import wait_for_database

    _engine(settings).dispose()  # refuses what no amount of waiting would mend
    try:
        wait_for_database(settings.database_url, 0)
    except Unavailable:
        if not settings.database_wait or settings.database_url.startswith("sqlite"):
            raise
        say(f"waiting up to {settings.database_wait} s for the database")
        wait_for_database(settings.database_url, settings.database_wait)


def _upgrade_database(settings: Settings) -> None:
    from service.storage import upgrade

    upgrade(settings.database_url)


def _downgrade_database(settings: Settings, revision: str, lose_data: bool) -> Sequence[str]:
    from service.storage import downgrade

    return downgrade(settings.database_url, revision, lose_data=lose_data)


def _backup(settings: Settings, stream: IO[bytes]) -> Manifest:
    from service.storage import backup

    return backup(settings.database_url, stream)


def _manifest_of(file: Path) -> Manifest:
    from service.storage import manifest_of

    return manifest_of(file)


def _restore(settings: Settings, file: Path, replace_: bool) -> Manifest:
    from service.cache.clear import clear
    from service.storage import restore

    # Results are found by the revisions of claims, and after a restore these may come to say something else. Before it,
    # so that nothing is restored where that cannot be; nothing is added meanwhile, as no service runs.
    if settings.redis_url is not None:
        clear(settings.redis_url)
    return restore(settings.database_url, file, replace=replace_)
