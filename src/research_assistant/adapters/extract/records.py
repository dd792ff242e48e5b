"""Records, one work each: JSON Lines and CSV."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from research_assistant.adapters.extract.fields import Fields, work_of
from research_assistant.adapters.extract.files import content_of, text_of
from research_assistant.domain.document import Document, document_id
from research_assistant.domain.errors import UnreadableFile
from research_assistant.domain.library import Reading
from research_assistant.domain.snapshot import Snapshot
from research_assistant.domain.work import Extent
from research_assistant.kit.text import clean
from research_assistant.ports.clock import Clock
from research_assistant.ports.extractor import Refusal

_PACKED = (".xz", ".gz")
_LONGEST_FIELD = 16 * 1024 * 1024


class RecordExtractor:
    """Reads files that hold one record a line."""

    name = "record/1"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def reads(self, path: Path) -> bool:
        """Return whether the file's name says that it holds records."""
        return _kind(path) in {".jsonl", ".ndjson", ".csv"}

    def read(self, path: Path, *, collection: str) -> Iterator[Reading | Refusal]:
        """Yield one work a record, and a refusal for every record that cannot be one."""
        text = text_of(content_of(path), repr(str(path)))
        records = _csv(text, path) if _kind(path) == ".csv" else _json_lines(text)
        for place, record in records:
            if isinstance(record, str):
                yield Refusal(place=place, reason=record)
                continue
            yield self._reading(record, place, path, collection)

    def _reading(self, record: Mapping[str, object], place: str, path: Path, collection: str) -> Reading | Refusal:
        fields = Fields(record)
        title = fields.text("title", "primary_title", "name")
        body = clean(fields.text("abstract", "text", "summary", "body", "notes_abstract"))
        if not title and not body:
            return Refusal(place=place, reason="it has neither a title nor an abstract")
        canonical = json.dumps(record, ensure_ascii=False, sort_keys=True).encode()
        snapshot = Snapshot.of(
            canonical, media_type="application/json", url=f"file:{path.name}#{place}", received_at=self._clock()
        )
        return Reading(
            work=work_of(fields, title=clean(title) or body[:80], collection=collection),
            snapshot=snapshot,
            document=Document(
                document_id=document_id(snapshot.sha256, self.name),
                snapshot_sha256=snapshot.sha256,
                extractor=self.name,
                title=clean(title),
                text=body,
                extent=Extent.ABSTRACT if body else Extent.RECORD,
            ),
        )


def _kind(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() not in _PACKED]
    return suffixes[-1] if suffixes else ""


def _json_lines(text: str) -> Iterator[tuple[str, Mapping[str, object] | str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield place, f"it is not JSON ({error})"
            continue
        yield place, record if isinstance(record, dict) else "it is not a JSON object"


def _csv(text: str, path: Path) -> Iterator[tuple[str, Mapping[str, object] | str]]:
    csv.field_size_limit(_LONGEST_FIELD)
    rows = csv.DictReader(io.StringIO(text, newline=""), restkey="", strict=True)
    if rows.fieldnames is None or not {"title", "abstract", "primary_title", "text"} & {
        name.strip().lower() for name in rows.fieldnames
    }:
        raise UnreadableFile(
            f"{str(path)!r} has no column named title or abstract.", next_step="Name the columns in the first line."
        )
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield f"line {rows.line_num}", f"it is not CSV ({error})"
            continue
        if row is None:
            return
        yield f"line {rows.line_num}", {name.strip().lower(): value for name, value in row.items() if name}
