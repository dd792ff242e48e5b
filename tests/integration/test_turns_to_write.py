"""Turns: on SQLite, writers of one process come in their order, and none is passed by."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from research_assistant.adapters.db.engine import engine
from research_assistant.adapters.db.session import writing
from research_assistant.adapters.db.waits import Waits
from research_assistant.domain.errors import StorageUnavailable


async def test_writers_come_in_the_order_in_which_they_asked(tmp_path: Path):
    opened = engine(f"sqlite:///{tmp_path / 'turns.db'}")
    came: list[int] = []

    async def write(number: int) -> None:
        async with writing(opened) as connection:
            await connection.execute(text("CREATE TABLE IF NOT EXISTS turns (number INTEGER)"))
            came.append(number)
            await asyncio.sleep(0.001)

    await asyncio.gather(*(write(number) for number in range(30)))
    assert came == list(range(30))
    await opened.dispose()


async def test_who_waits_too_long_for_a_turn_is_told_and_the_next_one_gets_it(tmp_path: Path):
    opened = engine(f"sqlite:///{tmp_path / 'turns.db'}", waits=Waits(opening=5, lock=0.05, statement=5))
    async with writing(opened) as connection:
        await connection.execute(text("CREATE TABLE turns (number INTEGER)"))
        with pytest.raises(StorageUnavailable, match="is locked by another program"):
            async with writing(opened):
                raise AssertionError
    async with writing(opened) as connection:
        await connection.execute(text("INSERT INTO turns VALUES (1)"))
    await opened.dispose()
