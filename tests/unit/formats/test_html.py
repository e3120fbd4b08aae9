from __future__ import annotations

from html.parser import HTMLParser
from itertools import pairwise

import pytest

from service.formats import Format, content_security_policy, render
from service.formats import html as page_module
from tests.unit.formats import sample
from tests.unit.formats.sample import STATEMENTS, Json

VOID = {"meta", "br"}


class Page(HTMLParser):
    """A page as a browser takes it: elements, attributes and text; tags must be closed in order."""

    def __init__(self, document: Json, statements: Json) -> None:
        super().__init__()
        self.source = render(document, statements, Format.HTML).decode()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(self.source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in {"td", "th", "dt", "dd", "li"}:
            self.text += " "
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def page_of(document: Json) -> Page:
    return Page(document, STATEMENTS)


def test_findings_come_first_and_show_their_arithmetic(report: Json) -> None:
    text = " ".join(page_of(report).text.split())
    assert text.index("the fine within thirty days' pay") < text.index("the half-year within the stock")
    for shown in (
        "Measured 45 to 90 day",
        "Expected at most 30 day",
        "15 day (50% of what is expected)",
        "Likeliest slip: 4 KZT/kg was meant as 4 KZT/lb",
        "exactly 18,000 KZT",
        "at least 150 kg/day",
        "Police fined each picker 18,000 tenge.",
        "The Courier: Fined",
    ):
        assert shown in text, shown


def test_a_waived_finding_is_shown_as_waived_with_reason_and_end() -> None:
    text = " ".join(page_of(sample.document(sample.wages(waiver=sample.WAIVER))).text.split())
    assert "Accepted knowingly until 2030-01-01, 00:00 UTC: The paper rounds; corrected online." in text
    assert "of these, 1 waived" in text
    assert "45 to 90 day" in text


def test_conflicts_and_blame_are_told_in_words(report: Json) -> None:
    text = " ".join(page_of(report).text.split())
    assert "The fine, the pay and the harvest leave no number of days." in text
    assert "18000 KZT would have to be 0 to 12,000 KZT, such as 12000 KZT." in text
    assert "picked of “the fine within thirty days' pay”" in text
    assert "the rise: its kind has no relation" in text


def test_groups_that_share_no_figure_are_told_one_by_one() -> None:
    found = sample.joint()
    both = {
        part: [{"group": group, **entry} for group in ("a", "b") for entry in found[part]]
        for part in ("conflicts", "blames")
    }
    text = page_of(sample.document(sample.wages(), joint=found | both)).text
    assert text.count("What cannot all be true (1 of 2)") == text.count("What cannot all be true (2 of 2)") == 1
    assert text.count("Each of these sets of figures alone") == 2


def test_checks_that_contradict_each_other_are_told_apart() -> None:
    found = sample.joint()
    found["conflicts"][0]["within_checks"] = True
    text = page_of(sample.document(sample.wages(), joint=found)).text
    assert "the checks are at fault, not the claims" in text


def test_coverage_names_what_no_check_touched(report: Json) -> None:
    text = " ".join(page_of(report).text.split())
    assert "7 of 8 claims take part in a check." in text
    assert "A quarter live on $31 a month." in text


def test_a_report_under_way_says_so() -> None:
    under_way = {**sample.UNFINISHED, "status": "running", "detail": None, "progress": {"done": 3, "total": 9}}
    text = page_of(sample.document(**under_way)).text
    assert "This report is running" in text
    assert "3 of 9 done." in text
    assert "Every check holds" not in text


def test_a_report_without_findings_says_that_every_check_holds() -> None:
    assert "Every check holds." in page_of(sample.document(sample.within(), joint=None)).text


def test_long_lists_of_what_is_fine_are_cut_and_findings_never(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "LONGEST_LIST", 2)
    holding = [{**sample.CONSISTENT, "check": str(place), "name": f"holds {place}"} for place in range(5)]
    failing = [{**sample.wages(), "check": f"f{place}", "name": f"fails {place}"} for place in range(5)]
    text = page_of(sample.document(*holding, *failing, joint=None)).text
    assert ("holds 1" in text, "holds 2" in text, "fails 4" in text) == (True, False, True)
    assert "… and 3 more" in text


def test_the_page_needs_nothing_and_runs_nothing(report: Json) -> None:
    page = page_of(report)
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & {tag for tag, _ in page.tags}
    assert len(page.of("style")) == 1
    for _, attributes in page.tags:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        assert (attributes.get("href") or "#").startswith("#")
    policies = [one["content"] for one in page.of("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    assert policies == [content_security_policy()]
    assert "default-src 'none'" in content_security_policy()


def test_the_page_can_be_read_by_ear(report: Json) -> None:
    page = page_of(report)
    assert page.of("html")[0]["lang"] == "en"
    assert len(page.of("h1")) == len(page.of("main")) == len(page.of("title")) == 1
    assert len(page.of("caption")) == len(page.of("table"))
    assert all(cell["scope"] in {"col", "row"} for cell in page.of("th"))
    identities = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(identities) == len(set(identities))
    assert {section["aria-labelledby"] for section in page.of("section")} <= set(identities)
    levels = [int(tag[1]) for tag, _ in page.tags if tag in {"h1", "h2", "h3", "h4"}]
    assert all(after <= before + 1 for before, after in pairwise(levels))


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "</title><svg/onload=alert(1)>",
    "<!-- ",
    "]]>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp;",
    "javascript:alert(1)",
    "\u202eright to left",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_others_is_only_ever_text(text: str) -> None:
    def poisoned(value: object) -> object:
        if isinstance(value, dict):
            return {name: poisoned(item) for name, item in value.items()}
        if isinstance(value, list):
            return [poisoned(item) for item in value]
        return text if isinstance(value, str) and " " in value else value

    harmless = sample.document(sample.within(), sample.rise(), sample.shares(waiver=sample.WAIVER), sample.wages())
    document = poisoned(harmless)
    assert isinstance(document, dict)
    document |= {"collections": [text], "detail": text}
    document["joint"]["text"] = text
    statements = {claim: {"statement": text, "quote": text, "source": text} for claim in STATEMENTS}
    page = Page(document, statements)
    plain = Page(harmless, {claim: {"statement": "a", "quote": "a", "source": "a"} for claim in STATEMENTS})
    assert {tag for tag, _ in page.tags} == {tag for tag, _ in plain.tags}
    assert {name for _, attributes in page.tags for name in attributes} == {
        name for _, attributes in plain.tags for name in attributes
    }
    assert text in page.text


def test_dates_are_shown_among_the_figures() -> None:
    figures = {"earlier": {"date": "2004-10"}, "later": {"date": "2004-09"}}
    item = sample.item("x", "in order", {"kind": "order", "figures": figures})
    assert [(row.name, row.printed) for row in page_module.figures(item)] == [
        ("earlier", "2004-10"),
        ("later", "2004-09"),
    ]


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ({"value": "18000", "unit": "KZT", "qualifier": "about"}, "about 18,000 KZT"),
        ({"value": "-4.50", "unit": "%"}, "-4.50%"),
        ({"value": "3"}, "3"),
        ({"lower": "50", "upper": "100", "unit": "kg/day"}, "50 to 100 kg/day"),
        ({"lower": "5000", "unit": "m"}, "at least 5,000 m"),
        ({"upper": "5", "unit": "m"}, "at most 5 m"),
        ({"unit": "m"}, "unknown"),
    ],
)
def test_a_figure_reads_as_it_was_printed(figure: Json, text: str) -> None:
    assert page_module.printed(figure) == text
