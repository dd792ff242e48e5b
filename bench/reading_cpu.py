"""Measure what reading a web page costs: `python bench/reading_cpu.py [--data ../shared/data] [--json]`.

Pages are read as they are when they come from the net: sent to the child process, read there, checked and taken back.
Seconds of CPU of this process and of the child are counted, without the start of the child; every figure is the
smallest of several rounds, since other programs can only make it larger. The pages are the 181 of the article
extraction benchmark and those of the simulator beside the data (some 1,500 words each, little around them).
"""

import argparse
import asyncio
import gzip
import importlib.util
import json
import resource
import time
from collections.abc import Sequence
from pathlib import Path

from research_assistant.adapters.extract.extracted import Unreadable
from research_assistant.adapters.extract.pool import FILES, Pool

DATA = Path("html_extraction") / "article-extraction-benchmark" / "html"
MOST = 25.0
"""Milliseconds of CPU a page."""

ROUNDS = 3
SIMULATED = 100

Figures = dict[str, float]


def main() -> int:
    """Read all pages, print the figures, and fail where the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    options = parser.parse_args()
    sets = {"181 pages of the net": _pages(options.data), "simulator": _simulated(options.data)}
    figures = {name: _least([asyncio.run(_measured(pages)) for _ in range(ROUNDS)]) for name, pages in sets.items()}
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, row in figures.items():
            print(f"{name:<24}", "  ".join(f"{figure} {value:.2f}" for figure, value in row.items()))
    return 0 if all(row["ms of CPU a page"] <= MOST for row in figures.values()) else 1


def _pages(data: Path) -> list[bytes]:
    return [gzip.decompress(file.read_bytes()) for file in sorted((data / DATA).glob("*.gz"))]


def _simulated(data: Path) -> list[bytes]:
    spec = importlib.util.spec_from_file_location("corpus", data.parent / "upstream" / "corpus.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"There is no simulator beside {data}.")
    corpus = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(corpus)
    return [corpus.make_page(number)["html"].encode() for number in range(SIMULATED)]


async def _measured(pages: Sequence[bytes]) -> Figures:
    """Return milliseconds a page: of both processes, of the child, of this one, and by the clock."""
    start = await _cost(pages[:1])
    whole = await _cost([pages[0], *pages])
    here, child, clock = (1_000 * (one - other) / len(pages) for one, other in zip(whole, start, strict=True))
    return {"ms of CPU a page": here + child, "in the child": child, "here": here, "by the clock": clock}


async def _cost(pages: Sequence[bytes]) -> tuple[float, float, float]:
    """Return seconds: of CPU here, of CPU in the child with its start, and by the clock from the first answer on."""
    if len(pages) >= FILES:
        raise SystemExit("A second child would be started.")
    pool = Pool(processes=1, seconds=60, memory=4 * 1024**3)
    children = _children()
    here = time.process_time()
    await _read(pool, pages[0])
    clock = time.monotonic()
    for page in pages[1:]:
        await _read(pool, page)
    clock, here = time.monotonic() - clock, time.process_time() - here
    await pool.close()
    return here, _children() - children, clock


async def _read(pool: Pool, page: bytes) -> None:
    try:
        async for _ in pool.read(page, name="page.html", media_type="text/html", collection=""):
            pass
    except Unreadable:
        return


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _least(rounds: Sequence[Figures]) -> Figures:
    return {figure: min(row[figure] for row in rounds) for figure in rounds[0]}


if __name__ == "__main__":
    raise SystemExit(main())
