"""What `research doctor` looks at."""

import os
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from research_assistant.adapters.db.failures import place_of
from research_assistant.adapters.db.migrate import standing
from research_assistant.bootstrap import Application, application
from research_assistant.cli.net_check import net
from research_assistant.cli.server_checks import connections, queue, readers
from research_assistant.cli.source_check import sources
from research_assistant.config import Settings
from research_assistant.domain.errors import NotInitialised, ResearchError, StorageUnavailable
from research_assistant.domain.reference import csl_item
from research_assistant.domain.work import Work

LEAST_FREE = 1024**3
"""Bytes of free disk below which the next large library would fill it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One part and its state.

    Attributes:
        found: What is there, in words.
        fix: What to do; empty where nothing is to be done.
    """

    name: str
    ok: bool
    found: str
    fix: str = ""


async def examine(settings: Settings, *, workers: int) -> list[Check]:
    """Return every check; one that fails keeps none of the others from being made.

    Args:
        settings: What an operator has set.
        workers: Processes that shall serve.
    """
    checks = [_folder(settings.data_dir), _disk(settings.data_dir)]
    try:
        async with application(settings) as made:
            for name, look in _LOOKS:
                checks.append(await _looked(name, look, made))
            checks.append(await _looked("connections", partial(connections, workers=workers), made))
    except ResearchError as error:
        checks.append(Check(name="settings", ok=False, found=str(error), fix=error.next_step))
    return checks


async def _looked(name: str, look: Callable[[Application], Awaitable[str]], made: Application) -> Check:
    try:
        return Check(name=name, ok=True, found=await look(made))
    except ResearchError as error:
        return Check(name=name, ok=False, found=str(error), fix=error.next_step)


def _folder(folder: Path) -> Check:
    if _is_writable(folder):
        return Check(name="data folder", ok=True, found=str(folder))
    fix = "Give this user the right to write there, or set DATA_DIR to another folder."
    return Check(name="data folder", ok=False, found=f"{folder} cannot be written", fix=fix)


def _is_writable(folder: Path) -> bool:
    """Return whether the folder can be written, or be made where there is none."""
    existing = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return existing.is_dir() and os.access(existing, os.W_OK)


def _disk(folder: Path) -> Check:
    existing = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    free = shutil.disk_usage(existing).free
    found = f"{free / 1024**3:.1f} GB free"
    return Check(name="disk", ok=free >= LEAST_FREE, found=found, fix="Make room: at least 1 GB should be free.")


async def _database(made: Application) -> str:
    found = await standing(made.engine)
    if found != "current":
        raise NotInitialised(f"its tables are {found}", next_step="Run: research init")
    place = place_of(made.engine.sync_engine)
    return f"{place}, SQLite {sqlite3.sqlite_version}" if made.engine.dialect.name == "sqlite" else place


async def _library(made: Application) -> str:
    user = await made.accounts.local()
    collections = await made.library.collections(user=user)
    total = sum(number for _, _, number in collections)
    if not total:
        raise NotInitialised(
            "it is empty", next_step="Run: research library add FILE, or: research init --demonstration"
        )
    return f"{total:,} works in {len(collections)} collection{'s' if len(collections) > 1 else ''}"


async def _embedder(made: Application) -> str:
    if made.embedder is None:
        return "none: search is by words alone"
    await made.embedder.embed(["test"])
    waiting = len(await made.index.without_vector(made.embedder.fingerprint, limit=1))
    behind = "; some passages have no vector yet: research init fills them in" if waiting else ""
    return f"{made.embedder.name}, {made.embedder.dimensions} dimensions{behind}"


async def _references(made: Application) -> str:
    await made.citer.render([csl_item(Work(title="A test"), key="s1")], style=made.settings.default_citation_style)
    return f"{made.settings.default_citation_style} by pandoc"


async def _cache(made: Application) -> str:
    if not made.settings.enable_cache:
        return "off: everything is asked anew"
    folder = made.settings.cache
    if not _is_writable(folder):
        raise StorageUnavailable(
            f"{folder} cannot be written: everything is asked anew",
            next_step="Give this user the right to write there, or set CACHE_DIR to another folder.",
        )
    held = [
        f"{each.level} {each.size / 1024**2:,.0f} of {each.most / 1024**2:,.0f} MB" for each in await made.cache.stats()
    ]
    return f"{folder}: {', '.join(held)}"


_LOOKS: tuple[tuple[str, Callable[[Application], Awaitable[str]]], ...] = (
    ("database", _database),
    ("library", _library),
    ("embedding model", _embedder),
    ("references", _references),
    ("cache", _cache),
    ("net", net),
    ("sources", sources),
    ("readers", readers),
    ("queue", queue),
)
