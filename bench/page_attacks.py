"""Plant strings that attack pages wherever an outsider's words stand on a page of the server, and see what comes alive.

`python bench/page_attacks.py --data ../shared/data` takes every fifth string of the collections that `attacks.py`
reads: as title, author, venue, address, abstract and name of a file of a work in the library, as a question that is
refused and shown again, as questions that are answered, and as what a browser calls itself. The pages are opened in
Chromium, where nothing may run, be asked for elsewhere, or be refused by the Content Security Policy.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from playwright.sync_api import Page, expect

from attacks import hostile_strings
from browsers import chromium
from sites import served, visit

AT_ONCE = 25
"""Strings in one question, and works on one page."""

NOTES = "# Zinc and colds\n\nZinc acetate lozenges shortened the common cold by a third in seven randomised trials.\n"
QUESTION = "Does zinc shorten the common cold?"
LONGEST = 9_000
# What no page of ours holds; `live.js` is the one script.
SEEN = """() => [...document.querySelectorAll('*')].flatMap(each => [
    ...(/^(iframe|object|embed|img|base|template|style)$/i.test(each.localName) ? [each.localName] : []),
    ...(each.localName === 'script' && !new URL(each.src).pathname.startsWith('/static/live-') ? ['script'] : []),
    ...(each.localName === 'form' && new URL(each.action).origin !== location.origin ? ['form'] : []),
    ...[...each.attributes].filter(one => /^(on|style$|srcdoc$)/i.test(one.name)).map(one => one.name),
    ...(/^(javascript|data|vbscript):/i.test(each.protocol ?? '') && each.localName === 'a' ? [each.href] : []),
])"""


class Watched:
    """A page, and what came alive on it."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.alive, self.opened = page, list[str](), 0
        page.on("dialog", lambda dialog: (self.alive.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("pageerror", lambda error: self.alive.append(str(error)))
        page.on("console", lambda message: self._complained(message.text))
        page.on("request", lambda request: None if request.url.startswith(site) else self.alive.append(request.url))

    def _complained(self, text: str) -> None:
        if not text.startswith("Failed to load resource: the server responded with a status of 422"):
            self.alive.append(text)

    def look(self, where: str) -> None:
        """Take down what is alive on the page as it is."""
        self.opened += 1
        self.alive += [f"{where}: {each}" for each in self.page.evaluate(SEEN)]


def main() -> None:
    """Print the figures, and leave with 1 where a string came alive."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("../shared/data"))
    arguments.add_argument("--every", type=int, default=5, help="take one string of so many")
    given = arguments.parse_args()
    strings = [text for text in dict.fromkeys(hostile_strings(given.data / "adversarial")) if text][:: given.every]
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "zinc.md").write_text(NOTES)
        with served(folder, "zinc.md") as site, chromium() as browser:
            said = " ".join(strings[:AT_ONCE]).encode("ascii", "ignore").decode()
            page = visit(browser, site, user_agent="".join(filter(str.isprintable, said))[:2000]).pages[0]
            watched = Watched(page, site)
            _library(watched, strings, folder)
            _refused(watched, strings)
            _asked(watched, strings)
            for path in ("/account", "/history", "/"):
                page.goto(path)
                watched.look(path)
    print(f"{len(strings)} strings, {watched.opened} pages in Chromium, alive: {len(watched.alive)}")
    for each in watched.alive[:10]:
        print(f"  {each[:300]}")
    raise SystemExit(bool(watched.alive))


def _library(watched: Watched, strings: Sequence[str], folder: Path) -> None:
    records = folder / "records.json"
    records.write_text(
        json.dumps(
            [
                {
                    "id": f"w{number}",
                    "type": "article-journal",
                    "title": text,
                    "author": [{"family": text, "given": text}],
                    "container-title": text,
                    "abstract": f"{text} Zinc shortened colds.",
                    "URL": text,
                    "issued": {"date-parts": [[2001]]},
                }
                for number, text in enumerate(strings)
            ]
        )
    )
    page = watched.page
    page.goto("/library?collection=" + "%3Cimg+src%3Dx+onerror%3Dalert(1)%3E")
    page.set_input_files("#file", records)
    page.get_by_role("button", name="Add", exact=True).click(timeout=600_000)
    expect(page.locator(".notice")).to_contain_text("added", timeout=600_000)
    works: list[str] = []
    while True:
        watched.look(page.url)
        works += page.locator(".rows a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        following = page.get_by_role("link", name="Next page")
        if not following.count():
            break
        following.click()
    assert len(works) >= len(strings) / 2
    for work in works:
        page.goto(work)
        watched.look(work)


def _refused(watched: Watched, strings: Sequence[str]) -> None:
    page = watched.page
    for start in range(0, len(strings), AT_ONCE):
        page.goto("/")
        page.get_by_label("Question").fill(" ".join(strings[start : start + AT_ONCE])[:LONGEST])
        page.get_by_role("checkbox", name="Library").uncheck()
        page.get_by_role("button", name="Ask", exact=True).click()
        watched.look("a form that is refused")


def _asked(watched: Watched, strings: Sequence[str]) -> None:
    page = watched.page
    for start in range(0, len(strings), AT_ONCE):
        page.goto("/")
        page.get_by_label("Question").fill(" ".join((*strings[start : start + AT_ONCE], QUESTION))[:LONGEST])
        page.get_by_role("button", name="Ask", exact=True).click()
        watched.look("a query")
        expect(page.get_by_role("heading", name="Short answer")).to_be_visible(timeout=120_000)
        watched.look("a report")


if __name__ == "__main__":
    main()
