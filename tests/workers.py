"""Workers as processes of their own that end, or stop, at the boundary of a step where they are told to."""

import asyncio
import multiprocessing
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from signal import SIGKILL, Signals

import pytest

from research_assistant import bootstrap
from research_assistant.adapters.durable.in_process import InProcessStep
from research_assistant.config import Settings
from research_assistant.domain.event import Event
from research_assistant.ports.transaction import Transactions
from research_assistant.services import keeping, working
from research_assistant.services.running import Tell

STAGES = ("plan", "search", "merge", "read", "split", "rank", "synthesise", "verify", "compose")
BOUNDARIES = (*((stage, ordinal) for stage in STAGES for ordinal in (0, 1)), ("query", 1))
"""Every event of a query: what is told at the beginning and at the end of each step, after it was written."""

SECONDS = 120
PATHS = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "src")]

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["preloaded"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What befalls a worker: a signal, sent to itself when an event of a query was told."""

    query_id: str

    step: str
    ordinal: int
    signal: Signals = SIGKILL

    def __call__(self, event: Event) -> None:
        """Send the signal where it is time."""
        if (event.query_id, event.step, event.ordinal) == (self.query_id, self.step, self.ordinal):
            os.kill(os.getpid(), self.signal)


def start(settings: Settings, fate: Fate | None = None, *, lease_seconds: float | None = None) -> BaseProcess:
    """Start a worker; it serves until its fate, or until it is killed."""
    process = _processes.Process(target=_work, args=(settings, fate, lease_seconds), daemon=True)
    # The process that workers are forked from is started with the first one, and looks for what it loads here alone.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(PATHS))
        process.start()
    return process


def kill(*processes: BaseProcess) -> None:
    """Kill workers, stopped ones too."""
    for process in processes:
        process.kill()
        process.join(SECONDS)


async def until(holds: Callable[[], Awaitable[object]]) -> float:
    """Wait until something holds, and return the seconds it took."""
    began = time.monotonic()
    while not await holds():
        assert time.monotonic() - began < SECONDS
        await asyncio.sleep(0.05)
    return time.monotonic() - began


async def ended(process: BaseProcess) -> int | None:
    """Wait until a worker has ended, and return its exit code."""

    async def dead() -> bool:
        return not process.is_alive()

    await until(dead)
    return process.exitcode


def stopped(process: BaseProcess) -> bool:
    """Return whether a worker is stopped by a signal."""
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as stat:  # noqa: PTH123 - no file to speak of
        return stat.read().rpartition(")")[2].split()[0] == "T"


def _work(settings: Settings, fate: Fate | None, lease_seconds: float | None) -> None:
    if lease_seconds is not None:
        keeping.LEASE_SECONDS, keeping.BEAT_SECONDS = lease_seconds, lease_seconds / 5
    if fate is not None:
        _meet(fate)
    asyncio.run(_serve(settings))


def _meet(fate: Fate) -> None:
    def step(query_id: str, tell: Tell, fenced: Transactions) -> InProcessStep:
        def both(event: Event) -> None:
            tell(event)
            fate(event)

        return InProcessStep(query_id, both, fenced)

    bootstrap.InProcessStep = step  # type: ignore[misc, assignment]  # the place of a real step
    if fate.step == "query":
        working._untold = fate


async def _serve(settings: Settings) -> None:
    async with bootstrap.application(settings) as made, made.worker():
        await asyncio.Event().wait()
