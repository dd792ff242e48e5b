"""Time what a reader waits for: help, a first answer, warm answers; and the memory that they take.

python bench/speed.py --json
"""

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
QUESTIONS = (
    "Does aspirin reduce the risk of colorectal cancer?",
    "What are the side effects of statins?",
    "Is obesity a risk factor for asthma?",
    "How do T cells recognise tumours?",
    "Does exercise improve memory in older adults?",
)


def main() -> None:
    """Print the figures: seconds, and megabytes at the peak."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["DATA_DIR"] = home
        figures = {
            "research --help, median of 5": statistics.median(_command("--help") for _ in range(5)),
            "research init with the demonstration library": _command("init"),
            "research query in a new process, median of 3": statistics.median(
                _command("query", QUESTIONS[0]) for _ in range(3)
            ),
            **asyncio.run(_warm()),
        }
    figures["memory at the peak, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if given.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, figure in figures.items():
            print(f"{name:<50} {figure:8.2f}")


def _command(*words: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, str(ROOT / "research.py"), *words], check=True, capture_output=True)
    return time.perf_counter() - began


async def _warm() -> dict[str, float]:
    from research_assistant.bootstrap import application  # noqa: PLC0415 - DATA_DIR is set first
    from research_assistant.config import read_settings  # noqa: PLC0415
    from research_assistant.domain.query import Options, Scope  # noqa: PLC0415

    seconds: list[float] = []
    async with application(read_settings()) as opened:
        user = await opened.accounts.local()
        for question in (QUESTIONS[0], *QUESTIONS):
            began = time.perf_counter()
            asked = await opened.research.ask(question, user=user, scope=Scope(), options=Options())
            report = await opened.research.run(asked, tell=lambda _: None)
            await opened.exports.export(report, "markdown")
            seconds.append(time.perf_counter() - began)
    return {
        "first question in a process": seconds[0],
        "warm question, median": statistics.median(seconds[1:]),
        "warm question, slowest": max(seconds[1:]),
    }


if __name__ == "__main__":
    main()
