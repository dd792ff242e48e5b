"""JATS articles: front matter field by field, text in order, references left out, bombs refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research_assistant.adapters.extract.extracted import CAUSES, Extracted, Origin, Unreadable
from research_assistant.adapters.extract.jats import read_jats
from research_assistant.domain.work import Extent
from research_assistant.kit.text import clean
from research_assistant.ports.extractor import Refusal

FRONT = """<front><journal-meta><journal-id journal-id-type="iso-abbrev">J. Cold.</journal-id><journal-title-group>
<journal-title>Journal of Colds</journal-title></journal-title-group><issn pub-type="epub">1234-5678</issn>
<publisher><publisher-name>Cold Press</publisher-name><publisher-loc>Oslo</publisher-loc></publisher></journal-meta>
<article-meta><article-id pub-id-type="pmid">17</article-id><article-id pub-id-type="pmc">42</article-id>
<article-id pub-id-type="doi">10.1000/ZINC.7</article-id><title-group>
<article-title>Zn<sup>2+</sup> and <italic>colds</italic><xref ref-type="fn" rid="f">*</xref></article-title>
<subtitle>A trial</subtitle></title-group><contrib-group>
<contrib contrib-type="author"><name><surname>van der Berg</surname><given-names>Jan</given-names><suffix>Jr.</suffix>
</name><xref ref-type="aff"><sup>1</sup></xref></contrib>
<contrib contrib-type="author"><collab>Cold Study Group<contrib-group><contrib><name><surname>Member</surname></name>
</contrib></contrib-group></collab></contrib>
<contrib contrib-type="editor"><name><surname>Ray</surname><given-names>C.</given-names></name></contrib>
</contrib-group><pub-date pub-type="ppub"><month>Oct</month><year>2014</year></pub-date>
<pub-date pub-type="epub"><day>3</day><month>9</month><year>2013</year></pub-date>
<pub-date pub-type="pmc-release"><day>1</day><month>1</month><year>2015</year></pub-date>
<volume>3</volume><issue>2</issue><fpage>10</fpage><lpage>19</lpage>
<history><date date-type="received"><day>2</day><month>1</month><year>2013</year></date></history>
<permissions><copyright-statement>(c) Cold Press</copyright-statement>
<license xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="https://creativecommons.org/licenses/by/4.0/">
<license-p>Free.</license-p></license></permissions>
<abstract><p>Zinc shortens colds.</p></abstract><kwd-group><kwd>zinc</kwd><kwd>cold</kwd></kwd-group>
</article-meta></front>"""
BODY = """<body><sec><label>1.</label><title>Methods</title><p>We gave 10<sup>2</sup> mg of ZnSO<sub>4</sub> to mice
<xref ref-type="bibr" rid="b1"><sup>12</sup></xref> and men <xref ref-type="bibr" rid="b2">[3]</xref>.
<fn><p>Not women.</p></fn> It was <inline-formula><alternatives>
<tex-math>\\begin{document}$$x^2$$\\end{document}</tex-math>
<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup>
</mml:math></alternatives></inline-formula>, so <disp-formula><tex-math>
\\begin{document}$y = 1$\\end{document}</tex-math><label>(1)</label></disp-formula> holds.</p><sec><title>Doses</title>
<table-wrap><label>Table 1</label><caption><title>Doses in mg.</title></caption><table>
<thead><tr><th>Group</th><th>n</th></tr></thead><tbody><tr><td>A<xref><sup>a</sup></xref></td><td>12</td></tr>
</tbody></table><table-wrap-foot>
<fn><label>a</label><p>Adults.</p></fn></table-wrap-foot></table-wrap>
<fig><label>Figure 1</label><caption><p>Days of cold.</p></caption><graphic/></fig>
<list list-type="order"><list-item><label>1.</label><p>First.</p></list-item>
<list-item><p>Next.</p></list-item></list></sec></sec><sec><title>Results</title>
<p>Colds: 5&#8211;7 days. <disp-formula><graphic/></disp-formula></p></sec></body>"""
BACK = """<back><ack><title>Thanks</title><p>To all.</p></ack><ref-list><title>References</title><ref id="b1">
<mixed-citation>Old work, 1999</mixed-citation></ref></ref-list></back>"""
ARTICLE = f'<article article-type="research-article" xml:lang="en-GB">{FRONT}{BODY}{BACK}</article>'


def entries_of(content: str | bytes) -> list[Extracted | Refusal] | Unreadable:
    try:
        return list(read_jats(content if isinstance(content, bytes) else content.encode(), Origin(name="a.nxml")))
    except Unreadable as refused:
        return refused


