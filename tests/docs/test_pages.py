from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT, blocks_of
from tests.docs.conftest import Work

PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "benchmarks/README.md",
    *sorted((ROOT / "examples").rglob("*.md")),
]


@pytest.mark.parametrize("name", [str(page.relative_to(ROOT)) for page in PAGES])
def test_everything_on_the_page_can_be_done_and_comes_as_it_is_shown(name: str, work: Work) -> None:
    work(name, blocks_of(ROOT / name))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_what_there_is(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        made = target.startswith(("../api/", "api/"))  # of openapi.yaml, when the site is built
        assert made or "://" in target or (page.parent / target).exists(), target
