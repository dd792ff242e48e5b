"""What remembers the answers of the world, in three levels."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from research_assistant.domain.cached import Kept, Level, Shelved


class Cache(Protocol):
    """Keeps bytes for a while; losing them is never an error, and a failed making is never kept."""

    async def get(self, level: Level, key: str, make: Callable[[], Awaitable[bytes]]) -> Kept:
        """Return what is kept under `key`, or make it, once for all who ask at the same time, and keep it.

        Args:
            level: Which time to live, and which share of the disk.
            key: Anything that names what is made, whoever asks: nobody's private words go into a shared entry.
            make: Called where nothing is kept or where it is past its time. What it raises goes to all who wait.
        """

    async def stats(self) -> Sequence[Shelved]:
        """Return what each level holds, in the order of `Level`."""

    async def clear(self, level: Level | None = None) -> int:
        """Forget everything, or everything of one level, counts too; return how many entries there were.

        Raises:
            StorageUnavailable: The entries cannot be removed.
        """
