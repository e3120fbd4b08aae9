from __future__ import annotations

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import yaml

from service.cli import COMMANDS
from tests.docs.blocks import ROOT
from tests.serving import clean_environment


def build(site: Path) -> None:
    """Build it as `make docs` does: a link to nothing, or a page in no menu, ends the build."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    environment = clean_environment(NO_MKDOCS_2_WARNING="1", PYTHONPATH=str(ROOT))
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr


class Loads(HTMLParser):
    """What a page has the browser fetch. Links that a reader may follow are none of it."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and given.get("rel") not in ("canonical", "prev", "next", "edit"):
            self.addresses.append(given.get("href") or "")
        if tag in ("script", "img", "iframe", "source") and given.get("src"):
            self.addresses.append(given["src"] or "")


def test_the_site_shows_everything_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    """One test, so that the site is built once."""
    build(tmp_path)
    assert_nothing_comes_from_elsewhere(tmp_path)
    assert_every_operation_and_object_is_shown(tmp_path)
    assert_every_command_is_shown(tmp_path)
    assert_what_pages_say_can_be_searched_for(tmp_path)


def assert_nothing_comes_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        loads = Loads()
        loads.feed(page.read_text(encoding="utf-8"))
        assert loads.addresses
        for address in loads.addresses:
            assert not address.startswith(("http:", "https:", "//")), f"{page.name} loads {address}"
    for sheet in site.rglob("*.css"):
        assert "url(http" not in sheet.read_text(encoding="utf-8")


def assert_every_operation_and_object_is_shown(site: Path) -> None:
    contract = yaml.load((ROOT / "openapi.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    for item in contract["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict):
                page = (site / "api" / f"{operation['tags'][0]}.html").read_text(encoding="utf-8")
                assert f'id="{operation["operationId"]}"' in page
    objects = (site / "api/objects.html").read_text(encoding="utf-8")
    for name in contract["components"]["schemas"]:
        assert f'id="{name.lower()}"' in objects


def assert_every_command_is_shown(site: Path) -> None:
    page = (site / "reference/command-line.html").read_text(encoding="utf-8")
    for told in (*COMMANDS, "--fail-on", "--if-empty"):
        assert told in page


def assert_what_pages_say_can_be_searched_for(site: Path) -> None:
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    assert {"explanation/verdicts.html", "reference/kinds.html#granularity", "api/claims.html#create_claim"} <= {
        entry["location"] for entry in index["docs"]
    }
