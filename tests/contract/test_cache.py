"""What remembers the answers of the world: in files, in memory, or not at all."""

import asyncio
import logging
import os
import random
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from caching import Contract, KeepingContract, Maker, asked, until
from fakes import NOON, Remembering
from research_assistant.adapters.cache.folder import FolderCache
from research_assistant.adapters.cache.nothing import NoCache
from research_assistant.domain.cached import Level, Terms
from research_assistant.domain.errors import FetchFailed, StorageUnavailable
from research_assistant.ports.cache import Cache

DAY = timedelta(days=1)
TERMS = {level: Terms(seconds=DAY.total_seconds(), most=1_000_000_000) for level in Level}


class Time:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def opened(folder: Path, time: Time, *, patience: float = 60.0, **changed: float) -> FolderCache:
    terms = {level: replace(kept, **changed) for level, kept in TERMS.items()}
    return FolderCache(folder, terms, clock=time, patience=patience)


def files(folder: Path, level: Level = Level.SEARCH) -> list[Path]:
    return sorted(path for path in (folder / level.value).rglob("*") if path.is_file())


def size(folder: Path) -> int:
    """Return the bytes of entries, while others may be removing some."""
    found = 0
    for path in files(folder):
        with suppress(FileNotFoundError):
            found += path.stat().st_size
    return found


def modes(*paths: Path) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) for path in paths}


def underway(folder: Path) -> list[Path]:
    """Return locks that are held, and what is half written."""
    return sorted((folder / "underway").iterdir())


def remove(folder: Path) -> None:
    folder.rename(folder.with_name("gone"))


@contextmanager
def without_rights(folder: Path) -> Iterator[None]:
    """Make a folder one that nothing can be written to, not even by the user who may do everything."""
    folder.rename(folder.with_name("away"))
    folder.write_text("in the way")
    try:
        yield
    finally:
        folder.unlink()
        folder.with_name("away").rename(folder)


class TestMemory(KeepingContract):
    @pytest.fixture
    def cache(self) -> Cache:
        return Remembering()


class TestNothing(Contract):
    @pytest.fixture
    def cache(self, folder: Path, time: Time) -> Cache:
        return NoCache(opened(folder, time))

    async def test_nothing_is_kept(self, cache: Cache, folder: Path):
        await cache.get(Level.SEARCH, "key", Maker(b"first"))
        kept = await cache.get(Level.SEARCH, "key", Maker(b"second"))

        assert (kept.content, kept.hit) == (b"second", False)
        assert files(folder) == []

    async def test_what_was_kept_before_can_still_be_cleared(self, cache: Cache, folder: Path, time: Time):
        await opened(folder, time).get(Level.SEARCH, "key", Maker())

        assert (await cache.stats())[0].entries == 1
        assert await cache.clear() == 1
        assert files(folder) == []


