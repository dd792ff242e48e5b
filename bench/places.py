"""Time eight places at once: three parts of a question, every answer of the net sent after the same pause.

python bench/places.py [--pause 400]   (a server of its own on loopback answers in the form of each place)

What the slowest answer takes, by the server's own log, is what no program can undercut; the last byte of all answers is
compared with it. What the stage takes beyond that is what this machine needs to read answers that all come at once.
"""

import argparse
import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
PLACES = ("arxiv", "openalex", "crossref", "europepmc", "semantic_scholar", "wikipedia", "searxng")
CONNECTORS = ("library", "arxiv", "openalex", "crossref", "europepmc", "semantic_scholar", "wikipedia", "web")
PARTS = (
    "Does zinc shorten the common cold?",
    "Does vitamin D lower the risk of falls?",
    "Do statins lower mortality in older adults?",
)
WORKS = 20
ROUNDS = 5
MOST = 1.25
LAST_BYTE = f"last byte / slowest answer, median (at most {MOST})"
UNPACED = """
    ARXIV_SECONDS_BETWEEN ARXIV_CONNECTIONS OPENALEX_SECONDS_BETWEEN CROSSREF_SECONDS_BETWEEN CROSSREF_CONNECTIONS
    EUROPEPMC_SECONDS_BETWEEN SEMANTIC_SCHOLAR_SECONDS_BETWEEN WIKIPEDIA_SECONDS_BETWEEN WIKIPEDIA_CONNECTIONS
"""
ADDRESSES = """
    ARXIV_API_URL OPENALEX_URL CROSSREF_URL EUROPEPMC_URL SEMANTIC_SCHOLAR_URL WIKIPEDIA_URL SEARXNG_URL
"""


class Server:
    """Answers in the form of each place after a pause, and tells at `/log` when it was asked and had answered."""

    def __init__(self, pause: float) -> None:
        """Take the seconds before each answer."""
        from places import TITLES, sample  # noqa: PLC0415 - the path is set first

        self._pause = pause
        self._answers = {name: (of.kind, of.answers(TITLES[:WORKS], WORKS)) for name in PLACES if (of := sample(name))}
        self._log: list[tuple[str, float, float]] = []

    async def listen(self) -> None:
        """Listen on loopback, and write the address to standard output."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
        await server.serve_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                began, name = time.monotonic(), re.split(rb"[ /?]+", head)[1].decode()
                if name == "log":
                    kind, content = "application/json", json.dumps(self._log).encode()
                    self._log.clear()
                else:
                    kind, content = self._answers[name]
                    await asyncio.sleep(self._pause)
                said = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n"
                writer.write(said.encode() + content)
                await writer.drain()
                if name != "log":
                    self._log.append((name, began, time.monotonic()))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def main() -> None:
    """Print the figures as JSON, and end with 1 where the last byte comes later than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pause", type=float, default=400, help="Milliseconds before each answer.")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
    if given.serve:
        asyncio.run(Server(given.pause / 1000).listen())
    command = [sys.executable, __file__, "--serve", "--pause", str(given.pause)]
    with tempfile.TemporaryDirectory() as home, subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            figures = _measured((server.stdout.readline() if server.stdout else "").strip(), home)
        finally:
            server.terminate()
    json.dump(figures, sys.stdout, indent=2)
    print()
    sys.exit(figures[LAST_BYTE] > MOST)


def _measured(address: str, home: str) -> dict[str, float]:
    os.environ |= dict.fromkeys(UNPACED.split(), "0")
    os.environ |= {name: f"{address}/{place}" for name, place in zip(ADDRESSES.split(), PLACES, strict=True)}
    os.environ |= {"DATA_DIR": home, "WEB_ENGINES": "searxng", "FETCH_ALLOWED_NETWORKS": "127.0.0.0/8"}
    return asyncio.run(_rounds(address))


async def _rounds(address: str) -> dict[str, float]:
    from research_assistant.bootstrap import application  # noqa: PLC0415 - the environment is set first
    from research_assistant.cli.console import errors  # noqa: PLC0415
    from research_assistant.cli.opening import initialise  # noqa: PLC0415
    from research_assistant.config import read_settings  # noqa: PLC0415
    from research_assistant.domain.plan import Plan, SubQuestion  # noqa: PLC0415
    from research_assistant.domain.query import Options, Scope  # noqa: PLC0415
    from research_assistant.pipeline.search import search  # noqa: PLC0415

    parts = tuple(SubQuestion(id=f"q{number}", text=each, search_text=each) for number, each in enumerate(PARTS, 1))
    plan = Plan(subquestions=parts, language="en")
    stages: list[float] = []
    calls: list[list[tuple[str, float, float]]] = []
    async with application(read_settings()) as opened:
        await initialise(opened, demonstration=True, console=errors())
        tools, user = opened.research._tools, await opened.accounts.local()  # noqa: SLF001 - the stage alone is timed
        scope = Scope(connectors=CONNECTORS, max_sources=WORKS // 2)
        query = (await opened.research.ask(" ".join(PARTS), user=user, scope=scope, options=Options())).query
        for _ in range(ROUNDS + 1):
            await opened.cache.clear()
            began = time.monotonic()
            searches = await search(plan, query, tools)
            stages.append(time.monotonic() - began)
            calls.append(await asyncio.to_thread(_log, address))
    for failed in {f"{each.connector}: {each.failure}" for each in searches if each.failure}:
        print(failed, file=sys.stderr)
    # The first round opens connections, and loads what is loaded late.
    slowest = [max(ended - began for _, began, ended in each) for each in calls[1:]]
    last = [max(ended for *_, ended in each) - min(began for _, began, _ in each) for each in calls[1:]]
    return {
        "searches": len(searches),
        "hits": sum(each.count for each in searches),
        "calls": len(calls[-1]),
        "slowest answer, s, median": statistics.median(slowest),
        "last byte, s, median": statistics.median(last),
        LAST_BYTE: _ratio(last, slowest),
        "stage, answers read and kept, s, median": statistics.median(stages[1:]),
        "stage / slowest, median": _ratio(stages[1:], slowest),
    }


def _ratio(mine: list[float], theirs: list[float]) -> float:
    return statistics.median(one / other for one, other in zip(mine, theirs, strict=True))


def _log(address: str) -> list[tuple[str, float, float]]:
    with urlopen(f"{address}/log") as answer:  # noqa: S310 - our own address
        return [(name, began, ended) for name, began, ended in json.load(answer)]


if __name__ == "__main__":
    main()
