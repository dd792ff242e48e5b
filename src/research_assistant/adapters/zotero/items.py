"""Items of Zotero as CSL-JSON items.

Source of types, fields and creators: https://api.zotero.org/schema (version 22), section `csl`; of variables in the
field Extra: https://www.zotero.org/support/kb/item_types_and_fields (2026).
"""

import re
from collections.abc import Iterable, Mapping

from research_assistant.domain.csl import DATE_VARIABLES, NAME_VARIABLES

Item = dict[str, object]

NO_REFERENCES = frozenset(("annotation", "attachment", "note"))

_TYPES = {
    "artwork": "graphic",
    "audioRecording": "song",
    "bill": "bill",
    "blogPost": "post-weblog",
    "book": "book",
    "bookSection": "chapter",
    "case": "legal_case",
    "computerProgram": "software",
    "conferencePaper": "paper-conference",
    "dataset": "dataset",
    "dictionaryEntry": "entry-dictionary",
    "email": "personal_communication",
    "encyclopediaArticle": "entry-encyclopedia",
    "film": "motion_picture",
    "forumPost": "post",
    "hearing": "hearing",
    "instantMessage": "personal_communication",
    "interview": "interview",
    "journalArticle": "article-journal",
    "letter": "personal_communication",
    "magazineArticle": "article-magazine",
    "manuscript": "manuscript",
    "map": "map",
    "newspaperArticle": "article-newspaper",
    "patent": "patent",
    "podcast": "broadcast",
    "preprint": "article",
    "presentation": "speech",
    "radioBroadcast": "broadcast",
    "report": "report",
    "standard": "standard",
    "statute": "legislation",
    "thesis": "thesis",
    "tvBroadcast": "broadcast",
    "videoRecording": "motion_picture",
    "webpage": "webpage",
}
_FIELDS = {
    "abstract": "abstractNote",
    "archive": "archive",
    "archive_location": "archiveLocation",
    "authority": "authority court issuingAuthority legislativeBody organization",
    "call-number": "callNumber applicationNumber",
    "chapter-number": "session",
    "collection-number": "seriesNumber",
    "collection-title": "seriesTitle series",
    "container-title": "publicationTitle bookTitle proceedingsTitle blogTitle dictionaryTitle encyclopediaTitle "
    "forumTitle programTitle websiteTitle reporter code",
    "container-title-short": "journalAbbreviation",
    "dimensions": "artworkSize runningTime",
    "DOI": "DOI",
    "edition": "edition",
    "event-title": "meetingName conferenceName",
    "genre": "type genre letterType manuscriptType mapType postType presentationType reportType thesisType websiteType "
    "programmingLanguage",
    "ISBN": "ISBN",
    "ISSN": "ISSN",
    "issue": "issue priorityNumbers",
    "language": "language",
    "license": "rights",
    "medium": "medium artworkMedium audioFileType audioRecordingFormat format interviewMedium videoRecordingFormat "
    "system",
    "number": "number archiveID billNumber docketNumber documentNumber episodeNumber identifier patentNumber "
    "publicLawNumber reportNumber",
    "number-of-pages": "numPages",
    "number-of-volumes": "numberOfVolumes",
    "page": "pages codePages firstPage",
    "publisher": "publisher company distributor institution label network repository studio university",
    "publisher-place": "place country repositoryLocation",
    "references": "history references",
    "scale": "scale",
    "section": "section committee",
    "source": "libraryCatalog",
    "status": "status legalStatus",
    "title": "title caseName nameOfAct subject",
    "title-short": "shortTitle",
    "URL": "url",
    "version": "versionNumber",
    "volume": "volume codeNumber codeVolume reporterVolume",
}
_DATES = {
    "issued": "date dateDecided dateEnacted issueDate",
    "accessed": "accessDate",
    "submitted": "filingDate",
}
_FIRST_NAMED = "artist author cartographer interviewee inventor performer podcaster presenter programmer sponsor"
_AUTHORS = frozenset(_FIRST_NAMED.split())
"""Who is first named of a work, by its type."""
_CREATORS = {
    "bookAuthor": "container-author",
    "castMember": "performer",
    "composer": "composer",
    "director": "director",
    "editor": "editor",
    "guest": "guest",
    "interviewer": "interviewer",
    "producer": "producer",
    "recipient": "recipient",
    "reviewedAuthor": "reviewed-author",
    "scriptwriter": "script-writer",
    "seriesEditor": "collection-editor",
    "translator": "translator",
}
_IN_EXTRA = {
    name.casefold(): name
    for name in (
        *_FIELDS.keys() - {"abstract", "title"},
        *DATE_VARIABLES,
        *("PMCID", "PMID", "annote", "event-place", "jurisdiction", "original-publisher", "original-publisher-place"),
        *("original-title", "part-number", "part-title", "reviewed-title", "supplement-number", "type"),
    )
}
_CREATORS_IN_EXTRA = NAME_VARIABLES | {"author"}
_LINE = re.compile(r"\s*([A-Za-z][A-Za-z _-]*?)\s*:\s*(\S.*?)\s*")
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:[T ].*)?")
_ARXIV = re.compile(r"arxiv:\s*(\S+)", re.IGNORECASE)


