"""Read recorded answers of Semantic Scholar and compare every paper with a second reading of the raw JSON.

DOI, title, authors in their order, year and the count of citations have to be equal, and no paper may be lost; an
answer that cannot be read has to name an error.

Run: python bench/scholar_answers_more.py --data ../shared/data
"""

import argparse
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from research_assistant.adapters.connectors.place import Entry, NotAnAnswer
from research_assistant.adapters.connectors.semantic_scholar import SemanticScholarPlace

SETS = ("semanticscholar", "paperqa_cassettes")
HOST = "api.semanticscholar.org"
PATH = re.compile(r"/graph/v1/paper/(?:search(?:/match|/bulk)?|(?!search|batch)[^/]+(?:/[^/]+)?)")
LISTS = ("/authors", "/citations", "/references")
"""Ends of paths whose answers list what is no paper that was asked for."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is compared of one paper; titles and names without white space and punctuation."""

    doi: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    citations: int | None


def main() -> None:
    """Print what was read, and end with 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="The folder of the data sets.")
    folder = parser.parse_args().data / "scholar_api"
    place = SemanticScholarPlace(f"https://{HOST}/graph/v1")
    answers = papers = differing = refused = 0
    errors: Counter[str] = Counter()
    for where, content in _recorded(folder):
        expected, answers = list(_expected(content)), answers + 1
        papers += len(expected)
        try:
            page = place.read(content)
        except NotAnAnswer as error:
            errors[str(error)] += 1
            differing += len(expected)
            continue
        refused += len(page.refused)
        found = [_record(entry) for entry in page.entries]
        for one, other in zip(expected, found, strict=False):
            if one != other:
                differing += 1
                print(f"{where} differs:\n  {one}\n  {other}")
        if len(expected) != len(found):
            differing += abs(len(expected) - len(found))
            print(f"{where} has {len(expected)} papers, of which {len(found)} were read")
    print(f"{answers} answers, {papers} papers, {differing} lost or different, {refused} told as left out")
    print(f"{errors.total()} answers without papers, each with a named error:")
    print("\n".join(f"  {number} × {told}" for told, number in errors.most_common()))
    sys.exit(bool(differing))


def _recorded(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(path for each in SETS for path in (folder / each).rglob("*.yaml")):
        for exchange in yaml.load(path.read_text(encoding="utf8"), Loader=yaml.CSafeLoader)["interactions"]:
            url, answer = urlsplit(exchange["request"]["uri"]), exchange["response"]
            if url.netloc == HOST and PATH.fullmatch(url.path) and not url.path.endswith(LISTS):
                content = answer.get("content") or answer["body"].get("string") or b""
                yield f"{path.name} {url.path}", content.encode() if isinstance(content, str) else content


def _expected(content: bytes) -> Iterator[Record]:
    answer = json.loads(content)
    if "error" in answer or "message" in answer:
        return
    for paper in answer.get("data", []) if "paperId" not in answer else [answer]:
        yield _of_raw(paper)


def _of_raw(paper: dict[str, Any]) -> Record:
    return Record(
        doi=((paper.get("externalIds") or {}).get("DOI") or "").casefold(),
        title=_bare(paper.get("title") or _address(paper)),
        authors=tuple(_bare(each["name"]) for each in paper.get("authors") or []),
        year=paper.get("year"),
        citations=paper.get("citationCount"),
    )


def _address(paper: dict[str, Any]) -> str:
    """Return what a paper is called of which the recording did not ask for the title."""
    doi = (paper.get("externalIds") or {}).get("DOI")
    return (
        f"https://doi.org/{doi}"
        if doi
        else paper.get("url") or f"https://www.semanticscholar.org/paper/{paper['paperId']}"
    )


def _record(entry: Entry) -> Record:
    work = entry.work
    return Record(
        doi=next((each.value.casefold() for each in work.identifiers if each.scheme == "doi"), ""),
        title=_bare(work.title),
        authors=tuple(_bare(str(each)) for each in work.authors),
        year=work.year,
        citations=work.citations,
    )


def _bare(text: str) -> str:
    """Return the letters and digits of a text without entities, tags and formulas in a second language."""
    once = re.sub(r"<tex-math\b.*?</tex-math>", "", unicodedata.normalize("NFC", text), flags=re.DOTALL)
    plain = re.sub(r"</?[A-Za-z][^<>]*>", "", once.replace("&amp;", "&"))
    return "".join(each for each in plain if each.isalnum()).casefold()


if __name__ == "__main__":
    main()
