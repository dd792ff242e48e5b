"""A query that was killed goes on where it stood: nothing twice, the same report."""

import re
from collections import Counter
from pathlib import Path

import pytest

from research_assistant.adapters.db.migrate import migrate
from research_assistant.bootstrap import Application, application
from research_assistant.config import Settings
from research_assistant.domain.event import Event
from research_assistant.domain.library import Visibility
from research_assistant.domain.query import Options, Scope
from research_assistant.domain.report import Report
from research_assistant.kit.values import to_json

QUESTION = "Does zinc shorten the common cold?"
STAGES = ("plan", "search", "merge", "read", "split", "rank", "synthesise", "verify", "compose")


class Killed(BaseException):
    """What a killed process would not even have noticed."""


class Killer:
    """Ends the process, as far as the query can tell, when one event is told."""

    def __init__(self, step: str, ordinal: int) -> None:
        self._when = (step, ordinal)

    def __call__(self, event: Event) -> None:
        if (event.step, event.ordinal) == self._when:
            raise Killed


@pytest.fixture
async def opened(tmp_path: Path):
    """An application on a fresh database with a library of three works."""
    records = tmp_path / "colds.jsonl"
    records.write_text(
        '{"id": 1, "title": "Zinc for the common cold", "abstract": "We treated 99 adults. '
        'Zinc shortened the common cold by one day in adults."}\n'
        '{"id": 2, "title": "Zinc lozenges", "abstract": "Zinc lozenges shortened the common cold in children."}\n'
        '{"id": 3, "title": "Lunar soil", "abstract": "Lunar soil holds little water."}\n',
        encoding="utf8",
    )
    settings = Settings(_env_file=None, data_dir=tmp_path / "data", embedding_model="none")
    async with application(settings) as made:
        await migrate(made.engine)
        owner = await made.accounts.ensure_local()
        await made.library.add(
            [records], owner=owner, visibility=Visibility.PRIVATE, collection="colds", progress=lambda _: None
        )
        yield made


async def asked(made: Application, tell=lambda _: None) -> tuple[Report, bool]:
    user = await made.accounts.local()
    begun = await made.research.ask(QUESTION, user=user, scope=Scope(), options=Options())
    return await made.research.run(begun, tell=tell), begun.resumed


def comparable(report: Report) -> str:
    """Return the report without times, durations and generated ids."""
    text = to_json(report, Report)
    ids: dict[str, str] = {}
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", lambda m: ids.setdefault(m[0], f"id{len(ids)}"), text)
    text = re.sub(r'"seconds": ?[\d.e-]+', '"seconds": 0', text)
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "time", text)


@pytest.mark.parametrize("ordinal", [0, 1], ids=["begun", "done"])
@pytest.mark.parametrize("stage", STAGES)
async def test_killed_at_a_stage(opened: Application, stage: str, ordinal: int):
    whole, _ = await asked(opened)
    with pytest.raises(Killed):
        await asked(opened, Killer(stage, ordinal))

    events: list[Event] = []
    report, resumed = await asked(opened, events.append)

    assert resumed
    assert comparable(report) == comparable(whole)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert max(Counter((event.step, event.ordinal) for event in events).values()) == 1
    assert {event.step for event in events} == {*STAGES, "query"}


async def test_killed_again_and_again(opened: Application):
    whole, _ = await asked(opened)
    for stage in STAGES:
        with pytest.raises(Killed):
            await asked(opened, Killer(stage, 0))

    report, resumed = await asked(opened)

    assert resumed
    assert comparable(report) == comparable(whole)
    user = await opened.accounts.local()
    assert len(await opened.research.list(user=user, limit=10, offset=0)) == 2


async def test_a_question_that_was_answered_is_asked_anew(opened: Application):
    first, _ = await asked(opened)
    second, resumed = await asked(opened)

    assert not resumed
    assert first.query.query_id != second.query.query_id
