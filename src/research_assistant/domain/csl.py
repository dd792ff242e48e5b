"""Works as complete CSL-JSON items (CSL 1.0.2) and back: nothing is lost on either way."""

import re
from collections.abc import Mapping

from research_assistant.domain.notices import told
from research_assistant.domain.work import Identifier, Name, Work
from research_assistant.kit.text import clean

Item = Mapping[str, object]

_NAME_VARIABLES = """
    chair collection-editor compiler composer container-author contributor curator director editor editorial-director
    editor-translator executive-producer guest host illustrator interviewer narrator organizer original-author performer
    producer recipient reviewed-author script-writer series-creator translator
"""
NAME_VARIABLES = frozenset(_NAME_VARIABLES.split())
DATE_VARIABLES = frozenset(("accessed", "available-date", "event-date", "original-date", "submitted"))

RICH_TITLE = "csl:title"
"""In what is kept beyond CSL: the title with the marks of `nocase`, which its readers need not see."""

_NOCASE = re.compile(r'<span class="nocase">([^<]*(?:<(?!/?span)[^<]*)*)</span>')
_REGISTERS = {"DOI": "doi", "PMID": "pmid", "PMCID": "pmcid"}
_NAME_PARTS = {
    "family": "family",
    "given": "given",
    "literal": "literal",
    "non-dropping-particle": "particle",
    "dropping-particle": "dropping_particle",
    "suffix": "suffix",
}
_OWN = frozenset(
    ("id", "type", "title", "author", "issued", "container-title", "URL", "custom", "abstract", "categories")
)
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_YEAR = re.compile(r"(?<!\d)(?:1\d{3}|20\d\d)(?!\d)")


def work_of_item(item: Item) -> Work:
    """Return the work that a CSL-JSON item describes; what is not of CSL's shape is taken as the words it holds."""
    dates = {name: told for name in DATE_VARIABLES if (told := _date(item.get(name)))}
    issued = _date(item.get("issued"))
    year = _YEAR.search(issued)
    custom, told = item.get("custom"), _text(item.get("title"))
    extra = {str(name): _text(value) for name, value in custom.items()} if isinstance(custom, dict) else {}
    title = without_nocase(told)
    return Work(
        title=title,
        authors=_names(item.get("author")),
        year=int(year[0]) if year else None,
        type=_text(item.get("type")) or "document",
        venue=_text(item.get("container-title")),
        url=_text(item.get("URL")),
        identifiers=tuple(_identifiers(item)),
        issued="" if year and issued == year[0] else issued,
        creators={name: people for name in sorted(NAME_VARIABLES) if (people := _names(item.get(name)))},
        dates=dict(sorted(dates.items())),
        variables=_variables(item),
        extra=extra if told == title else extra | {RICH_TITLE: told},
    )


def item_of_work(work: Work, *, key: str) -> dict[str, object]:
    """Return the CSL-JSON item of `work` under `key`; what CSL has no variable for is in `custom`.

    What became of the work after it was published is told in its note, which reference managers show.
    """
    item: dict[str, object] = {"id": key, "type": work.type, "title": work.title}
    item["author"] = [_csl_name(name) for name in work.authors]
    item["issued"] = _csl_date(work.issued or str(work.year or ""))
    item["container-title"], item["URL"] = work.venue, work.url
    for identifier in work.identifiers:
        register = next((name for name, scheme in _REGISTERS.items() if scheme == identifier.scheme), "")
        if register:
            item.setdefault(register, identifier.value)
        elif identifier.scheme == "arxiv":
            item.update({"archive": "arXiv", "archive_location": identifier.value})
    item |= {variable: [_csl_name(each) for each in people] for variable, people in work.creators.items()}
    item |= {name: _csl_date(date) for name, date in work.dates.items()}
    item |= work.variables
    note, fate = work.variables.get("note", ""), told(work.notices)
    item["note"] = note if fate in note else f"{note}; {fate}".removeprefix("; ")
    item["custom"] = custom = dict(work.extra)
    rich = custom.pop(RICH_TITLE, "")
    if rich and without_nocase(rich) == work.title:
        item["title"] = rich
    return {name: value for name, value in item.items() if value or name == "title"}


def without_nocase(title: str) -> str:
    """Return a title without the marks of words whose case must stay as it is."""
    return _NOCASE.sub(r"\1", title)


def nocase_parts(title: str) -> list[tuple[str, bool]]:
    """Return the parts of a title in order, each with whether its case must stay as it is."""
    return [(part, place % 2 == 1) for place, part in enumerate(_NOCASE.split(title)) if part]


def nocase(text: str) -> str:
    """Return `text` marked as CSL's rich text does it: its case must stay as it is."""
    return f'<span class="nocase">{text}</span>'


def _identifiers(item: Item) -> list[Identifier]:
    found = []
    for variable, scheme in _REGISTERS.items():
        value = _text(item.get(variable))
        doi = _DOI.search(value.lower()) if scheme == "doi" else None
        if value:
            found.append(Identifier(scheme=scheme, value=doi[0] if doi else value))
    if _text(item.get("archive")).casefold() == "arxiv" and (value := _text(item.get("archive_location"))):
        found.append(Identifier(scheme="arxiv", value=value))
    return found


def _variables(item: Item) -> dict[str, str]:
    left_out = _OWN | NAME_VARIABLES | DATE_VARIABLES | _REGISTERS.keys()
    if _text(item.get("archive")).casefold() == "arxiv":
        left_out |= {"archive", "archive_location"}
    return {name: told for name, value in sorted(item.items()) if name not in left_out and (told := _text(value))}


def _names(value: object) -> tuple[Name, ...]:
    found = [_name(each) for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    return tuple(name for name in found if str(name))


def _name(value: Mapping[str, object]) -> Name:
    return Name(**{ours: _text(value.get(theirs)) for theirs, ours in _NAME_PARTS.items()})


def _csl_name(name: Name) -> dict[str, str]:
    return {theirs: told for theirs, ours in _NAME_PARTS.items() if (told := str(getattr(name, ours)))}


def _date(value: object) -> str:
    """Return a date variable in ISO 8601 (EDTF), or its words."""
    match value:
        case {"date-parts": [[*_] as start, [*_] as end]}:
            return f"{_iso(start)}/{_iso(end)}"
        case {"date-parts": [[year]], "season": season} if str(season) in {"1", "2", "3", "4"}:
            return f"{_iso([year])}-2{season}"
        case {"date-parts": [[*_] as day]} if any(day):
            return _iso(day)
        case {"literal": words} | {"raw": words}:
            return _text(words)
        case _:
            return _text(value) if isinstance(value, str | int) else ""


def _iso(parts: list[object]) -> str:
    numbers = [int(str(part)) for part in parts if str(part).isdigit()]
    return "-".join(f"{number:02}" if place else f"{number:04}" for place, number in enumerate(numbers))


def _csl_date(date: str) -> dict[str, object]:
    if not date:
        return {}
    days = [re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", part) for part in date.split("/")]
    parts = [[int(number) for number in day.groups() if number] for day in days if day]
    if len(parts) != len(days) or len(parts) > 2:
        return {"literal": date}
    if len(parts) == 1 and len(parts[0]) == 2 and parts[0][1] > 20:
        return {"date-parts": [parts[0][:1]], "season": parts[0][1] - 20}
    return {"date-parts": parts}


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(told for each in value if (told := _text(each)))
    return clean(str(value)).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