def read(content: str) -> Extracted:
    entries = entries_of(content)
    assert isinstance(entries, list)
    [extracted] = entries
    assert isinstance(extracted, Extracted)
    return extracted


def test_the_front_tells_the_work():
    extracted = read(ARTICLE)
    work = extracted.work

    assert work.title == "Zn²⁺ and colds: A trial"
    assert [(name.particle, name.family, name.given, name.suffix, name.literal) for name in work.authors] == [
        ("van der", "Berg", "Jan", "Jr.", ""),
        ("", "", "", "", "Cold Study Group"),
    ]
    assert [str(name) for name in work.creators["editor"]] == ["C. Ray"]
    assert (work.issued, work.year, work.dates) == ("2014-10", 2014, {"submitted": "2013-01-02"})
    assert [str(each) for each in work.identifiers] == ["doi:10.1000/zinc.7", "pmid:17", "pmcid:PMC42"]
    assert (work.type, work.venue) == ("article-journal", "Journal of Colds")
    assert work.variables == {
        "container-title-short": "J. Cold.",
        "volume": "3",
        "issue": "2",
        "page": "10-19",
        "ISSN": "1234-5678",
        "publisher": "Cold Press",
        "publisher-place": "Oslo",
        "keyword": "zinc, cold",
    }
    assert (extracted.language, extracted.licence) == ("en", "https://creativecommons.org/licenses/by/4.0/")


def test_the_text_is_in_order_with_tables_notes_and_formulas_but_no_references():
    extracted = read(ARTICLE)

    assert extracted.text.split("\n\n") == [
        "Abstract",
        "Zinc shortens colds.",
        "1. Methods",
        "We gave 10² mg of ZnSO₄ to mice ¹² and men [3]. It was x², so y = 1 (1) holds.",
        "Doses",
        "Table 1 Doses in mg.",
        "Group | n",
        "A^a | 12",
        "a Adults.",
        "Figure 1 Days of cold.",
        "1. First.",
        "- Next.",
        "Results",
        "Colds: 5–7 days.",
        "Thanks",
        "To all.",
        "Not women.",
    ]
    assert extracted.extent is Extent.FULL_TEXT
    assert extracted.limits == ("1 formula is a picture and not in the text.",)


def test_sections_nest():
    extracted = read(ARTICLE)
    within = {section.heading: extracted.text[section.start : section.end].strip() for section in extracted.sections}

    assert list(within) == ["Abstract", "1. Methods", "Doses", "Results", "Thanks"]
    assert within["1. Methods"].endswith(within["Doses"])
    assert within["Doses"].startswith("Doses\n\nTable 1")


def test_a_front_alone_is_an_abstract():
    extracted = read(f"<article>{FRONT}</article>")

    assert (extracted.extent, extracted.text) == (Extent.ABSTRACT, "Abstract\n\nZinc shortens colds.")
    assert extracted.limits == ("The file holds no body of the article.",)


def test_a_retraction_says_what_it_retracts():
    notice = FRONT.replace(
        "<volume>",
        '<related-article xmlns:xlink="http://www.w3.org/1999/xlink" related-article-type="retracted-article"'
        ' xlink:href="10.1000/old"/><volume>',
    )
    extra = read(f'<article article-type="retraction">{notice}</article>').work.extra

    assert extra == {"jats:article-type": "retraction", "jats:related-article": "retracted-article 10.1000/old"}


def test_several_articles_are_several_works_with_bytes_of_their_own():
    entries = entries_of(
        f'<OAI xmlns="urn:o"><a><article xmlns="urn:j">{FRONT}</article></a>'
        f"<article>{FRONT}{BODY}</article><article/></OAI>"
    )

    assert isinstance(entries, list)
    assert [entry.place for entry in entries] == ["article 1", "article 2", "article 3"]
    assert isinstance(entries[2], Refusal)
    first = entries[0]
    assert isinstance(first, Extracted)
    assert first.record
    again = entries_of(first.record)
    assert isinstance(again, list)
    assert isinstance(again[0], Extracted)
    assert (again[0].work, again[0].text) == (first.work, first.text)


def test_answers_and_reviews_beside_an_article_are_left_out():
    extracted = read(ARTICLE.replace("</article>", f"<sub-article>{FRONT}{BODY}</sub-article></article>"))

    assert extracted.text == read(ARTICLE).text
    assert "1 text beside the article (review, answer or translation) is left out." in extracted.limits


