"""Reports as PDF and DOCX, made by the real programs: whole, accessible, and with nothing alive of the outside."""

import asyncio
import dataclasses
import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from lxml import etree
from pypdf import PdfReader

import reports
from research_assistant.adapters.export.docx import DocxExporter
from research_assistant.adapters.export.pdf import PdfExporter
from research_assistant.adapters.export.reference_docx import reference
from research_assistant.adapters.export.setting import document
from research_assistant.domain.errors import Unavailable
from research_assistant.domain.report import Report
from research_assistant.domain.work import Identifier, Work
from research_assistant.ports.citer import Rendered
from snapshots import ROOT

HOSTILE = (
    '#import "@preview/evil:1.0.0": *',
    '#read("/etc/passwd")',
    '#image("/etc/passwd") #include "/etc/passwd"',
    r"\input{/etc/passwd} \write18{id} $x^2$",
    "```{=typst}\n#panic()\n``` `#panic()`{=openxml}",
    '![x](file:///etc/passwd) <img src="http://127.0.0.1:1/x.png">',
    "<w:p><w:r><w:t>x</w:t></w:r></w:p> ]]> <!-- &xxe; -->",
    "= Heading\n- item\n/ term: x\n@label <f1> *b* _i_ ~ -- // comment /* */",
    '{=html} [x](javascript:alert(1)) #link("javascript:alert(1)")[x]',
    "\x00\x0b\ufdd0\ud800\u202eevil\u2028line",
)
WORD = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


def hostile_report() -> Report:
    """Return a report in which every text of the outside attacks."""
    given = reports.report(question=HOSTILE[0], titles=HOSTILE[1:6], sayings=HOSTILE[6:])
    attacked = (HOSTILE[3], HOSTILE[1])
    works = [
        dataclasses.replace(
            source,
            work=Work(
                title=source.work.title,
                venue=HOSTILE[2],
                url="file:///etc/passwd",
                identifiers=(Identifier(scheme="url", value="javascript:alert(1)"),),
            ),
        )
        for source in given.sources
    ]
    return dataclasses.replace(given, sources=tuple(works), not_found=attacked)


def hostile_references(given: Report) -> Rendered:
    """Return references that attack as well."""
    plain = reports.references(given)
    return Rendered(
        in_text=dict.fromkeys(plain.in_text, f"{HOSTILE[1]} [x](file:///etc/passwd)"),
        bibliography=dict.fromkeys(plain.bibliography, f"{HOSTILE[2]} <file:///etc/passwd> [x](javascript:alert(1))"),
    )


def pdf(report: Report, references: Rendered | None = None) -> bytes:
    return asyncio.run(PdfExporter().render(report, references or reports.references(report)))


def docx(report: Report, references: Rendered | None = None) -> bytes:
    return asyncio.run(DocxExporter().render(report, references or reports.references(report)))


def text_of_pdf(made: bytes) -> str:
    pages = pypdfium2.PdfDocument(made)
    told = " ".join(page.get_textpage().get_text_range() for page in pages)
    return re.sub(r"\s+", " ", told)


def part(made: bytes, name: str) -> etree._Element:
    return etree.fromstring(ZipFile(BytesIO(made)).read(name))


def text_of_docx(made: bytes, name: str = "word/document.xml") -> str:
    paragraphs = part(made, name).iterfind(".//w:p", WORD)
    return "\n".join("".join(run.text or "" for run in each.iterfind(".//w:t", WORD)) for each in paragraphs)


def links_of_pdf(made: bytes) -> list[str]:
    found = []
    for page in PdfReader(BytesIO(made)).pages:
        for each in page.get("/Annots") or ():
            action = each.get_object().get("/A")
            if action is not None and "/URI" in action.get_object():
                found.append(str(action.get_object()["/URI"]))
    return found


def links_of_docx(made: bytes) -> list[str]:
    packed = ZipFile(BytesIO(made))
    names = [name for name in packed.namelist() if name.endswith(".rels")]
    told = [each for name in names for each in etree.fromstring(packed.read(name))]
    return [str(each.get("Target")) for each in told if each.get("TargetMode") == "External"]


