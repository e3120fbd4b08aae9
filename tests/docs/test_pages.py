from __future__ import annotations

import pytest

from tests.docs.blocks import ROOT, blocks_of
from tests.docs.conftest import Work

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("name", [str(page.relative_to(ROOT)) for page in PAGES])
def test_everything_on_the_page_can_be_done_and_comes_as_it_is_shown(name: str, work: Work) -> None:
    work(name, blocks_of(ROOT / name))
