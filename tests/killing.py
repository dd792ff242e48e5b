"""Asks through the command line, kills the process where it is told to, and asks again."""

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from commands import research

ROOT = Path(__file__).parents[1]
STAGES = ("plan", "search", "merge", "read", "split", "rank", "synthesise", "verify", "compose")
SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended.

    Attributes:
        report: The report without times, durations and generated ids.
        timeline: What was told on standard error, line by line.
    """

    code: int
    report: str
    timeline: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """The command line on one database."""

    home: Path
    embedding_model: str = "all-MiniLM-L6-v2"

    @property
    def _settings(self) -> dict[str, str]:
        return {**os.environ, "DATA_DIR": str(self.home), "EMBEDDING_MODEL": self.embedding_model}

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command in a session of its own."""
        return subprocess.Popen(
            [sys.executable, str(ROOT / "research.py"), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self._settings,
        )

    def run(self, *words: str) -> Ended:
        """Run a command to its end."""
        ended = self.command(*words)
        return Ended(code=ended.returncode, report=comparable(ended.stdout), timeline=tuple(ended.stderr.splitlines()))

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, and return what it said as it is."""
        return research(*words, cwd=ROOT, settings=self._settings)

    def kill_at(self, stage: str, *words: str) -> bool:
        """Kill the command when it tells that `stage` has begun; return whether it was still running."""
        with self.start(*words) as process:
            assert process.stderr is not None
            for line in process.stderr:
                if line.strip().endswith(f" {stage} started"):
                    break
            process.kill()
            process.communicate(timeout=SECONDS)
        return process.returncode == -signal.SIGKILL

    def kill_after(self, seconds: float, *words: str) -> bool:
        """Kill the command after some time; return whether it was still running."""
        with self.start(*words) as process:
            try:
                process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate(timeout=SECONDS)
        return process.returncode == -signal.SIGKILL


def comparable(report: str) -> str:
    """Return a JSON report without times, durations and generated ids; anything else as it is."""
    try:
        told = json.loads(report)
    except ValueError:
        return report
    ids: dict[str, str] = {}
    text = json.dumps(told, sort_keys=True, indent=1)
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", lambda m: ids.setdefault(m[0], f"id{len(ids)}"), text)
    text = re.sub(r'"seconds": ?[\d.e-]+', '"seconds": 0', text)
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)", "time", text)


def told_twice(timeline: tuple[str, ...]) -> list[str]:
    """Return the numbers of events that stand more than once, or out of order, in a timeline."""
    numbers = [line.split()[0] for line in timeline if re.match(r"\d+ \w+ (started|finished)", line)]
    return [number for place, number in enumerate(numbers, start=1) if number != str(place)]
