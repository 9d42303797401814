"""The pages in a real browser: layout, keyboard, screen reader, and that nothing in them runs or leaves the file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Literal, TypeAlias

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, Request, sync_playwright

from conformance.report.change_html import html_of
from conformance.report.html.report import report_html
from conformance.selftests.html_pages import HOSTILE, SCHEMA, full_report, large_report, poisoned

CLOSE_ALL = "document.querySelectorAll('details').forEach(each => { each.open = false })"
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
NEEDED = (
    f"no browser is here that these tests know: {', '.join(NAMES)}; Debian's is installed by `apt-get install chromium`"
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NEEDED)

WIDTHS = (360, 768, 1280)
PAGES = ("run", "change", "hostile", "large")
OPEN_ALL = "document.querySelectorAll('details').forEach(each => { each.open = true })"
ADD_IMAGE = """text => new Promise(done => {
  document.body.insertAdjacentHTML('beforeend', text)
  document.body.lastElementChild.addEventListener('error', () => done())
})"""
"""Adds an image, and waits until its loading has failed."""
TOO_WIDE = """() => [...document.querySelectorAll('*')]
  .filter(each => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth + 1)
  .map(each => each.outerHTML.slice(0, 120))"""


Scheme: TypeAlias = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
RULES = {"light": {}, "dark": {"runOnly": {"type": "rule", "values": ["color-contrast"]}}}
"""The rules of axe for each scheme: only colours depend on it."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The one browser of all these tests."""
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM)
        yield found
        found.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The addresses of the pages: a full run, a comparison, hostile texts, many operations."""
    report = full_report()
    hostile = poisoned(report, SCHEMA, SCHEMA, lambda known: known + "".join(HOSTILE))
    texts = {
        "run": report_html(report),
        "change": html_of(report["change"]),
        "hostile": report_html(hostile),
        "large": report_html(large_report(30, 10)),
    }
    folder = tmp_path_factory.mktemp("pages")
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in texts}


@pytest.fixture(scope="module")
def seen() -> list[str]:
    """Console messages, requests and dialogs of the page, none of which are allowed."""
    return []


@pytest.fixture(scope="module")
def tab(browser: Browser, seen: list[str]) -> Iterator[Page]:
    """The one page of all these tests, with its policy in force."""

    def asked(request: Request) -> None:
        if not request.is_navigation_request():
            seen.append(f"request: {request.url}")

    def dismissed(dialog: Dialog) -> None:
        seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page = browser.new_page()
    page.on("console", lambda message: seen.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: seen.append(f"error: {error}"))
    page.on("popup", lambda popup: seen.append(f"popup: {popup.url}"))
    page.on("request", asked)
    page.on("dialog", dismissed)
    yield page
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_layout(tab: Page, files: dict[str, str], seen: list[str], name: str, width: int) -> None:
    """A page fits its window, closed and open, light and dark, without errors or requests."""
    seen.clear()
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(files[name])
    assert tab.evaluate(TOO_WIDE) == []
    tab.evaluate(OPEN_ALL)
    for scheme in SCHEMES:
        tab.emulate_media(color_scheme=scheme)
        assert tab.evaluate(TOO_WIDE) == []
        assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert seen == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["run", "change"])
def test_accessible(tab: Page, files: dict[str, str], name: str, scheme: Scheme) -> None:
    """Axe finds no serious violation, with everything open, light and dark."""
    tab.emulate_media(color_scheme=scheme)
    tab.goto(files[name])
    tab.evaluate(OPEN_ALL)
    found = Axe().run(tab, options={"resultTypes": ["violations"], "preload": False, **RULES[scheme]}).response
    told = [(each["id"], each["impact"], each["nodes"][0]["html"][:120]) for each in found["violations"]]
    assert [each for each in told if each[1] in ("serious", "critical")] == []


def test_schemes(tab: Page, files: dict[str, str]) -> None:
    """A page follows the preferred colour scheme."""
    grounds = []
    for scheme in SCHEMES:
        tab.emulate_media(color_scheme=scheme)
        tab.goto(files["run"])
        grounds.append(tab.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(19, 22, 26)"]


def test_keyboard(tab: Page, files: dict[str, str]) -> None:
    """Everything that opens is reached in order with Tab, has a visible focus, and opens with Enter."""
    tab.goto(files["run"])
    tab.evaluate(CLOSE_ALL)
    total = tab.locator("details").count()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#main"
    opened = 0
    for _ in range(4 * total):
        tab.keyboard.press("Tab")
        place = tab.evaluate("[document.activeElement.tagName, getComputedStyle(document.activeElement).outlineStyle]")
        if place[0] == "BODY":
            break
        assert place[1] != "none"
        if place[0] == "SUMMARY":
            tab.keyboard.press("Enter")
            opened += 1
    assert opened == tab.evaluate("document.querySelectorAll('details[open]').length") == total


def test_link(tab: Page, files: dict[str, str]) -> None:
    """An outcome in the table of all requirements links to its evidence, and opens it."""
    tab.goto(files["run"])
    tab.evaluate(CLOSE_ALL)
    link = tab.locator("#matrix .matrix a.badge").first
    target = link.get_attribute("href")
    link.click()
    assert tab.locator(f"{target} blockquote").first.is_visible()


def test_print(tab: Page, files: dict[str, str]) -> None:
    """In print everything is open."""
    tab.goto(files["run"])
    closed = tab.locator("#waivers details:not([open]) dl").first
    assert not closed.is_visible()
    tab.emulate_media(media="print")
    assert closed.is_visible()
    tab.emulate_media(media="screen")


def test_inert(tab: Page, files: dict[str, str], seen: list[str]) -> None:
    """Hostile texts run nothing, whatever is hovered or opened."""
    seen.clear()
    tab.goto(files["hostile"])
    tab.evaluate(OPEN_ALL)
    for each in tab.locator("main a, main code").all()[:40]:
        each.dispatch_event("mouseover")
    assert tab.evaluate("typeof window.hacked") == "undefined"
    assert tab.evaluate("document.scripts.length + document.images.length + document.forms.length") == 0
    assert seen == []


def test_policy(tab: Page, files: dict[str, str], seen: list[str]) -> None:
    """An injected element would run and fetch nothing: the policy alone prevents it."""
    tab.goto(files["run"])
    seen.clear()
    image = "<img src='https://example.com/x.png' onerror='window.hacked = 1'>"
    tab.evaluate(ADD_IMAGE, image)
    assert tab.evaluate("typeof window.hacked") == "undefined"
    assert any("Content Security Policy" in each for each in seen), seen
