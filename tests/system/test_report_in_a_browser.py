"""A report as HTML in a real browser: it asks for nothing, opens its quotes, and can be read by everybody."""

import asyncio
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

import reports
from browsers import chromium, watch
from research_assistant.adapters.export.html import HtmlExporter

pytestmark = pytest.mark.system

PHONE, DESK, NARROWEST = 390, 1280, 320
ARABIC = "قلّلت أقراص الزنك مدة نزلات البرد بنسبة 33٪ مقارنة بالدواء الوهمي في سبع تجارب عشوائية."
CHINESE = "在成年人中，锌含片可能减少持续超过7天的感冒次数。"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}
KINDS = {
    "disagreement": reports.report(),
    "nothing": reports.empty_report(),
    "world": reports.report(
        question="هل تقلل أقراص الزنك من مدة نزلات البرد؟",
        titles=(ARABIC, LONG, *reports.TITLES[2:]),
        sayings=(ARABIC, CHINESE, *reports.SAYINGS[2:]),
    ),
}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a page of each kind."""
    made = tmp_path_factory.mktemp("pages")
    for name, report in KINDS.items():
        (made / f"{name}.html").write_bytes(asyncio.run(HtmlExporter().render(report, reports.references(report))))
    return made


@pytest.fixture(scope="module")
def loopback(folder: Path) -> Iterator[str]:
    """The address of a server of this machine that holds the folder."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser(folder: Path) -> Iterator[Browser]:
    # Playwright keeps an event loop of its own, beside which the pages could not be made.
    assert any(folder.iterdir())
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": DESK, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def address(folder: Path, kind: str = "disagreement") -> str:
    return (folder / f"{kind}.html").as_uri()


@pytest.mark.parametrize("kind", KINDS)
def test_it_asks_for_nothing(page: Page, folder: Path, loopback: str, kind: str) -> None:
    for url in (address(folder, kind), f"{loopback}/{kind}.html"):
        watched = watch(page, url)
        for mark in page.locator("button.mark").all():
            mark.click()
            page.keyboard.press("Escape")
        page.wait_for_load_state("networkidle")

        assert (watched.requests, watched.complaints) == ([], [])


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_click_on_a_mark_opens_its_quote(page: Page, folder: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(address(folder))
    card = page.locator("#e2")

    page.locator("button.mark[popovertarget=e2]").first.click()

    assert opened(page) == ["e2"]
    expect(card.locator("mark")).to_have_text(reports.SAYINGS[1])
    expect(card.locator("mark")).to_be_in_viewport()
    expect(card.get_by_text("Supported")).to_be_in_viewport()
    card.get_by_role("button", name="Close quote e2").click()
    assert opened(page) == []


def test_the_keyboard_opens_and_closes_a_quote_and_stays_at_its_mark(page: Page, folder: Path) -> None:
    page.goto(address(folder))
    mark = page.locator("button.mark").first

    for _ in range(40):
        page.keyboard.press("Tab")
        if mark.evaluate("mark => mark === document.activeElement"):
            break
    page.keyboard.press("Enter")
    assert opened(page) == ["e1"]
    page.keyboard.press("Tab")
    expect(page.locator("#e1 button.close")).to_be_focused()
    page.keyboard.press("Escape")

    assert opened(page) == []
    expect(mark).to_be_focused()


def test_one_quote_at_a_time_is_open(page: Page, folder: Path) -> None:
    page.goto(address(folder))

    page.locator("#f1 button.mark").nth(0).click()
    page.locator("#f2 button.mark").focus()
    page.keyboard.press("Space")

    assert opened(page) == ["e3"]


def test_it_needs_no_script(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(folder))
    close = page.get_by_role("button", name="Close quote e1")

    expect(close).to_be_hidden()
    page.locator("button.mark").first.click()
    expect(close).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_against_it(browser: Browser, folder: Path, kind: str, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address(folder, kind))
    for details in page.locator("summary").all():
        details.click()

    found = violations(page)
    for mark in page.locator("#findings button.mark").all():
        mark.click()
        found += violations(page)
        page.keyboard.press("Escape")

    assert found == []
    context.close()


@pytest.mark.parametrize("width", [NARROWEST, PHONE, DESK])
@pytest.mark.parametrize("kind", KINDS)
def test_nobody_scrolls_sideways(page: Page, folder: Path, kind: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(address(folder, kind))
    for each in (*page.locator("summary").all(), *page.locator("#findings button.mark").all()[:2]):
        each.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.keyboard.press("Escape")


def test_on_paper_the_quotes_are_notes(page: Page, folder: Path) -> None:
    page.goto(address(folder))

    printed = page.pdf(format="A4")

    with pypdfium2.PdfDocument(printed) as document:
        text = " ".join(" ".join(sheet.get_textpage().get_text_range().split()) for sheet in document)
    for saying in reports.SAYINGS:
        assert saying.replace(" ", "") in text.replace(" ", "")
    assert "No serious harm was seen" in text
    assert "Searched library for" in text
    assert "Skip to" not in text


def test_on_paper_marks_are_links_to_the_notes(page: Page, folder: Path) -> None:
    page.goto(address(folder))
    page.emulate_media(media="print")

    expect(page.locator("button.mark").first).to_be_hidden()
    expect(page.locator("a.mark").first).to_be_visible()
    expect(page.locator("#e1 blockquote")).to_be_visible()
    expect(page.locator("dl.made")).to_be_visible()


def opened(page: Page) -> list[str]:
    return page.locator(":popover-open").evaluate_all("cards => cards.map(card => card.id)")


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {node['html']} {node['failureSummary']}" for each in found for node in each["nodes"]]