def csl_item(found: Mapping[str, object]) -> Item | None:
    """Return the CSL-JSON item of an item as the API tells it; nothing for notes, attachments and annotations.

    Where two fields are one variable of CSL, the second is kept in `custom`.
    """
    data, meta = _object(found.get("data")), _object(found.get("meta"))
    kind = _text(data, "itemType")
    if not kind or kind in NO_REFERENCES:
        return None
    item: Item = {"type": _TYPES.get(kind, "document")}
    _add_fields(item, data)
    if kind == "presentation" and "publisher-place" in item:
        item["event-place"] = item.pop("publisher-place")
    for variable, fields in _DATES.items():
        if told := (_text(meta, "parsedDate") if variable == "issued" else "") or _first(data, fields):
            item[variable] = _date(told)
    _add_creators(item, data.get("creators"))
    if tags := [told for each in _list(data.get("tags")) if (told := _text(_object(each), "tag"))]:
        item["keyword"] = ", ".join(tags)
    if key := _text(data, "citationKey"):
        item["id"] = key
    _add_extra(item, _text(data, "extra").splitlines())
    if preprint := _ARXIV.fullmatch(_text(data, "archiveID")):
        item |= {"archive": "arXiv", "archive_location": preprint[1]}
    return item


def _add_fields(item: Item, data: Mapping[str, object]) -> None:
    kept = {"seriesText": _text(data, "seriesText")}
    for variable, fields in _FIELDS.items():
        filled = [field for field in fields.split() if _text(data, field)]
        if filled:
            item[variable] = _text(data, filled[0])
        kept |= {field: _text(data, field) for field in filled[1:]}
    if custom := {f"zotero:{field}": value for field, value in kept.items() if value}:
        item["custom"] = custom


def _add_creators(item: Item, creators: object) -> None:
    people: dict[str, list[Mapping[str, str]]] = {}
    for creator in map(_object, _list(creators)):
        kind = _text(creator, "creatorType")
        variable = "author" if kind in _AUTHORS else _CREATORS.get(kind, "contributor")
        parts = {"family": "lastName", "given": "firstName", "literal": "name"}
        if name := {part: told for part, field in parts.items() if (told := _text(creator, field))}:
            people.setdefault(variable, []).append(name)
    item |= people


def _add_extra(item: Item, lines: Iterable[str]) -> None:
    """Add the variables that lines such as `PMID: 17` tell; what has a field of its own stays, all else is the note."""
    note = []
    for line in lines:
        found = _LINE.fullmatch(line)
        name = found[1].casefold().replace(" ", "-") if found else ""
        variable = _IN_EXTRA.get(name, "")
        if found and name == "citation-key":
            item.setdefault("id", found[2])
        elif found and name == "arxiv":
            item |= {"archive": "arXiv", "archive_location": found[2].split()[0]}
        elif found and variable == "type":
            item["type"] = found[2]
        elif found and name in _CREATORS_IN_EXTRA:
            people = item.setdefault(name, [])
            if isinstance(people, list):
                people.append(_name(found[2]))
        elif found and variable and variable not in item:
            item[variable] = _date(found[2]) if variable in DATE_VARIABLES else found[2]
        elif line.strip():
            note.append(line.strip())
    if note:
        item["note"] = "\n".join(note)


def _name(told: str) -> Mapping[str, str]:
    """Return a name of Extra: `Kim || Ann`, or the whole name of an institution."""
    family, bar, given = (part.strip() for part in told.partition("||"))
    return {"family": family, "given": given} if bar else {"literal": told}


def _date(told: str) -> Mapping[str, object]:
    day = _DAY.fullmatch(told)
    if day is None:
        return {"raw": told}
    return {"date-parts": [[int(number) for number in day.groups() if number and int(number)]]}


def _first(data: Mapping[str, object], fields: str) -> str:
    return next((told for field in fields.split() if (told := _text(data, field))), "")


def _text(of: Mapping[str, object], name: str) -> str:
    told = of.get(name)
    return told.strip() if isinstance(told, str) else ""


def _object(told: object) -> Mapping[str, object]:
    return told if isinstance(told, dict) else {}


def _list(told: object) -> list[object]:
    return told if isinstance(told, list) else []
