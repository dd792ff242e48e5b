"""What pandoc is given, and what it gives back: documents in its JSON (pandoc-types 1.23)."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from research_assistant.adapters.cite.inlines import markdown
from research_assistant.adapters.cite.rich import in_order
from research_assistant.domain.reference import CslItem
from research_assistant.ports.citer import Rendered

ITEMS, STYLE = "items.json", "style.csl"
"""The files that pandoc finds in its folder."""

_RICH = frozenset({"title", "title-short", "container-title"})  # the engine takes all other variables word by word


def lay_out(folder: Path, items: Sequence[CslItem], style: Path) -> None:
    """Put the files into `folder`; keys from outside stay outside."""
    shutil.copyfile(style, folder / STYLE)
    own = [_own(item, number) for number, item in enumerate(items)]
    (folder / ITEMS).write_text(json.dumps(own, ensure_ascii=False), encoding="utf8", errors="replace")


def document(works: int) -> bytes:
    """Return a document that cites each work in a paragraph of its own."""
    paragraphs = [{"t": "Para", "c": [_citation(number)]} for number in range(works)]
    language = {"lang": {"t": "MetaString", "c": "en-US"}}
    return json.dumps({"pandoc-api-version": [1, 23, 1], "meta": language, "blocks": paragraphs}).encode()


def rendered(made: bytes, keys: Sequence[str]) -> Rendered:
    """Return what pandoc made of `document`.

    Raises:
        ValueError: It is not what a citation processor makes, or a work is missing.
        RecursionError: It is nested too deeply to be read.
    """
    match json.loads(made):
        case {"blocks": [*paragraphs, {"t": "Div", "c": [["refs", *_], list(entries)]}]}:
            in_text = dict(zip(keys, map(_in_text, paragraphs), strict=True))
            bibliography = dict(_entry(entry, keys) for entry in entries)
        case _:
            raise ValueError("there is no list of references")
    if missing := set(keys) - set(bibliography):
        raise ValueError(f"{len(missing)} works are missing from the list of references")
    return Rendered(in_text=in_text, bibliography=bibliography)


def _own(item: CslItem, number: int) -> dict[str, object]:
    ordered = {name: in_order(value) for name, value in item.items() if name in _RICH and isinstance(value, str)}
    return {**item, **ordered, "id": f"i{number}"}


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


def _in_text(paragraph: object) -> str:
    match paragraph:
        case {"t": "Para", "c": [{"t": "Cite", "c": [_, list(inlines)]}]}:
            return markdown(inlines)
        case _:
            raise ValueError("a citation is missing")


def _entry(entry: object, keys: Sequence[str]) -> tuple[str, str]:
    match entry:
        case {"t": "Div", "c": [[str(name), *_], [{"t": "Para", "c": list(inlines)}]]}:
            return keys[int(name.removeprefix("ref-i"))], markdown(inlines)
        case _:
            raise ValueError("an entry is not a paragraph")
