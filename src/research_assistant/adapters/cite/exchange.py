"""What pandoc is given, and what it gives back: documents in its JSON (pandoc-types 1.23)."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from research_assistant.adapters.cite.inlines import HYPHEN, UNSEEN, markdown
from research_assistant.adapters.cite.rich import in_order
from research_assistant.adapters.cite.styles import with_names
from research_assistant.adapters.cite.title_case import TITLE_CASE, protected
from research_assistant.domain.cleaning import cleaned, is_title
from research_assistant.domain.reference import CslItem
from research_assistant.ports.citer import Rendered

ITEMS, STYLE = "items.json", "style.csl"
"""The files that pandoc finds in its folder."""

_NAMES = frozenset({"id", "type", "DOI", "URL"})
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ONE_PAGE = re.compile(r"^(\w+) ?[-–—] ?\1$")  # styles that shorten ranges would make 460–0 of 460-460

_IN_A_NUMBER = re.compile(r"(?<=[^\W\d])-(?=\w)")  # styles that count numbers would make “Nos.” of RC-6947


def lay_out(folder: Path, items: Sequence[CslItem], style: Path) -> None:
    """Put the files into `folder`; keys from outside stay outside."""
    (folder / STYLE).write_bytes(with_names(style.read_bytes()))
    capitalises = TITLE_CASE in style.read_text(encoding="utf8", errors="replace")
    own = [_own(item, number, capitalises=capitalises) for number, item in enumerate(items)]
    (folder / ITEMS).write_text(json.dumps(own, ensure_ascii=False), encoding="utf8", errors="replace")


def document(works: int, language: str) -> bytes:
    """Return a document that cites each work in a paragraph of its own; without `language`, the style's own counts."""
    paragraphs = [{"t": "Para", "c": [_citation(number)]} for number in range(works)]
    meta = {"lang": {"t": "MetaString", "c": language}} if language else {}
    return json.dumps({"pandoc-api-version": [1, 23, 1], "meta": meta, "blocks": paragraphs}).encode()


def rendered(made: bytes, keys: Sequence[str]) -> Rendered:
    """Return what pandoc made of `document`; a work that the style keeps out of its list is there with its citation.

    Raises:
        ValueError: It is not what a citation processor makes, or a work is missing.
        RecursionError: It is nested too deeply to be read.
    """
    match json.loads(made):
        case {"blocks": [*paragraphs, {"t": "Div", "c": [["refs", *_], list(entries)]}]}:
            cited = dict(zip(keys, map(_cited, paragraphs), strict=True))
            notes = {key: markdown(noted) for key, inlines in cited.items() if (noted := _noted(inlines)) is not None}
            in_text = {key: markdown(inlines) for key, inlines in cited.items() if key not in notes}
            in_text |= {key: str(number).translate(_RAISED) for number, key in enumerate(notes, start=1)}
            read = in_text | notes
            bibliography = {key: entry or read[key] for key, entry in (_entry(entry, keys) for entry in entries)}
        case _:
            raise ValueError("there is no list of references")
    if missing := set(keys) - set(bibliography):
        raise ValueError(f"{len(missing)} works are missing from the list of references")
    return Rendered(in_text=in_text, bibliography=bibliography, notes=notes)


def _own(item: CslItem, number: int, *, capitalises: bool) -> dict[str, object]:
    made: dict[str, object] = {**cleaned(item), "id": f"i{number}"}
    for name, value in made.items():
        if isinstance(value, str) and name not in _NAMES:  # the engine reads tags and quotation marks in all of these
            made[name] = _ONE_PAGE.sub(rf"\1{UNSEEN}-\1", in_order(value))
            if name == "number":
                made[name] = _IN_A_NUMBER.sub(HYPHEN, in_order(value))
            if capitalises and is_title(name):
                made[name] = protected(in_order(value))
    return made


def _citation(number: int) -> dict[str, object]:
    cited = {
        "citationId": f"i{number}",
        "citationPrefix": [],
        "citationSuffix": [],
        "citationMode": {"t": "NormalCitation"},
        "citationNoteNum": number + 1,
        "citationHash": 0,
    }
    return {"t": "Cite", "c": [[cited], []]}


def _cited(paragraph: object) -> list[object]:
    match paragraph:
        case {"t": "Para", "c": [{"t": "Cite", "c": [_, list(inlines)]}, *_]}:
            return inlines
        case _:
            raise ValueError("a citation is missing")


def _noted(inlines: list[object]) -> list[object] | None:
    """Return what a footnote says, where the style cites in notes."""
    match inlines:
        case [{"t": "Note", "c": [{"t": "Para", "c": list(noted)}]}]:
            return noted
        case _:
            return None


def _entry(entry: object, keys: Sequence[str]) -> tuple[str, str]:
    match entry:
        case {"t": "Div", "c": [[str(name), *_], [{"t": "Para", "c": list(inlines)}]]}:
            return keys[int(name.removeprefix("ref-i"))], markdown(inlines)
        case _:
            raise ValueError("an entry is not a paragraph")
