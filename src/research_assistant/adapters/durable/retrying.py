"""A wrapper of `Step` that tries again what a part of the world did not do."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from research_assistant.domain.errors import NotInitialised, StorageUnavailable, Unavailable
from research_assistant.ports.step import Step

Given = ParamSpec("Given")
Made = TypeVar("Made")

WAITS = (0.5, 2.0, 8.0)
"""Seconds before the second, third and last attempt, each a little more or less: queries do not march in step."""

LONGEST_FOR_STORAGE = 2.0
"""Seconds between two attempts where it was the database: what is under way goes on soon after it is back."""


class RetryingStep:
    """Runs a stage through another step, and again where it raised `Unavailable`."""

    def __init__(self, step: Step, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        self._step = step
        self._sleep = sleep

    async def __call__(
        self, stage: Callable[Given, Awaitable[Made]], *args: Given.args, **kwargs: Given.kwargs
    ) -> Made:
        """Return what `stage` makes of what is given, or what it made before it was interrupted.

        Raises:
            Unavailable: The part of the world did its work at none of the attempts.
        """
        for seconds in WAITS:
            try:
                return await self._step(stage, *args, **kwargs)
            except NotInitialised:
                raise
            except StorageUnavailable:
                await self._sleep(_about(min(seconds, LONGEST_FOR_STORAGE)))
            except Unavailable:
                await self._sleep(_about(seconds))
        return await self._step(stage, *args, **kwargs)


def _about(seconds: float) -> float:
    return seconds * random.uniform(0.8, 1.2)  # noqa: S311 - a pause, not a secret
