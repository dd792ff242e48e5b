"""Counts ordinary addresses that the fetcher refuses, and hostile ones that it would dial.

Ordinary ones stand in recorded answers of indexes and in real pages; hostile ones in public collections. Nothing is
dialled and no name is resolved: every name counts as one of the public net.

Run: python bench/addresses.py --data ../shared/data
"""

import argparse
import asyncio
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from research_assistant.adapters.http.policy import Policy
from research_assistant.adapters.http.registry import fetcher_over
from research_assistant.adapters.http.wire import Wire
from research_assistant.domain.errors import FetchRefused
from research_assistant.ports.fetcher import Request

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from nets import Names, Recorder, no_robots, page

RECORDED = ("scholar_api", "html_extraction", "research_questions")
HOSTILE = "adversarial/SSRF-Testing"
TEXTS = {".json", ".jsonl", ".xml", ".html", ".txt", ".md", ".py", ".yaml"}
URL = re.compile(r"""https?://[^\s"'<>`\\^{}|\x00-\x20\x7f-\x9f]{3,500}""", re.IGNORECASE)
HOSTILE_URL = re.compile(r"`?((?:https?|ftp|file|gopher|dict|ldap|tftp|jar|sftp):[^\s`]+)")


def found(folder: Path, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield the addresses in all texts below a folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in TEXTS:
            for match in pattern.finditer(path.read_text(encoding="utf8", errors="replace")):
                yield match[match.lastindex or 0].rstrip(".,;:)]")


def one_a_host(urls: Iterable[str], most: int) -> list[str]:
    """Return addresses with at most ten of one host: real records name a few hosts again and again."""
    hosts: Counter[str] = Counter()
    kept = []
    for url in dict.fromkeys(urls):
        host = url.split("/")[2].lower()
        hosts[host] += 1
        if hosts[host] <= 10:
            kept.append(url)
    return kept[:most]


async def refused(urls: Iterable[str], recorder: Recorder) -> dict[str, FetchRefused]:
    """Return what is not asked, and why."""
    policy = Policy(user_agent="bench", failures_before_rest=0)
    fetcher = fetcher_over(Wire(policy, resolver=Names(), dialler=recorder), policy, lambda: datetime.now(UTC))
    told = {}
    for url in urls:
        try:
            await fetcher.fetch(Request(url=url))
        except FetchRefused as error:
            told[url] = error
    return told


async def measure(data: Path, most: int) -> None:
    """Print both counts."""
    ordinary = one_a_host((url for name in RECORDED for url in found(data / name, URL)), most)
    recorder = Recorder(lambda _, path: no_robots(path) or page())
    told = await refused(ordinary, recorder)
    print(f"ordinary addresses: {len(ordinary)}, refused {len(told)}")
    for url, error in told.items():
        print(f"  {url}: {error}")

    hostile = list(dict.fromkeys(found(data / HOSTILE, HOSTILE_URL)))
    recorder = Recorder(lambda _, path: no_robots(path) or page())
    told = await refused(hostile, recorder)
    inside = [address for address, _ in recorder.dialled if not ip_address(address).is_global]
    print(f"hostile addresses: {len(hostile)}, refused {len(told)}, not of the public net and dialled {len(inside)}")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the public data sets")
    parser.add_argument("--most", type=int, default=3000, help="ordinary addresses at most")
    given = parser.parse_args()
    asyncio.run(measure(given.data, given.most))


if __name__ == "__main__":
    main()
