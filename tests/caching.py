"""What every cache promises."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from research_assistant.domain.cached import Kept, Level
from research_assistant.domain.errors import FetchFailed
from research_assistant.ports.cache import Cache


class Maker:
    """Makes `content` when it is let, and counts how often it was asked to."""

    def __init__(self, content: bytes = b"made", *, failure: Exception | None = None, waits: bool = False) -> None:
        self.begun = self.ended = 0
        self.may_end = asyncio.Event()
        self._content = content
        self._failure = failure
        if not waits:
            self.may_end.set()

    async def __call__(self) -> bytes:
        self.begun += 1
        await self.may_end.wait()
        self.ended += 1
        if self._failure is not None:
            raise self._failure
        return self._content


async def until(fulfilled: Callable[[], object]) -> None:
    """Wait for something that happens elsewhere."""
    async with asyncio.timeout(30):
        while not fulfilled():  # noqa: ASYNC110 - what is waited for happens in a thread or another process
            await asyncio.sleep(0.005)


def asked(cache: Cache, make: Callable[[], Awaitable[bytes]], key: str = "key") -> asyncio.Task[Kept]:
    return asyncio.ensure_future(cache.get(Level.SEARCH, key, make))


class Contract:
    """Tests of a cache; the class that inherits them has the fixture."""

    async def test_what_is_made_is_given(self, cache: Cache):
        kept = await cache.get(Level.SEARCH, "key", Maker(b"made"))

        assert (kept.content, kept.hit) == (b"made", False)

    async def test_fifty_at_once_cause_one_making(self, cache: Cache):
        make = Maker()
        answers = await asyncio.gather(*(cache.get(Level.SEARCH, "key", make) for _ in range(50)))

        assert make.begun == 1
        assert {each.content for each in answers} == {b"made"}
        assert sum(each.hit for each in answers) == 49

    async def test_keys_and_levels_are_made_apart(self, cache: Cache):
        answers = await asyncio.gather(
            cache.get(Level.SEARCH, "one", Maker(b"1")),
            cache.get(Level.SEARCH, "two", Maker(b"2")),
            cache.get(Level.CONTENT, "one", Maker(b"3")),
        )

        assert [each.content for each in answers] == [b"1", b"2", b"3"]

    async def test_a_failure_goes_to_all_who_wait_and_is_not_kept(self, cache: Cache):
        make = Maker(failure=FetchFailed("It did not come.", cause="timeout"))
        answers = await asyncio.gather(
            *(cache.get(Level.SEARCH, "key", make) for _ in range(5)), return_exceptions=True
        )

        assert [type(each) for each in answers] == [FetchFailed] * 5
        assert make.begun == 1
        assert (await cache.get(Level.SEARCH, "key", Maker(b"later"))).content == b"later"

    @pytest.mark.parametrize("who", [0, 1])
    async def test_one_who_is_cancelled_fails_nobody_else(self, cache: Cache, who: int):
        make = Maker(waits=True)
        callers = [asked(cache, make), asked(cache, make)]
        await until(lambda: make.begun)
        callers[who].cancel()
        await asyncio.sleep(0)
        make.may_end.set()
        answers = await asyncio.gather(*callers, return_exceptions=True)

        assert isinstance(answers[who], asyncio.CancelledError)
        other = answers[1 - who]
        assert isinstance(other, Kept)
        assert (other.content, make.begun) == (b"made", 1)

    async def test_the_last_who_is_cancelled_ends_the_making(self, cache: Cache):
        make = Maker(waits=True)
        callers = [asked(cache, make), asked(cache, make)]
        await until(lambda: make.begun)
        for caller in callers:
            caller.cancel()
        await asyncio.wait(callers)

        assert all(caller.cancelled() for caller in callers)
        assert make.ended == 0
        assert (await cache.get(Level.SEARCH, "key", Maker(b"later"))).content == b"later"

    async def test_a_making_that_is_cancelled_from_inside_hands_over(self, cache: Cache):
        async def cancelled() -> bytes:
            await asyncio.sleep(0.01)
            raise asyncio.CancelledError

        first, second = asked(cache, cancelled), asked(cache, Maker(b"handed over"))
        await asyncio.wait({first, second})

        assert first.cancelled()
        assert second.result().content == b"handed over"

    async def test_levels_are_told_in_their_order(self, cache: Cache):
        assert [each.level for each in await cache.stats()] == list(Level)

    async def test_clearing_what_is_empty_finds_nothing(self, cache: Cache):
        assert await cache.clear() == 0


class KeepingContract(Contract):
    """Tests of a cache that keeps."""

    async def test_what_was_made_is_at_hand_the_next_time(self, cache: Cache):
        await cache.get(Level.SEARCH, "key", Maker(b"first"))
        kept = await cache.get(Level.SEARCH, "key", Maker(b"second"))

        assert (kept.content, kept.hit) == (b"first", True)

    @pytest.mark.parametrize("content", [b"", b"\0", b"text " * 100_000, bytes(range(256)) * 1_000])
    async def test_bytes_come_back_as_they_were(self, cache: Cache, content: bytes):
        await cache.get(Level.CONTENT, "key", Maker(content))

        assert (await cache.get(Level.CONTENT, "key", Maker())).content == content

    @pytest.mark.parametrize("key", ["", "/../../etc/passwd", "a\nb", "\udcff", "ä" * 5_000])
    async def test_anything_may_be_a_key(self, cache: Cache, key: str):
        await cache.get(Level.CONTENT, key, Maker(b"first"))

        assert (await cache.get(Level.CONTENT, key, Maker())).content == b"first"

    async def test_hits_and_misses_are_counted(self, cache: Cache):
        await asyncio.gather(*(cache.get(Level.SEARCH, "key", Maker()) for _ in range(10)))
        await cache.get(Level.SEARCH, "key", Maker())
        await cache.get(Level.CONTENT, "key", Maker())
        search, content, synthesis = await cache.stats()

        assert (search.entries, search.hits, search.misses, search.hit_rate) == (1, 10, 1, 10 / 11)
        assert (content.entries, content.hits, content.misses, content.hit_rate) == (1, 0, 1, 0.0)
        assert (synthesis.entries, synthesis.size, synthesis.hit_rate) == (0, 0, None)

    async def test_one_level_can_be_cleared(self, cache: Cache):
        for level in (Level.SEARCH, Level.CONTENT):
            for key in "abc":
                await cache.get(level, key, Maker())

        assert await cache.clear(Level.SEARCH) == 3
        assert [(each.entries, each.hits, each.misses) for each in await cache.stats()] == [
            (0, 0, 0),
            (3, 0, 3),
            (0, 0, 0),
        ]
        assert await cache.clear() == 3
        assert not (await cache.get(Level.CONTENT, "a", Maker())).hit
