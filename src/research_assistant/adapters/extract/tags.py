"""What the tags of RIS, PubMed and Web of Science mean in CSL."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

Tags = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One kind of tagged lines.

    Attributes:
        prefix: Before the names of tags that CSL has no variable for, in `custom`.
        line: A line with a tag and its value.
        starts: The tag that every record starts with.
        ends: The tag that ends it; empty where the next one does.
        key: The tag of the record's own name.
        names: Which tags name whom, the fullest first.
        in_forms: Whether these tags name the same people in several forms; else each may name some.
        strings: Which tags fill a variable, the best first.
        joined: Variables that hold all values of their tags.
        a_line_each: Tags whose lines are values of their own.
        types: CSL types by what the record calls itself.
    """

    prefix: str
    line: re.Pattern[str]
    starts: str
    ends: str
    key: str
    names: Mapping[str, tuple[str, ...]]
    strings: Mapping[str, tuple[str, ...]]
    types: Mapping[str, str]
    in_forms: bool = True
    joined: frozenset[str] = frozenset({"keyword", "ISSN", "note"})
    a_line_each: frozenset[str] = frozenset()


RIS_TYPES = {
    "JOUR": "article-journal",
    "BOOK": "book",
    "CHAP": "chapter",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
    "THES": "thesis",
    "RPRT": "report",
    "ELEC": "webpage",
    "PAT": "patent",
    "UNPB": "manuscript",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "COMP": "software",
    "DATA": "dataset",
    "EJOUR": "article-journal",
    "JFULL": "periodical",
    "Journal Article": "article-journal",
    "GEN": "document",
}
RIS_STRINGS = {
    "title": ("TI", "T1"),
    "container-title": ("T2", "JF", "JO", "BT"),
    "container-title-short": ("J2", "JA"),
    "title-short": ("ST",),
    "volume": ("VL", "VO"),
    "issue": ("IS",),
    "publisher": ("PB",),
    "publisher-place": ("CY",),
    "edition": ("ET",),
    "collection-title": ("T3",),
    "ISSN": ("SN",),
    "DOI": ("DO",),
    "URL": ("UR",),
    "PMID": ("AN",),
    "language": ("LA",),
    "note": ("N1",),
    "keyword": ("KW",),
    "abstract": ("AB", "N2"),
}

FORMATS = {
    "ris": Format(
        prefix="ris:",
        line=re.compile(r"([A-Z][A-Z0-9])  ?-(?: (.*)|\s*)$"),
        starts="TY",
        ends="ER",
        key="ID",
        names={"author": ("AU", "A1"), "editor": ("ED", "A2"), "translator": ("A4",)},
        in_forms=False,
        strings={name: tags for name, tags in RIS_STRINGS.items() if name != "PMID"},
        types=RIS_TYPES,
    ),
    "nbib": Format(
        prefix="nbib:",
        line=re.compile(r"([A-Z]{2,4}) *- (.*)$"),
        starts="PMID",
        ends="",
        key="PMID",
        names={"author": ("FAU", "AU"), "editor": ("FED", "ED")},
        strings={
            "title": ("TI", "BTI"),
            "container-title": ("JT", "TA"),
            "container-title-short": ("TA",),
            "volume": ("VI",),
            "issue": ("IP",),
            "publisher": ("PB",),
            "publisher-place": ("PL",),
            "ISSN": ("IS",),
            "PMID": ("PMID",),
            "PMCID": ("PMC",),
            "language": ("LA",),
            "note": ("GN",),
            "keyword": ("OT",),
            "abstract": ("AB",),
            "page": ("PG",),
        },
        types={"Journal Article": "article-journal", "Preprint": "article", "Book": "book"},
    ),
    "wos": Format(
        prefix="wos:",
        line=re.compile(r"([A-Z][A-Z0-9])(?: (.*))?$"),
        starts="PT",
        ends="ER",
        key="UT",
        names={"author": ("AF", "AU"), "editor": ("BE",)},
        strings={
            "title": ("TI",),
            "container-title": ("SO",),
            "container-title-short": ("JI", "J9"),
            "volume": ("VL",),
            "issue": ("IS",),
            "publisher": ("PU",),
            "publisher-place": ("PI",),
            "ISSN": ("SN",),
            "DOI": ("DI",),
            "PMID": ("PM",),
            "language": ("LA",),
            "keyword": ("DE",),
            "abstract": ("AB",),
        },
        types={"J": "article-journal", "B": "book", "C": "paper-conference"},
        a_line_each=frozenset({"AU", "AF", "BE", "CR"}),
    ),
}
PUBMED = "PubMed"
"""What stands as the database (DB) beside a PubMed number (AN) in RIS."""

