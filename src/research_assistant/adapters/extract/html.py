"""Web pages: the article without what stands around it, and what the page says of itself."""

import re
from collections.abc import Iterator
from dataclasses import replace

from research_assistant.adapters.extract.article import Article, article_of
from research_assistant.adapters.extract.blocks import seen
from research_assistant.adapters.extract.extracted import Extracted, Origin, Unreadable
from research_assistant.adapters.extract.formulas import set_plain
from research_assistant.adapters.extract.hidden import leave_out_hidden, leave_out_unread, limits_of_hidden
from research_assistant.adapters.extract.html_tree import is_decodable, tree_of
from research_assistant.adapters.extract.page_fields import fields_of
from research_assistant.adapters.extract.page_work import PageWork, work_of_page

SHORT = 400
"""Code points: an article of fewer may be a notice that stands in its place."""

_NOTICE = re.compile(
    r"\b(?:cookies?|consent|captcha|javascript|access denied|are you (?:a )?(?:human|robot)|verify (?:that )?you are"
    r"|log ?in|sign ?in|subscribe to (?:read|continue)|zustimm\w+|einwillig\w+|datenschutz\w*)\b",
    re.IGNORECASE,
)
_ENOUGH_FOR_A_TITLE = 80


def read_html(content: bytes, origin: Origin) -> Iterator[Extracted]:
    """Yield the one work that a web page is.

    Nothing is fetched: what a page loads while it is shown is not part of it.

    Raises:
        Unreadable: It is empty, too large, no web page, or has no text of its own.
    """
    root = tree_of(content)
    page = work_of_page(fields_of(root))
    leave_out_unread(root)
    hidden = leave_out_hidden(root)
    set_plain(root)
    article = article_of(root, is_thread=page.is_thread)
    if not any(character.isalnum() for character in article.text):
        raise Unreadable(
            "no_text",
            "is a page without text" if not hidden else "is a page on which all text is hidden from readers",
            next_step="Open the page, and save it once its text is shown.",
        )
    if len(article.text) < SHORT and _NOTICE.search(article.text) and not article.sections:
        raise Unreadable(
            "no_text",
            f"holds no article, but a notice: {article.text[:_ENOUGH_FOR_A_TITLE]!r}",
            next_step="Open the page, answer the notice, and save the page that follows.",
        )
    title = page.work.title or _stand_in(article, origin)
    yield Extracted(
        work=replace(page.work, title=title),
        text=article.text,
        language=page.language or (page.template_language if len(article.text) < SHORT else ""),
        licence=page.licence,
        sections=article.sections,
        limits=tuple(_limits(page, article, hidden, content)),
    )


def _stand_in(article: Article, origin: Origin) -> str:
    """Return what names a page that has no title."""
    heading = article.sections[0].heading if article.sections else article.text.partition("\n")[0]
    return seen(heading[:_ENOUGH_FOR_A_TITLE]) or origin.name


def _limits(page: PageWork, article: Article, hidden: int, content: bytes) -> Iterator[str]:
    yield from limits_of_hidden(hidden, "the page")
    if not article.is_told:
        yield "No article could be told from menus and the like: all text of the page's main part is kept."
    if not page.is_free:
        yield "The page says that not all of it is free to read: the text may end early."
    elif len(article.text) < SHORT:
        yield f"The page has little text: {len(article.text)} characters."
    if "\ufffd" in article.text and not is_decodable(content):
        yield "Some characters could not be decoded; they are shown as \ufffd."
