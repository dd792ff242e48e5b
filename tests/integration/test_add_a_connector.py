"""The connector that the documents show works as it stands there."""

import json
import re
from pathlib import Path

from fakes import NOON, Clock, Remembering, Shelf
from research_assistant.adapters.connectors.place import Place
from research_assistant.adapters.connectors.world import WorldConnector
from research_assistant.domain.query import Scope
from research_assistant.domain.work import Extent
from research_assistant.ports.fetcher import Fetched, Request

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-connector.md"
WORKS = [
    {
        "title": "Zinc",
        "doi": "10.1000/zinc",
        "year": "2021",
        "abstract": "Colds were shorter.",
        "pdf": "https://a.example/z",
    },
    {"title": "Copper", "pdf": "javascript:alert(1)"},
    {"doi": "10.1000/none"},
    None,
]


class _Library:
    def __init__(self) -> None:
        self.asked: list[str] = []

    async def fetch(self, request: Request) -> Fetched:
        self.asked.append(request.url)
        works = WORKS if "page=1" in request.url else []
        content = json.dumps({"total": len(WORKS), "works": works}).encode()
        return Fetched(
            url=request.url, media_type="application/json", charset="utf-8", content=content, fetched_at=NOON
        )


def _shown() -> Place:
    (code,) = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf8"), re.DOTALL | re.MULTILINE)
    names: dict[str, object] = {}
    exec(compile(code, str(PAGE), "exec"), names)  # noqa: S102 - the code is our own page
    shelf = names["ShelfPlace"]
    assert isinstance(shelf, type)
    place: Place = shelf("https://shelf.example")
    return place


async def test_it_searches_as_it_stands_there():
    library, documents = _Library(), Shelf()
    connector = WorldConnector(
        _shown(), fetcher=library, cache=Remembering(), documents=documents, clock=Clock(), seconds=5
    )

    answer = await connector.search("Does zinc help?", user_id="u", scope=Scope(year_from=2020), limit=10)

    assert library.asked[0] == "https://shelf.example/works?words=zinc+help&size=10&page=1&since=2020"
    assert [each.work.title for each in answer.hits] == ["Zinc", "Copper"]
    assert [each.extent for each in answer.hits] == [Extent.ABSTRACT, Extent.RECORD]
    assert answer.hits[1].locations == ()
    assert answer.refused == ("Works without a title were left out.",)
    (document,) = await documents.get([answer.hits[0].document_id or ""])
    assert document.text == "Colds were shorter."
