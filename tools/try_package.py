"""Uses what others get: the package in an environment of its own, the action for GitHub, the hooks for pre-commit.

All from copies that hold only what is published, in directories that know nothing of this repository. It takes about a
minute, most of which goes into installing everything twice, side by side. Ends with status 1 at the first thing that is
not as it should be, and says what the program wrote.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run by its path, from wherever

from tests.serving import free_port  # noqa: E402
from tools import action_steps  # noqa: E402

PUBLISHED: Final = (
    "LICENSE", "README.md", "pyproject.toml", "schemas", "service", "requirements/run.lock", "action.yml",
    ".pre-commit-hooks.yaml",
)  # fmt: skip
SAMPLE: Final = ROOT / "tests/unit/cli/repository"
SLIPS: Final = 5
COLLECTION: Final = ROOT / "examples/school-meals/collection.yaml"


def main() -> None:
    """Try all of it, with a line for each thing that works."""
    # Most of what is installed is never run here; what is, Python compiles itself.
    os.environ["PIP_NO_COMPILE"] = "1"
    with tempfile.TemporaryDirectory(prefix="claimcheck-") as directory, ThreadPoolExecutor() as pool:
        here = Path(directory)
        for tried in (pool.submit(_package_and_action_work, here / "one"), pool.submit(_hooks_work, here / "other")):
            tried.result()


def _package_and_action_work(here: Path) -> None:
    release, runner = _released(here / "release"), _made(here / "runner")
    _action_installs(release, runner)
    environment = runner / "claimcheck"
    _everything_is_packaged(release, environment)
    _commands_work(environment / "bin/claimcheck", _made(here / "empty"))
    _service_works(environment / "bin/claimcheck", _made(here / "served"))
    _action_examines(release, runner, here / "checkout")


def _action_installs(release: Path, runner: Path) -> None:
    ran = action_steps.run(
        release / "action.yml", {"python": sys.executable}, workspace=_made(runner / "empty"), temporary=runner,
        steps=slice(1),
    )  # fmt: skip
    _require(ran.status == 0, "the action does not install", ran.log)
    print("action: installs the package in an environment of its own")


def _everything_is_packaged(release: Path, environment: Path) -> None:
    (site,) = environment.glob("lib/python*/site-packages")
    for top in ("schemas", "service"):
        missing = [
            str(file.relative_to(release))
            for file in (release / top).rglob("*")
            if file.is_file() and not (site / file.relative_to(release)).is_file()
        ]
        _require(not missing, "the package lacks", "\n".join(missing))
    print("package: holds every file of service/ and schemas/")


def _commands_work(claimcheck: Path, empty: Path) -> None:
    shutil.copy(ROOT / "README.md", empty)
    shutil.copy(COLLECTION, empty)
    for arguments in (["--version"], ["lint", "README.md"]):
        _ran([claimcheck, *arguments], empty, 0)
    checked = _ran([claimcheck, "check", "--format", "json", "--fail-on", "never", "collection.yaml"], empty, 0)
    receipts = list(_receipts(json.loads(checked)))
    _require(bool(receipts), "check tells no receipts", checked)
    (empty / "receipt.json").write_text(json.dumps(receipts[0]), encoding="utf-8")
    stands = _ran([claimcheck, "verify", "receipt.json"], empty, 0)
    _require(stands.startswith("stands: "), "a receipt does not stand", stands)
    told = _ran([claimcheck, "mcp"], empty, 2)
    _require("pip install 'claimcheck[mcp]'" in told, "mcp does not say what it lacks", told)
    print("package: lint, check and verify work in an empty directory, and mcp says what it needs")


def _service_works(claimcheck: Path, empty: Path) -> None:
    port = free_port()
    environment = _environment(PORT=str(port))
    with subprocess.Popen(
        [claimcheck, "serve", "--upgrade"], cwd=empty, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            for path, held in (("/docs", "swagger"), ("/openapi.json", '"openapi"'), ("/v1/units?search=tenge", "KZT")):
                found = _read(f"http://127.0.0.1:{port}{path}", process)
                _require(held in found, f"{path} is not what it should be", found[:1000])
        finally:
            process.terminate()
    print("package: serves, with its migrations, pages and units")


def _action_examines(release: Path, runner: Path, checkout: Path) -> None:
    shutil.copytree(SAMPLE, checkout)
    action = release / "action.yml"

    def examine(**inputs: str) -> action_steps.Ran:
        return action_steps.run(action, inputs, workspace=checkout, temporary=runner, steps=slice(1, None))

    ran = examine(sarif="found.sarif")
    annotations = re.findall(r"^::(?:error|warning) .*file=report\.md,line=\d+", ran.log, re.MULTILINE)
    _require((ran.status, ran.outputs["outcome"]) == (1, "findings"), "the action finds nothing", ran.log)
    _require(len(annotations) == SLIPS, f"the action does not annotate the {SLIPS} slips", ran.log)
    (log,) = json.loads((checkout / ran.outputs["sarif"]).read_text(encoding="utf-8"))["runs"]
    open_results = [result for result in log["results"] if not result.get("suppressions")]
    _require(len(open_results) == SLIPS, "the SARIF log holds something else", json.dumps(log["results"], indent=1))
    ran = examine(baseline="found.sarif")
    _require((ran.status, ran.outputs["outcome"]) == (0, "clean"), "what the baseline holds fails", ran.log)
    print("action: annotates what it finds, writes SARIF, and takes that as a baseline")


def _hooks_work(here: Path) -> None:
    """Run both hooks from the release as pre-commit does, which makes an environment for them."""
    release, reader = _released(here / "release"), _made(here / "reader")
    shutil.copytree(SAMPLE, reader, dirs_exist_ok=True)
    shutil.copy(COLLECTION, reader)
    for repository in (release, reader):
        for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "As it is"]):
            _ran(["git", *command], repository, 0)
    # The hook is what is tried, not the newest versions of everything it needs.
    constraints = here / "constraints.txt"
    lock = (ROOT / "requirements/run.lock").read_text(encoding="utf-8")
    constraints.write_text("\n".join(re.findall(r"^[\w.-]+==[^\s;]+", lock, re.MULTILINE)), encoding="utf-8")
    pre_commit = Path(sys.executable).with_name("pre-commit")
    environment = {"PRE_COMMIT_HOME": str(here / "pre-commit"), "PIP_CONSTRAINT": str(constraints)}
    revision = _ran(["git", "rev-parse", "HEAD"], release, 0).strip()
    hooks = [{"id": "claimcheck-lint"}, {"id": "claimcheck-check"}]
    configuration = {"repos": [{"repo": str(release), "rev": revision, "hooks": hooks}]}
    (reader / ".pre-commit-config.yaml").write_text(json.dumps(configuration), encoding="utf-8")
    told = _ran([pre_commit, "run", "--all-files", "--verbose", "--color=never"], reader, 1, **environment)
    lint, _, check = told.partition("claimcheck check")
    found = re.findall(r"^report\.md:\d+:\d+: (?:error|warning)", lint, re.MULTILINE)
    _require(len(found) == SLIPS, f"the hook does not find the {SLIPS} slips", told)
    _require("collection.yaml" in check, "the hook does not check the collection", told)
    print("pre-commit: both hooks install and find what there is")


def _receipts(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        if {"digest", "inputs", "verdict"} <= value.keys():
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _receipts(item)


def _environment(**more: str) -> dict[str, str]:
    """The environment of somebody who knows nothing of this one; how to install packages stays."""
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_")) or name == "HOME"}
    git = {f"GIT_{who}_{what}": "nobody@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return {**kept, **git, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **more}


def _ran(command: list[str | Path], directory: Path, status: int, **environment: str) -> str:
    """What a program writes. Raises SystemExit where it ends with another status."""
    done = subprocess.run(
        command, cwd=directory, env=_environment(**environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, check=False,
    )  # fmt: skip
    _require(done.returncode == status, f"{command} ended with {done.returncode} instead of {status}", done.stdout)
    return done.stdout


def _read(url: str, process: subprocess.Popen[str]) -> str:
    """What is found at an address of a server that may still be starting."""
    until = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - always http # nosec B310
                return str(answer.read().decode())
        except OSError as error:
            if time.monotonic() > until or process.poll() is not None:
                process.terminate()
                _require(False, f"{url}: {error}", process.communicate()[1])
            time.sleep(0.1)


def _require(right: bool, otherwise: str, shown: str) -> None:
    if not right:
        sys.exit(f"try_package: {otherwise}:\n{shown}")


def _released(directory: Path) -> Path:
    """A copy of what is published."""
    for part in PUBLISHED:
        target = directory / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, target)
    return directory


def _made(directory: Path) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    return directory


if __name__ == "__main__":
    main()
