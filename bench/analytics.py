"""Time the analytics over HTTP, with 100,000 queries of one user and as many of others, all in the last 365 days.

Told is the least and the median of the rounds in milliseconds, beside an endpoint that does next to nothing: other
programs share the machine.

python bench/analytics.py [--queries 100000] [--rounds 15] [--database sqlite]
"""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import httpx2
from sqlalchemy import Table, insert, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from databases import KINDS, postgres_server
from research_assistant.adapters.db.engine import engine
from research_assistant.adapters.db.session import batched, writing
from research_assistant.adapters.db.tables import daily_figures, findings, ledger, research_queries, sources, users
from research_assistant.adapters.store.figures import EVERYBODY, day_of
from research_assistant.domain.figures import (
    BY_CONNECTOR,
    BY_TYPE,
    CITED,
    CONFIDENCE,
    OUTCOME,
    RETRIEVED,
    SECONDS,
    SUPPORTED,
    VERDICT,
)
from research_assistant.kit.ids import new_id
from serving import UVICORN, logged_in, served

DAYS = 365
OTHERS = 20
MOST_MILLISECONDS = 150
AT_ONCE = 5_000
PATHS = (
    *(f"usage?days={days}&scope={scope}" for days in (30, DAYS) for scope in ("own", "all")),
    *(f"costs?days={days}&scope={scope}" for days in (30, DAYS) for scope in ("own", "all")),
    *(f"sources?days={days}&scope={scope}" for days in (30, DAYS) for scope in ("own", "all")),
    *(f"performance?days={days}&scope={scope}" for days in (7, DAYS) for scope in ("own", "all")),
    "session-costs",
)
KEYS = {
    SECONDS: [str(bucket) for bucket in range(8, 28)],
    CONFIDENCE: [str(step) for step in range(10)],
    OUTCOME: ["complete", "partial", "no_evidence"],
    VERDICT: ["supported", "refuted", "not_enough_info"],
    **{f"{stage}:{BY_CONNECTOR}": ["library", "arxiv", "web"] for stage in (RETRIEVED, CITED, SUPPORTED)},
    **{f"{stage}:{BY_TYPE}": ["article", "article-journal", "webpage"] for stage in (RETRIEVED, CITED, SUPPORTED)},
}
Row = Mapping[str, object]


async def fill(database: str, user_id: str, queries: int, chance: random.Random) -> None:
    """Put what was asked in a year into the database: half of it by this user, who becomes an administrator."""
    opened = engine(database)
    now = datetime.now(UTC)
    others = [new_id() for _ in range(OTHERS)]
    owners = [user_id] * queries + [others[number % OTHERS] for number in range(queries)]
    asked = [
        {"query_id": new_id(), "user_id": owner, "created_at": now - timedelta(days=chance.uniform(0, DAYS - 1))}
        for owner in owners
    ]
    async with writing(opened) as connection:
        await connection.execute(update(users).where(users.c.user_id == user_id).values(role="admin"))
    await _keep(opened, users, (_user(other, now) for other in others))
    await _keep(opened, research_queries, (_query(each, chance) for each in asked))
    for _ in range(2):
        await _keep(opened, sources, (_source(each, chance) for each in asked))
    await _keep(opened, findings, (_finding(each) for each in asked))
    await _keep(opened, ledger, (_call(each, chance) for each in asked))
    counted = Counter((whose, day_of(each["created_at"])) for each in asked for whose in (each["user_id"], EVERYBODY))
    await _keep(opened, daily_figures, (row for place, number in counted.items() for row in _figures(*place, number)))
    # What the databases do by themselves after a while.
    async with opened.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        await connection.execute(text("ANALYZE" if opened.dialect.name == "sqlite" else "VACUUM ANALYZE"))
    await opened.dispose()


async def _keep(opened: AsyncEngine, table: Table, rows: Iterator[Row]) -> None:
    for some in batched(rows, AT_ONCE):
        async with writing(opened) as connection:
            await connection.execute(insert(table), some)


def _user(user_id: str, now: datetime) -> Row:
    named = dict.fromkeys(("user_id", "username", "username_key"), user_id)
    return {**named, "password_hash": "", "role": "researcher", "created_at": now}


