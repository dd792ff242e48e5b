"""Answers in JSON, of which nothing is taken for granted."""

import json
from collections.abc import Mapping, Sequence

from research_assistant.adapters.connectors.place import NotAnAnswer
from research_assistant.domain.markup import plain
from research_assistant.kit.text import clean

_MOST = 10**9
"""No count and no number of a record is larger."""

_LONGEST = 5_000
"""Characters of one field of a record: a longer text is no title and no name."""


def json_object(content: bytes) -> Mapping[str, object]:
    """Return the object that an answer is.

    Raises:
        NotAnAnswer: It is none.
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotAnAnswer("it sent what is no JSON") from error
    if not isinstance(found, dict):
        raise NotAnAnswer("it sent JSON that is no object")
    return found


def json_list(of: object, name: str) -> Sequence[object]:
    """Return the list that a field of an object holds.

    Raises:
        NotAnAnswer: There is none.
    """
    found = of.get(name) if isinstance(of, Mapping) else None
    if not isinstance(found, list):
        raise NotAnAnswer(f"it sent JSON without the list `{name}`")
    return found


def inside(of: object, *path: str | int) -> object:
    """Return what lies at a path of names and places in lists; `None` where there is none."""
    for step in path:
        if isinstance(step, str):
            of = of.get(step) if isinstance(of, Mapping) else None
        else:
            of = of[step] if isinstance(of, list) and step < len(of) else None
    return of


def each_of(of: object, *path: str | int) -> Sequence[object]:
    """Return what the list at a path holds; nothing where there is none."""
    found = inside(of, *path)
    return found if isinstance(found, list) else ()


def words_of(of: object, *path: str | int) -> str:
    """Return the text or number at a path, or the first of a list there, without markup and on one line."""
    found = inside(of, *path)
    if isinstance(found, list):
        found = found[0] if found else None
    if isinstance(found, int) and not isinstance(found, bool) and abs(found) < _MOST:
        return str(found)
    return plain(clean(found[:_LONGEST])) if isinstance(found, str) else ""


def count_of(of: object, *path: str | int) -> int | None:
    """Return the count at a path, if there is one."""
    found = inside(of, *path)
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < _MOST else None
