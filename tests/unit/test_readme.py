from __future__ import annotations

import re
from pathlib import Path

from service import settings

README = (Path(__file__).parents[2] / "README.md").read_text()


def test_the_readme_lists_every_setting_as_it_is() -> None:
    assert settings.table() in README


def test_the_readme_begins_with_the_two_commands_that_do_all_the_set_up() -> None:
    assert re.findall(r"^    (make \w+)", README, re.MULTILINE)[:2] == ["make run", "make test"]
