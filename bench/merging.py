"""How well copies of one work are told: DBLP-ACM and the duplicates that reviewers marked, and what it costs.

Run: python bench/merging.py DATA_FOLDER
"""

import csv
import html
import random
import sys
import time
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

from research_assistant.adapters.extract.fields import Fields, work_of
from research_assistant.domain.matching import clusters
from research_assistant.domain.work import Work

MANY = 30_000
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
