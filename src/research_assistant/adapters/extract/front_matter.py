"""What stands before the text of a Markdown file and describes it: YAML, TOML, or lines that begin with `%`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace

import yaml

from research_assistant.adapters.extract.blocks import seen
from research_assistant.adapters.extract.fields import Fields, work_of
from research_assistant.domain.work import Work

_LONGEST = 16 * 1024
_MOST_BRACKETS = 500
"""What is nested deeper than any description takes its time."""
_YAML = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_PANDOC = re.compile(r"%[^\n]*(?:\n[ \t][^\n]*)*(?:\n%[^\n]*(?:\n[ \t][^\n]*)*){0,2}(?:\n|\Z)")
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?!\d)")


def split_front_matter(text: str) -> tuple[Fields, str]:
    """Return what is told of the text, and the text behind it; all of the text where nothing is told."""
    for pattern, read in ((_YAML, _yaml), (_TOML, _toml), (_PANDOC, _pandoc)):
        block = pattern.match(text)
        told = read(block[block.lastindex or 0]) if block and block.end() <= _LONGEST else None
        if block and told:
            return Fields(told), text[block.end() :]
    return Fields({}), text


def described_work(fields: Fields, *, title: str) -> Work:
    """Return the work of this title that the fields describe."""
    day = _DAY.match(fields.text("date", "published", "issued"))
    keywords = seen(fields.text("keywords"))
    return replace(
        work_of(fields, title=title, collection=""),
        type="document",
        issued=day[0] if day and len(day[0]) > 4 else "",
        variables={"keyword": keywords} if keywords else {},
    )


def _yaml(block: str) -> Mapping[str, object] | None:
    if len(re.findall(r"[\[{&*]", block)) > _MOST_BRACKETS:
        return None
    try:
        # This loader makes texts, lists and mappings, so a language `no` and a date stay what is written.
        told = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    return _fields(told)


def _toml(block: str) -> Mapping[str, object] | None:
    try:
        return _fields(tomllib.loads(block))
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _fields(told: object) -> Mapping[str, object] | None:
    if not isinstance(told, dict):
        return None
    fields = {str(name): _value(value) for name, value in told.items()}
    if isinstance(authors := fields.get("author", fields.get("authors")), list | dict):
        fields["authors"] = [_author(one) for one in (authors if isinstance(authors, list) else [authors])]
    return fields


def _value(value: object) -> object:
    """Return a text, or a list of what is one level below it; what lies deeper says nothing of the work."""
    match value:
        case str() | list() | dict():
            return value
        case _:
            return str(value)


def _author(told: object) -> object:
    """Return an author as `Fields` takes them: a text, or a mapping of `family` and `given` or of `name`."""
    match told:
        case {"name": dict() as name}:
            return name
        case dict():
            return {**told, "name": told.get("name") or told.get("literal") or ""}
        case _:
            return str(told) if isinstance(told, str) else ""


def _pandoc(block: str) -> Mapping[str, object] | None:
    title, *others = re.split(r"(?:^|\n)%[ \t]*", block)[1:]
    authors, date = ([seen(part) for part in re.split(r"\n|;", other)] for other in [*others, "", ""][:2])
    told = {"title": seen(title), "authors": [one for one in authors if one], "date": " ".join(date)}
    return told if title.strip() or told["authors"] else None
