"""Read recorded answers of Crossref and OpenAlex and compare every work with a second reading of the raw JSON.

DOI, title, authors in their order, year and the count of citations have to be equal, and no work may be lost; an answer
that cannot be read, or has no works, has to name an error.

Run: python bench/scholar_answers.py --data ../shared/data
"""

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from research_assistant.adapters.connectors.crossref import CrossrefPlace
from research_assistant.adapters.connectors.openalex import OpenAlexPlace
from research_assistant.adapters.connectors.place import Entry, NotAnAnswer, Place
from research_assistant.domain.notices import NoticeKind, kind_of_update

PLACES: Mapping[str, Place] = {
    "api.crossref.org": CrossrefPlace("https://api.crossref.org"),
    "api.openalex.org": OpenAlexPlace("https://api.openalex.org"),
}
SETS = ("habanero_crossref", "paperqa_cassettes")
GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Record:
    """What is compared of one work; titles and names without markup and white space."""

    doi: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    citations: int | None
    notices: tuple[str, ...]


def main() -> None:
    """Print what was read, and end with 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="The folder of the data sets.")
    folder = parser.parse_args().data / "scholar_api"
    answers: Counter[str] = Counter()
    works: Counter[str] = Counter()
    abstracts: Counter[str] = Counter()
    errors: Counter[str] = Counter()
    differing = 0
    for name, where, status, content in _recorded(folder):
        place, expected = PLACES[name], list(_expected(name, content))
        answers[name] += 1
        works[name] += len(expected)
        try:
            entries = place.read(content).entries
        except NotAnAnswer as error:
            errors[f"{name} {status}: {error}"] += 1
            entries = ()
        abstracts[name] += sum(bool(each.abstract) for each in entries)
        found = [_record(entry) for entry in entries]
        for one, other in zip(expected, found, strict=False):
            if one != other:
                differing += 1
                print(f"{where} differs:\n  {one}\n  {other}")
        if len(expected) != len(found):
            differing += abs(len(expected) - len(found))
            print(f"{where} has {len(expected)} works, of which {len(found)} were read")
    for name in PLACES:
        print(f"{name}: {answers[name]} answers, {works[name]} works, {abstracts[name]} with an abstract")
    print(f"{differing} works lost or different, {errors.total()} answers without works, each with a named error:")
    print("\n".join(f"  {number} × {told}" for told, number in errors.most_common()))
    sys.exit(bool(differing))


def _recorded(folder: Path) -> Iterator[tuple[str, str, int, bytes]]:
    """Yield the host that answered, where this is recorded, the status and the bytes."""
    for path in sorted(path for each in SETS for path in (folder / each).rglob("*.yaml")):
        for exchange in yaml.load(path.read_text(encoding="utf8"), Loader=yaml.CSafeLoader)["interactions"]:
            url, answer = urlsplit(exchange["request"]["uri"]), exchange["response"]
            content = answer["body"].get("string") or b""
            content = content.encode() if isinstance(content, str) else content
            content = gzip.decompress(content) if content.startswith(GZIP) else content
            if url.netloc in PLACES:
                yield url.netloc, f"{path.name} {url.path}", answer["status"]["code"], content


def _expected(name: str, content: bytes) -> Iterator[Record]:
    try:
        answer = json.loads(content)
    except ValueError:
        return
    if name == "api.openalex.org":
        for work in answer.get("results", [answer]):
            yield _of_openalex(work)
    elif answer.get("message-type") in {"work", "work-list"}:
        message = answer["message"]
        for work in message["items"] if answer["message-type"] == "work-list" else [message]:
            yield _of_crossref(work)


def _of_crossref(work: dict[str, Any]) -> Record:
    doi, subtitle = work["DOI"], (work.get("subtitle") or [""])[0]
    title = (work.get("title") or [""])[0]
    if subtitle and subtitle.casefold() not in title.casefold():
        title += subtitle
    year = work.get("issued", {}).get("date-parts", [[None]])[0][0]
    updates = work.get("updated-by", [])
    people = (
        f"{each.get('given', '')} {each.get('family', each.get('name', ''))} {each.get('suffix', '')}"
        for each in work.get("author", [])
    )
    return Record(
        doi=doi.casefold(),
        title=_bare(title) or _bare(work.get("URL", f"https://doi.org/{doi}")),
        authors=tuple(name for each in people if (name := _bare(each))),
        year=year,
        citations=work.get("is-referenced-by-count"),
        notices=tuple(sorted({f"{kind}" for each in updates if (kind := kind_of_update(each["type"]))})),
    )


def _of_openalex(work: dict[str, Any]) -> Record:
    authors = (each["author"]["display_name"] for each in work.get("authorships", []))
    return Record(
        doi=(work.get("doi") or "").removeprefix("https://doi.org/").casefold(),
        title=_bare(work.get("title") or work["doi"]),
        authors=tuple(map(_bare, authors)),
        year=work.get("publication_year"),
        citations=work.get("cited_by_count"),
        notices=(str(NoticeKind.RETRACTION),) if work.get("is_retracted") else (),
    )


def _record(entry: Entry) -> Record:
    work = entry.work
    return Record(
        doi=next((each.value.casefold() for each in work.identifiers if each.scheme == "doi"), ""),
        title=_bare(work.title),
        authors=tuple(_bare(str(each)) for each in work.authors),
        year=work.year,
        citations=work.citations,
        notices=tuple(sorted({str(each.kind) for each in work.notices})),
    )


def _bare(text: str) -> str:
    """Return the letters and digits of a text without tags and entities."""
    plain = re.sub(r"</?[A-Za-z][^<>]*>|&\w+;", "", text.replace("&amp;amp;", "&").replace("&amp;", "&"))
    return "".join(each for each in plain if each.isalnum()).casefold()


if __name__ == "__main__":
    main()
