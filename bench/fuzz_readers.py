"""Read thousands of damaged files of every kind: none may harm the program that asks.

python bench/fuzz_readers.py --data ../shared/data --files 10000
"""

import argparse
import asyncio
import random
import resource
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from research_assistant.adapters.extract.kinds import KINDS
from research_assistant.adapters.extract.pool import Pool
from research_assistant.adapters.extract.registry import Extractors
from research_assistant.domain.errors import UnreadableFile
from research_assistant.domain.library import Reading

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from mutations import mutated

LARGEST_SEED = 400_000
OF_EACH_KIND = 12


def seeds(data: Path) -> list[tuple[str, bytes]]:
    """Return small real files of every kind, and an EPUB made of a page."""
    found: list[tuple[str, bytes]] = []
    for kind in KINDS:
        files = sorted(
            path
            for path in data.rglob("*")
            if path.suffix.lower() in kind.suffixes and path.stat().st_size < LARGEST_SEED
        )
        step = max(1, len(files) // OF_EACH_KIND)
        found += [(path.name, path.read_bytes()) for path in files[::step][:OF_EACH_KIND]]
    page = next(content for name, content in found if name.endswith((".html", ".htm")))
    found += [("book.epub", _epub(page))] * 4
    return found


def _epub(page: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
            '<rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        )
        archive.writestr(
            "a.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A book</dc:title></metadata><manifest>'
            '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
            '<spine><itemref idref="a"/></spine></package>',
        )
        archive.writestr("a.xhtml", page)
    return made.getvalue()


async def main() -> None:
    """Print how the files ended, what took longest, and what the program that asked needed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("../shared/data"))
    arguments.add_argument("--files", type=int, default=10_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--seconds", type=float, default=30)
    given = arguments.parse_args()
    chance = random.Random(given.seed)  # noqa: S311 - a bench, not a secret
    files = seeds(given.data)
    pool = Pool(processes=2, seconds=given.seconds, memory=1024**3)
    outcomes: Counter[str] = Counter()
    crashes: Counter[str] = Counter()
    slowest: list[tuple[float, str, int]] = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()

    async def read_some(numbers: Iterator[int]) -> None:
        for number in numbers:
            name, content = mutated(files, chance)
            start = time.perf_counter()
            outcome = await _outcome(Extractors(lambda: datetime.now(UTC), pool), name, content)
            outcomes[outcome.partition(":")[0]] += 1
            if "crash" in outcome or "stumble" in outcome or "misleads" in outcome:
                crashes[f"{Path(name).suffix} {outcome}"] += 1
            slowest.append((time.perf_counter() - start, name, number))
            slowest.sort(reverse=True)
            del slowest[5:]

    numbers = iter(range(given.files))
    try:
        await asyncio.gather(read_some(numbers), read_some(numbers))
    finally:
        await pool.close()
    print(f"{given.files} files of {len(files)} seeds in {time.perf_counter() - began:.0f} s: {dict(outcomes)}")
    for what, times in crashes.most_common():
        print(f"{times:6} × {what}")
    print("slowest:", *(f"{seconds:.1f} s {name} (file {number})" for seconds, name, number in slowest), sep="\n    ")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"memory of the program that asks: {before / 1024:.0f} MB, +{grown:.0f} MB")


async def _outcome(extractors: Extractors, name: str, content: bytes) -> str:
    try:
        entries = [entry async for entry in extractors.read(content, name=name)]
    except UnreadableFile as error:
        return f"{error.cause}: {str(error).partition(' ')[2]}"
    works = sum(isinstance(entry, Reading) for entry in entries)
    return "read" if works == len(entries) else "read in part"


if __name__ == "__main__":
    asyncio.run(main())
