"""What `DATABASE_URL` may be, and what a reader is told when the database fails."""

from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from research_assistant.adapters.db.engine import engine
from research_assistant.adapters.db.failures import told
from research_assistant.adapters.db.session import writing
from research_assistant.domain.errors import ConfigurationError, StorageUnavailable


def test_pool_settings_are_taken_out_of_the_address():
    made = engine("postgresql://me:secret@host/db?pool_size=20&max_overflow=7&sslmode=require")

    pool = made.pool
    assert isinstance(pool, QueuePool)
    assert (pool.size(), pool._max_overflow) == (20, 7)
    assert made.url.query == {"sslmode": "require"}


@pytest.mark.parametrize(
    "address", ["", "research.db", "mysql://me:secret@host/db", "postgresql://me:secret@host/db?pool_size=many"]
)
def test_any_other_address_is_refused_with_what_to_write(address: str):
    with pytest.raises(ConfigurationError) as refused:
        engine(address)

    assert refused.value.next_step
    assert "secret" not in str(refused.value)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(StorageUnavailable, match="cannot be made"):
        engine(f"sqlite:///{tmp_path}/file/research.db")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("database disk image is malformed", "is damaged"),
        ("file is not a database", "is damaged"),
        ("database or disk is full", "is full"),
        ('could not extend file "base/1": No space left on device', "is full"),
        ("attempt to write a readonly database", "cannot be written"),
        ("unable to open database file", "cannot be written"),
        ("database is locked", "is locked by another program"),
        ("connection refused\nIs the server running?", "cannot be used: connection refused."),
        ("duplicate key blocked successfully", "cannot be used"),
        ("malformed array literal", "cannot be used"),
        ("", "no reason given"),
    ],
)
def test_what_a_driver_says_becomes_a_sentence(words: str, said: str):
    of = engine("postgresql://me:secret@host/db").sync_engine

    with pytest.raises(StorageUnavailable) as failed, told(of):
        raise OperationalError("SELECT 1", {}, Exception(words))

    assert said in str(failed.value)
    assert failed.value.next_step
    assert "secret" not in str(failed.value)


async def test_a_file_that_is_no_database_is_called_damaged(tmp_path: Path):
    note = tmp_path / "research.db"
    note.write_text("This is a note. " * 100)
    opened = engine(f"sqlite:///{note}")

    async def write() -> None:
        async with writing(opened) as connection:
            await connection.exec_driver_sql("CREATE TABLE t (x)")

    with pytest.raises(StorageUnavailable, match="is damaged"):
        await write()
    await opened.dispose()
