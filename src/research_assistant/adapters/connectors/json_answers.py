"""Answers in JSON, of which nothing is taken for granted."""

import json
from collections.abc import Mapping, Sequence

from research_assistant.adapters.connectors.place import NotAnAnswer


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
