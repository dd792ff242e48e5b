"""Passwords hashed with argon2id, off the event loop (RFC 9106; parameters of OWASP's Password Storage Cheat Sheet)."""

import asyncio
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1

AT_ONCE = 4
"""Hashes computed at one time in one process: each takes memory and a core."""


class Argon2id:
    """Hashes with 128 random bits of salt, their parameters in them.

    Args:
        memory_kib: What one hash takes of memory, in KiB.
        passes: How often it goes over that memory.
    """

    def __init__(self, *, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=LANES)
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def hash(self, password: str) -> str:
        """Return a fresh hash of `password`."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password: str, kept: str) -> bool:
        """Return whether `kept` is a hash of `password`; takes as long where there is none."""
        async with self._turns:
            matches = await asyncio.to_thread(self._matches, password, kept)
        return matches and bool(kept)

    def outdated(self, kept: str) -> bool:
        """Return whether `kept` was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _nobody(self) -> str:
        """A hash to compare with where there is no account, so that names cannot be told by the time it takes."""
        return self._hasher.hash("nobody")

    def _matches(self, password: str, kept: str) -> bool:
        try:
            return self._hasher.verify(kept or self._nobody, password)
        except (Argon2Error, InvalidHashError):
            return False
