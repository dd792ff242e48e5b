"""What every limiter promises."""

import asyncio

from research_assistant.ports.limiter import Limiter, Rate

OFTEN = Rate(most=10, seconds=600)


class Contract:
    """Tests of a limiter; the class that inherits them has the fixture."""

    async def test_the_limit_is_admitted_and_no_more(self, limiter: Limiter):
        allowances = [await limiter.hit(OFTEN, "somebody") for _ in range(12)]

        assert [each.allowed for each in allowances] == [True] * 10 + [False] * 2
        assert [each.remaining for each in allowances] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0]
        assert all(0 < each.seconds <= 600 for each in allowances)

    async def test_many_at_once_are_counted_each(self, limiter: Limiter):
        allowances = await asyncio.gather(*(limiter.hit(OFTEN, "somebody") for _ in range(40)))

        assert sum(each.allowed for each in allowances) == 10

    async def test_keys_are_counted_apart(self, limiter: Limiter):
        await limiter.hit(OFTEN, "user", "one")

        assert (await limiter.hit(OFTEN, "user", "two")).remaining == 9
        assert (await limiter.hit(OFTEN, "network", "one")).remaining == 9

    async def test_a_look_counts_nothing(self, limiter: Limiter):
        await limiter.hit(OFTEN, "somebody")

        assert [(await limiter.look(OFTEN, "somebody")).remaining for _ in range(3)] == [9, 9, 9]
        assert (await limiter.look(OFTEN, "nobody")).remaining == 10

    async def test_what_is_cleared_begins_anew(self, limiter: Limiter):
        for _ in range(11):
            await limiter.hit(OFTEN, "somebody")
        await limiter.clear(OFTEN, "somebody")

        assert (await limiter.hit(OFTEN, "somebody")).remaining == 9

    async def test_a_new_window_begins_when_one_is_over(self, limiter: Limiter):
        short = Rate(most=1, seconds=1)
        assert (await limiter.hit(short, "somebody")).allowed
        assert not (await limiter.hit(short, "somebody")).allowed
        await asyncio.sleep(1.1)

        assert (await limiter.hit(short, "somebody")).allowed
