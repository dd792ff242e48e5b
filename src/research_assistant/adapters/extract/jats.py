"""JATS XML: the articles of a file, with abstract, sections, tables, formulas, captions and notes.

The list of references is not part of the text, since it is not the author's words; marks that point into it stay.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from research_assistant.adapters.extract.blocks import TextBuilder, seen
from research_assistant.adapters.extract.elements import Kind, Role, put
from research_assistant.adapters.extract.extracted import Extracted, Origin
from research_assistant.adapters.extract.formulas import set_plain, words_before
from research_assistant.adapters.extract.jats_front import language_of_article, licence_of, words, work_of_article
from research_assistant.adapters.extract.jats_tree import articles_of, set_local_names
from research_assistant.domain.work import Extent
from research_assistant.ports.extractor import Refusal

_INLINE = """
    alternatives bold italic sc
    underline overline strike monospace roman sans-serif named-content styled-content ext-link uri email
    xref sup sub span inline-formula abbrev institution fixed-case target milestone-start milestone-end inter-ref
    cross-ref cross-refs inf hsp
"""
_BLOCKS = """
    abstract trans-abstract ack app app-group article attrib back bio body boxed-text caption def def-item def-list
    disp-quote fig fig-group floats-group fn fn-group front glossary list notes p sec speech statement
    supplementary-material table-wrap table-wrap-foot table-wrap-group tbody tfoot thead verse-group verse-line
    abstract-sec acknowledgment appendices conflict-of-interest data-availability figure note-para para section sections
    simple-para term
"""
_SKIPPED = """
    alt-text bibliography colgroup contrib-group graphic inline-graphic long-desc media object-id permissions ref-list
    response sub-article inline-media index-term
