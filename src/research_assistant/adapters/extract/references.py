"""Files of references, one work each: BibTeX, RIS, PubMed, Web of Science and CSL-JSON."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from research_assistant.adapters.extract.bibtex import read_bibtex
from research_assistant.adapters.extract.bibtex_fields import KEPT
from research_assistant.adapters.extract.files import content_of, text_of
from research_assistant.adapters.extract.tagged import read_tagged
from research_assistant.domain.csl import work_of_item
from research_assistant.domain.document import Document, document_id
from research_assistant.domain.errors import UnreadableFile
from research_assistant.domain.library import Reading
from research_assistant.domain.snapshot import Snapshot
from research_assistant.domain.work import Extent, Work
from research_assistant.kit.text import clean
from research_assistant.ports.clock import Clock
from research_assistant.ports.extractor import Refusal

SUFFIXES = (".bib", ".bibtex", ".ris", ".nbib", ".json")

_ENOUGH_FOR_A_TITLE = 80
# What BibTeX takes for a key, if it is not a mere number.
_KEY = re.compile(r"[^\s,{}%#\"\\~]*[^\W\d_][^\s,{}%#\"\\~]*")

Item = dict[str, object]


class ReferenceExtractor:
    """Reads files that reference managers and databases write."""

    name = "reference/1"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def reads(self, path: Path) -> bool:
        """Return whether the file's name says that it holds references."""
        return path.suffix.lower() in SUFFIXES

    def read(self, path: Path, *, collection: str) -> Iterator[Reading | Refusal]:  # noqa: ARG002 - keys are no names
        """Yield one work an entry, and a refusal for every entry that cannot be one."""
        text = text_of(content_of(path), repr(str(path)))
        found = False
        for place, item in _items(text, path):
            found = True
            yield Refusal(place=place, reason=item) if isinstance(item, str) else self._reading(item, place, path)
        if not found:
            raise UnreadableFile(f"{str(path)!r} holds no references.", next_step="Export them again.")

    def _reading(self, item: Item, place: str, path: Path) -> Reading | Refusal:
        work = work_of_item(item)
        abstract = item.get("abstract")
        body = clean(abstract).strip() if isinstance(abstract, str) else ""
        if not work.title:
            work = replace(work, title=_stand_in(work, body))
        if not work.title:
            return Refusal(place=place, reason="it has no title, and nothing else that says what it is")
        snapshot = Snapshot.of(
            json.dumps(item, ensure_ascii=False, sort_keys=True).encode(errors="replace"),
            media_type="application/vnd.citationstyles.csl+json",
            url=f"file:{path.name}#{place}",
            received_at=self._clock(),
        )
        return Reading(
            work=work,
            snapshot=snapshot,
            document=Document(
                document_id=document_id(snapshot.sha256, self.name),
                snapshot_sha256=snapshot.sha256,
                extractor=self.name,
                title=work.title,
                text=body,
                extent=Extent.ABSTRACT if body else Extent.RECORD,
            ),
        )


def _stand_in(work: Work, body: str) -> str:
    """Return what names a work that has no title."""
    names = " ".join(map(str, work.identifiers))
    some = (work.variables.get("title-short", ""), body, names, work.venue, work.variables.get("note", ""))
    return next((told[:_ENOUGH_FOR_A_TITLE] for told in some if told), "")


def _items(text: str, path: Path) -> Iterator[tuple[str, Item | str]]:
    match path.suffix.lower():
        case ".bib" | ".bibtex":
            return read_bibtex(text)
        case ".json":
            return _csl_json(text, path)
        case _:
            return read_tagged(text)


def _csl_json(text: str, path: Path) -> Iterator[tuple[str, Item | str]]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"{str(path)!r} is not JSON ({error}).", next_step="Export it as CSL-JSON.") from error
    if isinstance(told, dict):
        told = told.get("items", [told])
    for number, item in enumerate(told if isinstance(told, list) else [], start=1):
        place = f"entry {number}"
        yield place, _with_key(item) if isinstance(item, dict) else "it is no item"


def _with_key(item: Item) -> Item:
    custom = item.get("custom")
    kept = custom if isinstance(custom, dict) else {}
    key = str(item.get("id", ""))
    return {**item, "custom": {f"{KEPT}citekey": key, **kept} if _KEY.fullmatch(key) else kept}
