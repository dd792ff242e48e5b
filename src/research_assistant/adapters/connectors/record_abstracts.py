"""Abstracts as registers keep them: JATS, or each word with its places; made text that can be quoted."""

import re
from collections.abc import Iterator, Mapping

from research_assistant.domain.markup import decoded, plain
from research_assistant.kit.text import clean
from research_assistant.kit.words import STOP_WORDS

MOST_WORDS = 20_000
"""A longer text is no abstract."""

_LONGEST = 500_000
_BLOCK = re.compile(
    r"<(?P<end>/)?(?:jats:)?(?P<name>abstract|sec|title|p|list|list-item|disp-quote)\b[^<>]*>", re.IGNORECASE
)
_OWN_HEADING = re.compile(r"(?:abstract|summary)\W*", re.IGNORECASE)
_LEADING = re.compile(r"(?i:abstract|summary)(?:\s*[:.]\s*|\s+(?=(?P<next>[A-Z]\w*)))")
_FIRST_WORDS = STOP_WORDS | {
    "aim",
    "aims",
    "background",
    "context",
    "introduction",
    "objective",
    "objectives",
    "purpose",
}
"""What abstracts begin with, in small letters: "Abstract We show" has a heading, "Abstract Algebra" has none."""


def text_of_jats(markup: str) -> str:
    """Return an abstract in JATS, HTML or plain text as paragraphs, each behind the heading that it stands under.

    The heading of the whole ("Abstract") is left out. Markup that was encoded as text is markup too.
    """
    if len(markup) > _LONGEST:
        return ""
    return "\n\n".join(_paragraphs(decoded(clean(markup))))


def text_of_places(index: object) -> str:
    """Return the text whose words stand at these places, counted from 0: `{"Zinc": [0, 4], …}`.

    It is empty for what is no such index; words without a place are left out.
    """
    if not isinstance(index, Mapping):
        return ""
    words: dict[int, str] = {}
    for word, places in index.items():
        for place in places if isinstance(places, list) else ():
            if type(place) is int and 0 <= place < MOST_WORDS:
                words[place] = str(word)
    joined = " ".join(words[place] for place in sorted(words))
    text = plain(clean(joined)) if len(joined) <= _LONGEST else ""
    heading = _LEADING.match(text)
    if heading is None or (heading["next"] and heading["next"].lower() not in _FIRST_WORDS):
        return text
    return text[heading.end() :]


def _paragraphs(markup: str) -> Iterator[str]:
    heading, is_title, done = "", False, 0
    for tag in (*_BLOCK.finditer(markup), None):
        text = plain(markup[done : len(markup) if tag is None else tag.start()])
        if text and is_title:
            heading = "" if _OWN_HEADING.fullmatch(text) else text
        elif text:
            yield f"{heading}{'' if heading.endswith((':', '.', '?', '!')) else ':'} {text}" if heading else text
            heading = ""
        if tag is not None:
            is_title, done = tag["name"].lower() == "title" and not tag["end"], tag.end()
