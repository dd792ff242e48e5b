"""Read recorded answers of Crossref and OpenAlex and compare every work with a second reading of the raw JSON.

DOI, title, authors in their order, year and the count of citations have to be equal, and no work may be lost; an answer
that cannot be read, or has no works, has to name an error. Works that were asked for by their DOI are asked for again
as a register is: each has to come under its DOI, and none where the answer was that there is none. Searches for a title
whose first work has another one are listed.

Run: python bench/scholar_answers.py --data ../shared/data
"""

import argparse
import asyncio
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import yaml

from research_assistant.adapters.connectors.crossref import CrossrefPlace
from research_assistant.adapters.connectors.openalex import OpenAlexPlace
from research_assistant.adapters.connectors.place import Entry, NotAnAnswer, Registry
from research_assistant.adapters.connectors.register import PlaceRegister
from research_assistant.bootstrap import open_cache
from research_assistant.config import Settings
from research_assistant.domain.errors import FetchFailed
from research_assistant.domain.likeness import folded
from research_assistant.domain.notices import NoticeKind, kind_of_update
from research_assistant.domain.work import Identifier
from research_assistant.ports.fetcher import Fetched, Request

PLACES: Mapping[str, Registry] = {
    "api.crossref.org": CrossrefPlace("https://api.crossref.org"),
    "api.openalex.org": OpenAlexPlace("https://api.openalex.org"),
}
SETS = ("habanero_crossref", "paperqa_cassettes")
ONE_WORK = re.compile(r"/works/(?:doi:|https://doi\.org/)?(?P<doi>10\.\d{4,9}/[^/\s]+)")
Exchange = tuple[str, str, int, bytes]
"""The host that answered, what it was asked, the status and the bytes."""

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
    exchanges = list(_recorded(folder))
    for name, url, status, content in exchanges:
        where = unquote(url)
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
    _tell_titles(exchanges)
    sys.exit(bool(differing + asyncio.run(_looked_up(exchanges))))


class _Recordings:
    """A net that holds the recorded answers to requests for one work."""

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        self.answers: dict[tuple[str, str], tuple[int, bytes]] = {}
        for host, url, status, content in exchanges:
            if found := ONE_WORK.fullmatch(unquote(urlsplit(url).path)):
                name = (host, found["doi"].casefold())
                if len(content) >= len(self.answers.get(name, (0, b""))[1]):
                    self.answers[name] = status, content

    async def fetch(self, request: Request) -> Fetched:
        """Return what was recorded; see the port."""
        url = urlsplit(request.url)
        found = ONE_WORK.fullmatch(unquote(url.path))
        status, content = self.answers[url.netloc, found["doi"].casefold()] if found else (400, b"")
        if status != 200:
            raise FetchFailed(f"It answered with status {status}.", cause="status", status=status)
        return Fetched(url=request.url, media_type="", charset="", content=content, fetched_at=datetime.now(UTC))


async def _looked_up(exchanges: Sequence[Exchange]) -> int:
    """Print how often registers told of a work, and return how often they told of another one, or wrongly of none."""
    recordings, told, cache = _Recordings(exchanges), Counter[str](), open_cache(Settings(enable_cache=False))
    for (host, doi), (status, _) in recordings.answers.items():
        work = await PlaceRegister(PLACES[host], fetcher=recordings, cache=cache).find(
            Identifier(scheme="doi", value=doi)
        )
        dois = {each.value.casefold() for each in work.identifiers if each.scheme == "doi"} if work else set()
        told["wrong" if (doi in dois) != (status == 200) else "found" if work else "unknown"] += 1
    print(f"by their DOI: {told['found']} found, {told['unknown']} unknown, {told['wrong']} told wrongly")
    return told["wrong"]


def _tell_titles(exchanges: Sequence[Exchange]) -> None:
    asked = other = 0
    for host, url, _, content in exchanges:
        title = parse_qs(urlsplit(url).query).get("query.title", [""])[0]
        if title:
            asked += 1
            entries = PLACES[host].read(content).entries
            first = entries[0].work.title if entries else ""
            if folded(first) != folded(title):
                other += 1
                print(f"  asked for {title!r}: {f'another, {first!r}' if first else 'none'}")
    print(f"{asked} searches for a title, {other} of them first answered with another or with none")


def _recorded(folder: Path) -> Iterator[Exchange]:
    for path in sorted(path for each in SETS for path in (folder / each).rglob("*.yaml")):
        for exchange in yaml.load(path.read_text(encoding="utf8"), Loader=yaml.CSafeLoader)["interactions"]:
            url, answer = urlsplit(exchange["request"]["uri"]), exchange["response"]
            content = answer["body"].get("string") or b""
            content = content.encode() if isinstance(content, str) else content
            content = gzip.decompress(content) if content.startswith(GZIP) else content
            if url.netloc in PLACES:
                yield url.netloc, url.geturl(), answer["status"]["code"], content


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
