"""Small files that want to become large ones are refused, and the program that asks does not grow with them."""

import resource
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bombs import bombs
from fakes import Clock
from research_assistant.adapters.extract.pool import Pool
from research_assistant.adapters.extract.registry import Extractors
from research_assistant.domain.errors import UnreadableFile
from research_assistant.domain.library import Reading

pytestmark = pytest.mark.asyncio(loop_scope="module")

MB = 1024
"""Of the unit in which the system counts memory here."""

BOMBS = {
    "gzip": "too_large",
    "xz": "too_large",
    "zip in a Word document": "too_large",
    "zip in an EPUB": "too_large",
    "zip of many parts": "too_large",
    "XML entities in JATS": "damaged",
    "XML entities in Word": "too_large",
    "XML deep in JATS": "too_large",
    "HTML deep": "too_large",
    "Markdown deep": "empty",
    "Markdown brackets": "empty",
    "JSON deep": "damaged",
    "JSON lines deep": "",
    "BibTeX deep": "",
    "pixels in a PDF": "no_text",
    "text in a PDF": "too_large",
    "objects in a PDF": "too_large",
}
"""Causes of the refusals; empty where the file is read and its one entry refused."""


@pytest.fixture(scope="module")
def files() -> dict[str, tuple[str, bytes]]:
    made = bombs()
    assert set(made) == set(BOMBS)
    return made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def extractors() -> AsyncIterator[Extractors]:
    pool = Pool(processes=1, seconds=30, memory=2**30)
    yield Extractors(Clock(), pool)
    await pool.close()


@pytest.mark.parametrize("what", BOMBS)
async def test_a_bomb_is_refused_and_nothing_grows(
    extractors: Extractors, files: dict[str, tuple[str, bytes]], what: str
):
    name, content = files[what]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cause, works = "", 0
    try:
        async for entry in extractors.read(content, name=name):
            works += isinstance(entry, Reading)
    except UnreadableFile as error:
        cause = error.cause

    assert (cause, works) == (BOMBS[what], 0)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * MB
