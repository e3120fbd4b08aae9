"""Programs of others that work on openapi.yaml, each run in a directory of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from tests.servers import NoServer

ROOT: Final = Path(__file__).parents[2]
COMMITTED: Final = ROOT / "openapi.yaml"
HERE: Final = Path(__file__).parent
_SCRIPTS: Final = Path(sys.executable).parent
# Nothing asks the network whether there is something newer, or tells it anything.
_QUIET: Final = {
    "NO_COLOR": "1",
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    "REDOCLY_TELEMETRY": "off",
}


def run(command: list[str | Path], directory: Path, **environment: str) -> str:
    """What a program says; that it fails is a failure of the test."""
    done = attempt(command, directory, **environment)
    assert done.returncode == 0, f"{command[0]} fails:\n{done.stdout[-20_000:]}{done.stderr[-5_000:]}"
    return done.stdout + done.stderr


def attempt(command: list[str | Path], directory: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The same, whether it fails or not."""
    return subprocess.run(
        [str(word) for word in command],
        cwd=directory,
        env={"PATH": _path(), "HOME": str(directory), **_QUIET, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def script(name: str) -> Path:
    """A program of the environment that the tests run in."""
    return _SCRIPTS / name


def program(name: str) -> str:
    """A program of the system. Raises NoServer, as for every other thing that tests need and do not find."""
    found = shutil.which(name, path=_path())
    if found is None:
        raise NoServer(f"{name} is not on this machine; `make generators` installs it")
    return found


def node_modules() -> Path:
    """The packages of npm, as tests/contract/node pins them. Raises NoServer."""
    program("node")
    stamp, lock = ROOT / ".cache/node/installed", HERE / "node/package-lock.json"
    if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        raise NoServer("the packages that tests/contract/node pins are not installed; `make generators` does it")
    return stamp.with_name("node_modules")


def with_node(directory: Path) -> Path:
    """Their programs. What is in tests/contract/node is copied to ``directory``, and finds them. Raises NoServer."""
    (directory / "node_modules").symlink_to(node_modules())
    for file in (HERE / "node").iterdir():
        if not file.name.startswith("."):
            shutil.copy(file, directory)
    return directory / "node_modules/.bin"


def openapi_generator() -> Path:
    """The jar of openapi-generator, which brings the libraries along that its Java clients need."""
    found = find_spec("openapi_generator_cli")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).with_name("openapi-generator.jar")


def _path() -> str:
    return f"{_SCRIPTS}:{os.environ.get('PATH', '/usr/bin:/bin')}"
