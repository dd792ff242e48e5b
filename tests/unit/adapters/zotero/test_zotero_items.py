"""Items of Zotero as CSL: every field that CSL has a variable for."""

import pytest

from research_assistant.adapters.zotero.items import csl_item
from zotero_stub import item


def test_an_article_has_its_fields():
    found = csl_item(
        item(
            "journalArticle",
            meta={"parsedDate": "2014-05-03"},
            title="On zinc",
            creators=[
                {"creatorType": "author", "firstName": "Ann", "lastName": "Kim"},
                {"creatorType": "author", "name": "World Health Organization"},
                {"creatorType": "translator", "firstName": "Bo", "lastName": "Li"},
            ],
            abstractNote="Zinc helps.",
            publicationTitle="Journal of Colds",
            journalAbbreviation="J. Colds",
            volume="3",
            issue="2",
            pages="1-9",
            date="May 3, 2014",
            DOI="10.1000/182",
            ISSN="1234-5678",
            url="https://example.org/1",
            accessDate="2020-01-02T03:04:05Z",
            rights="CC BY",
            tags=[{"tag": "zinc"}, {"tag": "colds", "type": 1}],
            extra="PMID: 17\nCitation Key: kimZinc2014\noriginal-date: 1999\nRead twice: yes",
        )
    )

    assert found == {
        "type": "article-journal",
        "title": "On zinc",
        "author": [{"family": "Kim", "given": "Ann"}, {"literal": "World Health Organization"}],
        "translator": [{"family": "Li", "given": "Bo"}],
        "abstract": "Zinc helps.",
        "container-title": "Journal of Colds",
        "container-title-short": "J. Colds",
        "volume": "3",
        "issue": "2",
        "page": "1-9",
        "issued": {"date-parts": [[2014, 5, 3]]},
        "DOI": "10.1000/182",
        "ISSN": "1234-5678",
        "URL": "https://example.org/1",
        "accessed": {"date-parts": [[2020, 1, 2]]},
        "license": "CC BY",
        "keyword": "zinc, colds",
        "PMID": "17",
        "id": "kimZinc2014",
        "original-date": {"date-parts": [[1999]]},
        "note": "Read twice: yes",
    }


@pytest.mark.parametrize(
    ("kind", "data", "told"),
    [
        ("thesis", {"university": "MIT", "thesisType": "PhD"}, {"publisher": "MIT", "genre": "PhD"}),
        ("bookSection", {"bookTitle": "Metals", "place": "Oslo"}, {"type": "chapter", "publisher-place": "Oslo"}),
        ("presentation", {"meetingName": "Days", "place": "Oslo"}, {"event-title": "Days", "event-place": "Oslo"}),
        ("case", {"caseName": "A v. B", "court": "High Court"}, {"title": "A v. B", "authority": "High Court"}),
        ("computerProgram", {"creators": [{"creatorType": "programmer", "name": "A"}]}, {"author": [{"literal": "A"}]}),
        ("film", {"creators": [{"creatorType": "director", "name": "A"}]}, {"director": [{"literal": "A"}]}),
        ("preprint", {"archiveID": "arXiv:2101.00001"}, {"archive": "arXiv", "archive_location": "2101.00001"}),
        ("report", {"date": "about 1900"}, {"issued": {"raw": "about 1900"}}),
        ("report", {"date": "2014-05-00"}, {"issued": {"date-parts": [[2014, 5]]}}),
        ("book", {"extra": "Container Author: Kim || Ann"}, {"container-author": [{"family": "Kim", "given": "Ann"}]}),
        ("book", {"extra": "chair: A\nchair: B"}, {"chair": [{"literal": "A"}, {"literal": "B"}]}),
        (
            "book",
            {"series": "B", "seriesTitle": "A", "seriesText": "C"},
            {"collection-title": "A", "custom": {"zotero:seriesText": "C", "zotero:series": "B"}},
        ),
        ("document", {"extra": "type: dataset"}, {"type": "dataset"}),
        ("newKindOfThing", {}, {"type": "document"}),
        ("book", {"title": 7, "creators": {"a": 1}, "tags": ["x", None]}, {"type": "book"}),
    ],
)
def test_fields_of_every_type_find_their_variable(kind: str, data: dict[str, object], told: dict[str, object]):
    found = csl_item(item(kind, **data))

    assert found is not None
    assert found.items() >= told.items()


def test_a_field_of_its_own_counts_before_what_extra_says():
    found = csl_item(item("book", DOI="10.1000/1", extra="DOI: 10.1000/2"))

    assert found is not None
    assert (found["DOI"], found["note"]) == ("10.1000/1", "DOI: 10.1000/2")


@pytest.mark.parametrize("kind", ["note", "attachment", "annotation", ""])
def test_what_is_no_reference_is_left_out(kind: str):
    assert csl_item(item(kind, title="x")) is None