class TestFolder(KeepingContract):
    @pytest.fixture
    def cache(self, folder: Path, time: Time) -> Cache:
        return opened(folder, time)

    async def test_another_cache_on_the_same_folder_has_it_too(self, cache: Cache, folder: Path, time: Time):
        await cache.get(Level.SEARCH, "key", Maker(b"first"))
        other = opened(folder, time)

        assert (await other.get(Level.SEARCH, "key", Maker())).content == b"first"
        assert ((await cache.stats())[0].hits, (await cache.stats())[0].misses) == (1, 1)

    async def test_an_entry_is_good_until_its_time_is_over(self, cache: Cache, time: Time):
        await cache.get(Level.SEARCH, "key", Maker(b"first"))
        time.now = NOON + DAY - timedelta(seconds=1)
        before = await cache.get(Level.SEARCH, "key", Maker(b"second"))
        time.now = NOON + DAY
        after = await cache.get(Level.SEARCH, "key", Maker(b"second"))

        assert (before.content, before.hit) == (b"first", True)
        assert (after.content, after.hit) == (b"second", False)
        assert (await cache.get(Level.SEARCH, "key", Maker())).content == b"second"
        assert (await cache.stats())[0].entries == 1

    async def test_being_used_makes_an_entry_no_younger(self, cache: Cache, time: Time):
        await cache.get(Level.SEARCH, "key", Maker(b"first"))
        for hours in (10, 20, 23):
            time.now = NOON + timedelta(hours=hours)
            assert (await cache.get(Level.SEARCH, "key", Maker())).hit
        time.now = NOON + DAY

        assert not (await cache.get(Level.SEARCH, "key", Maker())).hit

    async def test_another_time_to_live_holds_at_once(self, cache: Cache, folder: Path, time: Time):
        await cache.get(Level.SEARCH, "key", Maker())
        time.now = NOON + timedelta(hours=2)

        assert not (await opened(folder, time, seconds=3_600).get(Level.SEARCH, "other", Maker())).hit
        assert (await opened(folder, time, seconds=7_201).get(Level.SEARCH, "key", Maker())).hit
        assert not (await opened(folder, time, seconds=7_199).get(Level.SEARCH, "key", Maker())).hit

    async def test_with_no_time_to_live_nothing_is_kept(self, folder: Path, time: Time):
        cache = opened(folder, time, seconds=0)
        for _ in range(2):
            assert not (await cache.get(Level.SEARCH, "key", Maker())).hit

        assert files(folder) == []

    async def test_a_clock_that_was_set_back_makes_nothing_immortal(self, cache: Cache, time: Time):
        await cache.get(Level.SEARCH, "key", Maker())
        time.now = NOON - DAY

        assert not (await cache.get(Level.SEARCH, "key", Maker())).hit

    @pytest.mark.parametrize("change", ["one byte", "cut", "emptied", "swapped", "not ours"])
    async def test_a_damaged_entry_is_made_anew(self, cache: Cache, folder: Path, change: str):
        await cache.get(Level.SEARCH, "key", Maker(b"first " * 100))
        await cache.get(Level.SEARCH, "other", Maker(b"other " * 100))
        one, two = files(folder)
        for path in (one, two):
            content = path.read_bytes()
            match change:
                case "one byte":
                    path.write_bytes(content[:40] + bytes([content[40] ^ 1]) + content[41:])
                case "cut":
                    path.write_bytes(content[:-1])
                case "emptied":
                    path.write_bytes(b"")
                case "swapped":
                    path.write_bytes(two.read_bytes() if path == one else content)
                case _:
                    path.write_bytes(os.urandom(5_000))
        answers = [await cache.get(Level.SEARCH, key, Maker(b"anew")) for key in ("key", "other")]

        assert b"anew" in [each.content for each in answers]
        assert {each.content for each in answers} <= {b"anew", b"other " * 100, b"first " * 100}
        assert [each.content for each in answers].count(b"anew") == (1 if change == "swapped" else 2)
        assert (await cache.stats())[0].entries == 2

    async def test_the_least_recently_used_go_where_there_are_too_many(self, folder: Path, time: Time):
        cache = opened(folder, time, most=64 * 4_096)
        for number in range(60):
            time.now += timedelta(seconds=1)
            await cache.get(Level.SEARCH, f"{number}", Maker())
        time.now += timedelta(seconds=1)
        assert (await cache.get(Level.SEARCH, "3", Maker())).hit
        for number in range(60, 65):
            time.now += timedelta(seconds=1)
            await cache.get(Level.SEARCH, f"{number}", Maker())
        await until(lambda: len(files(folder)) == 60)
        await cache.get(Level.CONTENT, "1", Maker())

        assert (await cache.stats())[0].size <= 64 * 4_096
        assert not (folder / "underway" / "sweep-search").exists()
        hits = {number: (await cache.get(Level.SEARCH, f"{number}", Maker())).hit for number in (0, 1, 2, 3, 4, 5, 64)}
        assert hits == {0: False, 1: False, 2: False, 3: True, 4: False, 5: False, 64: True}

    async def test_bounds_hold_whatever_is_kept(self, folder: Path, time: Time):
        most = 2_000_000
        cache = opened(folder, time, most=most)
        for number in range(400):
            time.now += timedelta(seconds=1)
            await cache.get(Level.SEARCH, f"{number}", Maker(os.urandom(1_000 * (1 + number % 50))))
        await until(lambda: size(folder) <= most)

        assert (await cache.stats())[0].size <= most

    async def test_what_is_too_large_for_its_level_is_given_and_not_kept(self, folder: Path, time: Time):
        cache = opened(folder, time, most=1_000_000)
        large = os.urandom(40_000)
        await cache.get(Level.SEARCH, "small", Maker())

        assert (await cache.get(Level.SEARCH, "key", Maker(large))).content == large
        assert not (await cache.get(Level.SEARCH, "key", Maker(large))).hit
        assert (await cache.get(Level.SEARCH, "small", Maker())).hit

    async def test_what_is_past_its_time_is_removed_with_the_day(self, cache: Cache, folder: Path, time: Time):
        for key in "abc":
            await cache.get(Level.SEARCH, key, Maker())
        time.now = NOON + 2 * DAY
        await cache.get(Level.SEARCH, "new", Maker())
        await until(lambda: len(files(folder)) == 1)

        assert (await cache.stats())[0].entries == 1

    async def test_counts_that_were_lost_are_counted_anew(self, cache: Cache, folder: Path):
        for key in "abc":
            await cache.get(Level.SEARCH, key, Maker())
        (folder / "counts").write_bytes(b"no counts")

        search = (await cache.stats())[0]
        assert (search.entries, search.size, search.misses) == (3, 3 * 4_096, 0)

    async def test_text_is_compressed(self, cache: Cache, folder: Path):
        await cache.get(Level.SEARCH, "key", Maker(b"many words " * 10_000))

        assert files(folder)[0].stat().st_size < 5_000

    async def test_it_is_for_its_owner_alone(self, cache: Cache, folder: Path):
        make = Maker(waits=True)
        caller = asked(cache, make)
        await until(lambda: make.begun)
        meanwhile = modes(*underway(folder))
        make.may_end.set()
        await caller

        assert modes(folder) == {0o700}
        assert modes(*files(folder), folder / "counts") == meanwhile == {0o600}
        assert underway(folder) == []

    async def test_files_of_others_are_left_alone(self, cache: Cache, folder: Path, time: Time):
        theirs = folder / "search" / "ab" / "thesis.txt"
        theirs.parent.mkdir(parents=True)
        theirs.write_text("years of work")
        time.now = NOON + 400 * DAY
        await cache.get(Level.SEARCH, "key", Maker())
        assert await cache.clear() == 1

        assert theirs.read_text() == "years of work"

    async def test_a_waiter_waits_no_longer_than_its_patience(self, folder: Path, time: Time):
        cache = opened(folder, time, patience=0.2)
        slow, quick = Maker(waits=True), Maker(b"quick")
        first = asked(cache, slow)
        await until(lambda: slow.begun)
        others = [asked(cache, quick) for _ in range(20)]
        answers = await asyncio.gather(*others)
        slow.may_end.set()

        assert {each.content for each in answers} == {b"quick"}
        assert quick.begun == 1
        assert (await first).content == b"made"

    async def test_a_process_waits_no_longer_than_its_patience_for_another(self, folder: Path, time: Time):
        slow = Maker(waits=True)
        first = asked(opened(folder, time), slow)
        await until(lambda: slow.begun)
        kept = await opened(folder, time, patience=0.2).get(Level.SEARCH, "key", Maker(b"quick"))
        slow.may_end.set()
        await first

        assert (kept.content, kept.hit) == (b"quick", False)

    async def test_waiting_for_another_process_does_not_wear_out_those_who_wait_beside(self, folder: Path, time: Time):
        slow, quick = Maker(waits=True), Maker(b"quick", waits=True)
        first, cache = asked(opened(folder, time), slow), opened(folder, time, patience=1)
        await until(lambda: slow.begun)
        others = [asked(cache, quick) for _ in range(5)]
        await until(lambda: quick.begun)
        await asyncio.sleep(0.1)
        quick.may_end.set()
        await asyncio.gather(*others)
        slow.may_end.set()
        await first

        assert quick.begun == 1

    async def test_one_who_waits_for_another_process_gets_what_that_made(self, folder: Path, time: Time):
        slow, never = Maker(waits=True), Maker()
        first = asked(opened(folder, time), slow)
        await until(lambda: slow.begun)
        second = asked(opened(folder, time), never)
        await asyncio.sleep(0.05)
        slow.may_end.set()

        assert ((await second).content, (await second).hit) == (b"made", True)
        assert never.begun == 0
        assert not (await first).hit

    async def test_whoever_fails_or_is_cancelled_no_two_make_at_once(self, folder: Path, time: Time):
        chance = random.Random(5)  # noqa: S311 - no secret
        caches = [opened(folder, time) for _ in range(3)]
        making: Counter[str] = Counter()
        most = 0

        async def ask() -> None:
            nonlocal most
            time.now += timedelta(hours=chance.choice((0, 0, 3)))
            key = chance.choice("abcd")

            async def make() -> bytes:
                nonlocal most
                making[key] += 1
                most = max(most, making[key])
                try:
                    await asyncio.sleep(chance.uniform(0, 0.02))
                    if chance.random() < 0.2:
                        raise FetchFailed("It did not come.", cause="timeout")
                finally:
                    making[key] -= 1
                return key.encode()

            caller = asked(chance.choice(caches), make, key)
            if chance.random() < 0.3:
                await asyncio.sleep(chance.uniform(0, 0.02))
                caller.cancel()
            await asyncio.wait({caller})
            if not caller.cancelled() and caller.exception() is None:
                assert caller.result().content == key.encode()

        async def ask_on() -> None:
            for _ in range(20):
                await ask()

        await asyncio.gather(*(ask_on() for _ in range(20)))

        assert most == 1
        assert underway(folder) == []

    async def test_a_folder_that_cannot_be_written_is_said_once_and_fails_nobody(
        self, cache: Cache, folder: Path, caplog: pytest.LogCaptureFixture
    ):
        await cache.get(Level.SEARCH, "key", Maker())
        with caplog.at_level(logging.WARNING), without_rights(folder):
            for _ in range(3):
                assert not (await cache.get(Level.SEARCH, "key", Maker())).hit
            with pytest.raises(StorageUnavailable, match="cannot be"):
                await cache.clear()
            with pytest.raises(StorageUnavailable, match="cannot be read"):
                await cache.stats()
        kept = await cache.get(Level.SEARCH, "key", Maker())

        assert [record.levelname for record in caplog.records] == ["WARNING"]
        assert str(folder) in caplog.text
        assert kept.hit

    async def test_a_folder_that_is_removed_is_made_again(self, cache: Cache, folder: Path):
        await cache.get(Level.SEARCH, "key", Maker())
        remove(folder)
        assert not (await cache.get(Level.SEARCH, "key", Maker())).hit

        assert (await cache.get(Level.SEARCH, "key", Maker())).hit

    async def test_errors_of_the_making_are_not_taken_for_those_of_the_disk(self, cache: Cache):
        with pytest.raises(ConnectionResetError):
            await cache.get(Level.SEARCH, "key", Maker(failure=ConnectionResetError("It hung up.")))

    async def test_what_the_dead_left_goes_after_a_while(self, cache: Cache, folder: Path):
        await cache.get(Level.SEARCH, "key", Maker())
        old, young = folder / "underway" / "old", folder / "underway" / "young"
        for path in (old, young):
            path.write_bytes(b"half")
        os.utime(old, (1, 1))
        (folder / "counts").unlink()
        await cache.stats()

        assert (old.exists(), young.exists()) == (False, True)
