"""What `research cite` reads: records that become references."""

import json
import re
import sys
from pathlib import Path
from typing import cast

from research_assistant.domain.errors import InvalidInput, UnreadableFile
from research_assistant.domain.reference import CslItem

_NAME_VARIABLES = """
    author chair collection-editor compiler composer container-author contributor curator director editor
    editorial-director editor-translator executive-producer guest host illustrator interviewer narrator organizer
    original-author performer producer recipient reviewed-author script-writer series-creator translator
"""
_NAMES = frozenset(_NAME_VARIABLES.split())
_DATES = frozenset({"accessed", "available-date", "event-date", "issued", "original-date", "submitted"})
_SHAPE = 'CSL-JSON is a list such as [{"id": "kim2014", "type": "article-journal", "title": "…"}].'


def read_items(file: str) -> list[CslItem]:
    """Return the items of a CSL-JSON file, or of standard input where `file` is `-`.

    An item without an id gets its number; one without a type is a document.

    Raises:
        InvalidInput: It cannot be read, or is no CSL-JSON; says which item is wrong.
    """
    try:
        found: object = json.loads(_content(file))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"{_called(file)} is not JSON in UTF-8: {error}.", next_step=_SHAPE) from error
    if not isinstance(found, list):
        raise UnreadableFile(f"{_called(file)} is not a list of items.", next_step=_SHAPE)
    items = [_item(entry, number) for number, entry in enumerate(found, start=1)]
    seen: set[str] = set()
    for item in items:
        if item["id"] in seen:
            raise InvalidInput(f"Two items have the id {item['id']!r}.", next_step="Give each item an id of its own.")
        seen.add(item["id"])
    return items


def _content(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise UnreadableFile(
            f"{file!r} cannot be read: {error.strerror or error}.", next_step="Name a file of CSL-JSON, or - for input."
        ) from error


def _called(file: str) -> str:
    return "Standard input" if file == "-" else repr(file)


def _item(entry: object, number: int) -> CslItem:
    if not isinstance(entry, dict):
        raise InvalidInput(f"Item {number} is not an object.", next_step=_SHAPE)
    found: dict[str, object] = {"id": str(number), "type": "document"}
    for name, value in entry.items():
        kept = _value(name, value, number)
        if kept is not None:
            found[name] = str(kept) if name in {"id", "type"} else kept
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
