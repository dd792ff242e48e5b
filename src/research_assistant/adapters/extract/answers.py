"""What a child process says of a file, believed as far as it can be true: the child has read bytes of strangers."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from math import isfinite
from typing import TypeVar

from pydantic import ValidationError

from research_assistant.adapters.extract.child import LONGEST_WORDS
from research_assistant.adapters.extract.extracted import CAUSES, LARGEST_TEXT, Extracted, Unreadable
from research_assistant.adapters.extract.kinds import KINDS, Kind
from research_assistant.domain.boxes import Boxes
from research_assistant.kit.text import clean, is_storable
from research_assistant.kit.values import from_json
from research_assistant.ports.extractor import Refusal

Value = TypeVar("Value")

_LONGEST_LIST = 100_000
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}|und)?")
_MEDIA_TYPE = re.compile(r"(?:[\w.+-]{1,100}/[\w.+-]{1,100})?")


class Untrue(ValueError):
    """An answer that no reader of ours gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRefusal:
    """Why a file is refused."""

    cause: str
    reason: str
    next_step: str


def kind_told(text: bytes) -> Kind:
    """Return the kind that the file was found to be.

    Raises:
        Untrue: There is no such kind.
    """
    kind = next((kind for kind in KINDS if kind.media_types[0].encode() == text), None)
    if kind is None:
        raise Untrue("an untrue kind")
    return kind


def refusal_told(text: bytes) -> Refusal:
    """Return the refusal of one entry.

    Raises:
        Untrue: It is none.
    """
    told = _value(text, Refusal)
    _require(_is_sentence(told.place) and _is_sentence(told.reason), "refusal")
    return told


def unreadable_told(text: bytes) -> Unreadable:
    """Return the refusal of the file, to be raised.

    Raises:
        Untrue: It is none.
    """
    told = _value(text, ToldRefusal)
    _require(told.cause in CAUSES and all(map(_is_sentence, (told.reason, told.next_step))), "refusal")
    return Unreadable(told.cause, told.reason, next_step=told.next_step)


def entry_told(text: bytes, packed: bytes, record: bytes) -> tuple[Extracted, Boxes]:
    """Return what one entry says, and where its words are seen.

    Args:
        text: The entry as JSON, without record and boxes.
        packed: Its boxes.
        record: Whether it has a record of its own, as one byte, and the record.

    Raises:
        Untrue: It cannot be so: an offset outside of the text, pages out of order, a text that is not clean.
    """
    entry, boxes = _value(text, Extracted), Boxes(packed)
    length = len(entry.text)
    _require(length <= LARGEST_TEXT and clean(entry.text) == entry.text, "text")
    _require(bool(entry.work.title.strip()) and _storable(entry.work), "work")
    _require(_LANGUAGE.fullmatch(entry.language) is not None, "language")
    _require(_MEDIA_TYPE.fullmatch(entry.media_type) is not None, "media type")
    _require(all(map(_is_sentence, (entry.licence, entry.place, *entry.limits))), "licence, place or limits")
    _require(max(len(entry.sections), len(entry.pages), len(entry.limits)) <= _LONGEST_LIST, "length of a list")
    for section in entry.sections:
        _require(0 <= section.start <= section.end <= length and _is_sentence(section.heading), "section")
    _require_order((section.start, section.start) for section in entry.sections)
    for number, page in enumerate(entry.pages, start=1):
        _require(page.number == number and _is_sentence(page.label), "page")
        _require(all(isfinite(side) and side >= 0 for side in (page.width, page.height)), "size of a page")
    _require_order((page.start, page.end) for page in entry.pages)
    _require(all(0 <= page.start <= page.end <= length for page in entry.pages), "page")
    _check_boxes(boxes, length, len(entry.pages))
    return replace(entry, record=record[1:] if record[:1] == b"\1" else None), boxes


def _check_boxes(boxes: Boxes, length: int, pages: int) -> None:
    last = 0
    try:
        for number, (start, end, page, *_) in enumerate(boxes.rows()):
            if not (last <= start < end <= length and 1 <= page <= pages and number <= length):
                raise Untrue("an untrue box")
            last = start
    except ValueError as error:
        raise Untrue(str(error)) from error


def _require_order(spans: Iterable[tuple[int, int]]) -> None:
    last = 0
    for start, end in spans:
        _require(last <= start, "order")
        last = end


def _value(text: bytes, shape: type[Value]) -> Value:
    try:
        return from_json(text.decode(), shape)
    except (ValidationError, UnicodeDecodeError) as error:
        raise Untrue(f"no {shape.__name__}") from error


def _require(condition: bool, what: str) -> None:  # noqa: FBT001 - reads like an assertion
    if not condition:
        raise Untrue(f"an untrue {what}")


def _is_sentence(text: str) -> bool:
    return len(text) <= LONGEST_WORDS and is_storable(text)


def _storable(value: object) -> bool:
    """Tell whether all words in `value` can be kept."""
    match value:
        case str():
            return is_storable(value)
        case tuple():
            return all(map(_storable, value))
        case Mapping():
            return all(is_storable(name) and _storable(part) for name, part in value.items())
        case _ if is_dataclass(value):
            return all(_storable(getattr(value, field.name)) for field in fields(value))
        case _:
            return True