"""
_KINDS = (
    dict.fromkeys(_INLINE.split(), Role(Kind.INLINE))
    | dict.fromkeys(_BLOCKS.split(), Role(Kind.BLOCK))
    | dict.fromkeys(_SKIPPED.split(), Role(Kind.SKIP))
    | {"table": Role(Kind.TABLE), "tr": Role(Kind.ROW), "row": Role(Kind.ROW)}
    | dict.fromkeys(("td", "th", "entry"), Role(Kind.CELL))
    | {"break": Role(Kind.BREAK), "preformat": Role(Kind.LINES), "code": Role(Kind.LINES)}
)
_PLAIN = frozenset(_KINDS) - {"label", "fn", "list-item", "title", "section-title"}
_SECTIONS = ("sec", "section", "app", "boxed-text", "abstract-sec")
_LABELLED = frozenset(
    ("app", "boxed-text", "fig", "figure", "fn", "sec", "section", "statement", "supplementary-material", "table-wrap")
)
_CAPTIONED = frozenset(("caption", "supplementary-material"))
_NOTES = frozenset(("fn-group", "table-wrap-foot", "author-notes", "fn-set", "back"))
_NOTE_MARKS = frozenset(("fn", "table-fn"))
_BARE_MARK = re.compile(r"\d{1,3}(?:\s*[,–-]\s*\d{1,3})*|[a-z]")
_IS_TOUCHED = re.compile(r"[\w.,;:!?)\]%’”\"']")
_OTHER_TEXTS = ("sub-article", "response")


def read_jats(content: bytes, origin: Origin) -> Iterator[Extracted | Refusal]:
    """Yield the articles of the file, each with what its front says of it.

    Nothing is loaded: neither DTD nor entities nor pictures.

    Raises:
        Unreadable: It is empty, too large, no XML, declares entities of its own, or holds no article.
    """
    articles = articles_of(content)
    for number, article in enumerate(articles, start=1):
        record = etree.tostring(article, encoding="utf-8", with_tail=False) if len(articles) > 1 else None
        place = f"article {number}" if record else ""
        extracted = _extracted(article, origin if len(articles) == 1 else Origin(name=""))
        if not extracted.work.title:
            yield Refusal(place=place or "the article", reason="it has neither a title nor a text")
        else:
            yield replace(extracted, record=record, media_type="application/xml" if record else "", place=place)


def _extracted(article: etree._Element, origin: Origin) -> Extracted:
    set_local_names(article)
    pictures = _set_formulas(article)
    _set_marks(article)
    set_plain(article)
    work = work_of_article(article)
    _set_notes_behind(article)
    builder = TextBuilder()
    for abstract in article.iterfind("front/article-meta/abstract"):
        _put_abstract(abstract, builder)
    is_whole = False
    for part in (
        *article.iterfind("body"),
        *article.iter("sections"),
        *article.iterfind("back"),
        *article.iterfind("floats-group"),
    ):
        is_whole |= part.tag in {"body", "sections"}
        put(part, builder, _role)
    text, sections = builder.finish()
    return Extracted(
        work=work if work.title else replace(work, title=seen(text[:80]) or (origin.name if text else "")),
        text=text,
        extent=Extent.FULL_TEXT if is_whole else Extent.ABSTRACT if text else Extent.RECORD,
        language=language_of_article(article),
        licence=licence_of(article),
        sections=sections,
        limits=tuple(_limits(article, pictures)),
    )


def _put_abstract(abstract: etree._Element, builder: TextBuilder) -> None:
    if abstract.get("abstract-type") in {"graphical", "toc", "teaser"}:
        return
    if abstract.find("title") is None:
        builder.heading(1, "Abstract")
    put(abstract, builder, _role)


def _role(element: etree._Element) -> Role:
    name = str(element.tag)
    if name in _PLAIN:
        return _KINDS[name]
    above = _parent_name(element)
    match name:
        case "title" | "section-title":
            depth = sum(1 for _ in element.iterancestors(*_SECTIONS))
            in_abstract = any(True for _ in element.iterancestors("abstract", "trans-abstract"))
            is_own = above in {"abstract", "trans-abstract"}
            level = 1 if is_own else depth + in_abstract
            return Role(Kind.BLOCK) if above in _CAPTIONED else Role(Kind.HEADING, level=max(level, 1))
        case "label":
            return Role(Kind.SKIP if above == "list-item" else Kind.LABEL if above in _LABELLED else Kind.SPACED)
        case "list-item":
            return Role(Kind.ITEM, mark=_text_of(element.find("label")) or "-")
        case "fn" if above not in _NOTES:
            return Role(Kind.SPACED)
        case _:
            return _KINDS.get(name, Role(Kind.SPACED))


def _text_of(element: etree._Element | None) -> str:
    return "" if element is None else words(element)


def _set_formulas(article: etree._Element) -> int:
    """Keep one form of each formula, MathML before TeX; return how many are pictures only."""
    pictures = 0
    for formula in list(article.iter("disp-formula", "inline-formula")):
        for part in formula.iter("alternatives", "math", "tex-math", "graphic", "inline-graphic"):
            part.tail = part.tail if (part.tail or "").strip() else None
            part.text = part.text if (part.text or "").strip() else None
        texs = list(formula.iter("tex-math"))
        if next(formula.iter("math"), None) is not None:
            for tex in texs:
                tex.text = ""
        elif texs:
            for tex in texs[1:]:
                tex.text = ""
            texs[0].text = _tex(texs[0].text or "")
        else:
            pictures += not any(str(piece).strip() for piece in formula.itertext())
    return pictures


def _tex(source: str) -> str:
    """Return the formula in a TeX document."""
    _, _, inside = source.rpartition("\\begin{document}")
    return inside.partition("\\end{document}")[0].strip().strip("$").strip()


def _set_marks(article: etree._Element) -> None:
    """Raise bare marks of notes and citations, or bracket them behind a space, so that none reads like a number."""
    for mark in list(article.iter("xref")):
        is_note = mark.get("ref-type") in _NOTE_MARKS
        if not (is_note or mark.get("ref-type") == "bibr") or not _BARE_MARK.fullmatch(_text_of(mark)):
            continue
        around = mark.iterancestors("sup", "front", "ref-list", "xref")
        if next(mark.iter("sup"), None) is not None or next(around, None) is not None:
            continue
        before = words_before(mark)[-1:]
        if _IS_TOUCHED.fullmatch(before):
            mark.tag = "sup"
        elif is_note and before.isspace():
            mark.text, tail = f"[{_text_of(mark)}]", mark.tail
            del mark[:]
            mark.tail = tail


def _set_notes_behind(article: etree._Element) -> None:
    """Move notes that stand inside a sentence to the end of the article."""
    body = article.find("body")
    inside = [] if body is None else [note for note in body.iter("fn") if _parent_name(note) not in _NOTES]
    notes = etree.SubElement(article, "back")
    for note in inside:
        moved = etree.SubElement(notes, "fn")
        moved.text, note.text = note.text, None
        moved.extend(list(note))
        note.tag = "span"


def _parent_name(element: etree._Element) -> str:
    parent = element.getparent()
    return "" if parent is None else str(parent.tag)


def _limits(article: etree._Element, pictures: int) -> Iterator[str]:
    if pictures:
        formulas = "1 formula is a picture" if pictures == 1 else f"{pictures} formulas are pictures"
        yield f"{formulas} and not in the text."
    if others := sum(1 for _ in article.iter(*_OTHER_TEXTS)):
        one, more = "1 text beside the article (review, answer or translation) is", "texts beside the article are"
        yield f"{one if others == 1 else f'{others} {more}'} left out."
    if article.find("body") is None and next(article.iter("sections"), None) is None:
        yield "The file holds no body of the article."
