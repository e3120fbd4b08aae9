"""The page of a report, opened from a file: styled, quiet, and no wider than the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from service.formats import Format, render
from tests.unit.formats import sample


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(253, 253, 251)"), ("dark", "rgb(20, 23, 26)")])
def test_a_report_opens_anywhere_in_light_and_in_dark(
    browser: Browser, tmp_path: Path, scheme: str, paper: str
) -> None:
    file = tmp_path / "report.html"
    document = sample.document(sample.wages(), sample.shares(waiver=sample.WAIVER), sample.within())
    file.write_bytes(render(document, sample.STATEMENTS, Format.HTML))
    page = browser.new_page(
        viewport={"width": 360, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    said: list[str] = []
    asked: list[str] = []
    # A policy that did not match the style would be told here, and the page be bare.
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_text("Step by step").first.click()
    assert page.get_by_text("pay * picked", exact=True).is_visible()
    page.close()
    assert said == []
    assert asked == [file.as_uri()]
