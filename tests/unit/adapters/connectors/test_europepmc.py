"""Europe PMC: how it is asked, and what its records become."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from research_assistant.adapters.connectors.europepmc import EuropePmcPlace
from research_assistant.adapters.connectors.europepmc_files import EuropePmcFiles
from research_assistant.adapters.connectors.place import Entry, NotAnAnswer
from research_assistant.domain.notices import Notice, NoticeKind
from research_assistant.domain.query import Scope
from research_assistant.domain.work import Identifier, Name
from research_assistant.ports.fetcher import Fetched, Request

BASE = "https://www.ebi.ac.uk/europepmc/webservices/rest"
PLACE = EuropePmcPlace(BASE)

# After the documented example of an answer with `resultType=core` (https://europepmc.org/RestfulWebService).
RECORD: dict[str, Any] = {
    "id": "34000001",
    "source": "MED",
    "pmid": "34000001",
    "pmcid": "PMC8100001",
    "doi": "10.5555/zinc.1",
    "title": "Zinc &amp; the <i>common</i> cold.",
    "authorString": "van der Berg JA, Study Group.",
    "authorList": {
        "author": [
            {"fullName": "van der Berg JA", "firstName": "Jan A", "lastName": "van der Berg", "initials": "JA"},
            {"fullName": "Kim B", "lastName": "Kim", "initials": "B"},
            {"collectiveName": "The Zinc Study Group"},
        ]
    },
    "journalInfo": {
        "issue": "2",
        "volume": "7",
        "monthOfPublication": 3,
        "yearOfPublication": 2021,
        "journal": {"title": "An example of medicine", "isoabbreviation": "Ex Med", "issn": "1234-5678", "essn": ""},
    },
    "pubYear": "2021",
    "pageInfo": "11-19",
    "abstractText": "<h4>Background</h4>Colds are common.<h4>Methods</h4>90 adults took zinc (<i>p</i> &lt; 0.05).",
    "language": "eng",
    "pubTypeList": {"pubType": ["Randomized Controlled Trial", "Journal Article"]},
    "fullTextUrlList": {
        "fullTextUrl": [
            {"availabilityCode": "S", "documentStyle": "doi", "url": "https://doi.org/10.5555/zinc.1"},
            {"availabilityCode": "OA", "documentStyle": "html", "url": "https://europepmc.org/articles/PMC8100001"},
            {
                "availabilityCode": "OA",
                "documentStyle": "pdf",
                "url": "https://europepmc.org/articles/PMC8100001?pdf=render",
            },
        ]
    },
    "isOpenAccess": "Y",
    "license": "cc by",
    "citedByCount": 12,
    "firstPublicationDate": "2021-02-03",
}


def _read(*records: dict[str, Any]) -> tuple[Entry, ...]:
    answer = {"version": "6.9", "hitCount": len(records), "resultList": {"result": list(records)}}
    return PLACE.read(json.dumps(answer).encode()).entries


def _query(request: Request | None) -> str:
    assert request is not None
    return parse_qs(urlsplit(request.url).query)["query"][0]


def test_a_record_becomes_a_work_with_all_that_a_reference_needs():
    work = _read(RECORD)[0].work

    assert work.title == "Zinc & the common cold"
    assert work.authors == (
        Name(family="Berg", given="Jan A", particle="van der"),
        Name(family="Kim", given="B."),
        Name(literal="The Zinc Study Group"),
    )
    assert (work.year, work.issued, work.type) == (2021, "2021-02-03", "article-journal")
    assert work.venue == "An example of medicine"
    assert work.url == "https://doi.org/10.5555/zinc.1"
    assert [str(each) for each in work.identifiers] == ["doi:10.5555/zinc.1", "pmid:34000001", "pmcid:PMC8100001"]
    assert work.variables["language"] == "en"
    assert work.variables["ISSN"] == "1234-5678"
    assert {work.variables[name] for name in ("volume", "issue", "page")} == {"7", "2", "11-19"}
    assert work.citations == 12


def test_an_abstract_is_text_in_paragraphs_behind_their_headings():
    assert _read(RECORD)[0].abstract == ("Background: Colds are common.\n\nMethods: 90 adults took zinc (p < 0.05).")


def test_an_open_article_lies_as_jats_at_the_service_before_its_pdf():
    entry = _read(RECORD)[0]

    assert [(each.url, each.media_type) for each in entry.locations] == [
        (f"{BASE}/PMC8100001/fullTextXML", "application/xml"),
        ("https://europepmc.org/articles/PMC8100001?pdf=render", "application/pdf"),
    ]
    assert entry.locations[0].licence == "cc by"


def test_what_is_not_open_has_no_copy():
    links = {"fullTextUrl": [{"availabilityCode": "S", "documentStyle": "pdf", "url": "https://journal.example/1.pdf"}]}

    assert not _read({**RECORD, "isOpenAccess": "N", "fullTextUrlList": links})[0].locations


def test_a_date_of_another_year_than_the_one_that_is_cited_is_left_aside():
    work = _read({**RECORD, "firstPublicationDate": "2020-12-30"})[0].work

    assert (work.year, work.issued) == (2021, "2021-03")


def test_a_preprint_is_one_of_its_server():
    preprint = {
        "id": "PPR1",
        "source": "PPR",
        "title": "Zinc",
        "doi": "10.1101/2020.01.01.1",
        "pubTypeList": {"pubType": ["Preprint"]},
        "bookOrReportDetails": {"publisher": "medRxiv", "yearOfPublication": 2020},
        "authorString": "Kim AB, Lee C.",
        "firstPublicationDate": "2020-01-01",
    }

    work = _read(preprint)[0].work

    assert (work.type, work.venue, work.year) == ("article", "medRxiv", 2020)
    assert work.authors == (Name(family="Kim", given="A. B."), Name(family="Lee", given="C."))


def test_a_retracted_article_names_its_notice_and_the_day():
    links = [
        {
            "id": "35000001",
            "source": "MED",
            "type": "Retraction in",
            "reference": "Ex Med. 2022 Jun 13;8(1):1",
        },
        {"id": "35000002", "source": "MED", "type": "Comment in", "reference": "Ex Med. 2021"},
    ]
    record = {
        **RECORD,
        "pubTypeList": {"pubType": ["Journal Article", "Retracted Publication"]},
        "commentCorrectionList": {"commentCorrection": links},
    }

    assert _read(record)[0].work.notices == (
        Notice(kind=NoticeKind.RETRACTION, name="pmid:35000001", date="2022-06-13", said_by="europepmc"),
    )


def test_a_type_alone_tells_that_an_article_was_retracted():
    record = {**RECORD, "pubTypeList": {"pubType": ["Retracted Publication"]}}

    assert _read(record)[0].work.notices == (Notice(kind=NoticeKind.RETRACTION, said_by="europepmc"),)


def test_a_notice_is_sound_itself_and_names_its_work():
    link = {"id": "34000001", "source": "MED", "type": "Retraction of", "reference": "Ex Med. 2021 Mar"}
    record = {
        **RECORD,
        "pubTypeList": {"pubType": ["Retraction of Publication"]},
        "commentCorrectionList": {"commentCorrection": [link]},
    }

    work = _read(record)[0].work

    assert (work.notice_of, work.notices) == ("pmid:34000001", ())


def test_filters_are_pushed_down():
    scope = Scope(year_from=2020, preprints=False)

    assert _query(PLACE.request('TITLE_ABS:"zinc"', scope, limit=10, page=1)) == (
        '(TITLE_ABS:"zinc") AND PUB_YEAR:[2020 TO 2999] NOT SRC:PPR'
    )


@pytest.mark.parametrize("text", ['zinc" OR SRC:PAT', "AUTH:(zinc) NOT [1 TO 2] *", "zinc\\ ~2 ^9 {x}"])
def test_nothing_of_a_question_is_an_operator(text: str):
    for wording in PLACE.wordings(text):
        parts = wording.replace(" AND ", " OR ").split(" OR ")
        assert all(part.startswith('TITLE_ABS:"') and part.endswith('"') and part.count('"') == 2 for part in parts)
        assert all(each.isalnum() or each == " " for part in parts for each in part[11:-1])


def test_one_work_is_asked_for_by_its_name():
    asked = [("pmid", "34000001"), ("pmcid", "PMC8100001"), ("doi", "10.5555/zinc.1")]

    assert [_query(PLACE.lookup(Identifier(scheme=scheme, value=value))) for scheme, value in asked] == [
        "EXT_ID:34000001 AND SRC:MED",
        "PMCID:PMC8100001",
        'DOI:"10.5555/zinc.1"',
    ]


@pytest.mark.parametrize(("scheme", "value"), [("doi", '10.5555/a" OR "b'), ("pmid", "1 OR 2"), ("isbn", "1")])
def test_what_is_no_name_is_not_asked_for(scheme: str, value: str):
    assert PLACE.lookup(Identifier(scheme=scheme, value=value)) is None


def test_what_the_service_says_was_wrong_is_told():
    with pytest.raises(NotAnAnswer, match="Invalid query"):
        PLACE.read(b'{"errCode": 400, "errMsg": "Invalid query"}')


def test_an_entry_of_nothing_is_left_out_with_a_word():
    page = PLACE.read(b'{"hitCount": 1, "resultList": {"result": [{"source": 5}]}}')

    assert (page.entries, len(page.refused)) == ((), 1)


class _Net:
    """Keeps what it is asked."""

    def __init__(self) -> None:
        self.asked: list[Request] = []

    async def fetch(self, request: Request) -> Fetched:
        self.asked.append(request)
        raise NotImplementedError


@pytest.mark.parametrize(
    ("url", "service"),
    [
        (f"{BASE}/PMC8100001/fullTextXML", "europepmc"),
        (f"{BASE}/PMC8100001/fullTextXML?x=1", ""),
        (f"{BASE}/../admin/PMC1/fullTextXML", ""),
        ("https://elsewhere.example/PMC8100001/fullTextXML", ""),
    ],
)
async def test_full_texts_of_the_service_are_asked_of_the_service(url: str, service: str):
    net = _Net()

    with pytest.raises(NotImplementedError):
        await EuropePmcFiles(net, url=BASE).fetch(Request(url=url))

    assert net.asked[0].service == service
