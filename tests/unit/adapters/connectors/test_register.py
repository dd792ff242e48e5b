"""A register on the net: one work by its name, what became of it, and what is said where there is none."""

from collections.abc import Mapping

import pytest

from fakes import NOON, Remembering
from research_assistant.adapters.cache.nothing import NoCache
from research_assistant.adapters.connectors.arxiv import ArxivPlace
from research_assistant.adapters.connectors.register import PlaceRegister
from research_assistant.domain.errors import ConnectorUnavailable, FetchFailed
from research_assistant.domain.notices import NoticeKind
from research_assistant.domain.work import Identifier, Work
from research_assistant.ports.fetcher import Fetched, Request

FEED = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">{}</feed>"""
ENTRY = """<entry><id>http://arxiv.org/abs/2101.00001v3</id><title>Zinc</title>{}
<link href="https://arxiv.org/abs/2101.00001v3" rel="alternate" type="text/html"/></entry>"""
COMMENT = "<arxiv:comment>This paper has been withdrawn by the author due to an error in Lemma 2</arxiv:comment>"
NAME = Identifier(scheme="arxiv", value="2101.00001")


class Net:
    """A net that has one answer."""

    def __init__(self, answer: str | FetchFailed) -> None:
        self.asked: list[Request] = []
        self._answer = answer

    async def fetch(self, request: Request) -> Fetched:
        self.asked.append(request)
        if isinstance(self._answer, FetchFailed):
            raise self._answer
        headers: Mapping[str, str] = {}
        content = self._answer.encode()
        return Fetched(
            url=request.url,
            media_type="application/atom+xml",
            charset="utf-8",
            content=content,
            fetched_at=NOON,
            headers=headers,
        )


def register(net: Net) -> PlaceRegister:
    return PlaceRegister(ArxivPlace("https://export.arxiv.org"), fetcher=net, cache=NoCache(Remembering()))


async def found(answer: str | FetchFailed, name: Identifier = NAME) -> Work | None:
    return await register(Net(answer)).find(name)


async def test_a_withdrawn_preprint_is_told():
    net = Net(FEED.format(ENTRY.format(COMMENT)))

    work = await register(net).find(NAME)

    assert work is not None
    assert [(each.kind, each.said_by) for each in work.notices] == [(NoticeKind.WITHDRAWAL, "arxiv")]
    assert [each.url for each in net.asked] == ["https://export.arxiv.org/api/query?id_list=2101.00001&max_results=1"]


async def test_what_the_register_does_not_have_is_no_failure():
    assert await found(FEED.format("")) is None
    assert await found(FetchFailed("It is not there.", cause="status", status=404)) is None


@pytest.mark.parametrize("value", ["2101.00001&max_results=9", "../etc", "", "10.1/x"])
async def test_what_is_no_name_is_not_asked_for(value: str):
    net = Net(FEED.format(""))

    assert await register(net).find(Identifier(scheme="arxiv", value=value)) is None
    assert net.asked == []


@pytest.mark.parametrize("answer", ["<html>", FetchFailed("It was busy.", cause="status", status=503)])
async def test_a_register_that_does_not_answer_says_so(answer: str | FetchFailed):
    with pytest.raises(ConnectorUnavailable, match="arXiv gave no answer: "):
        await found(answer)


async def test_a_title_tells_too():
    entry = ENTRY.format("").replace("<title>Zinc", "<title>RETRACTED: Zinc")

    work = await found(FEED.format(entry))

    assert work is not None
    assert work.is_void