def test_full_texts_of_the_other_vocabulary_are_read():
    extracted = read(
        """<full-text-retrieval-response xmlns="urn:e" xmlns:ce="urn:c" xmlns:dc="urn:d" xmlns:prism="urn:p"><coredata>
        <dc:title>Zinc</dc:title><dc:creator>Kim, Ann</dc:creator><prism:doi>10.1000/E</prism:doi>
        <prism:publicationName>Colds</prism:publicationName><prism:coverDate>2014-10-03</prism:coverDate></coredata>
        <originalText><article><ce:sections><ce:section><ce:label>1</ce:label><ce:section-title>Aim</ce:section-title>
        <ce:para>To see 10<ce:sup>2</ce:sup> colds.</ce:para></ce:section></ce:sections></article></originalText>
        </full-text-retrieval-response>"""
    )

    assert (extracted.work.title, str(extracted.work.authors[0]), extracted.work.issued) == (
        "Zinc",
        "Ann Kim",
        "2014-10-03",
    )
    assert (extracted.work.venue, str(extracted.work.identifiers[0])) == ("Colds", "doi:10.1000/e")
    assert extracted.text == "1 Aim\n\nTo see 10² colds."


BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "empty"),
        (b"\0\1\2", "damaged"),
        (b"<article>", "damaged"),
        (b"<html><body/></html>", "unknown_kind"),
        (f'<!DOCTYPE article [<!ENTITY l0 "lol">{BOMB}]><article>&l9;</article>'.encode(), "damaged"),
        (f'<!DOCTYPE article [<!ENTITY l0 "lol">{BOMB}]><article>&l9;</article>'.encode("utf-16"), "damaged"),
        (
            b'<!DOCTYPE article [<!ENTITY a "' + b"a" * 9_999 + b'">]><article>' + b"&a;" * 9_999 + b"</article>",
            "damaged",
        ),
        (b'<!DOCTYPE article [<!ENTITY x SYSTEM "file:///etc/passwd">]><article>&x;</article>', "damaged"),
        (b'<!DOCTYPE article [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><article/>', "damaged"),
        (b"<article><body>" + b"<sec>" * 100_000, "damaged"),
        (b"<article " + b" ".join(b'a%d="1"' % n for n in range(5_000)) + b"/>", "too_large"),
        (b"<article>" + b"<p/>" * 400_001 + b"</article>", "too_large"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, cause: str):
    refused = entries_of(content)

    assert isinstance(refused, Unreadable)
    assert refused.cause == cause


def test_no_dtd_is_loaded_and_its_characters_are_known():
    head = '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS" "http://127.0.0.1:9/JATS.dtd">'
    extracted = read(f"{head}<article>{FRONT}<body><p>5&nbsp;mg of &alpha;&amp;&beta;</p></body></article>")

    assert extracted.text.endswith("5\u00a0mg of α&β")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_changed_bytes_give_works_or_a_reason(data: st.DataObject):
    content = bytearray(ARTICLE.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=2) | st.just(b"p"))
    entries = entries_of(bytes(content))

    if isinstance(entries, Unreadable):
        assert entries.cause in CAUSES
        return
    for entry in entries:
        if isinstance(entry, Extracted):
            assert entry.work.title
            assert clean(entry.text) == entry.text
            assert all(0 <= each.start < each.end <= len(entry.text) for each in entry.sections)


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ('fell (p < 0.001).<xref ref-type="fn" rid="n1">1</xref> It', "fell (p < 0.001).¹ It"),
        ('fell to 0.5<xref ref-type="table-fn" rid="n1"><italic>b</italic></xref> of', "fell to 0.5^b of"),
        ('fell by half. <xref ref-type="fn" rid="n1">1</xref> It', "fell by half. [1] It"),
        ('in mice<xref ref-type="bibr" rid="b1">12, 13</xref> it', "in mice¹², ¹³ it"),
        ('in mice [<xref ref-type="bibr" rid="b1">12</xref>] it', "in mice [12] it"),
        ('in mice<sup><xref ref-type="bibr" rid="b1">12</xref></sup> it', "in mice¹² it"),
        ('see Table <xref ref-type="table" rid="t1">1</xref> too', "see Table 1 too"),
        ('see note<xref ref-type="fn" rid="n1">*</xref> too', "see note* too"),
    ],
)
def test_marks_of_notes_never_read_like_numbers(markup: str, seen: str):
    escaped = markup.replace("p < 0", "p &lt; 0")

    assert f"\n\n{seen} in winter." in read(ARTICLE.replace("Colds: 5", f"{escaped} in winter.</p><p>Colds: 5")).text
