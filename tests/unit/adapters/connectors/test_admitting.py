"""Hosts that the operator does not let in: their pages are no hits, and that they were left out is told."""

from dataclasses import replace

from fakes import hit, work
from research_assistant.adapters.connectors.admitting import AdmittingConnector
from research_assistant.adapters.connectors.chain import ChainConnector
from research_assistant.domain.admission import Admission
from research_assistant.domain.query import Scope
from research_assistant.ports.connector import Answer

DENYING = Admission(denied=("bad.example",))


class Engine:
    """Has one page of each of its hosts."""

    def __init__(self, name: str, *hosts: str) -> None:
        self.name = name
        self._hosts = hosts

    async def search(self, text: str, *, user_id: str, scope: Scope, limit: int) -> Answer:
        pages = [replace(work(f"{text} at {host}"), url=f"https://{host}/") for host in self._hosts[:limit]]
        return Answer(hits=tuple(hit(page, rank) for rank, page in enumerate(pages, start=1)), asked=(self.name,))


async def ask(connector: AdmittingConnector | ChainConnector) -> Answer:
    return await connector.search("zinc", user_id="somebody", scope=Scope(), limit=10)


async def test_the_others_move_up_and_the_number_is_told():
    engine = Engine("it", "a.example", "www.bad.example", "b.example", "bad.example")

    answer = await ask(AdmittingConnector(engine, DENYING))

    assert [(each.rank, each.work.url) for each in answer.hits] == [
        (1, "https://a.example/"),
        (2, "https://b.example/"),
    ]
    assert answer.refused == ("2 pages were left out of what it found, since their hosts are not let in here.",)
    assert answer.asked == ("it",)


async def test_where_all_are_let_in_the_answer_is_as_it_was():
    engine = Engine("it", "a.example")

    assert await ask(AdmittingConnector(engine, DENYING)) == await ask(AdmittingConnector(engine, Admission()))


async def test_an_engine_that_has_no_page_of_a_host_let_in_is_followed_by_the_next():
    engines = [
        AdmittingConnector(Engine("one", "bad.example"), DENYING),
        AdmittingConnector(Engine("two", "a.example"), DENYING),
    ]

    answer = await ask(ChainConnector("web", engines))

    assert [each.work.url for each in answer.hits] == ["https://a.example/"]
    assert answer.asked == ("one", "two")
    assert answer.refused == ("1 page was left out of what one found, since their hosts are not let in here.",)
