"""Time the way to the world and back: arXiv, the web and the library, three parts of a question, twenty documents.

python bench/world.py --upstream http://127.0.0.1:18080   (the simulator has to run; see its README)

Every wait is compared with the simulator's own log: what the slowest search and the slowest page after it take is the
longest chain that no program can undercut, whatever the machine. Queries at once are compared with one alone.
"""

import argparse
import asyncio
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

PARTS = (
    "Does retrieval augmented generation lower hallucination?",
    "How does reranking of passages change the recall at ten?",
    "Does citation faithfulness improve with tool use by agents?",
)
AT_ONCE = 8
ROUNDS = 5
SEARCHES = ("search", "arxiv")
COPIES = ("page", "pdf")


@dataclass(frozen=True)
class Call:
    """One call in the log of the simulator; times are those of its clock."""

    kind: str
    began: float
    ended: float


def main() -> None:
    """Print the figures as JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--upstream", default="http://127.0.0.1:18080")
    arguments.add_argument("--engines", default="searxng,brave,tavily")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= _environment(given.upstream, home, given.engines)
        json.dump(asyncio.run(_measure(given.upstream)), sys.stdout, indent=2)
        print()


def _environment(upstream: str, home: str, engines: str) -> dict[str, str]:
    return {
        "DATA_DIR": home,
        "FETCH_ALLOWED_NETWORKS": "127.0.0.0/8",
        "ARXIV_API_URL": f"{upstream}/api/query",
        "ARXIV_SECONDS_BETWEEN": "0",
        "ARXIV_CONNECTIONS": "0",
        "SITE_SECONDS_BETWEEN": "0",
        "SITE_CONNECTIONS": "0",
        "WEB_SECONDS_BETWEEN": "0",
        "SEARXNG_URL": upstream,
        "BRAVE_URL": upstream,
        "BRAVE_API_KEY": "key-of-the-bench",
        "TAVILY_URL": upstream,
        "TAVILY_API_KEY": "key-of-the-bench",
        "WEB_ENGINES": engines,
    }


async def _measure(upstream: str) -> dict[str, object]:
    sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
    from research_assistant.bootstrap import application  # noqa: PLC0415 - the environment is set first
    from research_assistant.cli.console import errors  # noqa: PLC0415
    from research_assistant.cli.opening import initialise  # noqa: PLC0415
    from research_assistant.config import read_settings  # noqa: PLC0415

    settings = read_settings()
    async with application(settings) as opened:
        await initialise(opened, demonstration=True, console=errors())
        await _ask(opened, " ".join(PARTS))
        alone = [await _cold(upstream, opened, 1) for _ in range(ROUNDS)]
        together = [await _cold(upstream, opened, AT_ONCE) for _ in range(ROUNDS)]
        await asyncio.to_thread(_post, f"{upstream}/__reset")
        await _ask(opened, " ".join(PARTS))
        await asyncio.to_thread(_post, f"{upstream}/__reset")
        began = time.perf_counter()
        await _ask(opened, " ".join(PARTS))
        warm = time.perf_counter() - began
        asked_again = len(await asyncio.to_thread(_log, upstream))
    one = [_reached(calls) for calls, _, _ in alone]
    chains = [_longest_chain(calls) for calls, _, _ in alone]
    many = [_reached(calls) for calls, _, _ in together]
    return {
        "calls of one query, by kind": _kinds(alone[0][0]),
        "last byte of one query, s, median": statistics.median(one),
        "longest chain of its log, s, median": statistics.median(chains),
        "last byte / longest chain, median (at most 1.25)": statistics.median(
            mine / chain for mine, chain in zip(one, chains, strict=True)
        ),
        "last byte of 8 at once, s, median": statistics.median(many),
        "8 at once / one, median (at most 1.3)": statistics.median(many) / statistics.median(one),
        "whole query, s, median": statistics.median(seconds for _, seconds, _ in alone),
        "whole 8 at once, s, median": statistics.median(seconds for _, seconds, _ in together),
        "CPU of one query, s, readers included, median": statistics.median(cpu for _, _, cpu in alone),
        "the same query again, s": warm,
        "calls of the same query again (0)": asked_again,
    }


async def _cold(upstream: str, opened: object, number: int) -> tuple[list[Call], float, float]:
    """Ask with nothing at hand; return the calls, the seconds, and the CPU seconds."""
    await opened.cache.clear()  # type: ignore[attr-defined]
    await asyncio.to_thread(_post, f"{upstream}/__reset")
    before, began = _cpu(), time.perf_counter()
    # Each query is another one, so that none finds what another has just fetched.
    questions = [" ".join(PARTS)] if number == 1 else [f"{' '.join(PARTS)} Version {each}?" for each in range(number)]
    await asyncio.gather(*(_ask(opened, question) for question in questions))
    seconds, cpu = time.perf_counter() - began, _cpu() - before
    return await asyncio.to_thread(_log, upstream), seconds, cpu


async def _ask(opened: object, question: str) -> None:
    from research_assistant.domain.query import Options, Scope  # noqa: PLC0415 - the path is set first

    user = await opened.accounts.local()  # type: ignore[attr-defined]
    scope = Scope(connectors=("arxiv", "library", "web"), max_sources=20)
    asked = await opened.research.ask(question, user=user, scope=scope, options=Options())  # type: ignore[attr-defined]
    report = await opened.research.run(asked, tell=lambda _: None)  # type: ignore[attr-defined]
    failed = [search.failure for search in report.made.searches if search.failure]
    unread = [source.unread or source.unopened for source in report.sources if source.unread or source.unopened]
    if failed or unread:
        print(failed, unread[:3], file=sys.stderr)


def _log(upstream: str) -> list[Call]:
    with urlopen(f"{upstream}/__log") as answer:  # noqa: S310 - the simulator's own address
        entries = json.load(answer)
    return [Call(kind=each["kind"], began=each["t0"], ended=each["t1"]) for each in entries if "t1" in each]


def _post(url: str) -> None:
    with urlopen(Request(url, data=b"")):  # noqa: S310 - the simulator's own address
        pass


def _reached(calls: Sequence[Call]) -> float:
    """Return the seconds from the first call to the last byte."""
    return max(call.ended for call in calls) - min(call.began for call in calls)


def _longest_chain(calls: Sequence[Call]) -> float:
    """Return what the slowest search and the slowest copy after it take, one behind the other."""
    return sum(
        max((call.ended - call.began for call in calls if call.kind in kinds), default=0.0)
        for kinds in (SEARCHES, COPIES)
    )


def _kinds(calls: Sequence[Call]) -> dict[str, int]:
    return {kind: sum(call.kind == kind for call in calls) for kind in sorted({call.kind for call in calls})}


def _cpu() -> float:
    """Return the CPU seconds of this process, and of those that read for it."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = stat.read_text().rpartition(")")[2].split()
        if int(fields[1]) == os.getpid():
            ticks += int(fields[11]) + int(fields[12])
    return own.ru_utime + own.ru_stime + ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
