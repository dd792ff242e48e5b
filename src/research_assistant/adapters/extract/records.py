"""Records, one work each: JSON Lines and CSV."""

import json
from collections.abc import Iterator, Mapping

from research_assistant.adapters.extract.extracted import Extracted, Origin
from research_assistant.adapters.extract.fields import Fields, work_of
from research_assistant.adapters.extract.files import text_of
from research_assistant.adapters.extract.tables import read_table
from research_assistant.domain.work import Extent
from research_assistant.kit.text import clean
from research_assistant.ports.extractor import Refusal


def read_records(content: bytes, origin: Origin) -> Iterator[Extracted | Refusal]:
    """Yield one work a record, and a refusal for every record that cannot be one; `.csv` names tell CSV.

    Raises:
        Unreadable: It is no text, or a table without the columns that make a record.
    """
    text = text_of(content)
    records = read_table(text) if origin.name.lower().endswith(".csv") else _json_lines(text)
    for place, record in records:
        if isinstance(record, str):
            yield Refusal(place=place, reason=record)
            continue
        yield _work(record, place, origin.collection)


def _work(record: Mapping[str, object], place: str, collection: str) -> Extracted | Refusal:
    fields = Fields(record)
    title = fields.text("title", "primary_title", "name")
    body = clean(fields.text("abstract", "text", "summary", "body", "notes_abstract"))
    if not title and not body:
        return Refusal(place=place, reason="it has neither a title nor an abstract")
    return Extracted(
        work=work_of(fields, title=clean(title) or body[:80], collection=collection),
        text=body,
        untitled=not clean(title),
        extent=Extent.ABSTRACT if body else Extent.RECORD,
        record=json.dumps(record, ensure_ascii=False, sort_keys=True).encode(errors="replace"),
        media_type="application/json",
        place=place,
    )


def _json_lines(text: str) -> Iterator[tuple[str, Mapping[str, object] | str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            record = json.loads(line)
        except RecursionError:
            yield place, "it is nested too deeply"
            continue
        except ValueError as error:
            yield place, f"it is not JSON ({error})"
            continue
        yield place, record if isinstance(record, dict) else "it is not a JSON object"
