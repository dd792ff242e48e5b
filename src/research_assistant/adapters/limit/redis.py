"""Counts in Redis: one key a window, which begins with the first hit and goes when it is over."""

from research_assistant.adapters.db.redis import RedisServer
from research_assistant.adapters.limit.naming import name_of
from research_assistant.ports.limiter import Allowance, Rate

PREFIX = "research-assistant:rate:"

HIT = """
local hits = redis.call('INCR', KEYS[1])
if hits == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {hits, redis.call('PTTL', KEYS[1])}
"""
LOOK = "return {tonumber(redis.call('GET', KEYS[1]) or 0), redis.call('PTTL', KEYS[1])}"
CLEAR = "return redis.call('DEL', KEYS[1])"


class RedisLimiter:
    """Counts by key, across all processes of one Redis."""

    def __init__(self, server: RedisServer) -> None:
        self._server = server

    async def hit(self, rate: Rate, *key: str) -> Allowance:
        """Count one more of `key`, and return what is left."""
        hits, left = await self._server.run(HIT, [PREFIX + name_of(rate, key)], rate.seconds * 1_000)
        return Allowance(allowed=hits <= rate.most, remaining=max(0, rate.most - hits), seconds=left / 1_000)

    async def look(self, rate: Rate, *key: str) -> Allowance:
        """Return what is left of `key` without counting."""
        hits, left = await self._server.run(LOOK, [PREFIX + name_of(rate, key)])
        return Allowance(
            allowed=hits < rate.most,
            remaining=max(0, rate.most - hits),
            seconds=left / 1_000 if left > 0 else float(rate.seconds),
        )

    async def clear(self, rate: Rate, *key: str) -> None:
        """Forget what was counted of `key`."""
        await self._server.run(CLEAR, [PREFIX + name_of(rate, key)])
