"""The folder of arXiv's PDFs."""

from pathlib import Path

import pytest

from fakes import NOON
from research_assistant.adapters.connectors.arxiv_files import ArxivFiles
from research_assistant.domain.errors import FetchFailed
from research_assistant.ports.fetcher import Fetched, Request

PDF = b"%PDF-1.7 words"
URL = "https://arxiv.org/pdf/hep-th/9901001v2"


class _Net:
    def __init__(self, content: bytes = PDF, *, url: str = "") -> None:
        self.content = content
        self.url = url
        self.asked: list[str] = []

    async def fetch(self, request: Request) -> Fetched:
        self.asked.append(request.url)
        return Fetched(
            url=self.url or request.url,
            media_type="application/pdf",
            charset="",
            content=self.content,
            fetched_at=NOON,
        )


def names(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]


async def test_a_file_is_fetched_once_and_named_by_id_and_version(tmp_path: Path):
    net = _Net()
    files = ArxivFiles(net, tmp_path / "papers")

    first, again = await files.fetch(Request(url=URL)), await files.fetch(Request(url=f"{URL}.pdf"))

    assert first.content == again.content == PDF
    assert (again.url, again.media_type) == (f"{URL}.pdf", "application/pdf")
    assert net.asked == [URL]
    assert names(tmp_path / "papers") == ["hep-th_9901001v2.pdf"]


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/pdf/hep-th/9901001",
        "https://arxiv.org/abs/hep-th/9901001v2",
        "https://evil.example/pdf/hep-th/9901001v2",
        "https://arxiv.org.evil.example/pdf/hep-th/9901001v2",
        "https://arxiv.org/pdf/../../../etc/passwd",
        "https://arxiv.org/pdf/%2e%2e/9901001v2",
    ],
)
async def test_what_is_no_file_of_one_version_is_always_fetched(tmp_path: Path, url: str):
    net = _Net()
    files = ArxivFiles(net, tmp_path)

    await files.fetch(Request(url=url))
    await files.fetch(Request(url=url))

    assert net.asked == [url, url]
    assert names(tmp_path) == []


@pytest.mark.parametrize("net", [_Net(b"<html>Sign in"), _Net(url="https://evil.example/pdf/hep-th/9901001v2")])
async def test_what_is_no_pdf_or_from_elsewhere_is_not_kept(tmp_path: Path, net: _Net):
    await ArxivFiles(net, tmp_path).fetch(Request(url=URL))

    assert names(tmp_path) == []


async def test_a_damaged_file_is_fetched_again(tmp_path: Path):
    net = _Net()
    (tmp_path / "hep-th_9901001v2.pdf").write_bytes(b"")

    fetched = await ArxivFiles(net, tmp_path).fetch(Request(url=URL))

    assert fetched.content == PDF
    assert (tmp_path / "hep-th_9901001v2.pdf").read_bytes() == PDF


async def test_a_file_that_is_larger_than_asked_for_is_left_to_the_fetcher(tmp_path: Path):
    net = _Net()
    files = ArxivFiles(net, tmp_path)
    await files.fetch(Request(url=URL))

    await files.fetch(Request(url=URL, most_bytes=3))

    assert len(net.asked) == 2


async def test_a_folder_that_cannot_be_written_to_costs_nothing_but_a_line_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    (tmp_path / "file").write_text("no folder")
    files = ArxivFiles(_Net(), tmp_path / "file" / "papers")

    assert (await files.fetch(Request(url=URL))).content == PDF
    assert (await files.fetch(Request(url=URL))).content == PDF

    assert len(caplog.records) == 1


async def test_failures_are_those_of_the_fetcher(tmp_path: Path):
    class _Away:
        async def fetch(self, request: Request) -> Fetched:
            raise FetchFailed("It is away.", cause="timeout")

    with pytest.raises(FetchFailed):
        await ArxivFiles(_Away(), tmp_path).fetch(Request(url=URL))


async def test_a_mirror_is_arxiv_too(tmp_path: Path):
    files = ArxivFiles(_Net(), tmp_path, mirror="http://127.0.0.1:18080/api/query")

    await files.fetch(Request(url="http://127.0.0.1:18080/pdf/2401.00001v1"))

    assert names(tmp_path) == ["2401.00001v1.pdf"]
