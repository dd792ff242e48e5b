"""Read: a stored copy for every source, or the reason why not."""

from dataclasses import replace

from fakes import Shelf, document, source, tools, work
from research_assistant.domain.document import Document
from research_assistant.domain.source import Source
from research_assistant.pipeline.read import read
from research_assistant.ports.tools import Tools


def with_(*documents: Document) -> Tools:
    return tools(documents=Shelf(*documents))


async def test_a_source_with_a_stored_copy_is_read():
    (made,) = await read((source("a"),), with_(document("a", "Zinc shortens colds by a day.")))

    assert (made.document_id, made.unread) == ("a", "")


async def test_what_cannot_be_read_says_why():
    unknown = replace(source("b"), document_id=None)
    made = await read((source("a"), unknown, source("c")), with_(document("c", "")))

    assert [each.document_id for each in made] == [None, None, None]
    assert [each.unread for each in made] == [
        "its copy was removed from the library",
        "no copy is stored",
        "only title and bibliographic fields are known",
    ]


LETTERS = " ".join(f"In the year {1900 + number} the office wrote {number * 7} letters to Kim." for number in range(9))


def titled(name: str, *identifiers: str, rank: int = 1) -> Source:
    return replace(source(name, rank=rank), work=work("The Office", *identifiers))


async def test_one_text_in_two_files_of_one_title_is_one_source():
    made_with = with_(
        document("pdf", LETTERS), document("md", f"{LETTERS} The end."), document("c", "Zinc is a metal.")
    )

    made = await read((titled("pdf"), titled("md", rank=2), source("c", rank=3)), made_with)

    assert [(each.source_id, each.document_id, each.rank) for each in made] == [("pdf", "md", 1), ("c", "c", 2)]
    assert len(made[0].origins) == 2


async def test_works_that_a_register_sets_apart_and_other_texts_of_one_title_stay_two():
    made_with = with_(document("a", LETTERS), document("b", LETTERS), document("c", "Zinc is a metal. " * 20))

    made = await read((titled("a", "doi:10.1/a"), titled("b", "doi:10.1/b"), titled("c")), made_with)

    assert [each.source_id for each in made] == ["a", "b", "c"]
