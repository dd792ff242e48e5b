"""pandoc as a child process that sees its own folder and nothing else."""

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

_HEAP = "-M1g"


class PandocFailed(Exception):
    """pandoc did not do its work; says why in half a sentence."""


async def pandoc(
    arguments: Sequence[str],
    content: bytes,
    *,
    folder: Path,
    seconds: float,
    program: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> bytes:
    """Return what pandoc makes of `content`, sandboxed: it reads the files that `arguments` name and no others.

    Args:
        arguments: Beside `--sandbox`.
        content: Its standard input.
        folder: Where it works.
        seconds: What it may take.
        program: The one that pypandoc-binary brings where `None`.
        environment: Empty where `None`.

    Raises:
        PandocFailed: It is not installed, could not be started, took too long, or complained.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            program or _bundled(),
            *("+RTS", _HEAP, "-RTS", "--sandbox", *arguments),
            cwd=folder,
            env=dict(environment or {}),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError as error:
        raise PandocFailed(f"it could not be started: {error.strerror or error}") from error
    try:
        made, complaint = await asyncio.wait_for(process.communicate(content), seconds)
    except TimeoutError as error:
        raise PandocFailed(f"it did not finish within {seconds:g} seconds") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise PandocFailed(complaint.decode(errors="replace").strip() or f"it ended with {process.returncode}")
    return made


def _bundled() -> Path:
    spec = find_spec("pypandoc")
    folders = spec.submodule_search_locations if spec else None
    found = shutil.which("pandoc", path=str(Path(folders[0]) / "files")) if folders else None
    if found is None:
        raise FileNotFoundError("pypandoc-binary is not installed")
    return Path(found)
