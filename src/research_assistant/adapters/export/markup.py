"""References, which a citation processor gives as Markdown, as markup of this list: em, strong, a."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from research_assistant.adapters.export.address import Address, web_address

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LINK = Markup('<a href="{}" rel="noopener noreferrer nofollow">')
_TAGS = {
    "em_open": Markup("<em>"),
    "em_close": Markup("</em>"),
    "strong_open": Markup("<strong>"),
    "strong_close": Markup("</strong>"),
    "softbreak": Markup(" "),
}


def entry(markdown: str) -> Markup:
    """Return an entry of the bibliography: emphasis and web links, all else is text."""
    return Markup().join(_written(markdown, linked=True))


def in_text(markdown: str) -> Markup:
    """Return what stands in the text: emphasis alone, so that it can itself be a link."""
    return Markup().join(_written(markdown, linked=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of a reference that are set alike; `address` is where they lead, on the web."""

    text: str
    emphasised: bool
    strong: bool
    address: Address | None


def runs(markdown: str) -> Iterator[Run]:
    """Yield what an entry or a citation says, run by run."""
    emphasised = strong = 0
    links: list[Address | None] = []
    for token in _inlines(markdown):
        match token.type:
            case "em_open" | "em_close":
                emphasised += token.nesting
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "link_open":
                links.append(web_address(str(token.attrs.get("href", ""))))
            case "link_close":
                links.pop()
            case _:
                text = " " if token.type == "softbreak" else token.content
                yield Run(
                    text=text,
                    emphasised=emphasised > 0,
                    strong=strong > 0,
                    address=next((each for each in reversed(links) if each), None),
                )


def _written(markdown: str, *, linked: bool) -> Iterator[Markup]:
    open_links: list[bool] = []
    for token in _inlines(markdown):
        if token.type == "link_open":
            found = web_address(str(token.attrs.get("href", ""))) if linked else None
            open_links.append(found is not None)
            if found:
                yield _LINK.format(found.url)
        elif token.type == "link_close":
            if open_links.pop():
                yield Markup("</a>")
        else:
            yield _TAGS.get(token.type) or escape(token.content)


def _inlines(markdown: str) -> "list[Token]":
    return [child for block in _reader().parseInline(markdown) for child in block.children or []]


@cache
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - it costs start-up time, and only this format needs it

    return MarkdownIt("zero").enable(["autolink", "emphasis", "escape", "link"])
