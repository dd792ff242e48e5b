"""BibTeX files as CSL-JSON items: strings resolved, cross-references followed."""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence

from bibtexparser.entrypoint import parse_string
from bibtexparser.exceptions import BlockAbortedException
from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry, ParsingFailedBlock

from research_assistant.adapters.extract.bibtex_fields import Item, item_of_entry

_GROUP = r"\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\}"
_TOKEN = re.compile(rf'{_GROUP}|"(?:[^"{{}}]|{_GROUP})*"|[^\s#{{}}"]+')
_NOT_INHERITED = frozenset(("crossref", "xref", "key", "label", "note", "annotation", "abstract", "options", "ids"))
_INHERITED_AS = {"title": "booktitle", "subtitle": "booksubtitle", "author": "bookauthor"}


def read_bibtex(text: str) -> Iterator[tuple[str, Item | str]]:
    """Yield the items of a BibTeX file, each with its place, or the reason why an entry cannot be read."""
    blocks, strings = _blocks(text)
    found = _by_key(blocks, strings)
    for block in blocks:
        place = f"line {(block.start_line or 0) + 1}"
        if isinstance(block, ParsingFailedBlock):
            yield place, f"it is not BibTeX ({_reason(block.error)})"
        elif isinstance(block, Entry):
            entry = _inherited(_own(block, strings), found)
            yield f"{place}, entry {block.key}", item_of_entry(block.entry_type.lower(), block.key, entry)


def resolved(text: str) -> dict[str, dict[str, str]]:
    """Return the fields of each entry by its key, strings and cross-references resolved."""
    blocks, strings = _blocks(text)
    found = _by_key(blocks, strings)
    return {
        block.key: _inherited(_own(block, strings), found) for block in reversed(blocks) if isinstance(block, Entry)
    }


def _blocks(text: str) -> tuple[list[Block], dict[str, str]]:
    # What it would warn of on standard error is told as refusals.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    library = parse_string(text, parse_stack=[])
    strings: dict[str, str] = {}
    for string in library.strings:
        strings[string.key.lower()] = _value(string.value, strings)
    return [_entry(block) for block in library.blocks], strings


def _by_key(blocks: Sequence[Block], strings: Mapping[str, str]) -> dict[str, tuple[Entry, dict[str, str]]]:
    found: dict[str, tuple[Entry, dict[str, str]]] = {}
    for block in blocks:
        if isinstance(block, Entry):
            found.setdefault(block.key.lower(), (block, _own(block, strings)))
    return found


def _own(entry: Entry, strings: Mapping[str, str]) -> dict[str, str]:
    """Return what the entry says itself; of a field given twice, the first."""
    return {field.key.lower(): _value(str(field.value), strings) for field in reversed(entry.fields)}


def _reason(error: Exception) -> str:
    return error.abort_reason if isinstance(error, BlockAbortedException) else str(error)


def _entry(block: Block) -> Block:
    """Return the entry of a block that repeats a key or a field: it can be read all the same."""
    if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        return block.ignore_error_block or block
    return block


def _inherited(own: Mapping[str, str], found: Mapping[str, tuple[Entry, Mapping[str, str]]]) -> dict[str, str]:
    parent = found.get(own.get("crossref", "").strip().lower())
    if parent is None:
        return {name: value for name, value in own.items() if value.strip()}
    entry, fields = parent
    is_journal = entry.entry_type.lower() in {"article", "periodical"}
    given: dict[str, str] = {}
    for name, value in fields.items():
        if name not in _NOT_INHERITED:
            given[name if is_journal else _INHERITED_AS.get(name, name)] = value
    if "author" not in own and "bookauthor" in given:
        given["author"] = given["bookauthor"]
    if "bookauthor" in given and given["bookauthor"] in {own.get("author"), given.get("author")}:
        del given["bookauthor"]
    # All that the parent gives is told from here on: written alone, the entry must not ask for it again.
    return {name: value for name, value in {**given, **own}.items() if value.strip() and name != "crossref"}


def _value(raw: str, strings: Mapping[str, str]) -> str:
    """Return the value that pieces joined by `#` make: in braces, in quotation marks, numbers, names of strings."""
    pieces = _TOKEN.findall(raw)
    if not pieces or _TOKEN.sub("", raw).replace("#", "").strip():
        return raw.strip()
    return "".join(
        re.sub(r"\s+", " ", piece[1:-1]) if piece[0] in '{"' else strings.get(piece.lower(), piece) for piece in pieces
    )
