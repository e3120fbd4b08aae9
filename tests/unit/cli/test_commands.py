from __future__ import annotations

import json
import subprocess
import sys

from service.cli import COMMANDS
from tests.unit.cli.conftest import Run, refused

# Tells on standard error what was loaded on the way.
_VERSION = """
import sys
before = set(sys.modules)
import json
from service.bootstrap import main
sys.argv = ["claimcheck", "--version"]
try:
    main()
finally:
    json.dump(sorted(set(sys.modules) - before), sys.stderr)
"""


def test_help_tells_of_every_command_in_the_order_of_use(run: Run) -> None:
    told = run("--help").stdout.partition("Commands:\n")[2]
    assert [line.split()[0] for line in told.splitlines()] == list(COMMANDS)


def test_each_command_has_the_name_it_is_found_by() -> None:
    assert {name: COMMANDS[name].name for name in COMMANDS} == {name: name for name in COMMANDS}


def test_a_command_that_is_misspelt_gets_a_proposal(run: Run) -> None:
    assert refused(run("lnit")) == "No such command 'lnit'. Did you mean 'lint'?"


def test_the_version_is_told_without_loading_what_the_commands_need() -> None:
    ran = subprocess.run([sys.executable, "-c", _VERSION], capture_output=True, text=True, check=True)
    loaded = json.loads(ran.stderr)
    assert ran.stdout.startswith("claimcheck, version ")
    assert {module.partition(".")[0] for module in loaded} - sys.stdlib_module_names == {"service", "click"}
    layers = {".".join(module.split(".")[:2]) for module in loaded if module.startswith("service.")}
    assert layers == {"service.application", "service.bootstrap", "service.cli", "service.domain", "service.settings"}
    # Of the application and the domain only what they refuse with, which is told in one line.
    assert {module for module in loaded if module.startswith(("service.application.", "service.domain."))} == {
        "service.application.errors",
        "service.domain.errors",
    }
