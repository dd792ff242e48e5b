"""Files of references, one work each: BibTeX, RIS, PubMed, Web of Science and CSL-JSON."""

import json
from collections.abc import Iterator
from dataclasses import replace

from research_assistant.adapters.extract.bibtex import read_bibtex
from research_assistant.adapters.extract.bibtex_fields import KEPT, KEY
from research_assistant.adapters.extract.extracted import Extracted, Origin, Unreadable
from research_assistant.adapters.extract.files import text_of
from research_assistant.adapters.extract.tagged import read_tagged
from research_assistant.domain.csl import work_of_item
from research_assistant.domain.work import Extent, Work
from research_assistant.kit.text import clean
from research_assistant.ports.extractor import Refusal

SUFFIXES = (".bib", ".bibtex", ".ris", ".nbib", ".json")

_ENOUGH_FOR_A_TITLE = 80

Item = dict[str, object]


def read_references(content: bytes, origin: Origin) -> Iterator[Extracted | Refusal]:
    """Yield one work an entry, and a refusal for every entry that cannot be one; the name's suffix tells the format.

    Raises:
        Unreadable: It is no text of this format, or holds no entry.
    """
    found = False
    for place, item in _items(text_of(content), origin.name.lower()):
        found = True
        yield Refusal(place=place, reason=item) if isinstance(item, str) else _work(item, place)
    if not found:
        raise Unreadable("empty", "holds no references", next_step="Export them again.")


def _work(item: Item, place: str) -> Extracted | Refusal:
    work = work_of_item(item)
    abstract = item.get("abstract")
    body = clean(abstract).strip() if isinstance(abstract, str) else ""
    untitled = not work.title
    if untitled:
        work = replace(work, title=_stand_in(work, body))
    if not work.title:
        return Refusal(place=place, reason="it has no title, and nothing else that says what it is")
    return Extracted(
        work=work,
        text=body,
        untitled=untitled,
        extent=Extent.ABSTRACT if body else Extent.RECORD,
        record=json.dumps(item, ensure_ascii=False, sort_keys=True).encode(errors="replace"),
        media_type="application/vnd.citationstyles.csl+json",
        place=place,
    )


def _stand_in(work: Work, body: str) -> str:
    """Return what names a work that has no title."""
    # The reference tells the identifier once more, as a link.
    named = f"Untitled ({work.identifiers[0].value})" if work.identifiers else ""
    some = (work.variables.get("title-short", ""), body, named, work.venue, work.variables.get("note", ""))
    return next((told[:_ENOUGH_FOR_A_TITLE] for told in some if told), "")


def _items(text: str, name: str) -> Iterator[tuple[str, Item | str]]:
    if name.endswith((".bib", ".bibtex")):
        return read_bibtex(text)
    return _csl_json(text) if name.endswith(".json") else read_tagged(text)


def _csl_json(text: str) -> Iterator[tuple[str, Item | str]]:
    try:
        told = json.loads(text)
    except RecursionError as error:
        raise Unreadable("damaged", "is nested too deeply", next_step="Export it as CSL-JSON.") from error
    except ValueError as error:
        raise Unreadable("damaged", f"is not JSON ({error})", next_step="Export it as CSL-JSON.") from error
    if isinstance(told, dict):
        told = told.get("items", [told])
    for number, item in enumerate(told if isinstance(told, list) else [], start=1):
        place = f"entry {number}"
        yield place, _with_key(item) if isinstance(item, dict) else "it is no item"


def _with_key(item: Item) -> Item:
    custom = item.get("custom")
    kept = custom if isinstance(custom, dict) else {}
    key = str(item.get("id", ""))
    return {**item, "custom": {f"{KEPT}citekey": key, **kept} if KEY.fullmatch(key) else kept}
