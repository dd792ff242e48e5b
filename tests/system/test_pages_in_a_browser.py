"""The pages in a real browser: asked, watched and read with and without a script, by everybody, unharmed by anybody."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from browsers import chromium
from sites import served, visit

pytestmark = pytest.mark.system

PHONE, DESK, NARROWEST = 390, 1280, 320
QUESTION = "Does zinc shorten the common cold?"
NOTES = "# Zinc and colds\n\nZinc acetate lozenges shortened the common cold by a third in seven randomised trials.\n"
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}
ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><svg onload=alert(1)>",
    "</textarea></title><script>alert(1)</script>",
    "javascript:alert(1)//",
    "' autofocus onfocus=alert(1) x='",
    "<a href=javascript:alert(1)>x</a>",
    "<div hx-get=/logout hx-trigger=load hx-on:load=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "</p><iframe srcdoc='<script>alert(1)</script>'>",
    "<base href=https://evil.example/>",
    "\u202eevil\u2066<style>*{display:none}</style>",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of this machine, with a work in its shared library."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "zinc.md").write_text(NOTES)
    with served(folder, "zinc.md") as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def ask(page: Page, question: str = QUESTION) -> None:
    page.goto("/")
    page.get_by_label("Question").fill(question)
    page.get_by_label("Lenient").check()
    page.get_by_label("Citation style").select_option("IEEE")
    page.get_by_role("button", name="Ask").click()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    context = visit(browser, site)
    yield context.pages[0]
    context.close()


def test_with_a_script_the_report_comes_by_itself(page: Page, site: str) -> None:
    loaded: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    ask(page)
    expect(page.get_by_role("heading", name="Short answer")).to_be_visible(timeout=60_000)

    assert page.title().startswith(QUESTION)
    assert [url for url in loaded if not url.startswith(f"{site}/")] == []
    assert any(url.endswith("/events") for url in loaded)
    assert complaints == []
    page.locator("button.mark").first.click()
    expect(page.locator("#e1")).to_be_visible()
    expect(page.locator("#e1 mark")).to_contain_text("shortened the common cold")


def test_without_a_script_the_reader_reloads_and_reads(browser: Browser, site: str) -> None:
    context = visit(browser, site, java_script_enabled=False)
    page = context.pages[0]

    ask(page)
    heading = page.get_by_role("heading", name="Short answer")
    while not heading.is_visible():
        page.get_by_role("link", name="Reload", exact=True).click()
    page.locator("button.mark").first.click()
    expect(page.locator("#e1 .close")).to_be_visible()
    page.locator("#e1 .close").click()
    page.get_by_text("Download", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Markdown").click()
    assert download.value.suggested_filename.endswith(".md")
    page.get_by_role("link", name="History").click()
    page.get_by_role("link", name=QUESTION).click()
    page.get_by_text("Delete", exact=True).click()
    page.get_by_role("button", name="Move it to the trash").click()
    expect(page.get_by_text("0 questions")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_text("You are logged out.")).to_be_visible()
    context.close()


def test_who_is_logged_out_meanwhile_is_led_in(page: Page, site: str) -> None:
    ask(page)
    page.context.clear_cookies()
    page.reload()

    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert re.fullmatch(rf"{re.escape(site)}/login\?next=/research/.+", page.url)


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "light"), (DESK, "dark")])
def test_axe_finds_nothing_against_any_page(browser: Browser, site: str, width: int, scheme: str) -> None:
    context = visit(browser, site, viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.pages[0]
    found = []
    for path in _every(page):
        page.goto(path)
        for summary in page.locator("summary").all()[:3]:
            summary.click()
        found += [f"{path} {each}" for each in _violations(page)]
    page.goto("/")
    page.get_by_label("Question").fill("?!")
    page.get_by_role("button", name="Ask").click()
    found += _violations(page)

    assert found == []
    context.close()


def test_nobody_scrolls_sideways(page: Page) -> None:
    for path in _every(page):
        page.goto(path)
        for summary in page.locator("summary").all()[:3]:
            summary.click()
        for width in (NARROWEST, PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_keyboard_reaches_everything_in_order(page: Page) -> None:
    page.goto("/history")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Status")).to_be_focused()


def test_what_outsiders_write_never_runs(browser: Browser, site: str) -> None:
    alive: list[str] = []
    for attack in (" ".join(ATTACKS[first::3]) for first in range(3)):
        context = visit(browser, site, user_agent=attack.encode("ascii", "ignore").decode())
        page = context.pages[0]
        page.on("dialog", lambda dialog: (alive.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda message: alive.append(message.text))
        page.on("request", lambda request: None if request.url.startswith(site) else alive.append(request.url))
        ask(page, f"{attack} {QUESTION}")
        expect(page.get_by_role("heading", name="Short answer")).to_be_visible(timeout=60_000)
        page.goto("/account")
        page.get_by_label("Name of a new token").fill(attack[:100])
        page.get_by_role("button", name="Make a token").click()
        for path in ("/", "/history", "/account"):
            page.goto(path)
            assert page.locator("iframe, script, img, base").count() == 0
        expect(page.get_by_text("This one")).to_be_visible()
        context.close()

    assert alive == []


def _every(page: Page) -> list[str]:
    """Return the path of every page there is, with a report among them."""
    ask(page)
    expect(page.get_by_role("heading", name="Short answer")).to_be_visible(timeout=60_000)
    report = page.url
    page.goto("/library")
    work = page.locator(".rows a").first.get_attribute("href")
    assert work
    paths = ["/", "/history", "/library", work, "/account", "/docs", "/problems/not-found", "/nothing"]
    return [report, *paths, "/login", "/register", "/reset?token=abc"]


def _violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {node['html']} {node['failureSummary']}" for each in found for node in each["nodes"]]