def _query(asked: Row, chance: random.Random) -> Row:
    return {
        **asked,
        "query": "Does zinc shorten the common cold?",
        "scope": {},
        "options": {},
        "status": chance.choices(("completed", "partial", "failed", "cancelled"), (90, 6, 3, 1))[0],
        "outcome": "complete",
        "confidence": chance.random(),
        "runner": "",
        "finished_at": asked["created_at"],
        "report": "{}",
    }


def _source(asked: Row, chance: random.Random) -> Row:
    return {
        "source_id": new_id(),
        "query_id": asked["query_id"],
        "rank": 1,
        "title": "Zinc for the common cold",
        "url": "https://example.org/zinc",
        "type": "article-journal",
        "connector": chance.choice(("library", "arxiv", "web")),
        "score": chance.random(),
        "extent": "abstract",
        "cited": 1,
    }


def _finding(asked: Row) -> Row:
    told = {"position": 1, "text": "Zinc shortens colds.", "type": "agreement", "confidence": 0.8}
    return {"finding_id": new_id(), "query_id": asked["query_id"], **told}


def _call(asked: Row, chance: random.Random) -> Row:
    return {
        "entry_id": new_id(),
        "query_id": asked["query_id"],
        "user_id": asked["user_id"],
        "step": "synthesise",
        "ordinal": 1,
        "request_sha256": "0" * 64,
        "attempt": 1,
        "provider": chance.choice(("anthropic", "openai")),
        "service": chance.choice(("large", "small")),
        "status": "settled",
        "input_tokens": 1_000,
        "output_tokens": 100,
        "cost": 0.01,
        "started_at": asked["created_at"],
    }


def _figures(user_id: str, day: str, number: int) -> Iterator[Row]:
    for figure, keys in KEYS.items():
        for key in keys:
            yield {"user_id": user_id, "day": day, "figure": figure, "key": key, "number": number, "total": number / 2}


def timed(url: str, cookie: str, rounds: int) -> dict[str, list[float]]:
    """Ask for every path in turn, round after round; return the milliseconds of each."""
    taken: dict[str, list[float]] = {}
    with httpx2.Client(base_url=url, headers={"Cookie": cookie}, timeout=60) as client:
        for _ in range(rounds):
            for path in ("/livez", *(f"/api/analytics/{path}" for path in PATHS)):
                began = time.perf_counter()
                client.get(path).raise_for_status()
                taken.setdefault(path, []).append((time.perf_counter() - began) * 1000)
    return taken


def tell(taken: Mapping[str, Sequence[float]]) -> bool:
    """Print the times; return whether the least of each path is within the bound."""
    for path, milliseconds in taken.items():
        print(f"  {path:<48} {min(milliseconds):8.1f} {statistics.median(milliseconds):8.1f}", flush=True)
    return all(min(milliseconds) <= MOST_MILLISECONDS for milliseconds in taken.values())


@contextmanager
def _address(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'research.db'}"
        return
    with postgres_server() as server:
        yield server.empty()


def main() -> None:
    """Print the figures of every kind of database, and leave with 1 where a bound is passed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--queries", type=int, default=100_000, help="of the user, and of all others together")
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--database", choices=KINDS, action="append", help="only these; the default is each")
    given = arguments.parse_args()
    right = []
    for kind in given.database or KINDS:
        print(f"{kind}: least and median milliseconds of {given.rounds} rounds", flush=True)
        with tempfile.TemporaryDirectory() as name, _address(kind, Path(name)) as database:
            settings = {"DATABASE_URL": database, "RATE_LIMIT_MAX_REQUESTS": "0", "LOG_FILE": f"{name}/log.jsonl"}
            with served(UVICORN, Path(name), workers=1, settings=settings) as server:
                cookie = logged_in(server.url)
                user = httpx2.get(f"{server.url}/api/auth/me", headers={"Cookie": cookie}, timeout=60).json()
                chance = random.Random(1)  # noqa: S311 - a bench, not a secret
                asyncio.run(fill(database, user["user_id"], given.queries, chance))
                right.append(tell(timed(server.url, cookie, given.rounds)))
    raise SystemExit(0 if all(right) else 1)


if __name__ == "__main__":
    main()
