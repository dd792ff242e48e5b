"""What `research cite` reads: records that become references."""

import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from research_assistant.adapters.extract.bibtex import read_bibtex
from research_assistant.adapters.extract.tagged import read_tagged
from research_assistant.domain.csl import work_of_item
from research_assistant.domain.errors import InvalidInput, UnreadableFile
from research_assistant.domain.keys import citation_keys
from research_assistant.domain.reference import CslItem, csl_item
from research_assistant.domain.work import Work

_NAME_VARIABLES = """
    author chair collection-editor compiler composer container-author contributor curator director editor
    editorial-director editor-translator executive-producer guest host illustrator interviewer narrator organizer
    original-author performer producer recipient reviewed-author script-writer series-creator translator
"""
_NAMES = frozenset(_NAME_VARIABLES.split())
_DATES = frozenset({"accessed", "available-date", "event-date", "issued", "original-date", "submitted"})
_SHAPE = 'CSL-JSON is a list such as [{"id": "kim2014", "type": "article-journal", "title": "…"}].'
_FORMS = {".bib": "bibtex", ".bibtex": "bibtex", ".ris": "tagged", ".nbib": "tagged", ".json": "json"}
_SIGNS = {
    "json": re.compile(r"\s*[\[{]"),
    "tagged": re.compile(r"(?:.*\n){0,20}?(?:TY  -|PMID- |FN |PT [A-Z]$)", re.MULTILINE),
    "bibtex": re.compile(r"(?:.*\n)*?\s*@\s*\w+\s*[{(]"),
}


@dataclass(slots=True)
class Cited:
    """What a file holds that can be cited.

    Attributes:
        items: One for each entry.
        refused: Entries that cannot be read: place and reason.
    """

    items: list[CslItem] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def read_items(file: str) -> Cited:
    """Return the items of a file of CSL-JSON, BibTeX, RIS or nbib, or of standard input where `file` is `-`.

    The file's name tells the format, or else its content. In CSL-JSON an item without an id gets its number, and one
    without a type is a document.

    Raises:
        UnreadableFile: It cannot be read, or is of no such format.
    """
    text = _text(file)
    match _FORMS.get(Path(file).suffix.lower()) or next((form for form in _SIGNS if _SIGNS[form].match(text)), ""):
        case "json":
            return _of_json(text, _called(file))
        case "bibtex":
            return _of_entries(read_bibtex(text), _called(file))
        case "tagged":
            return _of_entries(read_tagged(text), _called(file))
        case _:
            raise UnreadableFile(
                f"{_called(file)} is neither CSL-JSON nor BibTeX, RIS or nbib.",
                next_step="Export the references again, as one of these.",
            )


def _text(file: str) -> str:
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{_called(file)} is not UTF-8 text: byte {error.start} cannot be read.", next_step="Save it as UTF-8 text."
        ) from error
    except OSError as error:
        raise UnreadableFile(
            f"{file!r} cannot be read: {error.strerror or error}.",
            next_step="Name a file of CSL-JSON, BibTeX, RIS or nbib, or - for input.",
        ) from error


def _called(file: str) -> str:
    return "Standard input" if file == "-" else repr(file)


def _of_entries(entries: Iterable[tuple[str, dict[str, object] | str]], called: str) -> Cited:
    """Return the items of entries that were read; each keeps its key where that is its own."""
    cited = Cited()
    works: list[Work] = []
    taken: list[str] = []
    for place, entry in entries:
        work = None if isinstance(entry, str) else work_of_item(entry)
        if work is None or not (work.title or work.authors or work.venue):
            reason = entry if isinstance(entry, str) else "it says nothing that could be cited"
            cited.refused.append(f"{called}, {place}: {reason}.")
            continue
        works.append(work)
        taken.append(str(entry["id"] if isinstance(entry, dict) and "id" in entry else ""))
    cited.items = [csl_item(work, key=key) for work, key in zip(works, citation_keys(works, taken), strict=True)]
    return cited


def _of_json(text: str, called: str) -> Cited:
    try:
        found: object = json.loads(text)
    except RecursionError as error:
        raise UnreadableFile(f"{called} is nested too deeply.", next_step=_SHAPE) from error
    except ValueError as error:
        raise UnreadableFile(f"{called} is not JSON: {error}.", next_step=_SHAPE) from error
    if not isinstance(found, list):
        raise UnreadableFile(f"{called} is not a list of items.", next_step=_SHAPE)
    cited = Cited()
    seen: set[str] = set()
    for number, entry in enumerate(found, start=1):
        try:
            item = _item(entry, number)
        except InvalidInput as error:
            cited.refused.append(f"{error} {error.next_step}")
            continue
        if item["id"] in seen:
            cited.refused.append(
                f"Item {number} has the id {item['id']!r} of another. Give each item an id of its own."
            )
            continue
        seen.add(item["id"])
        cited.items.append(item)
    return cited


def _item(entry: object, number: int) -> CslItem:
    if not isinstance(entry, dict):
        raise InvalidInput(f"Item {number} is not an object.", next_step=_SHAPE)
    found: dict[str, object] = {"id": str(number), "type": "document"}
    for name, value in entry.items():
        kept = _value(name, value, number)
        if kept is not None:
            found[name] = str(kept) if name in {"id", "type"} else kept
    if found.keys() <= {"id", "type"}:
        raise InvalidInput(f"Item {number} says nothing that could be cited.", next_step=_SHAPE)
    return cast("CslItem", found)


def _value(name: str, value: object, number: int) -> object:
    """Return what of `value` the variable can hold; lists and objects that registers add are left out."""
    if name in _NAMES and value is not None:
        if isinstance(value, list) and all(isinstance(part, dict) for part in value):
            return [_name(part) for part in value]
        raise _odd(name, number, 'a list of names such as [{"family": "Kim", "given": "Yoon"}]')
    if name in _DATES and value is not None:
        if isinstance(value, dict) and _is_date(value):
            return value if all(None not in date for date in value.get("date-parts", [])) else None
        raise _odd(name, number, 'a date such as {"date-parts": [[2014, 8, 1]]}')
    if isinstance(value, list):
        return next((part for part in value if isinstance(part, str)), None)
    return value if isinstance(value, str | int | float) else None


def _name(parts: dict[str, object]) -> dict[str, object]:
    kept: dict[str, object] = {key: part for key, part in parts.items() if isinstance(part, str | bool)}
    # Crossref calls a group's name so.
    return {"literal": kept["name"]} if "name" in kept and not {"family", "literal"} & set(kept) else kept


def _is_date(value: dict[str, object]) -> bool:
    parts = value.get("date-parts", [])
    return isinstance(parts, list) and all(
        isinstance(date, list) and all(part is None or re.fullmatch(r"-?\d{1,5}", str(part)) for part in date)
        for date in parts
    )


def _odd(name: str, number: int, wanted: str) -> InvalidInput:
    return InvalidInput(f"The {name} of item {number} cannot be read.", next_step=f"It has to be {wanted}.")
