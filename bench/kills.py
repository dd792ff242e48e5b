"""Kill the command line at every stage and at random moments, ask again, and compare the reports.

python bench/kills.py --random 40
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from killing import STAGES, Asker, told_twice

QUESTION = ("query", "Does aspirin reduce the risk of colorectal cancer?", "--json")


def main() -> None:
    """Print one line a kind of kill, and leave with 1 where anything was lost or told twice."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--random", type=int, default=40, help="kills at random moments")
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as home:
        asker = Asker(home=Path(home))
        assert asker.run("init").code == 0
        began = time.perf_counter()
        whole = asker.run(*QUESTION)
        seconds = time.perf_counter() - began
        chance = random.Random(given.seed)  # noqa: S311 - a bench, not a secret
        killed = {stage: asker.kill_at(stage, *QUESTION) and _same(asker, whole.report) for stage in STAGES}
        for stage, same in killed.items():
            print(f"at {stage:<12} {'same report, nothing twice' if same else 'FAILED'}")
        alive = same = 0
        for _ in range(given.random):
            if asker.kill_after(chance.uniform(0, seconds), *QUESTION):
                alive += 1
                same += _same(asker, whole.report)
        print(f"at random: {given.random} tries, {alive} killed while running, {same} with the same report")
    raise SystemExit(0 if all(killed.values()) and alive == same else 1)


def _same(asker: Asker, report: str) -> bool:
    ended = asker.run(*QUESTION)
    return ended.code == 0 and ended.report == report and not told_twice(ended.timeline)


if __name__ == "__main__":
    main()
