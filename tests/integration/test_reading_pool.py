"""A child process that goes astray costs its own file, and nothing else."""

import asyncio
import os
import resource
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

import straying
from fakes import Clock
from research_assistant.adapters.extract.pool import Pool
from research_assistant.adapters.extract.registry import Extractors
from research_assistant.domain.errors import Unavailable, UnreadableFile
from research_assistant.domain.library import Reading

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[Pool]:
    made = Pool(processes=2, seconds=60, memory=2**30, module="straying")
    yield made
    await made.close()


async def read(pool: Pool, content: str | bytes) -> str:
    """Return the text of the one work that the bytes are."""
    wish = content.encode() if isinstance(content, str) else content
    (reading,) = [entry async for entry in Extractors(Clock(), pool).read(wish, name="file.txt")]
    assert isinstance(reading, Reading)
    return reading.document.text


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def refused(pool: Pool, wish: str) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        await read(pool, wish)
    assert "It helps." in await read(pool, "fine")
    return caught.value


async def test_a_child_is_used_again(pool: Pool):
    assert await read(pool, "fine") == await read(pool, "fine")


async def test_several_files_are_read_at_once(pool: Pool):
    texts = await asyncio.gather(*(read(pool, "fine") for _ in range(6)))

    assert len(set(texts)) <= 2


@pytest.mark.parametrize("wish", sorted(straying.LIES))
async def test_what_cannot_be_true_is_not_believed(pool: Pool, wish: str):
    assert (await refused(pool, wish)).cause == "damaged"


@pytest.mark.parametrize(
    ("wish", "cause", "words"),
    [
        ("segfault", "damaged", "crash (SIGSEGV)"),
        ("leave", "damaged", "it ended early"),
        ("stumble", "damaged", "ZeroDivisionError"),
        ("grow", "too_large", "memory"),
        ("too_long", "too_large", "10,000,000"),
        ("huge_frame", "too_large", "more than can be kept"),
        ("refuse", "encrypted", "is encrypted"),
    ],
)
async def test_a_reader_that_fails_costs_its_file_alone(pool: Pool, wish: str, cause: str, words: str):
    error = await refused(pool, wish)

    assert error.cause == cause
    assert words in str(error)


@pytest.mark.parametrize("wish", ["loop", "sleep"])
async def test_a_reader_that_hangs_is_killed(wish: str):
    hasty = Pool(processes=1, seconds=2, memory=2**30, module="straying")
    try:
        with pytest.raises(UnreadableFile) as caught:
            await read(hasty, wish)
    finally:
        await hasty.close()

    assert (caught.value.cause, "2 seconds" in str(caught.value)) == ("timed_out", True)


async def test_memory_is_not_given_to_libraries_either(pool: Pool):
    assert await read(pool, "grow_in_c") == "True"


async def test_what_is_printed_is_no_message(pool: Pool):
    assert await read(pool, "flood") == "None"


async def test_there_is_no_network(pool: Pool):
    assert await read(pool, "connect") == "PermissionError"


async def test_there_is_nothing_of_ours_around(pool: Pool):
    assert await read(pool, "surroundings") == "['HOME', 'OPENBLAS_NUM_THREADS', 'TMPDIR'] [] []"


async def test_a_huge_message_is_not_taken_in(pool: Pool):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await refused(pool, "huge_frame")

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


async def test_children_and_their_folders_are_gone_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    made = Pool(processes=1, seconds=60, memory=2**30, module="straying")
    child = int((await read(made, "fine")).split()[-1])
    assert len(names_in(tmp_path)) == 1
    await made.close()

    assert names_in(tmp_path) == []
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


async def test_a_child_dies_with_its_parent():
    code = (
        "import asyncio, os, sys\n"
        "from research_assistant.adapters.extract.pool import Pool\n"
        "async def main():\n"
        "    pool = Pool(processes=1, seconds=60, memory=2**30, module='straying')\n"
        "    async for told in pool.read(b'fine', name='a.txt', media_type='', collection=''):\n"
        "        pass\n"
        "    print(pool._idle[0].child.pid, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        code,
        stdout=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PATH": os.environ["PATH"]},
    )
    told, _ = await process.communicate()
    child = int(told)
    for _ in range(500):
        if not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE:
            return
        await asyncio.sleep(0.01)
    pytest.fail("it lives on")


async def test_a_child_that_cannot_start_is_no_fault_of_the_file():
    broken = Pool(processes=1, seconds=60, memory=2**30, module="there_is_no_such_module")

    with pytest.raises(Unavailable, match="ends as soon as it is started"):
        await read(broken, "fine")
