"""Read recorded answers of arXiv and compare every entry with what a second, independent reader finds in it.

Ids, titles, authors in their order, dates, DOIs and abstracts have to be equal, and no entry may be lost; an answer
that cannot be read has to name an error.

Run: python bench/arxiv_answers.py --data ../shared/data
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from research_assistant.adapters.connectors.arxiv import ArxivPlace
from research_assistant.adapters.connectors.place import Entry, NotAnAnswer

ATOM, ARXIV = "{http://www.w3.org/2005/Atom}", "{http://arxiv.org/schemas/atom}"


@dataclass(frozen=True, slots=True)
class Record:
    """What is compared of one entry."""

    id: str
    title: str
    authors: tuple[str, ...]
    published: str
    updated: str
    dois: tuple[str, ...]
    abstract: str
    pdf: str


def main() -> None:
    """Print what was read, and end with 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="The folder of the data sets.")
    folder = parser.parse_args().data / "scholar_api" / "arxiv.py" / "tests" / "fixtures"
    answers = entries = differing = 0
    errors: list[str] = []
    for path in sorted(folder.glob("*.json")):
        content = _content(json.loads(path.read_text(encoding="utf8"))["body"])
        expected, answers = list(_expected(content)), answers + 1
        try:
            found = [_record(entry) for entry in ArxivPlace("https://export.arxiv.org").read(content).entries]
        except NotAnAnswer as error:
            errors.append(f"{path.name}: {error}")
            entries += len(expected)
            continue
        entries += len(expected)
        for one, other in zip(expected, found, strict=False):
            if one != other:
                differing += 1
                print(f"{path.name} differs:\n  {one}\n  {other}")
        if len(expected) != len(found):
            differing += abs(len(expected) - len(found))
            print(f"{path.name} has {len(expected)} entries, of which {len(found)} were read")
    print(f"{answers} answers, {entries} entries, {differing} lost or different, {len(errors)} named errors")
    print("\n".join(f"  {each}" for each in errors))
    sys.exit(bool(differing))


def _content(body: str) -> bytes:
    """Return the bytes that were sent; some recordings took UTF-8 for Latin-1."""
    try:
        content = body.encode("latin-1")
        content.decode()
    except UnicodeError:
        return body.encode()
    return content


def _expected(content: bytes) -> Iterator[Record]:
    for entry in ElementTree.fromstring(content).iter(f"{ATOM}entry"):  # noqa: S314 - the same

        def text(name: str, of: ElementTree.Element = entry) -> str:
            return " ".join((of.findtext(name) or "").split())

        links = entry.findall(f"{ATOM}link")
        yield Record(
            id=re.sub(r"^https?://arxiv\.org/abs/", "", text(f"{ATOM}id")),
            title=text(f"{ATOM}title"),
            authors=tuple(" ".join((each.text or "").split()) for each in entry.iter(f"{ATOM}name")),
            published=text(f"{ATOM}published")[:10],
            updated=text(f"{ATOM}updated"),
            dois=tuple((each.text or "").strip() for each in entry.iter(f"{ARXIV}doi")),
            abstract=text(f"{ATOM}summary"),
            pdf=next((each.get("href", "") for each in links if each.get("title") == "pdf"), ""),
        )


def _record(entry: Entry) -> Record:
    work = entry.work
    names = {scheme: [each.value for each in work.identifiers if each.scheme == scheme] for scheme in ("arxiv", "doi")}
    return Record(
        id=f"{names['arxiv'][0]}v{work.extra['arxiv:version']}",
        title=work.title,
        authors=tuple(map(str, work.authors)),
        published=work.issued,
        updated=work.extra["arxiv:updated"],
        dois=tuple(names["doi"]),
        abstract=" ".join(entry.abstract.split()),
        pdf=entry.locations[0].url if entry.locations else "",
    )


if __name__ == "__main__":
    main()
