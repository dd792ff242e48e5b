"""Fields of a record by the names that people give them."""

import re
from collections.abc import Mapping

from research_assistant.adapters.extract.people import people, person
from research_assistant.domain.work import Identifier, Name, Work
from research_assistant.kit.text import clean

_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_DOI = re.compile(r"\b10\.\d{4,9}/\S+")
_NAMES = {"authors", "author", "creators"}
_REGISTERS = {
    "doi": ("doi",),
    "pmid": ("pmid", "pubmed_id"),
    "pmcid": ("pmcid",),
    "arxiv": ("arxiv", "arxiv_id", "eprint"),
}
_VARIABLES = {
    "volume": ("volume",),
    "issue": ("issue",),
    "page": ("pages", "page"),
    "ISSN": ("issn",),
    "publisher": ("publisher",),
    "language": ("language",),
    "keyword": ("keywords",),
}
_OWN_ID = ("id", "doc_id", "_id", "record_id", "accession", "key")


class Fields:
    """A record whose fields are found whatever the case of their names."""

    def __init__(self, record: Mapping[str, object]) -> None:
        self._record = {name.lower(): value for name, value in record.items()}

    def text(self, *names: str) -> str:
        """Return the first of the fields that says something; lists are joined by spaces."""
        for name in names:
            value = self._record.get(name)
            if isinstance(value, list):
                value = " ".join(str(part) for part in value)
            if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
                return str(value).strip()
        return ""

    def authors(self) -> tuple[Name, ...]:
        """Return the creators in their order."""
        value = next((self._record[name] for name in sorted(_NAMES) if self._record.get(name)), ())
        if isinstance(value, str):
            return people(value)
        return tuple(name for part in (value if isinstance(value, list) else ()) if (name := _name(part)))


def work_of(fields: Fields, *, title: str, collection: str) -> Work:
    """Return the work that the record describes."""
    year = _YEAR.search(fields.text("year", "publication_year", "date", "published"))
    url = fields.text("url", "link")
    return Work(
        title=title,
        authors=fields.authors(),
        year=int(year[0]) if year else None,
        type=clean(fields.text("type")) or "article-journal",
        venue=clean(fields.text("venue", "journal", "container-title", "secondary_title")),
        url=url if url.startswith(("https://", "http://")) else "",
        identifiers=tuple(_identifiers(fields, collection)),
        variables=_variables(fields),
    )


def _variables(fields: Fields) -> dict[str, str]:
    found = {name: clean(fields.text(*names)) for name, names in _VARIABLES.items()}
    pages = (clean(fields.text(name)) for name in ("first_page", "last_page"))
    found["page"] = found["page"] or "-".join(dict.fromkeys(page for page in pages if page))
    return {name: value for name, value in sorted(found.items()) if value}


def _identifiers(fields: Fields, collection: str) -> list[Identifier]:
    found: list[Identifier] = []
    for scheme, names in _REGISTERS.items():
        if value := clean(fields.text(*names)):
            doi = _DOI.search(value.lower()) if scheme == "doi" else None
            found.append(Identifier(scheme=scheme, value=doi[0] if doi else value))
    if collection and (own := clean(fields.text(*_OWN_ID))):
        found.append(Identifier(scheme=collection.lower(), value=own))
    return found


def _name(part: object) -> Name | None:
    if not isinstance(part, dict):
        return person(str(part))
    family, given = (clean(str(part.get(key) or "")).strip() for key in ("family", "given"))
    literal = clean(str(part.get("literal") or part.get("name") or "")).strip()
    return Name(family=family, given=given) if family else (Name(literal=literal) if literal else None)
