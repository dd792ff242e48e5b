"""Counts in a file that is changed in its place."""

import fcntl
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from caching import Maker
from fakes import NOON
from research_assistant.adapters.cache.counts import Count, Counts
from research_assistant.adapters.cache.folder import FolderCache
from research_assistant.domain.cached import Level, Terms

NONE = dict.fromkeys(Level, Count())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "counts"


def one_more(before: Count) -> Count:
    return replace(before, hits=before.hits + 1)


def test_a_file_that_is_not_there_counts_nothing(path: Path):
    assert Counts(path).read() == NONE
    assert not path.exists()


def test_levels_are_counted_apart(path: Path):
    full = Count(hits=1, misses=2, entries=3, size=4, swept_at=5.5)
    Counts(path).change(Level.CONTENT, lambda _: full)
    Counts(path).change(Level.SEARCH, one_more)

    assert Counts(path).read() == {**NONE, Level.CONTENT: full, Level.SEARCH: Count(hits=1)}


def test_many_at_once_are_counted_each(path: Path):
    with ThreadPoolExecutor(4) as threads:
        for ended in [threads.submit(Counts(path).change, Level.SEARCH, one_more) for _ in range(400)]:
            ended.result()

    assert Counts(path).read()[Level.SEARCH].hits == 400


@pytest.mark.parametrize("content", [b"", b"short", b"\0" * 124, b"x" * 124, b"x" * 5_000])
def test_a_damaged_file_is_begun_anew(path: Path, content: bytes):
    path.write_bytes(content)

    assert Counts(path).read() == NONE
    assert Counts(path).change(Level.SEARCH, one_more) == Count(hits=1)
    assert Counts(path).read() == {**NONE, Level.SEARCH: Count(hits=1)}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("research_assistant.adapters.cache.counts.TRIES", 3)


@pytest.mark.usefixtures("impatient")
async def test_a_process_that_stopped_while_it_counted_stops_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    terms = dict.fromkeys(Level, Terms(seconds=60, most=1_000_000))
    cache = FolderCache(tmp_path, terms, clock=lambda: NOON)
    await cache.get(Level.SEARCH, "key", Maker(b"first"))
    with (tmp_path / "counts").open() as stopped, caplog.at_level(logging.WARNING):
        fcntl.flock(stopped, fcntl.LOCK_EX)
        with pytest.raises(BlockingIOError):
            Counts(tmp_path / "counts").change(Level.SEARCH, partial(replace, hits=7))
        kept = await cache.get(Level.SEARCH, "key", Maker(b"second"))
        other = await cache.get(Level.SEARCH, "other", Maker(b"other"))

    assert (kept.content, other.content) == (b"first", b"other")
    assert (await cache.get(Level.SEARCH, "other", Maker())).hit
    assert caplog.records == []
    assert ((await cache.stats())[0].hits, (await cache.stats())[0].misses) == (1, 1)