def test_a_pdf_says_what_the_report_says() -> None:
    made = text_of_pdf(pdf(reports.report()))

    for told in (
        reports.QUESTION,
        "Partial",
        "“Zinc acetate lozenges shortened colds by 33% (95% CI 21% to 45%).”",
        "(Author s1, 2017)",
        "Where sources disagree",
        "What was not found",
        "characters 100–165",
        "Not settled for finding 2: the sentence tells a possibility: “may” (checked by context/1)",
        "Cited in finding 1, e1.",
        "Read, not cited",
        "Colds and their costs to employers",
        "019c9e2a-0000-7000-8000-000000000001",
    ):
        assert told in made


def test_a_pdf_is_tagged_and_tells_its_title_language_and_time() -> None:
    made = PdfReader(BytesIO(pdf(reports.report())))

    catalogue = made.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "en"
    assert made.metadata is not None
    assert made.metadata.title == reports.QUESTION
    assert made.metadata.author is None
    assert made.metadata.creation_date == reports.report().finished_at
    assert b"pdfuaid" in catalogue["/Metadata"].get_data()


def test_the_same_report_is_the_same_bytes() -> None:
    assert pdf(reports.report()) == pdf(reports.report())
    assert docx(reports.report()) == docx(reports.report())


def test_an_empty_report_can_be_set() -> None:
    assert "What to do next" in text_of_pdf(pdf(reports.empty_report()))
    assert "What to do next" in text_of_docx(docx(reports.empty_report()))


def test_a_citation_opens_its_quote_in_a_footnote_the_first_time() -> None:
    made = docx(reports.report())

    notes = text_of_docx(made, "word/footnotes.xml").split("\n")
    assert sum(line.strip().startswith("e") for line in notes) == 4
    assert "e1: RESULTS Zinc acetate lozenges shortened colds" in "\n".join(notes)
    assert "[e1]" in text_of_docx(made)


def test_a_style_of_notes_puts_its_notes_there() -> None:
    given = reports.report()
    plain = reports.references(given)
    noted = dataclasses.replace(plain, notes={key: f"Noted *{key}*." for key in plain.in_text})

    assert "Noted s1." in text_of_docx(docx(given, noted), "word/footnotes.xml")
    assert "(Author s1, 2017)" not in text_of_docx(docx(given, noted))


def test_a_word_document_has_the_styles_of_ours_and_tells_its_title_and_time() -> None:
    made = docx(reports.report())

    styles = {each.get(f"{{{WORD['w']}}}styleId") for each in part(made, "word/styles.xml").iterfind("w:style", WORD)}
    used = set(re.findall(rb'w:(?:p|r|tbl)Style w:val="([^"]*)"', ZipFile(BytesIO(made)).read("word/document.xml")))
    assert {each.decode() for each in used} <= styles
    properties = ZipFile(BytesIO(made)).read("docProps/core.xml").decode()
    assert f"<dc:title>{reports.QUESTION}</dc:title><dc:creator></dc:creator>" in properties
    assert "2026-03-01T12:00:09Z" in properties


def test_the_shipped_reference_document_is_what_its_builder_makes() -> None:
    shipped = ROOT / "src" / "research_assistant" / "assets" / "style" / "reference.docx"

    assert shipped.read_bytes() == reference()


def test_every_link_within_leads_somewhere() -> None:
    names: set[str] = set()
    wanted: set[str] = set()

    def walk(node: object) -> None:
        match node:
            case {"t": "Link", "c": [_, inlines, [str(target), _]]}:
                if target.startswith("#"):
                    wanted.add(target[1:])
                walk(inlines)
            case {"t": "Span" | "Div", "c": [[name, *_], inner]} | {"t": "Header", "c": [_, [name, *_], inner]}:
                names.add(str(name))
                walk(inner)
            case dict():
                walk(list(node.values()))
            case list() | tuple():
                for each in node:
                    walk(each)

    walk(document(reports.report(), reports.references(reports.report())))
    assert wanted <= names
    assert {"e1", "f1", "ref-s1"} <= wanted


