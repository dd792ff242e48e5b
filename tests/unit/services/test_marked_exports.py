"""Every format tells what became of a work after it was published, and whether its preprint was read."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest

import reports
from research_assistant.adapters.export.registry import exporters
from research_assistant.adapters.extract.writing import reference_writers
from research_assistant.domain.notices import Notice, NoticeKind
from research_assistant.domain.recheck import Change, Recheck
from research_assistant.domain.report import Report
from research_assistant.domain.work import Identifier
from research_assistant.services.exports import Exports

CORRECTED = Notice(kind=NoticeKind.CORRECTION, name="doi:10.1/c", date="2019-05-06", said_by="crossref")
RETRACTED = Notice(kind=NoticeKind.RETRACTION, name="doi:10.1/r", date="2021-03-04", said_by="europepmc")


class Desk:
    """A citer that knows one style."""

    def check_style(self, style, *, locale=""):
        """Know every style."""

    async def render(self, items, *, style, locale=""):
        return reports.references(report())


def report() -> Report:
    given = reports.report()
    cited, uncited = given.sources[0], given.sources[4]
    names = (*cited.work.identifiers, Identifier(scheme="arxiv", value="1706.00001"))
    return replace(
        given,
        sources=(
            replace(
                cited,
                work=replace(cited.work, notices=(CORRECTED,), identifiers=names),
                preprint_read="arxiv:1706.00001",
            ),
            *given.sources[1:4],
            replace(uncited, work=replace(uncited.work, notices=(RETRACTED,))),
        ),
    )


async def made(format_name: str, given: Report | None = None) -> str:
    content = await Exports(Desk(), exporters(), reference_writers()).export(given or report(), format_name)
    if format_name == "docx":
        with ZipFile(BytesIO(content)) as file:
            return file.read("word/document.xml").decode()
    return content.decode()


@pytest.mark.parametrize("format_name", ["markdown", "html", "json", "docx"])
async def test_a_report_tells_it_of_what_it_cites_and_of_what_it_does_not(format_name: str):
    told = (await made(format_name)).replace("\\", "")

    assert "10.1/c" in told
    assert "2019-05-06" in told
    assert "10.1/r" in told
    assert "2021-03-04" in told
    assert "arxiv:1706.00001" in told


async def test_json_tells_what_programs_ask_for():
    told = await made("json")

    assert '"retracted": true' in told
    assert '"preprint_read": "arxiv:1706.00001"' in told
    assert '"preprints": [\n        "arxiv:1706.00001"\n      ]' in told


@pytest.mark.parametrize("format_name", ["bibtex", "ris", "csl-json"])
async def test_references_for_other_programs_carry_it_in_their_note(format_name: str):
    assert "corrected on 2019-05-06 (doi:10.1/c, said by crossref)" in await made(format_name)


@pytest.mark.parametrize("format_name", ["markdown", "html", "json", "docx"])
async def test_what_was_retracted_since_is_told_first_with_the_findings_that_say_it(format_name: str):
    given = reports.report()
    look = Recheck(
        checked_at=reports.ASKED,
        works=4,
        found=1,
        changes=(Change(source_id=given.sources[0].source_id, notices=(RETRACTED,)),),
        failures=("openalex did not answer.",),
    )

    told = (await made(format_name, given.since(look))).replace("\\", "")

    assert "10.1/r" in told
    if format_name == "json":
        assert '"retracted": true' in told
        assert '"checked_at": "2026-03-01T12:00:00Z"' in told
    else:
        assert "Do not rely on what it says in finding 1." in told
        assert "Not every register could be asked: openalex did not answer." in told
        assert told.index("Do not rely on") < told.index(reports.SAYINGS[0])


async def test_a_look_that_found_nothing_says_so():
    look = Recheck(checked_at=reports.ASKED, works=4, found=1)

    told = await made("markdown", reports.report().since(look))

    assert "Looked at again on 2026-03-01: 1 of 4 cited works is known to the registers asked" in told.replace("\\", "")
    assert "nothing new was found of them" in told