_TYPE, _START, _END = ("TY", "PT"), ("SP", "BP"), ("EP",)
_DATE = ("PY", "Y1", "DA", "DP")
_URLS = re.compile(r"\s*[;,]?\s+(?=https?://)|;(?=https?://)")  # several in one line
_DAY = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
_INTERVAL = re.compile(f"{_DAY}/{_DAY}")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 - as they stand in the records


def item_of_tags(form: Format, tags: Tags) -> dict[str, object]:
    """Return the CSL-JSON item of a record; what no variable holds is kept in `custom`."""
    used = {form.starts}
    kind = next((form.types[value] for tag in _TYPE for value in tags.get(tag, ()) if value in form.types), "document")
    item: dict[str, object] = {"type": kind, "id": next(iter(tags.get(form.key, ())), "")}
    for variable, names in form.names.items():
        told = [tags[name] for name in names if any(tags.get(name, ()))]
        people = chain.from_iterable(told[:1] if form.in_forms else told)
        item[variable] = [_name(value) for value in dict.fromkeys(people) if value]
        used.update(names)
    for variable, names in form.strings.items():
        tag = next((name for name in names if any(tags.get(name, ()))), "")
        values = [value for value in tags.get(tag, ()) if value]
        item[variable] = (
            ("\n" if variable == "note" else ", ").join(values) if variable in form.joined else "".join(values[:1])
        )
        if variable == "URL" and values:
            item[variable], *others = _URLS.split(values[0])
            values += others
        if variable in form.joined or len(values) < 2:
            used.add(tag)
    item["issued"], dated = _issued(tags)
    used |= dated | _place(item, tags)
    item |= _article_ids(tags)
    if form.prefix == "ris:" and (pmid := _accession(tags)):
        item["PMID"] = pmid
        used |= {"AN", "DB"} if tags["DB"] == [PUBMED] else set()
    custom = {
        f"{form.prefix}{tag}": "\n".join(values) for tag, values in tags.items() if tag not in used and any(values)
    }
    if kind == "document" or form.prefix == "nbib:":
        custom |= {f"{form.prefix}{tag}": "\n".join(tags[tag]) for tag in (*_TYPE, form.starts) if tag in tags}
    return {name: value for name, value in {**item, "custom": custom}.items() if value}


def _place(item: dict[str, object], tags: Tags) -> set[str]:
    first, last = (next((tags[tag][0] for tag in some if tags.get(tag)), "") for some in (_START, _END))
    if first:
        item["page"] = f"{first}-{last}" if last and last != first else first
    return {"SP", "BP", "EP"} if first else set()


def _issued(tags: Tags) -> tuple[str, set[str]]:
    """Return the most exact date, and the tags that say no more than it does."""
    told = {tag: _date(tags[tag][0]) for tag in _DATE if any(tags.get(tag, ()))}
    if "PT" in tags and "TY" not in tags:
        told.pop("DA", None)  # the day of the export
    if "PD" in tags and "PY" in told:
        told["PY"] = _date(f"{told['PY']} {tags['PD'][0]}")
    best = max(told.values(), key=len, default="")
    same = {tag for tag, date in told.items() if best.startswith(date) and tag != "DP"}
    return best, same


def _date(value: str) -> str:
    if _INTERVAL.fullmatch(value.strip()):
        return value.strip()
    parts = re.split(r"[/\s-]+", value.strip().lower())
    numbers = [f"{_MONTHS.index(part[:3]) + 1:02}" if part[:3] in _MONTHS else part for part in parts if part]
    kept: list[str] = []
    for number in numbers[:3]:
        if not number.isdigit() or (not kept and len(number) != 4):
            break
        kept.append(number if not kept else f"{int(number):02}")
    return "-".join(kept) or value.strip()


def _article_ids(tags: Tags) -> dict[str, object]:
    """Return the names that PubMed puts into its AID and LID lines: `10.1/x [doi]`, `S1 [pii]`."""
    found = (re.fullmatch(r"(\S+) \[doi\]", value) for tag in ("LID", "AID") for value in tags.get(tag, ()))
    return next(({"DOI": doi[1]} for doi in found if doi), {})


def _accession(tags: Tags) -> str:
    """Return the number under which PubMed has the record: RIS has no tag for it, but for the database it is from."""
    database, number = ("".join(tags.get(tag, ())[:1]) for tag in ("DB", "AN"))
    return number if re.search("pubmed|medline", database, re.IGNORECASE) and number.isdigit() else ""


def _name(value: str) -> dict[str, str]:
    """Return a name that is written as family, given, suffix."""
    parts = [part.strip() for part in value.split(",", maxsplit=2)]
    if len(parts) == 1:
        return {"literal": parts[0]}
    told = dict(zip(("family", "given", "suffix"), parts, strict=False))
    return {name: part for name, part in told.items() if part}
