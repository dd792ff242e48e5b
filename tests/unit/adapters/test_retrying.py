"""A stage is tried again where a part of the world did not do its work, and only there."""

from collections.abc import Awaitable, Callable

import pytest

from research_assistant.adapters.durable.retrying import LONGEST_FOR_STORAGE, WAITS, RetryingStep
from research_assistant.domain.errors import (
    EmbedderUnavailable,
    InvalidInput,
    NotInitialised,
    ResearchError,
    StorageUnavailable,
)


class Direct:
    """Runs a stage, and nothing else."""

    async def __call__(self, stage: Callable[..., Awaitable[int]], *args: object, **kwargs: object) -> int:
        return await stage(*args, **kwargs)


class Stage:
    """Fails so many times."""

    def __init__(self, failures: int, error: ResearchError) -> None:
        self.runs = 0
        self._failures = failures
        self._error = error

    async def __call__(self, number: int) -> int:
        self.runs += 1
        if self.runs <= self._failures:
            raise self._error
        return number


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def step(slept: list[float]) -> RetryingStep:
    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    return RetryingStep(Direct(), sleep=sleep)


async def test_what_comes_back_in_time_is_waited_for(step: RetryingStep, slept: list[float]):
    stage = Stage(len(WAITS), EmbedderUnavailable("The model is away."))

    assert await step(stage, 7) == 7
    assert stage.runs == len(WAITS) + 1
    assert [0.8 * wait <= seconds <= 1.2 * wait for wait, seconds in zip(WAITS, slept, strict=True)] == [True] * 3


async def test_a_database_is_never_waited_for_longer_than_it_may_take_to_be_used_again(
    step: RetryingStep, slept: list[float]
):
    assert await step(Stage(len(WAITS), StorageUnavailable("The database is away.")), 7) == 7
    assert max(slept) <= 1.2 * LONGEST_FOR_STORAGE


async def test_what_does_not_come_back_is_told(step: RetryingStep):
    stage = Stage(99, EmbedderUnavailable("The model is away."))

    with pytest.raises(EmbedderUnavailable):
        await step(stage, 7)
    assert stage.runs == len(WAITS) + 1


@pytest.mark.parametrize("error", [InvalidInput("No question."), NotInitialised("There is no database.")])
async def test_what_no_waiting_mends_is_told_at_once(step: RetryingStep, slept: list[float], error: ResearchError):
    with pytest.raises(type(error)):
        await step(Stage(1, error), 7)

    assert slept == []
