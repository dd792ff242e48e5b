"""Metadata as registers have it, made fit for a citation processor."""

import re
from collections.abc import Mapping
from typing import cast

from research_assistant.domain.languages import language_tag
from research_assistant.domain.markup import decoded, folded, plain, rich
from research_assistant.domain.reference import CslItem

_KEPT = frozenset({"id", "type", "citation-key", "URL"})
"""Variables that are names for machines."""

_REGISTER = re.compile(r"^(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)(?=10\.)", re.IGNORECASE)
_WORDS = re.compile(r"^([^\W\d_]+)\s*[-–—]\s*([^\W\d_]+)$")
_ROMAN = re.compile(r"[ivxlcdm]+", re.IGNORECASE)
_NO_BREAK_HYPHEN = "\u2011"


def cleaned(item: CslItem) -> CslItem:
    """Return `item` with entities resolved, white space folded and foreign markup taken out; cleaning twice is once.

    Titles keep what CSL-JSON calls rich text, all else is plain. Languages are told by their tags, since titles are
    capitalised in English only. A DOI loses the address of its register. A range of
    pages that are words (`no-no` is what some publishers write for none) is no range, and is not abbreviated as one.
    """
    made = {name: value if name in _KEPT else _cleaned(name, value) for name, value in item.items()}
    if not made.get("language"):
        made.pop("language", None)
    return cast("CslItem", made)


def is_title(variable: str) -> bool:
    """Tell whether `variable` is a title, and may be rich text."""
    return "title" in variable


def _cleaned(name: str, value: object) -> object:
    match value:
        case str():
            return _text(name, value)
        case list():
            return [_cleaned(name, part) for part in value]
        case Mapping():
            return {key: _cleaned(str(key), part) for key, part in value.items()}
        case _:
            return value


def _text(name: str, value: str) -> str:
    if is_title(name):
        return rich(value)
    if name == "language":
        return language_tag(value)
    if name == "DOI":
        return _REGISTER.sub("", folded(decoded(value)))
    return _page(plain(value)) if name == "page" else plain(value)


def _page(text: str) -> str:
    words = _WORDS.match(text)
    if words is None or all(map(_ROMAN.fullmatch, words.groups())):
        return text
    return _NO_BREAK_HYPHEN.join(words.groups())
