"""``claimcheck`` as the pages call it, without the half second that each start of Python and its imports takes.

``claimcheck`` on the PATH of a page hands its arguments, directory, environment and streams to a process that has
imported everything already; this forks, and the child runs the command as it is.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.docs.blocks import ROOT
from tests.serving import clean_environment

_CLIENT = """#!{python} -SE
import array, json, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect({address!r})
socket.send_fds(server, [b"."], [0, 1, 2])
server.sendall(json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode())
server.shutdown(socket.SHUT_WR)
sys.exit(int(server.recv(4) or 70))
"""


@contextmanager
def started_command() -> Iterator[Path]:
    """A directory for the PATH, with a ``claimcheck`` in it that starts at once."""
    with tempfile.TemporaryDirectory() as directory:  # the address of a socket has at most some hundred characters
        yield from _started(Path(directory))


def _started(folder: Path) -> Iterator[Path]:
    address = str(folder / "socket")
    client = folder / "claimcheck"
    client.write_text(_CLIENT.format(python=sys.executable, address=address))
    client.chmod(0o755)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.docs.command", address],
        cwd=ROOT,
        # One that has threads must not fork.
        env=clean_environment(PYTHONPATH=str(ROOT), OPENBLAS_NUM_THREADS="1"),
        stdout=subprocess.PIPE,
    ) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n"
            yield folder
        finally:
            process.terminate()


def _serve(address: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            caller, _ = listening.accept()
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                listening.close()
                _answer(caller)
            caller.close()


def _answer(caller: socket.socket) -> None:
    _, streams, _, _ = socket.recv_fds(caller, 1, 3)
    sent = b"".join(iter(lambda: caller.recv(65536), b""))
    arguments, directory, environment = json.loads(sent)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["claimcheck", *arguments]
    status = 70
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        caller.sendall(str(status).encode())
        os._exit(status)


# What commands import when they are called, or even later.
_LATE = (
    "scipy.optimize",
    "service.api",
    "service.application.reports",
    "service.cache.memory",
    "service.jobs",
    "service.reading.lint",
    "service.storage",
    "service.wire.collection_file",
    "service.wire.texts",
)

if __name__ == "__main__":
    import click

    from service.bootstrap import main
    from service.cli import commands
    from service.domain.checks import kinds

    for module in _LATE:
        importlib.import_module(module)
    kinds()
    with click.Context(commands) as context:
        for name in commands.list_commands(context):
            commands.get_command(context, name)
    _serve(sys.argv[1])
