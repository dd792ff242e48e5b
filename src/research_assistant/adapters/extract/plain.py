"""Plain text: paragraphs made whole again where lines were broken at a column, all other lines as they stand."""

import re
from collections import Counter
from collections.abc import Iterator

from research_assistant.adapters.extract.blocks import TextBuilder
from research_assistant.adapters.extract.decoding import decoded
from research_assistant.adapters.extract.extracted import Extracted, Origin
from research_assistant.adapters.extract.titles import seen_title, title_of_name
from research_assistant.adapters.extract.wrapping import (
    column_of,
    has_columns,
    is_wrapped,
    joined,
    marked,
    paragraphs,
    words_of,
)
from research_assistant.domain.work import Work
from research_assistant.kit.page_heads import page_heads, without
from research_assistant.kit.text import clean

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_UNDERLINE = re.compile(r"\s*([=\-~^*#])\1{2,}\s*")
_NUMBERED = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2})*)\.?\s+[^\W\d_a-z]")
_LONGEST_HEADING = 100
_SENTENCE_ENDS = ".,;:!?…\"'”’)]"


def read_text(content: bytes, origin: Origin) -> Iterator[Extracted]:
    """Yield the one work that a text file is.

    Raises:
        Unreadable: It is empty, in an encoding that can only be guessed, or no text.
    """
    blocks = _blocks(decoded(content))
    column = column_of(blocks)
    words = words_of("\n".join(line for block in blocks for line in block))
    builder = TextBuilder()
    for block in blocks:
        level = _level(block)
        if level:
            builder.heading(level, block[0])
            continue
        parts = list(paragraphs(block))
        if not any(is_wrapped(lines, column) or marked(lines[0].strip())[0] for lines in parts):
            parts = [block]
        for lines in parts:
            _put(lines, builder, column, words)
    text, sections = builder.finish()
    title = _title(blocks[0], column)
    yield Extracted(work=Work(title=title or title_of_name(origin.name)), text=text, sections=sections)


def _put(lines: list[str], builder: TextBuilder, column: int, words: Counter[str]) -> None:
    if len(lines) > 1 and not is_wrapped(lines, column):
        builder.lines("\n".join(lines))
        return
    mark, text = marked(joined(lines, words))
    if mark:
        builder.item(text, mark)
    else:
        builder.paragraph(text)


def _blocks(text: str) -> list[list[str]]:
    """Return the lines between blank lines; a block that goes on behind a page break is whole."""
    pages = [page.strip("\r\n") for page in text.split("\f")]
    whole = clean("\n\n\n".join(pages))
    if len(pages) > 1:
        whole = without(whole, page_heads(whole))
    whole = whole.expandtabs()
    split = ([line.rstrip() for line in block.split("\n") if line.strip()] for block in _BLANK_LINES.split(whole))
    blocks = [block for block in split if block]
    if len(pages) == 1:
        return blocks
    made: list[list[str]] = []
    for block in blocks:
        goes_on = made and block[0].lstrip()[:1].islower() and made[-1][-1][-1:] not in _SENTENCE_ENDS
        if goes_on:
            made[-1] += block
        else:
            made.append(block)
    return made


def _title(block: list[str], column: int) -> str:
    """Return the first line where it is no part of a paragraph, a list or a table."""
    return (
        seen_title(block[0])
        if not is_wrapped(block, column) and not has_columns(block[0]) and not marked(block[0].strip())[0]
        else ""
    )


def _level(block: list[str]) -> int:
    """Return the rank of a heading: underlined, numbered, or in capitals; 0 for what is none."""
    line = block[0].strip()
    if len(line) > _LONGEST_HEADING or not any(map(str.isalpha, line)):
        return 0
    if len(block) == 2 and (rule := _UNDERLINE.fullmatch(block[1])):
        return "=-~^*#".index(rule[1]) + 1
    if len(block) > 1 or line.endswith((".", ",", ";")) or "..." in line:
        return 0
    if numbered := _NUMBERED.match(line):
        return numbered[1].count(".") + 1
    return 1 if line.isupper() and sum(map(str.isalpha, line)) > 3 else 0
