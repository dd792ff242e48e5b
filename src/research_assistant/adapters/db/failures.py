"""What a driver says becomes what a reader can act on."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, DataError, SQLAlchemyError

from research_assistant.adapters.db.waits import Silence
from research_assistant.domain.errors import InvalidInput, StorageFull, StorageUnavailable

SILENCE = "silence"
"""Execution option of an engine: whether its database has just kept silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failure:
    """What drivers say of one kind of failure, and what a reader is told of it."""

    words: Sequence[str]
    sentence: str
    next_step: str
    error: type[StorageUnavailable] = StorageUnavailable


_FAILURES = (
    _Failure(
        words=("disk image is malformed", "malformed database", "not a database"),
        sentence="The database {place} is damaged: {said}.",
        next_step="Move the file away and restore a backup, or run: research init",
    ),
    _Failure(
        words=("disk is full", "no space left"),
        sentence="The disk of {place} is full.",
        next_step="Make room, then run the same command again: it goes on.",
        error=StorageFull,
    ),
    _Failure(
        words=("disk i/o error",),
        sentence="The disk of {place} refuses to be read or written: it may be full or failing.",
        next_step="Make room or look at the disk, then run the same command again: it goes on.",
    ),
    _Failure(
        words=("readonly", "read-only", "unable to open"),
        sentence="The database {place} cannot be written: {said}.",
        next_step="Check the rights of the file and its folder, or set DATA_DIR to another place.",
    ),
    _Failure(
        words=("is locked", "lock timeout", "deadlock"),
        sentence="The database {place} is locked by another program.",
        next_step="Wait for it to end, then try again.",
    ),
    _Failure(
        words=("timeout", "timed out"),
        sentence="The database {place} does not answer in time.",
        next_step="Wait a little, then try again.",
    ),
)
"""The first that fits."""

_OTHER = _Failure(words=(), sentence="The database {place} cannot be used: {said}.", next_step="Run: research doctor")

_UNANSWERED = "timeout expired"
"""What the driver says where the server said nothing at all."""


@contextmanager
def told(engine: Engine) -> Iterator[None]:
    """Turn what the driver raises inside the block into errors that a reader can act on."""
    try:
        yield
    except DataError as error:
        # PostgreSQL takes no NUL in a text, and nothing but an identifier where identifiers stand.
        raise InvalidInput(
            "A value holds what the database cannot take, such as a NUL, or an identifier that is none.",
            next_step="Correct the value.",
        ) from error
    except DatabaseError as error:
        raise _storage_error(engine, str(error.orig or error)) from error
    except SQLAlchemyError as error:
        raise _storage_error(engine, str(error)) from error


def silent(engine: Engine) -> StorageUnavailable:
    """Return what is told of a database that does not answer."""
    return _storage_error(engine, "timeout")


def locked(engine: Engine) -> StorageUnavailable:
    """Return what is told of a database in which others write for too long."""
    return _storage_error(engine, "database is locked")


def place_of(engine: Engine) -> str:
    """Return where the database is, as a reader knows it: a file, or an address without its password."""
    url = engine.url
    return url.database or "in memory" if engine.dialect.name == "sqlite" else url.render_as_string(hide_password=True)


def _storage_error(engine: Engine, words: str) -> StorageUnavailable:
    said = words.strip().splitlines()[0] if words.strip() else "no reason given"
    lower = words.lower()
    if _UNANSWERED in lower:
        silence: Silence = engine.get_execution_options()[SILENCE]
        silence.notice()
    known = next((each for each in _FAILURES if any(word in lower for word in each.words)), _OTHER)
    return known.error(known.sentence.format(place=place_of(engine), said=said), next_step=known.next_step)
