"""arXiv: questions in its language, and its feeds as works."""

from urllib.parse import parse_qs, urlsplit

import pytest

from research_assistant.adapters.connectors.arxiv import ArxivPlace
from research_assistant.adapters.connectors.arxiv_query import arxiv_wordings
from research_assistant.adapters.connectors.place import Entry, NotAnAnswer
from research_assistant.adapters.connectors.terms import terms_of
from research_assistant.domain.location import Location
from research_assistant.domain.query import Scope
from research_assistant.domain.work import Identifier, Name

PLACE = ArxivPlace("https://export.arxiv.org/api/query")


def feed(*entries: str, head: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>{head}
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">
<opensearch:totalResults>40</opensearch:totalResults><opensearch:startIndex>0</opensearch:startIndex>
{"".join(entries)}</feed>""".encode()


def entry(identifier: str = "2101.00001v3", *, title: str = "Zinc", more: str = "") -> str:
    return f"""<entry><id>http://arxiv.org/abs/{identifier}</id><title>{title}</title>
<published>2021-01-02T03:04:05Z</published><updated>2022-02-03T04:05:06Z</updated>
<link href="https://arxiv.org/abs/{identifier}" rel="alternate" type="text/html"/>
<link href="https://arxiv.org/pdf/{identifier}" rel="related" type="application/pdf" title="pdf"/>{more}</entry>"""


def only(content: bytes) -> Entry:
    (found,) = PLACE.read(content).entries
    return found


class TestQuestions:
    @pytest.mark.parametrize(
        ("text", "terms"),
        [
            ("Does vitamin D prevent fractures?", ["vitamin d", "prevent", "fractures"]),
            ("Is COVID-19 airborne?", ["covid 19", "airborne"]),
            ("Alzheimer's and Parkinson’s disease", ["alzheimer", "parkinson", "disease"]),
            ("Are “large language models” honest?", ["large language models", "honest"]),
            ("to be or not to be", ["to", "be", "or", "not"]),
            ("zinc Zinc ZINC", ["zinc"]),
            ("放射線治療 は", ["放射線治療", "は"]),
            ("weight/length (in cm)", ["weight", "length", "cm"]),
            ("刑罚体系中，死刑、终身监禁。数量", ["刑罚体系中", "死刑", "终身监禁", "数量"]),
            ("GPT-4.5 vs. U-Net", ["gpt 4 5", "vs", "u net"]),
            ("?!", []),
        ],
    )
    def test_terms_are_content_words_compounds_and_phrases(self, text: str, terms: list[str]):
        assert terms_of(text) == terms

    def test_few_terms_are_asked_for_together_and_then_each(self):
        assert arxiv_wordings("zinc for colds") == ('all:"zinc" AND all:"colds"', 'all:"zinc" OR all:"colds"')

    def test_many_are_not_asked_for_together(self):
        (wording,) = arxiv_wordings(" ".join(f"word{number}" for number in range(100)))

        assert " AND " not in wording
        assert wording.count("all:") == 30

    @pytest.mark.parametrize(
        "text",
        [
            'all:x) OR (au:"del maestro',
            "a AND b ANDNOT c",
            'ti:"x" [1 TO 2]',
            "(((",
            '"""',
            "x\\y",
            "cat:cs.LG*",
            "a&b=c",
        ],
    )
    def test_nothing_of_a_question_is_an_operator(self, text: str):
        for wording in arxiv_wordings(text):
            for term in wording.replace(" AND ", " OR ").split(" OR "):
                assert term.startswith('all:"')
                assert term.endswith('"')
                assert term[5:-1].replace(" ", "").isalnum()

    def test_the_years_are_those_of_submission(self):
        request = PLACE.request('all:"x"', Scope(year_from=2019, year_to=2021), limit=40, page=3)
        asked = parse_qs(urlsplit(request.url).query)

        assert asked["search_query"] == ['(all:"x") AND submittedDate:[201901010000 TO 202112312359]']
        assert (asked["start"], asked["max_results"]) == (["80"], ["40"])

    def test_one_end_of_the_years_may_be_open(self):
        asked = [
            PLACE.request("x", scope, limit=1, page=1).url for scope in (Scope(year_from=2019), Scope(year_to=9999))
        ]

        assert "201901010000+TO+299912312359" in asked[0]
        assert "199101010000+TO+299912312359" in asked[1]

    def test_a_mirror_may_be_named_by_its_host_alone(self):
        assert (
            ArxivPlace("http://mirror.example/")
            .request("x", Scope(), limit=1, page=1)
            .url.startswith("http://mirror.example/api/query?")
        )


