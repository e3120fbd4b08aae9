"""Say whether requirements/*.lock still answer pyproject.toml, without asking an index.

Every requirement must have a pin that satisfies it, every pin a hash, and nothing a place to download from.
"""

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent


def faults(name: str, lock: str, requirements: list[str]) -> list[str]:
    """What is wrong with one lock file, a line each."""
    entries = lock.replace("\\\n", " ").splitlines()
    found = [f"{name}: no hash in {entry}" for entry in entries if "--hash=sha256:" not in entry]
    found += [f"{name}: names a place to download from: {entry}" for entry in entries if "://" in entry]
    pinned = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.MULTILINE))
    for requirement in map(Requirement, requirements):
        version = pinned.get(canonicalize_name(requirement.name))  # the locks hold canonical names
        if version is None:
            found.append(f"{name}: no pin for {requirement}")
        elif not requirement.specifier.contains(version, prereleases=True):
            found.append(f"{name}: {requirement.name}=={version} is not {requirement.specifier}")
    return found


def main() -> int:
    """Print what is wrong; the exit status is 1 if anything is."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    run = [*project["project"]["dependencies"], *groups["build"]]
    found = faults("run.lock", (ROOT / "requirements/run.lock").read_text(), run)
    found += faults("dev.lock", (ROOT / "requirements/dev.lock").read_text(), [*run, *groups["dev"]])
    for name in ("generators", "servers"):
        found += faults(f"{name}.lock", (ROOT / f"requirements/{name}.lock").read_text(), groups[name])
    packages = (ROOT / "tests/contract/node/package-lock.json").read_text().splitlines()
    found += [f"package-lock.json: names a place to download from: {line}" for line in packages if '"resolved"' in line]
    for fault in found:
        print(fault, file=sys.stderr)
    if found:
        print("`make lock` writes them anew", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