def test_hostile_text_is_told_and_does_nothing() -> None:
    given = hostile_report()
    passwords = Path("/etc/passwd").read_text(encoding="utf8").split("\n", maxsplit=1)[0]

    told = text_of_pdf(pdf(given, hostile_references(given)))
    written = text_of_docx(docx(given, hostile_references(given)))

    for each in (told, written):
        assert passwords not in each
        assert '#read("/etc/passwd")' in each
        assert r"\input{/etc/passwd} \write18{id} $x^2$" in each
    assert "<w:p><w:r><w:t>x</w:t></w:r></w:p>" in written
    assert "{=typst} #panic()" in written


def test_nothing_is_loaded_embedded_or_run() -> None:
    given = hostile_report()

    made = docx(given, hostile_references(given))
    assert links_of_docx(made) == []
    assert not [name for name in ZipFile(BytesIO(made)).namelist() if "media" in name or "embed" in name]
    for name in ("word/document.xml", "word/footnotes.xml"):
        assert not part(made, name).xpath("//w:instrText | //w:drawing | //w:object | //w:fldSimple", namespaces=WORD)
    paged = pdf(given, hostile_references(given))
    assert links_of_pdf(paged) == []
    assert not re.search(rb"/(JavaScript|JS|Launch|EmbeddedFile|SubmitForm|OpenAction|AA)\b", paged)


def test_a_title_that_ends_in_a_stop_gets_no_other() -> None:
    made = text_of_docx(docx(reports.report(titles=("A title.", "What now?", "c", "d", "e"))))

    assert "What now? Abstract, characters" in made
    assert "A title. Harri Hemilä" in made


def test_links_of_the_web_are_links() -> None:
    given = reports.report()

    assert "https://doi.org/10.1177/2054270417694291" in links_of_pdf(pdf(given))
    assert "https://doi.org/10.1177/2054270417694291" in links_of_docx(docx(given))


def test_texts_of_many_scripts_and_formulas_are_set() -> None:
    sayings = ("هذه جملة عربية.", "亜鉛は風邪を短くする。", "Ελληνικά ∀x∈ℝ: x² ≤ ∑ 1/n", "Цинк и простуда; עברית")
    given = reports.report(question="Каких ответов ждать? Ωδή", sayings=sayings)

    made = docx(given)

    assert all(saying in text_of_docx(made) for saying in sayings)
    assert part(made, "word/document.xml").xpath("//w:bidi", namespaces=WORD)
    told = text_of_pdf(pdf(given))
    assert "Каких ответов ждать? Ωδή" in told
    assert "Ελληνικά ∀x∈ℝ: x² ≤ ∑ 1/n" in told


def test_a_character_without_a_font_is_told_by_its_number_and_said() -> None:
    made = text_of_pdf(pdf(reports.report(question="What is \U0001f9ff\U0010fffd?")))

    assert "[U+10FFFD]?" in made
    assert "Characters that no font on this machine has" in made


def test_long_texts_are_set() -> None:
    saying = "word " * 20_000

    made = pdf(reports.report(question="x" * 2_000, titles=("t" * 5_000,) * 5, sayings=(saying, "b", "c", "d" * 9_000)))

    assert len(PdfReader(BytesIO(made)).pages) > 30


@pytest.mark.parametrize("module", ["json.tool", "research_assistant.no_such_module"])
async def test_a_process_that_ends_is_told(module: str) -> None:
    given = reports.report()

    with pytest.raises(Unavailable, match="The PDF could not be made: the process that sets it ended") as caught:
        await PdfExporter(module=module).render(given, reports.references(given))
    assert "another format" in caught.value.next_step


async def test_a_pdf_that_takes_too_long_is_given_up() -> None:
    given = reports.report()

    with pytest.raises(Unavailable, match="took more than"):
        await PdfExporter(seconds=0.01).render(given, reports.references(given))


async def test_a_pandoc_that_is_gone_is_told(tmp_path: Path) -> None:
    given = reports.report()

    with pytest.raises(Unavailable, match="The Word document could not be made: it could not be started"):
        await DocxExporter(program=tmp_path / "none").render(given, reports.references(given))
