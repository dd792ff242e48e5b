"""The command `research` in processes of its own, forked from one that has loaded it: a tenth of a second each."""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

SECONDS = 120
PATHS = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "src")]

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["preloaded"])


def research(*words: str, cwd: Path, settings: Mapping[str, str], given: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command to its end, as a shell would.

    Args:
        words: What stands behind `research`.
        cwd: Where it runs.
        settings: Its environment, and nothing else.
        given: Its standard input.
    """
    with tempfile.TemporaryDirectory(prefix="research-command-") as folder:
        streams = [Path(folder, name) for name in ("in", "out", "err")]
        streams[0].write_text(given, encoding="utf8")
        process = _processes.Process(target=_run, args=(words, str(cwd), dict(settings), streams))
        # The process that commands are forked from starts with the first one, and looks for what it loads here alone.
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PYTHONPATH", os.pathsep.join(PATHS))
            process.start()
        process.join(SECONDS)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(words, SECONDS)
        out, err = (path.read_text(encoding="utf8") for path in streams[1:])
        return subprocess.CompletedProcess(words, process.exitcode, out, err)


def _run(words: tuple[str, ...], cwd: str, settings: dict[str, str], streams: list[Path]) -> None:
    from research_assistant.cli.main import main  # noqa: PLC0415 - loaded in the process that this one is forked from

    for number, path in enumerate(streams):
        descriptor = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT)
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.stdin, sys.stdout = open(0, encoding="utf8"), open(1, "w", encoding="utf8")  # noqa: SIM115 - until it ends
    sys.stderr = open(2, "w", encoding="utf8", errors="backslashreplace")  # noqa: SIM115
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(settings)
    sys.argv = ["research", *words]
    sys.exit(main())
