"""A page that its site calls unchanged is not sent again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from nets import Recorder, fetcher, no_robots, page
from research_assistant.adapters.http.pages import PageFolder
from research_assistant.adapters.http.revalidating import RevalidatingFetcher
from research_assistant.domain.errors import FetchFailed
from research_assistant.ports.fetcher import Fetched, Fetcher, Request

LATER = datetime(2026, 12, 1, tzinfo=UTC)
URL = "http://site.example/page"


class Site:
    """Has one page in versions."""

    def __init__(self, folder: Path) -> None:
        self.version = 1
        self.extra: dict[str, str] = {}
        self.recorder = Recorder(self.answer)
        self.fetcher: Fetcher = RevalidatingFetcher(
            fetcher(self.recorder), PageFolder(folder, 1_000_000), lambda: LATER
        )

    def answer(self, _: str, path: str) -> bytes:
        if path == "/moved":
            return page(status="302 Found", Location="/page", Etag='"moved"')
        if self.recorder.headers[-1].get("if-none-match") == f'"{self.version}"':
            return b"HTTP/1.1 304 Not Modified\r\n\r\n"
        return no_robots(path) or page(b"version %d" % self.version, Etag=f'"{self.version}"', **self.extra)

    async def content(self, url: str = URL, **options: object) -> bytes:
        return (await self.fetcher.fetch(Request(url=url, **options))).content

    @property
    def conditions(self) -> list[str | None]:
        """What pages were asked under."""
        asked = zip(self.recorder.asked, self.recorder.headers, strict=True)
        return [headers.get("if-none-match") for (_, _, path), headers in asked if path != "/robots.txt"]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


async def test_unchanged_page_comes_from_here_as_of_now(site: Site):
    await site.content()
    again = await site.fetcher.fetch(Request(url=URL))

    assert again.content == b"version 1"
    assert again.media_type == "text/html"
    assert again.fetched_at == LATER
    assert site.conditions == [None, '"1"']


async def test_changed_page_comes_anew(site: Site):
    await site.content()
    site.version = 2

    assert await site.content() == b"version 2"
    assert await site.content() == b"version 2"
    assert site.conditions == [None, '"1"', '"2"']


async def test_what_may_not_be_stored_is_not(site: Site):
    site.extra = {"Cache_Control": "private, no-store"}

    await site.content()
    await site.content()

    assert site.conditions == [None, None]


async def test_validators_of_one_address_are_not_sent_to_another(site: Site):
    await site.content()
    await site.content("http://site.example/moved")

    assert await site.content("http://site.example/moved") == b"version 1"
    assert site.conditions == [None] * 5


async def test_answers_to_requests_of_ones_own_are_not_kept(site: Site):
    await site.content()

    assert await site.content(headers={"x-mine": "1"}) == b"version 1"
    assert await site.content(media_types=("application/pdf", "text/html")) == b"version 1"
    with pytest.raises(FetchFailed):
        await site.content(most_bytes=3)
    assert site.conditions == [None, None, '"1"', None]


def damage(folder: Path) -> None:
    for path in folder.glob("??/*"):
        path.write_bytes(path.read_bytes()[:-1] + b"X")


async def test_damaged_page_is_asked_for_anew(site: Site, tmp_path: Path):
    await site.content()
    damage(tmp_path)

    assert await site.content() == b"version 1"
    assert site.conditions == [None, None]


def kept(number: int) -> Fetched:
    return Fetched(
        url=f"http://site.example/{number}", media_type="", charset="", content=bytes(1000), fetched_at=LATER
    )


def test_folder_keeps_within_its_bound(tmp_path: Path):
    folder = PageFolder(tmp_path, 20_000)
    for number in range(101):
        folder.keep(kept(number))

    assert sum(each.stat().st_size for each in tmp_path.glob("??/*")) <= 20_000
    assert folder.get("http://site.example/100") is not None
    assert folder.get("http://site.example/0") is None


def test_folder_that_cannot_be_written_loses_pages_and_nothing_else(tmp_path: Path):
    (tmp_path / "file").write_text("")
    folder = PageFolder(tmp_path / "file", 20_000)

    folder.keep(kept(1))

    assert folder.get(kept(1).url) is None
