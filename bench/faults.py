"""Take the database and the disk away from a server that is used, and see what its readers are answered.

Readers ask and look all the while. Told are: answers by status; what was answered wrongly (any 5xx but 503 and 507, one
without `Retry-After`, no answer at all); the slowest answer; the seconds from the end of the fault to the last request
that failed, to the first report, and until each reader had one again behind all that waited; and accepted queries that
did not end in the same report, with each event once.

python bench/faults.py [--fault away --fault locked] [--database postgresql] [--seconds 30]
"""

import argparse
import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from sys import path

path.insert(0, str(Path(__file__).parents[1] / "tests"))

import faulting
from databases import KINDS, postgres_server
from faulting import Fault, Readers
from serving import UVICORN, Server, served

FAULTS = {"away": 30.0, "frozen": 15.0, "locked": 10.0, "full": 10.0}
"""What is done, and for how many seconds where nobody says."""

POSSIBLE = {"postgresql": ("away", "frozen", "locked"), "sqlite": ("locked", "full")}
WORKERS = {"postgresql": 4, "sqlite": 1}
MEGABYTES = 24

BEFORE = {"away": 8.0, "frozen": 8.0, "locked": 8.0, "full": 1.0}
"""Seconds of use before a fault. Reports end by then; a file that has grown by then would use its room again."""


@contextmanager
def prepared(database: str, name: str, seconds: float) -> Iterator[tuple[Server, Fault]]:
    """Start a server of its own, and return it with what is going to befall it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="research-faults-")))
        settings = {"RATE_LIMIT_MAX_REQUESTS": "0", "USER_QUERIES": "8", "WORKER_QUERIES": "2"}
        words = UVICORN
        if database == "postgresql":
            postgres = stack.enter_context(postgres_server())
            # What was answered has to outlive a crash.
            postgres.execute("ALTER SYSTEM SET synchronous_commit = on")
            postgres.execute("SELECT pg_reload_conf()")
            address = settings["DATABASE_URL"] = postgres.migrated()
            made = faulting.stopped if name == "away" else faulting.frozen
            fault = faulting.locked(address, seconds) if name == "locked" else made(postgres, seconds)
        else:
            address = settings["DATABASE_URL"] = f"sqlite:///{folder / 'data' / 'research.db'}"
            fault = faulting.locked(address, seconds)
        if name == "full":
            (folder / "data").mkdir()
            words = faulting.on_a_small_disk(UVICORN, folder / "data", MEGABYTES)
        server = stack.enter_context(served(words, folder, workers=WORKERS[database], settings=settings))
        if name == "full":
            fault = faulting.full(Path(f"/proc/{server.process.pid}/root{folder / 'data'}"), seconds)
        yield server, fault


def measure(database: str, name: str, seconds: float) -> bool:
    """Print what one fault does; return whether all was right."""
    with prepared(database, name, seconds) as (server, fault):
        account = asyncio.run(Readers(server).suffer(fault, before=BEFORE[name]))
    statuses = ", ".join(f"{status or 'none'}: {number}" for status, number in sorted(account.statuses.items()))
    print(f"{database}, {WORKERS[database]} workers, {name} for {seconds:g} s")
    print(f"  answers: {statuses}; unfit: {len(account.unfit)}; the slowest took {account.longest:.1f} s")
    print(f"  after the fault: the last request that failed {account.recovered:.1f} s, the first report ", end="")
    print(f"{account.queries_went_on:.1f} s, a report for each reader {account.queries_recovered:.1f} s")
    print(f"  a report took {median(account.usual or [0]):.1f} s before")
    print(f"  {account.accepted} queries accepted, {len(account.wrong)} of them wrong", flush=True)
    for each in (*account.unfit[:5], *account.wrong[:5]):
        print(f"  {each}")
    return not account.unfit and not account.wrong and max(account.recovered, account.queries_went_on) <= 5


def main() -> None:
    """Print the figures, and leave with 1 where anything was not as it has to be."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--fault", choices=FAULTS, action="append", help="only these; the default is each")
    arguments.add_argument("--database", choices=KINDS, action="append", help="only these; the default is each")
    arguments.add_argument("--seconds", type=float, help="how long each lasts")
    given = arguments.parse_args()
    right = [
        measure(database, name, given.seconds or FAULTS[name])
        for database in given.database or KINDS
        for name in given.fault or FAULTS
        if name in POSSIBLE[database]
    ]
    raise SystemExit(0 if all(right) else 1)


if __name__ == "__main__":
    main()
