"""Workers killed for real, by signal 9, at the boundaries of steps: nothing twice or missing, the same report."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import workers
from research_assistant.bootstrap import Application, application
from research_assistant.config import Settings
from research_assistant.domain.library import Visibility
from research_assistant.domain.query import Options, ResearchQuery, Scope, Status
from research_assistant.domain.report import Report
from research_assistant.kit.values import to_json
from workers import BOUNDARIES, Fate, kill, start, until

ROOT = Path(__file__).parents[2]
QUESTION = "Does zinc shorten the common cold?"
WORKS = (
    '{"id": 1, "title": "Zinc for the common cold", "abstract": "We treated 99 adults. '
    'Zinc shortened the common cold by one day in adults."}\n'
    '{"id": 2, "title": "Zinc lozenges", "abstract": "Zinc lozenges shortened the common cold in children."}\n'
    '{"id": 3, "title": "Lunar soil", "abstract": "Lunar soil holds little water."}\n'
)


@pytest.fixture
async def opened(database_url: str, tmp_path: Path) -> AsyncIterator[Application]:
    """An application on a database of each kind, with a library of three works."""
    records = tmp_path / "colds.jsonl"
    records.write_text(WORKS, encoding="utf8")
    settings = Settings(_env_file=None, data_dir=tmp_path / "data", database_url=database_url, embedding_model="none")
    async with application(settings) as made:
        owner = await made.accounts.ensure_local()
        await made.library.add(
            [records], owner=owner, visibility=Visibility.PRIVATE, collection="colds", progress=lambda _: None
        )
        yield made


async def submitted(made: Application, text: str = QUESTION) -> ResearchQuery:
    user = await made.accounts.local()
    return await made.research.submit(text, user=user, scope=Scope(), options=Options())


async def status(made: Application, query: ResearchQuery) -> Status:
    return (await made.research.find(query.query_id, user=await made.accounts.local())).status


async def report_of(made: Application, query: ResearchQuery) -> Report:
    return await made.research.report(query.query_id, user=await made.accounts.local())


async def told(made: Application, query: ResearchQuery) -> list[tuple[str, int]]:
    """Return the events of the query, which are numbered without gaps."""
    events = await made.research.events(query.query_id, user=await made.accounts.local(), after=0)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    return [(event.step, event.ordinal) for event in events]


async def run_here(made: Application) -> Report:
    user = await made.accounts.local()
    asked = await made.research.ask(QUESTION, user=user, scope=Scope(), options=Options())
    return await made.research.run(asked, tell=lambda _: None)


def comparable(report: Report) -> str:
    """Return the report without times, durations and generated ids."""
    text = to_json(report, Report)
    ids: dict[str, str] = {}
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", lambda m: ids.setdefault(m[0], f"id{len(ids)}"), text)
    text = re.sub(r'"seconds": ?[\d.e-]+', '"seconds": 0', text)
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "time", text)


async def test_killed_at_one_boundary_after_the_other(opened: Application):
    """A small round; bench/kills_durable.py goes over all boundaries."""
    whole = comparable(await run_here(opened))
    query = await submitted(opened)
    for step, ordinal in (("plan", 0), ("search", 1), ("rank", 0), ("compose", 1), ("query", 1)):
        worker = start(opened.settings, Fate(query_id=query.query_id, step=step, ordinal=ordinal))
        assert await workers.ended(worker) == -signal.SIGKILL
        assert (await told(opened, query))[-1] == (step, ordinal)

    assert await status(opened, query) is Status.COMPLETED
    assert await told(opened, query) == list(BOUNDARIES)
    assert comparable(await report_of(opened, query)) == whole


async def test_a_paused_worker_that_wakes_after_another_took_over_writes_nothing(opened: Application):
    whole = comparable(await run_here(opened))
    query = await submitted(opened)
    paused = start(
        opened.settings, Fate(query_id=query.query_id, step="rank", ordinal=0, signal=signal.SIGSTOP), lease_seconds=1.5
    )

    async def is_paused() -> bool:
        return paused.is_alive() and workers.stopped(paused)

    await until(is_paused)
    other = start(opened.settings, lease_seconds=1.5)

    async def has_ended() -> bool:
        return (await status(opened, query)).ended

    await until(has_ended)
    kill(other)
    before = await told(opened, query), await report_of(opened, query)
    os.kill(paused.pid or 0, signal.SIGCONT)
    another = await submitted(opened, "Is there water in lunar soil?")

    async def has_gone_on() -> bool:
        return (await status(opened, another)).ended

    await until(has_gone_on)
    kill(paused)
    assert before == (await told(opened, query), await report_of(opened, query))
    assert before[0] == list(BOUNDARIES)
    assert comparable(before[1]) == whole
    assert await told(opened, another) == list(BOUNDARIES)


async def test_two_workers_share_the_queries_and_run_each_once(opened: Application):
    both = start(opened.settings), start(opened.settings)
    queries = [await submitted(opened) for _ in range(6)]

    async def have_ended() -> bool:
        return all([(await status(opened, query)).ended for query in queries])

    await until(have_ended)
    kill(*both)
    for query in queries:
        assert await told(opened, query) == list(BOUNDARIES)
        assert (await report_of(opened, query)).outcome.status is Status.COMPLETED


async def test_the_command_runs_queries_until_it_is_told_to_stop(opened: Application):
    query = await submitted(opened)
    settings = opened.settings
    environment = {
        **os.environ,
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database,
        "EMBEDDING_MODEL": "none",
    }
    command = await asyncio.create_subprocess_exec(
        sys.executable, str(ROOT / "research.py"), "worker", env=environment, stderr=asyncio.subprocess.PIPE
    )

    async def has_ended() -> bool:
        return command.returncode is not None or (await status(opened, query)).ended

    await until(has_ended)
    command.terminate()
    _, said = await command.communicate()
    assert (command.returncode, b"Running up to 4 queries" in said) == (0, True), said
    assert await told(opened, query) == list(BOUNDARIES)
