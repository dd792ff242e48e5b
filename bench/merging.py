"""How well copies of one work are told: DBLP-ACM and the duplicates that reviewers marked, and what it costs.

Run: python bench/merging.py DATA_FOLDER
"""

import csv
import html
import random
import sys
import time
import zlib
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from research_assistant.adapters.extract.fields import Fields, work_of
from research_assistant.domain.matching import clusters
from research_assistant.domain.work import Identifier, Work

MANY = 30_000
HITS, PARTS, PLACES, SUBJECT = 1_000, 3, 8, 120
Pair = frozenset[str]


def main(data: Path) -> None:
    """Print precision, recall and F1 of each set, then the time for many records."""
    folder = data / "dedup" / "dblp_acm" / "DBLP-ACM"
    acm, dblp = (_records(folder / name, "id") for name in ("ACM.csv", "DBLP2.csv"))
    with (folder / "DBLP-ACM_perfectMapping.csv").open(encoding="utf8") as file:
        gold = {frozenset(row) for row in csv.reader(file)}
    found = {pair for pair in _pairs(acm | dblp) if len(pair & acm.keys()) == 1}
    _tell("DBLP-ACM", found, gold)
    for name in ("Nagtegaal_2019", "Kitchenham_2010"):
        path = data / "corpus" / "systematic_reviews" / f"{name}.csv"
        with path.open(encoding="utf8") as file:
            marked = {
                frozenset((row["record_id"], row["duplicate_record_id"]))
                for row in csv.DictReader(file)
                if row["duplicate_record_id"]
            }
        records = _records(path, "record_id")
        found = set(_pairs(records))
        _tell(name, found, marked)
        for pair in sorted(found ^ marked, key=sorted):
            print("   ", "missed" if pair in marked else "more", *(_line(records[each]) for each in sorted(pair)))
    _speed(list(acm.values()) + list(dblp.values()))
    _answers(list(acm.values()) + list(dblp.values()))


def _records(path: Path, key: str) -> dict[str, Work]:
    with path.open(encoding="utf8", errors="replace") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        # The authors of DBLP-ACM are separated by commas.
        names = [name.strip() for name in html.unescape(row.get("authors") or "").split(",")]
        row["authors"] = ";".join(name for name in names if name and name != "?")
    return {row[key]: work_of(Fields(dict(row)), title=html.unescape(row["title"]), collection="") for row in rows}


def _pairs(records: dict[str, Work]) -> Iterable[Pair]:
    names = list(records)
    for cluster in clusters(list(records.values())):
        yield from (frozenset((names[one], names[other])) for one, other in combinations(cluster.members, 2))


def _tell(name: str, found: set[Pair], gold: set[Pair]) -> None:
    right = len(found & gold)
    precision, recall = right / max(len(found), 1), right / len(gold)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"{name}: {len(found)} pairs, precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}")


def _line(work: Work) -> str:
    return f"[{work.year}] {work.title[:90]!r}"


def _answers(works: list[Work]) -> None:
    """Time one query: 3 parts of a question, and 8 places with records of their own of what the others have too."""
    chance = random.Random(7)  # noqa: S311 - no secret
    found: list[Work] = []
    for part in range(PARTS):
        subject = works[part * SUBJECT : (part + 1) * SUBJECT]
        for place in range(PLACES):
            found += [_told(work, place) for work in chance.sample(subject, HITS // (PARTS * PLACES) + 1)]
    found = found[:HITS]
    started = time.process_time()
    count = len(clusters(found))
    seconds = time.process_time() - started
    print(f"{len(found):,} hits of {PARTS} parts at {PLACES} places in {seconds:.2f} s: {count} works")


def _told(work: Work, place: int) -> Work:
    """Return a work as one of eight places tells of it: with a DOI, an id of its own, initials, or the title alone."""
    number = zlib.crc32(work.title.encode())
    schemes = ("doi", "arxiv", "pmid", "openalex", "", "s2", "doi", "")
    names = (Identifier(scheme=schemes[place], value=f"10.1/{number}"),) if schemes[place] else ()
    authors = tuple(replace(name, given=name.given[:1]) for name in work.authors) if place % 2 else work.authors
    title = work.title.title() if place % 3 else work.title
    return replace(work, title=title, authors=authors, identifiers=names, url=f"https://{place}.example/{number}")


def _speed(works: list[Work]) -> None:
    """Time distinct records made by joining halves of real titles."""
    chance = random.Random(7)  # noqa: S311 - no secret
    halves = [work.title.split() for work in works]
    made = [
        Work(
            title=" ".join(chance.choice(halves)[:5] + chance.choice(halves)[-5:]),
            authors=chance.choice(works).authors,
            year=chance.randint(1980, 2025),
        )
        for _ in range(MANY)
    ]
    started = time.perf_counter()
    count = len(clusters(made))
    print(f"{MANY:,} records in {time.perf_counter() - started:.1f} s: {count:,} works")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
