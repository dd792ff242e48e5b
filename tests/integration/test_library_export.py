"""The library as a file of references, and such a file as a library: nothing is lost on the way round."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from research_assistant.adapters.db.migrate import migrate
from research_assistant.bootstrap import Application, application
from research_assistant.config import Settings
from research_assistant.domain.errors import InvalidInput, NotFound
from research_assistant.domain.library import Visibility

BIBTEX = r"""@article{berg:2014,
  author = {van der Berg, Jr., Jan and {World Health Organization}},
  title = {Zinc in {RNA}: 5\,\% of it},
  journal = {J. Colds},
  year = {2014},
  month = {oct},
  volume = {3},
  pages = {1--9},
  doi = {10.1000/a},
  note = {A note},
  mynote = {Kept},
  abstract = {Zinc helps.},
}

@book{kim, author = {Kim, Ann}, title = {Iron}, date = {1999/2001}, publisher = {P}}
"""


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[Application]:
    settings = Settings(_env_file=None, data_dir=tmp_path / "data", embedding_model="none")
    async with application(settings) as opened:
        await migrate(opened.engine)
        await opened.accounts.ensure_local()
        yield opened


async def add(made: Application, file: Path, collection: str) -> None:
    await made.library.add(
        [file],
        owner=await made.accounts.local(),
        visibility=Visibility.PRIVATE,
        collection=collection,
        progress=lambda _: None,
    )


async def exported(made: Application, form: str, collection: str | None = None) -> str:
    user = await made.accounts.local()
    return (await made.library_export.export(form, user=user, collection=collection)).content.decode()


@pytest.mark.parametrize(("form", "suffix"), [("bibtex", ".bib"), ("ris", ".ris"), ("csl-json", ".json")])
async def test_what_is_exported_can_be_added_and_exported_alike(
    made: Application, tmp_path: Path, form: str, suffix: str
) -> None:
    (tmp_path / "a.bib").write_text(BIBTEX, encoding="utf8")
    await add(made, tmp_path / "a.bib", "one")
    first = await exported(made, form, "one")
    again = tmp_path / f"again{suffix}"
    again.write_text(first, encoding="utf8")
    user = await made.accounts.local()
    await made.library.remove_collection("one", user=user)

    await add(made, again, "two")

    assert await exported(made, form, "two") == first
    assert "Zinc helps." in first
    assert "berg:2014" in first


async def test_bibtex_comes_out_as_it_went_in(made: Application, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIBTEX, encoding="utf8")
    await add(made, tmp_path / "a.bib", "one")

    told = await exported(made, "bibtex", "one")

    first = BIBTEX.partition("\n\n")[0].splitlines()
    assert set(first) <= set(told.splitlines())
    assert "  date = {1999/2001},\n" in told


async def test_the_format_is_named_or_told_by_the_file(made: Application) -> None:
    chosen = made.library_export.chosen

    assert (chosen("RIS", "a.bib"), chosen(None, "A.RIS"), chosen(None, "a.json"), chosen(None)) == (
        "ris",
        "ris",
        "csl-json",
        "bibtex",
    )


async def test_a_format_or_a_collection_that_is_not_there_is_named(made: Application) -> None:
    with pytest.raises(InvalidInput, match="'endnote'") as caught:
        await exported(made, "endnote")
    assert caught.value.next_step == "Choose one of these: bibtex, ris, csl-json."
    with pytest.raises(InvalidInput, match=r"ends in \.docx") as unknown:
        made.library_export.chosen(None, "x.docx")
    assert ".bib, .ris, .json" in unknown.value.next_step
    with pytest.raises(NotFound, match="no collection 'none'"):
        await exported(made, "ris", "none")
    with pytest.raises(NotFound, match="The library is empty"):
        await exported(made, "ris")
