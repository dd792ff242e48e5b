"""Counts in memory, for this process alone."""

from time import monotonic

from research_assistant.ports.limiter import Allowance, Rate

SWEPT_EVERY = 1_000
"""Hits after which counts of windows that are over are forgotten."""


class LocalLimiter:
    """Counts by key; what stands in where the shared counts are away."""

    def __init__(self) -> None:
        self._counts: dict[tuple[int, tuple[str, ...]], tuple[int, float]] = {}
        self._hits = 0

    async def hit(self, rate: Rate, *key: str) -> Allowance:
        """Count one more of `key`, and return what is left."""
        now = monotonic()
        self._sweep(now)
        hits, until = self._counts.get((rate.seconds, key), (0, 0.0))
        if until <= now:
            hits, until = 0, now + rate.seconds
        hits += 1
        self._counts[rate.seconds, key] = hits, until
        return Allowance(
            allowed=hits <= rate.most, remaining=max(0, rate.most - hits), seconds=min(until - now, rate.seconds)
        )

    def learn(self, rate: Rate, *key: str, left: Allowance) -> None:
        """Take over what is left of `key` elsewhere."""
        now = monotonic()
        self._sweep(now)
        self._counts[rate.seconds, key] = rate.most - left.remaining, now + left.seconds

    async def look(self, rate: Rate, *key: str) -> Allowance:
        """Return what is left of `key` without counting."""
        now = monotonic()
        hits, until = self._counts.get((rate.seconds, key), (0, 0.0))
        if until <= now:
            return Allowance(allowed=True, remaining=rate.most, seconds=float(rate.seconds))
        return Allowance(allowed=hits < rate.most, remaining=max(0, rate.most - hits), seconds=until - now)

    async def clear(self, rate: Rate, *key: str) -> None:
        """Forget what was counted of `key`."""
        self._counts.pop((rate.seconds, key), None)

    def _sweep(self, now: float) -> None:
        self._hits += 1
        if self._hits % SWEPT_EVERY == 0:
            self._counts = {name: count for name, count in self._counts.items() if count[1] > now}
