"""Add 30,000 records: how fast, in how much memory, and what is left when the process is killed meanwhile.

python bench/adding.py --data ../shared/data --records 30000 --kills 10
"""

import argparse
import csv
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Print the figures, and leave with 1 where a record was lost or is there twice."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("../shared/data"))
    arguments.add_argument("--records", type=int, default=30_000)
    arguments.add_argument("--kills", type=int, default=10)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    chance = random.Random(given.seed)  # noqa: S311 - a bench, not a secret
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        file = home / "works.jsonl"
        real = _write(file, given.data, given.records)
        print(f"{given.records:,} records, {real:,} of them real, {file.stat().st_size / 1e6:.0f} MB")
        began, spent = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        peaks = _added(home / "whole", file)
        seconds = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        computed = after.ru_utime + after.ru_stime - spent.ru_utime - spent.ru_stime
        whole = _standing(home / "whole")
        print(
            f"added in {seconds:.0f} s, {given.records / seconds:.0f} a second, with the start of the program; "
            f"{computed:.0f} s of computing"
        )
        print("memory of the command and its readers at each tenth, MB:", *(f"{peak:.0f}" for peak in peaks))
        again = time.perf_counter()
        _added(home / "whole", file)
        print(f"added once more in {time.perf_counter() - again:.0f} s, the same: {_standing(home / 'whole') == whole}")
        killed = 0
        for _ in range(given.kills):
            killed += _killed(home / "killed", file, chance.uniform(1, seconds))
        _added(home / "killed", file)
        same = _standing(home / "killed") == whole and whole[0] == given.records
        print(
            f"killed {killed} times while it ran, then finished: {'nothing lost, nothing twice' if same else 'FAILED'}"
        )
        pair = [_start(home / "pair", file) for _ in range(2)]
        codes = [process.wait() for process in pair]
        both = codes == [0, 0] and _standing(home / "pair") == whole
        print(f"added by two processes at once: {'nothing lost, nothing twice' if both else f'FAILED {codes}'}")
    raise SystemExit(0 if same and both else 1)


def _write(file: Path, data: Path, records: int) -> int:
    """Write so many records, the real ones first and then again with a number; return how many are real."""
    csv.field_size_limit(2**24)
    works = list(_works(data))
    with file.open("w", encoding="utf8") as lines:
        numbered = ((round_, work) for round_ in count() for work in works)
        for number, (round_, (title, abstract)) in enumerate(islice(numbered, records)):
            told = {"id": number, "title": f"{title} ({round_})" if round_ else title, "abstract": abstract}
            lines.write(json.dumps(told) + "\n")
    return min(len(works), records)


def _works(data: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((data / "corpus" / "systematic_reviews").glob("*.csv")):
        with path.open(encoding="utf8", newline="") as file:
            for row in csv.DictReader(file):
                told = {name.strip().lower(): value or "" for name, value in row.items() if name}
                title = told.get("title") or told.get("primary_title") or ""
                if title:
                    yield title, told.get("abstract") or told.get("notes_abstract") or ""
    for line in (data / "scifact" / "corpus.jsonl").read_text("utf8").splitlines():
        told = json.loads(line)
        yield told["title"], " ".join(told["abstract"])


def _start(home: Path, file: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(ROOT / "research.py")]
    environment = {**os.environ, "DATA_DIR": str(home), "EMBEDDING_MODEL": "none"}
    if not home.exists():
        subprocess.run([*command, "init", "--no-demonstration"], check=True, capture_output=True, env=environment)
    add = ["library", "add", str(file), "--collection", "bench"]
    with (home / "errors.txt").open("ab") as errors:
        return subprocess.Popen([*command, *add], stderr=errors, env=environment)


def _added(home: Path, file: Path) -> list[float]:
    """Add the file, and return the peak of memory, in MB, in each tenth of the time."""
    process = _start(home, file)
    told: list[float] = []

    def watch() -> None:
        asked = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                told.append(sum(each.memory_info().rss for each in (asked, *asked.children(recursive=True))) / 1e6)
            except psutil.NoSuchProcess:
                return
            time.sleep(0.05)

    watcher = threading.Thread(target=watch)
    watcher.start()
    assert process.wait() == 0, (home / "errors.txt").read_text("utf8")
    watcher.join()
    tenth = max(1, len(told) // 10)
    return [max(told[first : first + tenth]) for first in range(0, tenth * 10, tenth) if told[first : first + tenth]]


def _killed(home: Path, file: Path, seconds: float) -> bool:
    process = _start(home, file)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def _standing(home: Path) -> tuple[int, ...]:
    """Return how many items, different names, documents, passages and indexed passages there are."""
    with sqlite3.connect(home / "research.db") as connection:
        return tuple(
            connection.execute(f"SELECT count({what}) FROM {table}").fetchone()[0]  # noqa: S608 - our own words
            for what, table in (
                ("*", "library_items"),
                ("DISTINCT name", "library_items"),
                ("*", "documents"),
                ("*", "passages"),
                ("*", "passages_fts"),
            )
        )


if __name__ == "__main__":
    main()
