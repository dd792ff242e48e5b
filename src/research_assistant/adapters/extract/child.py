"""The process that reads files: it takes bytes, answers with what they hold, and is killed whenever it goes astray.

It never sees a file of the reader's, the database or a secret. What it answers is checked by `answers`.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import BinaryIO, cast

from research_assistant.adapters.extract.extracted import LARGEST_TEXT, Extracted, Origin, Unreadable, too_long
from research_assistant.adapters.extract.files import LARGEST_FILE, unpacked
from research_assistant.adapters.extract.kinds import kind_of, plain_name
from research_assistant.domain.boxes import Boxes
from research_assistant.domain.work import Extent
from research_assistant.kit.confinement import (
    Limits,
    confine,
    die_with_parent,
    limit_processor_time,
    refuse_the_world,
)
from research_assistant.kit.frames import read_frame, write_frame
from research_assistant.kit.language import language_of
from research_assistant.kit.text import clean
from research_assistant.ports.extractor import Refusal

KIND, ENTRY, REFUSAL, UNREADABLE, EXHAUSTED, END = b"k", b"e", b"r", b"u", b"m", b"."
READY = b"+"
"""What an answer is: its first byte."""

LONGEST_WORDS = 2_000
"""Code points of a heading, a licence, a reason."""

EARNED = 1000
"""Entries that give a file as much time again."""

_AGAIN = "Save or fetch it again."
_ENOUGH_FOR_LANGUAGE = 1_000
"""Code points: of 201 web pages, one had another language with twice as many: none could be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a child is started with.

    Attributes:
        parent: The process that it dies with.
        memory: Bytes.
        seconds: Of computing for one file.
    """

    parent: int
    memory: int
    seconds: int


def main(conditions: str) -> None:
    """Read files until the other side has gone."""
    told = Conditions(**json.loads(conditions))
    die_with_parent(told.parent)
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(0), "wb")
    # What a library asks of its standard input is no message.
    os.dup2(1, 0)
    confine(Limits(memory=told.memory, file_size=LARGEST_FILE))
    refuse_the_world()
    write_frame(answers, READY)
    serve(questions, answers, seconds=told.seconds)


def serve(questions: BinaryIO, answers: BinaryIO, *, seconds: int) -> None:
    """Answer every file with its kind, its entries and an end."""
    while (header := read_frame(questions)) is not None and (content := read_frame(questions)) is not None:
        limit_processor_time(seconds)
        try:
            for number, answer in enumerate(_answers(content, json.loads(header)), start=1):
                for part in answer:
                    write_frame(answers, part)
                if number % EARNED == 0:
                    limit_processor_time(seconds)
        except Unreadable as error:
            told = {"cause": error.cause, "reason": _short(error.reason), "next_step": _short(error.next_step)}
            write_frame(answers, UNREADABLE + _json(told))
        except MemoryError:
            # Whoever met it may have let go of half its work: this process reads no more.
            write_frame(answers, EXHAUSTED)
            sys.exit()
        except Exception as error:  # noqa: BLE001 - a reader that stumbles over odd bytes must not take the next file along
            told = {"cause": "damaged", "reason": f"makes its reader stumble ({error!r:.200})", "next_step": _AGAIN}
            write_frame(answers, UNREADABLE + _json(told))
        write_frame(answers, END)
        del content


def _answers(content: bytes, header: Mapping[str, str]) -> Iterator[tuple[bytes, ...]]:
    name = header["name"]
    content = unpacked(content)
    found = kind_of(content, name=name, media_type=header["media_type"])
    kind = found.kind
    yield (KIND + kind.media_types[0].encode(),)
    called = plain_name(name)
    if not called.lower().endswith(kind.suffixes):
        # Readers of several formats go by the suffix.
        called += kind.suffixes[0]
    for entry in kind.load()(content, Origin(name=called, collection=header["collection"])):
        if isinstance(entry, Refusal):
            yield (REFUSAL + _json(Refusal(place=_short(entry.place), reason=_short(entry.reason))),)
        else:
            yield _parts(entry, found.doubt)


def _parts(entry: Extracted, doubt: str) -> tuple[bytes, ...]:
    if len(entry.text) > LARGEST_TEXT:
        raise too_long()
    whole = entry.record is None and entry.extent is Extent.FULL_TEXT
    language = entry.language or (language_of(entry.text[:_ENOUGH_FOR_LANGUAGE]) if whole else "")
    limits = (doubt, *entry.limits) if doubt and entry.record is None else entry.limits
    boxes, record = Boxes.of(entry.boxes), entry.record
    shown = _plain(
        replace(
            entry,
            text="",
            language=language,
            licence=_short(entry.licence),
            sections=tuple(replace(section, heading=_short(section.heading)) for section in entry.sections),
            limits=tuple(map(_short, limits)),
            boxes=(),
            record=None,
            place=_short(entry.place),
        )
    )
    # Offsets count in the text as the reader made it: it is checked, never mended.
    told = {**cast("dict[str, object]", shown), "text": entry.text}
    has_record = b"\0" if record is None else b"\1"
    return ENTRY + _dumped(told), boxes.packed, has_record + (record or b"")


def _short(words: str) -> str:
    """Return words that are shown, cut where no reader would read on: a damaged file has headings of megabytes."""
    return words if len(words) <= LONGEST_WORDS else f"{words[: LONGEST_WORDS - 1]}…"


def _json(value: object) -> bytes:
    return _dumped(_plain(value))


def _dumped(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode(errors="replace")


def _plain(value: object) -> object:
    """Return `value` as what JSON knows, its words cleaned."""
    match value:
        case str():
            return clean(value)
        case tuple() | list():
            return [_plain(part) for part in value]
        case Mapping():
            return {clean(str(name)): _plain(part) for name, part in value.items()}
        case _ if is_dataclass(value):
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value