class TestFeeds:
    def test_a_preprint(self):
        found = only(
            feed(
                entry(
                    title="Zinc and\n  &lt;colds&gt;",
                    more="""<summary>  First line
second line.
  Next paragraph.</summary><author><name>Ann B. Kim</name></author>
<author><name>Jan van der Berg</name></author><author><name>The ATLAS Collaboration</name></author>
<author><name>Plato</name></author><arxiv:comment>8 pages</arxiv:comment>
<arxiv:primary_category term="q-bio.QM"/>""",
                )
            )
        )

        assert found.work.title == "Zinc and <colds>"
        assert found.work.type == "article"
        assert found.work.identifiers == (Identifier(scheme="arxiv", value="2101.00001"),)
        assert found.work.authors == (
            Name(family="Kim", given="Ann B."),
            Name(family="Berg", given="Jan", particle="van der"),
            Name(literal="The ATLAS Collaboration"),
            Name(literal="Plato"),
        )
        assert (found.work.issued, found.work.year) == ("2021-01-02", 2021)
        assert found.work.url == "https://arxiv.org/abs/2101.00001v3"
        assert found.work.variables == {}
        assert found.work.extra == {
            "arxiv:version": "3",
            "arxiv:updated": "2022-02-03T04:05:06Z",
            "arxiv:category": "q-bio.QM",
            "arxiv:comment": "8 pages",
        }
        assert found.locations == (
            Location(url="https://arxiv.org/pdf/2101.00001v3", media_type="application/pdf", connector="arxiv"),
        )

    @pytest.mark.parametrize(
        ("identifier", "name"),
        [
            ("hep-th/9901001v2", "hep-th/9901001"),
            ("math.GT/0309136v1", "math.GT/0309136"),
            ("0704.0001", "0704.0001"),
            ("2512.12345v10", "2512.12345"),
        ],
    )
    def test_ids_of_all_ages_lose_their_version(self, identifier: str, name: str):
        assert only(feed(entry(identifier))).work.identifiers == (Identifier(scheme="arxiv", value=name),)

    @pytest.mark.parametrize(
        ("reference", "kind", "venue", "variables"),
        [
            ("Phys.Lett.B573:94-100,2003", "article-journal", "Phys.Lett.B", {"volume": "573", "page": "94-100"}),
            ("Phys. Rev. D 72, 123456 (2005)", "article-journal", "Phys. Rev. D", {"volume": "72", "page": "123456"}),
            (
                "J. of Things, Vol. 3(2): e14 -- e20, 2020.",
                "article-journal",
                "J. of Things",
                {"volume": "3", "issue": "2", "page": "e14-e20"},
            ),
            ("To appear in Nature", "article-journal", "To appear in Nature", {}),
            (
                "Proc. of the 3rd Workshop on Zinc, 2020",
                "paper-conference",
                "Proc. of the 3rd Workshop on Zinc, 2020",
                {},
            ),
        ],
    )
    def test_what_was_published_names_where(self, reference: str, kind: str, venue: str, variables: dict[str, str]):
        found = only(feed(entry(more=f"<arxiv:journal_ref>{reference}</arxiv:journal_ref>"))).work

        assert (found.type, found.venue, found.variables) == (kind, venue, variables)
        assert found.extra["arxiv:journal_ref"] == reference

    def test_dois_come_first_and_each_once(self):
        more = "<arxiv:doi>10.1000/a; 10.1000/b</arxiv:doi><arxiv:doi>10.1000/a</arxiv:doi>"
        found = only(feed(entry(more=more))).work

        assert [str(each) for each in found.identifiers] == ["doi:10.1000/a", "doi:10.1000/b", "arxiv:2101.00001"]
        assert found.type == "article-journal"

    def test_the_doi_of_a_preprint_is_no_publication(self):
        found = only(feed(entry(more="<arxiv:doi>10.48550/arXiv.2101.00001</arxiv:doi>"))).work

        assert found.type == "article"

    def test_a_withdrawn_paper_has_no_copy(self):
        bare = "<entry><id>http://arxiv.org/abs/2101.00001v3</id><title>Withdrawn</title></entry>"

        assert only(feed(bare)).locations == ()

    def test_an_entry_that_says_nothing_is_told(self):
        page = PLACE.read(feed("<entry/>", entry()))

        assert len(page.entries) == 1
        assert page.refused == ("arXiv's entry 1 was left out: it has neither a title nor an address.",)
        assert (page.total, page.more) == (40, True)

    def test_an_error_is_named(self):
        error = """<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_abc</id><title>Error</title>
<summary>incorrect id format for abc</summary></entry>"""

        with pytest.raises(NotAnAnswer, match="incorrect id format for abc"):
            PLACE.read(feed(error))

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"Rate exceeded.",
            b"<html><body>Sign in</body></html>",
            feed(entry())[:-20],
            feed(entry(title="&x;"), head='<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
            feed(entry(title="&a;"), head="<!DOCTYPE feed [" + '<!ENTITY a "b">' + "]>"),
            feed(entry()).decode().replace("Zinc", "\ufffe").encode(),
            b"\xff\xfe" + b"\0" * 100,
        ],
    )
    def test_what_is_no_feed_is_no_answer(self, content: bytes):
        with pytest.raises(NotAnAnswer):
            PLACE.read(content)

    @pytest.mark.parametrize("address", ["http://[::1", "http://arxiv.org:x/abs/2101.00001v3", "\u2603"])
    def test_an_id_that_is_no_address_names_nothing(self, address: str):
        found = only(feed(entry().replace("http://arxiv.org/abs/2101.00001v3", address)))

        assert found.work.title == "Zinc"
        assert found.locations != ()

    def test_links_that_could_not_be_opened_are_none(self):
        hostile = entry().replace("https://arxiv.org/pdf/2101.00001v3", "javascript:alert(1)")

        assert only(feed(hostile)).locations == ()
