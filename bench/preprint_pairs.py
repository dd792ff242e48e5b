"""How well preprints meet their published versions: recorded entries of arXiv that carry the DOI of a journal.

From each such entry two records are made as registers would have them: the preprint without its DOI, and the published
version without its id on arXiv, under the title and the authors of the entry; in a second pass with the year of print
and the initials that registers of publications tell. All records of all entries are clustered together; every pair has
to be joined, and no two works may be. Then the whole is done again without any names, but for the DOI.

Run: python bench/preprint_pairs.py --data ../shared/data
"""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from research_assistant.adapters.connectors.arxiv import ArxivPlace
from research_assistant.adapters.connectors.place import NotAnAnswer
from research_assistant.domain.likeness import Likeness
from research_assistant.domain.matching import clusters
from research_assistant.domain.work import Name, Work


def main() -> None:
    """Print how many pairs were joined, and how many works falsely, in each form of the published record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="The folder of the data sets.")
    folder = parser.parse_args().data / "scholar_api" / "arxiv.py" / "tests" / "fixtures"
    works = {str(work.identifiers[-1]): work for work in _works(folder)}
    paired = {name: work for name, work in works.items() if Likeness(work).published}
    print(f"{len(works)} entries, {len(paired)} of them with the DOI of a published version")
    kept = [work for name, work in works.items() if name not in paired]
    forms: tuple[tuple[str, Callable[[Work], Work]], ...] = (
        ("named by both ids", lambda work: work),
        ("as in the entry", _published),
        ("a year later, initials", lambda work: _as_registered(_published(work))),
    )
    failures = 0
    for form, made in forms:
        records = [record for work in paired.values() for record in (_preprint(work), made(work))]
        failures += _tell(form, records, kept)
    raise SystemExit(1 if failures else 0)


def _tell(form: str, records: Sequence[Work], others: Sequence[Work]) -> int:
    found = {frozenset(pair) for cluster in clusters([*records, *others]) for pair in combinations(cluster.members, 2)}
    wanted = {frozenset((place, place + 1)) for place in range(0, len(records), 2)}
    joined = [cluster.work for cluster in clusters(records) if len(cluster.members) == 2]
    cited = sum(bool(Likeness(work).published) and bool(Likeness(work).names.get("arxiv")) for work in joined)
    print(
        f"{form}: {len(found & wanted)} of {len(wanted)} pairs joined, {len(found - wanted)} falsely, "
        f"{cited} cited as published with the preprint kept"
    )
    every = [*records, *others]
    for pair in sorted(found ^ wanted, key=sorted):
        print(
            "   ",
            "missed:" if pair in wanted else "false:",
            *(f"[{every[each].year}] {every[each].title!r}" for each in sorted(pair)),
        )
    return len(found ^ wanted)


def _works(folder: Path) -> Iterator[Work]:
    for path in sorted(folder.glob("*.json")):
        body = json.loads(path.read_text(encoding="utf8"))["body"]
        content = body.encode() if isinstance(body, str) else bytes(body.get("data", ()))
        try:
            yield from (entry.work for entry in ArxivPlace("https://export.arxiv.org").read(content).entries)
        except NotAnAnswer:
            continue


def _preprint(work: Work) -> Work:
    names = tuple(each for each in work.identifiers if each.scheme == "arxiv")
    return replace(work, type="article", venue="", variables={}, identifiers=names, extra={})


def _published(work: Work) -> Work:
    names = tuple(each for each in work.identifiers if each.scheme == "doi")
    return replace(work, identifiers=names, url=f"https://doi.org/{names[0].value}", issued="", extra={})


def _as_registered(work: Work) -> Work:
    authors = tuple(Name(family=each.family, given=each.given[:1], literal=each.literal) for each in work.authors)
    return replace(work, authors=authors, year=None if work.year is None else work.year + 1)


if __name__ == "__main__":
    main()
