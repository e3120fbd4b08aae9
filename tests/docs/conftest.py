"""What the pages are run with: a service and a directory for each, and a command that starts at once."""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from service.api import build_app
from service.application.observing import Unobserved, observe_with
from service.bootstrap import build_services
from service.settings import Settings
from service.telemetry.exposition import Observation
from service.telemetry.metrics import Metrics
from tests import samples
from tests.docs.blocks import ROOT, Block
from tests.docs.command import started_command
from tests.docs.page import Page, stand_ins
from tests.docs.session import Session
from tests.serving import clean_environment

Work = Callable[[str, list[Block]], None]


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the name of what it overrides
        pass


@pytest.fixture(scope="session")
def commands_at_hand() -> Iterator[Path]:
    """A directory for the PATH with ``claimcheck`` in it."""
    with started_command() as folder:
        stand_ins(folder)
        yield folder


@pytest.fixture(scope="session")
def with_example(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file as `make run` makes it: with the example collection."""
    path = tmp_path_factory.mktemp("example") / "claimcheck.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    document = json.loads((ROOT / "examples/migrant-labour/collection.json").read_text())
    settings = Settings(database_url=f"sqlite:///{path}")
    with closing(build_services(settings)) as services, services.unit_of_work() as uow:
        samples.bring(uow, document)
        uow.commit()
    return path


@pytest.fixture
def work(commands_at_hand: Path, with_example: Path, tmp_path: Path) -> Iterator[Work]:
    """Work through the blocks of a page, against a service that has the example loaded."""
    directory = tmp_path / "reader"
    directory.mkdir()
    (directory / "examples").symlink_to(ROOT / "examples")
    (directory / "openapi.yaml").symlink_to(ROOT / "openapi.yaml")
    database = tmp_path / "claimcheck.sqlite"
    shutil.copyfile(with_example, database)
    url = f"sqlite:///{database}"
    path = os.pathsep.join([str(commands_at_hand), str(Path(sys.executable).parent), os.environ["PATH"]])
    with ExitStack() as stack:
        telemetry = Observation(Metrics(), threads=8, connections=11)
        services = stack.enter_context(closing(build_services(Settings(database_url=url), telemetry)))
        stack.callback(observe_with, Unobserved())
        server = make_server("127.0.0.1", 0, build_app(services), threaded=True, request_handler=Quiet)
        stack.callback(server.server_close)
        serving = threading.Thread(target=server.serve_forever, args=(0.02,))
        serving.start()
        stack.callback(serving.join)
        stack.callback(server.shutdown)
        environment = clean_environment(DATABASE_URL=url, PATH=path, LC_ALL="C.UTF-8", HOME=str(tmp_path))
        session = stack.enter_context(Session(directory, environment))

        def through(name: str, blocks: list[Block]) -> None:
            Page(name, directory, f"http://127.0.0.1:{server.server_port}", session).run(blocks)

        yield through


@pytest.fixture
def page(tmp_path: Path) -> Callable[[str], Path]:
    """Write a page; its path."""

    def written(text: str) -> Path:
        path = tmp_path / "page.md"
        path.write_text(text, encoding="utf-8")
        return path

    return written
