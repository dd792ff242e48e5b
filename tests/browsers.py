"""Debian's Chromium, driven by Playwright, and what a page did in it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, sync_playwright


@dataclass(slots=True)
class Watched:
    """A page, every request that it made after itself, and all that it complained of.

    Attributes:
        requests: Addresses; those inside the file (`data:`) are none.
        complaints: Of the console, such as what the Content Security Policy refused, and dialogs that were opened.
    """

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def note(self, url: str, address: str) -> None:
        """Take down a request, save for the page itself."""
        if url != address and not url.startswith("data:"):
            self.requests.append(url)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open Chromium; fails where it is not installed."""
    program = shutil.which("chromium")
    assert program, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            # Its sandbox does not start for root, as whom CI runs.
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        try:
            yield browser
        finally:
            browser.close()


def watch(page: Page, address: str) -> Watched:
    """Open `address` in `page` and watch what it does, from now on."""
    watched = Watched(page)
    page.on("request", lambda request: watched.note(request.url, address))
    page.on("console", lambda message: watched.complaints.append(message.text))
    page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    page.on("dialog", lambda dialog: (watched.complaints.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.goto(address)
    return watched
