"""Damaged files of every kind, through the child processes: whatever they are, the next one is read."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from fakes import Clock
from mutations import mutated
from research_assistant.adapters.extract.pool import Pool
from research_assistant.adapters.extract.registry import Extractors
from research_assistant.domain.errors import UnreadableFile

pytestmark = pytest.mark.asyncio(loop_scope="module")

DATA = Path(__file__).parents[1] / "data"
SEEDS = [
    ("notes.md", b"# Zinc\n\nIt [helps](http://a.example).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"),
    ("notes.txt", "It helps – a day is won.\n".encode()),
    ("works.jsonl", b'{"title": "One", "abstract": "Zinc helps."}\n{"title": "Two"}\n'),
    ("works.csv", b'Title,Abstract\n"Zinc, again","It\nhelps."\n'),
    ("works.bib", b"@article{kim, author = {Kim, Ann}, title = {{Zinc} \\'et al}, year = 2014}\n"),
    ("works.ris", b"TY  - JOUR\nTI  - Zinc\nAU  - Kim, Ann\nER  - \n"),
    ("works.json", b'[{"title": "Zinc", "author": [{"family": "Kim"}], "issued": {"date-parts": [[2014]]}}]'),
    ("page.html", b"<!doctype html><title>Zinc</title><article><h1>Zinc</h1><p>It helps a lot.</p></article>"),
    ("article.xml", b"<article><front><article-meta/></front><body><p>It helps.</p></body></article>"),
]


@pytest.fixture(scope="module")
def whole() -> list[tuple[str, bytes]]:
    """Return the smaller PDFs that lie beside the tests."""
    files = sorted((DATA / "pdf").glob("*.pdf"))
    return [(path.name, path.read_bytes()) for path in files if path.stat().st_size < 100_000]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def extractors() -> AsyncIterator[Extractors]:
    pool = Pool(processes=2, seconds=60, memory=2**30)
    yield Extractors(Clock(), pool)
    await pool.close()


async def outcome(extractors: Extractors, name: str, content: bytes) -> str:
    """Return why the file was refused; empty where it was not."""
    try:
        async for _ in extractors.read(content, name=name):
            pass
    except UnreadableFile as error:
        return str(error)
    return ""


@pytest.mark.parametrize("seed", range(5))
async def test_damaged_files_end_in_a_work_or_a_cause(
    extractors: Extractors, whole: list[tuple[str, bytes]], seed: int
):
    chance = random.Random(seed)  # noqa: S311 - files, not secrets
    for _ in range(20):
        name, content = mutated([*SEEDS, *whole], chance)
        assert "crash" not in await outcome(extractors, name, content)
    (fine,) = [entry async for entry in extractors.read(b"It helps.", name="fine.txt")]
    assert fine
