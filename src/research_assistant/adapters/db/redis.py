"""Redis: its address in, one connection pool out; what it says becomes what a reader can act on."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from research_assistant.domain.errors import ConfigurationError, StorageUnavailable

if TYPE_CHECKING:
    from redis.commands.core import AsyncScript

PATIENCE_SECONDS = 2.0
"""How long Redis may take to answer, and a request to wait for a connection to it."""

CONNECTIONS = 16
"""Of one process, at most."""

SCHEMES = ("redis://", "rediss://", "unix://")


class RedisServer:
    """One Redis, asked by scripts alone: each is one step that nothing comes between.

    Args:
        url: `redis://`, `rediss://` or `unix://`; nothing connects yet.

    Raises:
        ConfigurationError: The address cannot be used.
    """

    def __init__(self, url: str) -> None:
        # Half a second to load, for those who have it.
        from redis.asyncio import BlockingConnectionPool, Redis  # noqa: PLC0415
        from redis.asyncio.retry import Retry  # noqa: PLC0415
        from redis.backoff import NoBackoff  # noqa: PLC0415

        if not url.startswith(SCHEMES):
            raise ConfigurationError(
                "REDIS_URL is not an address of Redis.", next_step="Write redis://localhost:6379/0 or unix:///run/redis"
            )
        try:
            pool = BlockingConnectionPool.from_url(
                url,
                max_connections=CONNECTIONS,
                timeout=PATIENCE_SECONDS,
                socket_timeout=PATIENCE_SECONDS,
                socket_connect_timeout=PATIENCE_SECONDS,
                retry=Retry(NoBackoff(), 1),
                decode_responses=True,
            )
        except ValueError as error:
            raise ConfigurationError(
                f"REDIS_URL cannot be used: {error}.", next_step="Write redis://localhost:6379/0"
            ) from error
        self._client = Redis.from_pool(pool)
        self._place = urlsplit(url).hostname or urlsplit(url).path
        self._script = lru_cache(maxsize=None)(self._registered)

    async def run(self, script: str, keys: Sequence[str], *arguments: str | float) -> Any:  # noqa: ANN401 - as the script has it
        """Run a Lua script and return what it returns.

        Raises:
            StorageUnavailable: Redis cannot be reached or refuses.
        """
        with self._told():
            return await self._script(script)(keys=keys, args=arguments)

    async def close(self) -> None:
        """Let all connections go."""
        await self._client.aclose()

    def _registered(self, script: str) -> "AsyncScript":
        return self._client.register_script(script)

    @contextmanager
    def _told(self) -> Iterator[None]:
        from redis.exceptions import RedisError  # noqa: PLC0415 - loaded above

        try:
            yield
        except (RedisError, OSError) as error:
            raise StorageUnavailable(
                f"Redis at {self._place} cannot be used: {type(error).__name__}.",
                next_step="See that it runs and that REDIS_URL is right.",
            ) from error
