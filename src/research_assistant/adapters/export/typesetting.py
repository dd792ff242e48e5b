"""The process that sets PDF pages with Typst: it takes document trees and answers with files.

The template is ours and the tree is data to it, so nothing that a report says is ever Typst code; and the process has
no network, no other input, and limits.
"""

import json
import os
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from research_assistant.kit.confinement import Limits, confine, die_with_parent, limit_processor_time, refuse_the_world
from research_assistant.kit.frames import read_frame, write_frame

if TYPE_CHECKING:
    from typst import Fonts, TypstError

MADE, FAILED = b"m", b"f"
"""What an answer is: its first byte."""

LARGEST_FILE = 256 * 1024 * 1024

ACCESSIBLE: Literal["ua-1"] = "ua-1"
"""PDF/UA-1 (ISO 14289-1): tagged, with title and language, and no word without a glyph."""

_ATTEMPTS = 3
_LACKING = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]{1,6})\}")
# The one font of Typst's own that has Arabic letters is made for code.
_BETTER_ELSEWHERE = re.compile(r"[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefe]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What the process is started with.

    Attributes:
        parent: The process that it dies with.
        memory: Bytes of address space.
        seconds: Of computing for one document.
    """

    parent: int
    memory: int
    seconds: int


def main(conditions: str) -> None:
    """Set documents until the other side has gone."""
    told = Conditions(**json.loads(conditions))
    die_with_parent(told.parent)
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(0), "wb")
    # What a library asks of its standard input is no message.
    os.dup2(1, 0)
    _warm_up()
    confine(Limits(memory=told.memory, file_size=LARGEST_FILE, open_files=1024))
    refuse_the_world()
    while (tree := read_frame(questions)) is not None and (made_at := read_frame(questions)) is not None:
        limit_processor_time(told.seconds)
        try:
            answer = MADE + typeset(tree.decode(), made_at=int(made_at))
        except RuntimeError as error:
            answer = FAILED + str(error).encode(errors="replace")
        write_frame(answers, answer)


def typeset(tree: str, *, made_at: int) -> bytes:
    """Return a document as PDF.

    Typst's own fonts are tried first, then those of the machine; characters that neither have are set as their numbers
    in Unicode, and the document says so.

    Args:
        tree: JSON as of `export.tree`, with characters as they are.
        made_at: Seconds since 1970. The same tree and time give the same bytes where the same fonts are.

    Raises:
        RuntimeError: Typst failed.
    """
    from typst import Fonts, TypstError  # noqa: PLC0415 - only this process needs it, and it is large

    if not _BETTER_ELSEWHERE.search(tree):
        try:
            return _compiled(tree, Fonts(include_system_fonts=False), made_at)
        except TypstError as error:
            _characters(error)
    fonts, lacking = Fonts(), dict[int, str]()
    for _ in range(_ATTEMPTS):
        try:
            return _compiled(tree.translate(lacking), fonts, made_at, lacking=bool(lacking))
        except TypstError as error:
            lacking |= {ord(each): f"[U+{ord(each):04X}]" for each in _characters(error)}
    return _compiled(tree.translate(lacking), fonts, made_at, lacking=True, accessible=False)


def _compiled(tree: str, fonts: "Fonts", made_at: int, *, lacking: bool = False, accessible: bool = True) -> bytes:
    from typst import compile_with_warnings  # noqa: PLC0415 - as above

    template = (files("research_assistant.adapters.export") / "templates" / "report.typ").read_bytes()
    made, _ = compile_with_warnings(
        template,
        format="pdf",
        font_paths=fonts,
        sys_inputs={"tree": tree, "lacking": "yes" if lacking else "no"},
        pdf_standards=[ACCESSIBLE] if accessible else [],
        timestamp=made_at,
    )
    return made


def _characters(error: "TypstError") -> set[str]:
    """Return the characters beyond ASCII that no font has.

    Raises:
        TypstError: The error is about something else.
    """
    texts = (_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) for text in _LACKING.findall(error.diagnostic))
    found = {each for text in texts for each in text if not each.isascii()}
    if not found:
        raise error
    return found


def _warm_up() -> None:
    """Let Typst start its threads, which it may not any more once the process is confined."""
    from typst import Fonts  # noqa: PLC0415 - as above

    empty = {"meta": {key: {"c": value} for key, value in (("title", []), ("date", []), ("lang", "en"))}, "blocks": []}
    _compiled(json.dumps(empty), Fonts(include_system_fonts=False), 0, accessible=False)
