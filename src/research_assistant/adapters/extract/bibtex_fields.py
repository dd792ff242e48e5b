"""Entries of BibTeX and biblatex as CSL-JSON items, and back.

What CSL has no variable for, and what would be written in other words than it was read (braces that protect capitals,
`journaltitle` for `journal`), is kept in `custom` under `bibtex:` and the field's name, and written again as it was.
"""

import re
from collections.abc import Mapping

from research_assistant.adapters.extract.bibstrings import BIBSTRINGS
from research_assistant.adapters.extract.latex import latex, latex_title, name_list, names, plain, rich_title, verbatim

Entry = Mapping[str, str]
Item = dict[str, object]

KEPT = "bibtex:"
"""Before the names of fields that are kept as they were; `citekey` and `entrytype` are no fields."""

KEY = re.compile(r"(?=.*[^\W\d_])[^\s,{}%#\"\\~]+")
"""What BibTeX takes for a key, if it is not a mere number."""

_TYPES = {
    "article": "article-journal",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "incollection": "chapter",
    "inbook": "chapter",
    "inreference": "entry-encyclopedia",
    "book": "book",
    "mvbook": "book",
    "collection": "book",
    "mvcollection": "book",
    "proceedings": "book",
    "booklet": "pamphlet",
    "periodical": "periodical",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "manual": "book",
    "patent": "patent",
    "online": "webpage",
    "electronic": "webpage",
    "software": "software",
    "dataset": "dataset",
    "unpublished": "manuscript",
    "misc": "document",
}
_WRITTEN_TYPES = {csl: bibtex for bibtex, csl in reversed(_TYPES.items())} | {"article": "misc", "book": "book"}
_NAMES = {"author": "author", "editor": "editor", "translator": "translator", "bookauthor": "container-author"}
_STRINGS = {
    "journaltitle": "container-title",
    "journal": "container-title",
    "booktitle": "container-title",
    "volume": "volume",
    "pages": "page",
    "publisher": "publisher",
    "institution": "publisher",
    "school": "publisher",
    "organization": "publisher",
    "location": "publisher-place",
    "address": "publisher-place",
    "edition": "edition",
    "series": "collection-title",
    "chapter": "chapter-number",
    "isbn": "ISBN",
    "issn": "ISSN",
    "doi": "DOI",
    "url": "URL",
    "pmid": "PMID",
    "note": "note",
    "annotation": "annote",
    "annote": "annote",
    "keywords": "keyword",
    "abstract": "abstract",
    "langid": "language",
    "language": "language",
    "version": "version",
    "type": "genre",
    "eventtitle": "event-title",
    "venue": "event-place",
    "shorttitle": "title-short",
    "pagetotal": "number-of-pages",
    "volumes": "number-of-volumes",
    "part": "part-number",
}
_VERBATIM = frozenset({"doi", "url", "pmid", "eprint", "isbn", "issn"})
_LOCALISED = frozenset({"type", "series"})
_DATES = {"date": "issued", "urldate": "accessed", "eventdate": "event-date", "origdate": "original-date"}
_GROUPS = (
    ("title", "subtitle"),
    ("date", "year", "month"),
    ("journaltitle", "journal", "booktitle", "journalsubtitle", "booksubtitle"),
    ("publisher", "institution", "school", "organization"),
    ("location", "address"),
    ("annotation", "annote"),
    ("langid", "language"),
    ("eprint", "eprinttype", "archiveprefix"),
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 - as the names stand in BibTeX


def item_of_entry(entry_type: str, key: str, entry: Entry) -> Item:
    """Return the CSL-JSON item of an entry whose strings and cross-references are resolved."""
    item = _told(entry_type, entry)
    again = _fields(item)
    custom = {f"{KEPT}citekey": key}
    if _WRITTEN_TYPES.get(str(item["type"]), "misc") != entry_type:
        custom[f"{KEPT}entrytype"] = entry_type
    for group in _groups({*entry, *again}):
        if any(entry.get(name) != again.get(name) for name in group):
            custom |= {f"{KEPT}{name}": entry[name] for name in group if name in entry}
    return {**item, "id": key, "custom": custom}


def entry_of_item(item: Mapping[str, object]) -> tuple[str, dict[str, str]]:
    """Return type and fields of the entry that tells what `item` tells."""
    custom = item.get("custom")
    kept = (
        {str(name).removeprefix(KEPT): str(value) for name, value in custom.items() if str(name).startswith(KEPT)}
        if isinstance(custom, dict)
        else {}
    )
    entry_type = kept.pop("entrytype", _WRITTEN_TYPES.get(str(item.get("type")), "misc"))
    fields = _fields(item)
    kept.pop("citekey", None)
    for group in _groups({*fields, *kept}):
        if not kept.keys().isdisjoint(group):
            others = {name: value for name, value in fields.items() if name not in group}
            as_it_was = others | {name: kept[name] for name in group if name in kept}
            # Another record may have corrected the item since it was read: then its words are written.
            before, after = _told(entry_type, fields), _told(entry_type, as_it_was)
            if all(
                after.get(name) == item.get(name) for name in {*before, *after} if before.get(name) != after.get(name)
            ):
                fields = as_it_was
    return entry_type, fields


def _groups(present: set[str]) -> list[tuple[str, ...]]:
    grouped = {name for group in _GROUPS for name in group}
    return [*_GROUPS, *((name,) for name in sorted(present - grouped))]


def _told(entry_type: str, entry: Entry) -> Item:
    item: Item = {"type": _TYPES.get(entry_type, "document")}
    item["title"] = ": ".join(told for name in ("title", "subtitle") if (told := rich_title(entry.get(name, ""))))
    item |= {csl: people for name, csl in _NAMES.items() if (people := names(entry.get(name, "")))}
    item |= {csl: told for name, csl in _DATES.items() if (told := _date(entry.get(name, "")))}
    if "issued" not in item and (issued := _year_and_month(entry)):
        item["issued"] = issued
    for name, csl in _STRINGS.items():
        if value := entry.get(name, ""):
            item.setdefault(csl, verbatim(value) if name in _VERBATIM else _words(name, value))
    if "pages" in entry:
        item["page"] = re.sub(r"\s*[-–—]+\s*", "-", plain(entry["pages"]))
    for name in ("journal", "book"):
        if subtitle := plain(entry.get(f"{name}subtitle", "")):
            item["container-title"] = f"{item.get('container-title', '')}: {subtitle}"
    if number := plain(entry.get("number", "")):
        item[_number(str(item["type"]))] = number
    if entry.get("eprinttype", entry.get("archiveprefix", "")).casefold() == "arxiv" and "eprint" in entry:
        item |= {"archive": "arXiv", "archive_location": verbatim(entry["eprint"])}
    return {name: value for name, value in item.items() if value}


def _fields(item: Mapping[str, object]) -> dict[str, str]:
    kind = str(item.get("type", ""))
    found: dict[str, str] = {"title": latex_title(str(item.get("title", "")))}
    for name, csl in _NAMES.items():
        people = item.get(csl)
        found[name] = name_list(people) if isinstance(people, list) else ""
    found |= {name: str(item.get(csl, "")) for name, csl in _DATES.items() if name != "date"}
    issued = str(item.get("issued", ""))
    dated = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2]))?", issued)
    found |= {"year": dated[1], "month": _MONTHS[int(dated[2]) - 1] if dated[2] else ""} if dated else {"date": issued}
    container = "journal" if kind.startswith("article") or kind == "periodical" else "booktitle"
    publisher = {"thesis": "school", "report": "institution"}.get(kind, "publisher")
    preferred = {container, publisher, "address", "annote", "language"}
    for name, csl in _STRINGS.items():
        if name in preferred or list(_STRINGS.values()).count(csl) == 1:
            value = str(item.get(csl, ""))
            found[name] = value if name in _VERBATIM else latex(value)
    found["pages"] = found["pages"].replace("-", "--")
    found["number"] = latex(str(item.get(_number(kind), "")))
    if str(item.get("archive", "")) == "arXiv":
        found |= {"eprint": str(item.get("archive_location", "")), "archiveprefix": "arXiv"}
    return {name: value for name, value in found.items() if value}


def _number(kind: str) -> str:
    if kind in {"article-journal", "article-magazine", "article-newspaper", "article", "periodical"}:
        return "issue"
    return "collection-number" if kind in {"book", "chapter", "paper-conference"} else "number"


def _words(name: str, value: str) -> str:
    words = plain(value)
    return BIBSTRINGS.get(words, words) if name in _LOCALISED else words


def _date(value: str) -> str:
    return plain(value).replace("–", "-")


def _year_and_month(entry: Entry) -> str:
    year = plain(entry.get("year", ""))
    month = plain(entry.get("month", ""))
    number = _MONTHS.index(month[:3].lower()) + 1 if month[:3].lower() in _MONTHS and month.isalpha() else 0
    if month.isdigit() and 0 < int(month) <= 12:
        number = int(month)
    return f"{year}-{number:02}" if re.fullmatch(r"\d{4}", year) and number else year
