"""The page to try the API on works in a browser that can reach nothing but the service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from service.api import document


@dataclass
class Visit:
    """A page, with everything that went wrong on it and every host that it asked."""

    page: Page
    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Visit]:
    """A visit to /docs."""
    page = browser.new_page(viewport={"width": 1200, "height": 1600})
    visit = Visit(page)
    page.on(
        "console", lambda message: visit.errors.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("request", lambda request: visit.hosts.add(urlsplit(request.url).netloc))
    page.goto(f"{server}/docs")
    expect(page.get_by_role("heading", name="Claimcheck")).to_be_visible()
    yield visit
    page.close()
    assert visit.errors == []
    assert visit.hosts <= {urlsplit(server).netloc, ""}  # data: URLs have no host


def test_every_operation_is_shown(visit: Visit) -> None:
    operations = sum(
        method in {"get", "post", "patch", "delete"} for path in document()["paths"].values() for method in path
    )
    expect(visit.page.locator(".opblock")).to_have_count(operations)


def test_a_check_can_be_tried_out(visit: Visit) -> None:
    operation = visit.page.locator("#operations-evaluations-evaluate")
    operation.locator(".opblock-summary-control").click()
    operation.locator(".examples-select select").first.select_option("ratio")
    expect(operation.locator("textarea.body-param__text")).to_have_value(re.compile(r'"kind": "ratio"'))
    operation.get_by_role("button", name="Execute").click()
    answer = operation.locator(".live-responses-table .response").first
    expect(answer.locator(".response-col_status")).to_contain_text("200")
    expect(answer.locator(".response-col_description")).to_contain_text('"verdict": "inconsistent"')
