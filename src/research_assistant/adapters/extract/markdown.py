"""Markdown as a reader sees it: CommonMark with tables, footnotes, definitions, formulas and front matter."""

import re
from collections.abc import Iterator

from lxml import etree, html
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin

from research_assistant.adapters.extract.blocks import TextBuilder, seen
from research_assistant.adapters.extract.decoding import decoded
from research_assistant.adapters.extract.extracted import Extracted, Origin, Unreadable
from research_assistant.adapters.extract.formulas import set_plain
from research_assistant.adapters.extract.front_matter import described_work, split_front_matter
from research_assistant.adapters.extract.hidden import leave_out_hidden, limits_of_hidden
from research_assistant.adapters.extract.markdown_html import set_html
from research_assistant.adapters.extract.properties import language_code
from research_assistant.adapters.extract.titles import seen_title, title_of_name
from research_assistant.adapters.extract.xhtml import put_xhtml
from research_assistant.kit.text import clean

_DEEPEST = 60
"""Blocks inside one another; what lies deeper is left out."""
_FENCED_DIV = re.compile(r"^:{3,}[ \t]*(?:\{[^}\n]*\}|[\w-]+)?[ \t]*:*$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"\s*\{[#.-][^{}]*\}\s*$")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def read_markdown(content: bytes, origin: Origin) -> Iterator[Extracted]:
    """Yield the one work that a Markdown file is: its words without markup, code as it stands, formulas as TeX.

    Raises:
        Unreadable: It is no text, or holds no words.
    """
    fields, body = split_front_matter(clean(decoded(content)))
    builder = TextBuilder()
    builder.paragraph(fields.text("abstract"))
    root = _tree(body)
    hidden = leave_out_hidden(root)
    set_plain(root)
    put_xhtml(root, builder)
    text, sections = builder.finish()
    if not any(character.isalnum() for character in text):
        raise Unreadable("empty", "holds no words", next_step="Add a file that holds text.")
    told = ": ".join(part for part in (seen(fields.text("title")), seen(fields.text("subtitle"))) if part)
    first = sections[0].heading if sections else seen_title(text.partition("\n")[0])
    yield Extracted(
        work=described_work(fields, title=told or first or title_of_name(origin.name)),
        text=text,
        language=language_code(fields.text("lang", "language")),
        licence=seen(fields.text("license", "licence", "rights", "copyright")),
        sections=sections,
        limits=tuple(limits_of_hidden(hidden, "the file")),
    )


def _tree(text: str) -> etree._Element:
    """Return the Markdown as a tree of HTML, notes marked and headings without attributes."""
    markdown = _parser()
    tokens = markdown.parse(_FENCED_DIV.sub("", text))
    set_html(tokens)
    tokens = [_as_seen(token) for token in tokens]
    rendered = markdown.renderer.render(tokens, markdown.options, {})
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    root = html.document_fromstring(f"<html><body><div>{rendered}</div></body></html>", parser=parser)
    for heading in root.iter(*_HEADINGS):
        last = heading[-1] if len(heading) else None
        if last is None:
            heading.text = _ATTRIBUTES.sub("", heading.text or "")
        else:
            last.tail = _ATTRIBUTES.sub("", last.tail or "")
    for note in root.iter("section"):
        first = note.find("p")
        if first is not None and (mark := note.get("data-note")):
            first.text = f"[{mark}] {first.text or ''}"
    return root


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(deflist_plugin).use(sub_plugin).use(superscript_plugin)
    return parser.use(
        dollarmath_plugin, allow_space=False, allow_digits=False, renderer=lambda formula, _: escapeHtml(formula)
    )


def _as_seen(token: Token) -> Token:
    """Return the token, made words where it is a picture or a note's mark."""
    for child in token.children or ():
        _as_seen(child)
    match token.type:
        case "image":
            token.type, token.content = "text", "".join(child.content for child in token.children or ())
        case "footnote_ref":
            token.type, token.content = "text", f"[{_number(token)}]"
        case "footnote_open":
            token.type, token.content = "html_block", f'<section data-note="{_number(token)}">'
        case "footnote_close":
            token.type, token.content = "html_block", "</section>"
        case "footnote_block_open" | "footnote_block_close" | "footnote_anchor":
            token.type, token.content = "text", ""
        case _:
            pass
    return token


def _number(token: Token) -> int:
    return int(token.meta["id"]) + 1
