"""Read: a stored copy for every source, or the reason why not."""

from dataclasses import replace

from fakes import Shelf, document, source
from research_assistant.pipeline.read import read


async def test_a_source_with_a_stored_copy_is_read():
    (made,) = await read((source("a"),), Shelf(document("a", "Zinc shortens colds by a day.")))

    assert (made.document_id, made.unread) == ("a", "")


async def test_what_cannot_be_read_says_why():
    unknown = replace(source("b"), document_id=None)
    made = await read((source("a"), unknown, source("c")), Shelf(document("c", "")))

    assert [each.document_id for each in made] == [None, None, None]
    assert [each.unread for each in made] == [
        "its copy was removed from the library",
        "no copy is stored",
        "only title and bibliographic fields are known",
    ]
