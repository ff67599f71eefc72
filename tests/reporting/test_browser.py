"""The report in headless Chromium: it fetches nothing, runs nothing of a document, and does what it says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.reporting.report import write_report

pytestmark = pytest.mark.slow
playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Opened:
    """The report in a window, with what it asked the network for and the errors it raised."""

    def __init__(self, browser: Any, path: Path, **options: Any) -> None:
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page = browser.new_page(**{"viewport": DESK, "reduced_motion": "reduce", **options})
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self.errors.append(message.text))
        self.address = path.as_uri()
        self.page.goto(self.address)

    def shown(self) -> int:
        return int(self.page.locator("article:visible").count())


@pytest.fixture(scope="module")
def report(output: Path) -> Path:
    return write_report(output).resolve()


@pytest.fixture
def opened(browser: Any, report: Path) -> Iterator[Opened]:
    opened = Opened(browser, report)
    yield opened
    assert opened.errors == []
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []
    assert opened.page.title().startswith("Corpus report")
    opened.page.close()


def test_all_documents_are_shown_and_no_document_runs_a_script(opened: Opened) -> None:
    assert opened.shown() == 7
    assert opened.page.locator("article img, article style, article script, article b").count() == 0


def test_kind_rule_language_and_sample_filter(opened: Opened) -> None:
    page = opened.page
    page.select_option("[name=kind]", "byline")
    assert opened.shown() == 1
    assert page.locator("#count").inner_text() == "1 of 7 documents"
    assert page.locator(".e.match").count() == page.locator('article:visible .e[data-k="byline"]').count() > 0
    page.click("button[type=reset]")
    page.wait_for_function("document.querySelectorAll('article[hidden]').length === 0")
    page.select_option("[name=language]", "fa")
    assert opened.shown() == 1
    page.click("button[type=reset]")
    page.select_option("[name=sample]", "heaviest")
    assert 0 < opened.shown() < 7


def test_a_rule_in_the_table_filters_and_its_heading_sorts(opened: Opened) -> None:
    page = opened.page
    rules = page.locator("#rule-table tbody")
    page.click("#rule-table th:first-child button")
    names = [rules.nth(i).get_attribute("data-rule") for i in range(rules.count())]
    assert names == sorted(names, key=str)
    page.click("#rule-table th:nth-child(2) button")
    applied = [int(rules.nth(i).locator("td").first.get_attribute("data-v")) for i in range(rules.count())]
    assert applied == sorted(applied, reverse=True)
    page.click('#rule-table button[data-value="boilerplate.byline.en.by"]')
    assert page.input_value("[name=rule]") == "boilerplate.byline.en.by"
    assert opened.shown() < 7


def test_views_show_before_after_or_both(opened: Opened, ids: dict[str, str]) -> None:
    page = opened.page
    article = page.locator(f'[id="{ids["mojibake"]}"]')
    deleted, inserted = article.locator("del:visible"), article.locator("ins:visible")
    assert deleted.count() > 0 < inserted.count()
    page.select_option("[name=view]", "after")
    assert deleted.count() == 0 < inserted.count()
    page.select_option("[name=view]", "before")
    assert inserted.count() == 0 < deleted.count()
    page.select_option("[name=view]", "side")
    assert article.locator(".line:not(.new) ins:visible").count() == 0
    assert article.locator(".line.new ins:visible").count() > 0
    box, twin = article.locator(".line").nth(0).bounding_box(), article.locator(".line.new").nth(0).bounding_box()
    assert box["y"] == twin["y"]
    assert box["x"] < twin["x"]


def test_every_edit_has_a_visible_label(opened: Opened) -> None:
    labels = opened.page.evaluate(
        "[...document.querySelectorAll('article .e:not([data-pair])')].map(e => getComputedStyle(e, '::after').content)"
    )
    assert labels
    assert all(label not in ("none", "normal", '""') for label in labels)
    opened.page.keyboard.press("l")
    assert opened.page.evaluate("getComputedStyle(document.querySelector('article .e'), '::after').content") in (
        "none",
        "normal",
    )


def test_the_keyboard_walks_documents_and_edits_and_says_why(opened: Opened) -> None:
    page = opened.page
    first, second = (page.locator("article").nth(i).get_attribute("id") for i in (0, 1))
    page.keyboard.press("j")
    assert page.url.endswith(f"#{first}")
    page.keyboard.press("j")
    assert page.url.endswith(f"#{second}")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == first
    page.select_option("[name=kind]", "byline")
    page.locator("h1").click()
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.dataset.k") == "byline"
    page.keyboard.press("Enter")
    assert "boilerplate.byline.en.by" in page.locator("#why").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#why").is_hidden()
    assert page.evaluate("document.activeElement.dataset.k") == "byline"


def test_a_link_finds_its_document_or_says_where_it_is(browser: Any, report: Path, ids: dict[str, str]) -> None:
    opened = Opened(browser, report)
    opened.page.goto(f"{opened.address}#{ids['persian']}")
    assert opened.page.evaluate("document.activeElement.id") == ids["persian"]
    opened.page.goto(f"{opened.address}#{'0' * 32}")
    assert "explain --id" in opened.page.locator("#missing").inner_text()


def test_persian_lines_run_from_right_to_left_and_english_ones_do_not(opened: Opened, ids: dict[str, str]) -> None:
    lines = f'[id="{ids["persian"]}"] .line'
    directions = opened.page.evaluate(
        f"[...document.querySelectorAll('{lines}')].map(l => [getComputedStyle(l).direction, l.textContent.trim()])"
    )
    told = {direction for direction, text in directions if text and text[0] > "\u0600" and text[0] < "\u0700"}
    assert told == {"rtl"}
    assert {direction for direction, text in directions if text.startswith("The")} == {"ltr"}


@pytest.mark.parametrize(
    "options", [{"viewport": PHONE}, {"viewport": DESK, "color_scheme": "dark"}], ids=["phone", "dark"]
)
def test_nothing_sticks_out_and_text_can_be_read(browser: Any, report: Path, options: dict[str, Any]) -> None:
    opened = Opened(browser, report, **options)
    page = opened.page
    for view in ("inline", "side"):
        page.select_option("[name=view]", view)
        assert page.evaluate("document.documentElement.scrollWidth") <= options["viewport"]["width"]
    ink, paper = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert _contrast(_rgb(ink), _rgb(paper)) > 7
    page.close()


def test_the_button_changes_light_to_dark(opened: Opened) -> None:
    page = opened.page
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before


def test_without_scripts_everything_can_still_be_read(browser: Any, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.locator("article").count() == 7
    assert page.locator("article del.e").first.is_visible()
    context.close()


def _rgb(colour: str) -> list[float]:
    return [float(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]


def _contrast(one: list[float], other: list[float]) -> float:
    """The contrast ratio of WCAG 2."""
    lights = sorted(
        sum(w * _linear(c / 255) for w, c in zip((0.2126, 0.7152, 0.0722), rgb, strict=True)) for rgb in (one, other)
    )
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
