"""Records of tagged lines as CSL-JSON items: RIS, PubMed (nbib) and Web of Science."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from research_assistant.adapters.extract.tags import FORMATS, Format, item_of_tags

Item = dict[str, object]

_WEB_OF_SCIENCE = re.compile(r"^(?:FN |PT [A-Z]$)", re.MULTILINE)
_PUBMED = re.compile(r"^PMID- ", re.MULTILINE)


_HEADER = frozenset({"FN", "VR", "EF"})


@dataclass(slots=True)
class _Record:
    line: int
    tags: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    last: str = ""


def read_tagged(text: str) -> Iterator[tuple[str, Item | str]]:
    """Yield the items of a file, each with its place, or the reason why a record cannot be read."""
    form = FORMATS["nbib" if _PUBMED.search(text) else "wos" if _WEB_OF_SCIENCE.search(text) else "ris"]
    for record in _records(text, form):
        key = (record.tags.get(form.key) or [""])[0]
        place = f"line {record.line}, entry {key}" if key else f"line {record.line}"
        if record.tags.keys() <= _HEADER:
            continue
        if form.starts not in record.tags:
            yield place, f"it does not start with {form.starts}"
        else:
            yield place, item_of_tags(form, record.tags)


def _records(text: str, form: Format) -> Iterator[_Record]:
    record: _Record | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        tagged = form.line.match(line)
        if tagged is None:
            if record is not None and record.last:
                _go_on(record, line, form)
            continue
        tag, value = tagged[1], (tagged[2] or "").strip()
        if record is not None and tag in {form.starts, form.ends}:
            yield record
            record = None
        if tag != form.ends:
            record = record or _Record(number)
            record.tags[tag].append(value)
            record.last = tag
    if record is not None:
        yield record


def _go_on(record: _Record, line: str, form: Format) -> None:
    """Add a line without a tag to the value before it, or as one more value where each line is one."""
    if not line.strip():
        return
    values = record.tags[record.last]
    if record.last in form.a_line_each:
        values.append(line.strip())
    else:
        values[-1] = f"{values[-1]} {line.strip()}".strip()
