"""What Prometheus reads: counts of all processes of this machine that share one folder, added up when it asks.

Each process writes its own files, mapped into memory; nothing waits for a lock or for the disk.
"""

import fcntl
import os
import socket
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

import psutil
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from research_assistant.domain.cached import Shelved
from research_assistant.domain.query import Status
from research_assistant.ports.totals import Totals

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram
    from prometheus_client.metrics_core import Metric

PREFIX: Final = "research_assistant_"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0, 240.0)
"""Bounds of the histogram: from a look-up to the longest wait for a result."""

RESERVED: Final = {"counter": 256 * 1024, "histogram": 1024 * 1024, "gauge_livesum": 64 * 1024}
"""Bytes of the files of one process: room for every route. A page of them that the disk has no room for ends it."""


class Metrics:
    """Counts of this process; one for each process, see `metrics_in`.

    Args:
        folder: Of the processes of this machine; made where there is none. What no process that lives has written is
            removed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept_open = _enter(folder)
        _reserve(folder)
        # The library asks for this variable when it is loaded.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        from prometheus_client import Counter, Gauge, Histogram  # noqa: PLC0415 - see above

        self._of = cache(self._children)
        self._requests = Counter(
            f"{PREFIX}requests", "Requests that were answered.", ("method", "route", "status"), registry=None
        )
        self._seconds = Histogram(
            f"{PREFIX}request_seconds",
            "Seconds until a request was answered to the end.",
            ("method", "route"),
            buckets=SECONDS,
            registry=None,
        )
        self.streams = Gauge(
            f"{PREFIX}streams",
            "Sockets and streams of events that are open.",
            registry=None,
            multiprocess_mode="livesum",
        )
        self._connections = Gauge(
            f"{PREFIX}database_connections",
            "Connections to the database that are in use.",
            registry=None,
            multiprocess_mode="livesum",
        )
        self._most_connections = Gauge(
            f"{PREFIX}database_connections_most",
            "Connections to the database that may be in use.",
            registry=None,
            multiprocess_mode="livesum",
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request.

        Args:
            method: As it was sent; what is no method of ours counts as `OTHER`.
            route: The template of its path; empty for none.
            status: Of the answer.
            seconds: Until its end.
        """
        counter, histogram = self._of(method if method in METHODS else "OTHER", route, status)
        counter.inc()
        histogram.observe(seconds)

    def _children(self, method: str, route: str, status: int) -> "tuple[Counter, Histogram]":
        return self._requests.labels(method, route, str(status)), self._seconds.labels(method, route)

    def watch(self, engine: AsyncEngine) -> None:
        """Count the connections that are taken out of the pool of `engine`."""
        pool = engine.sync_engine.pool
        size = getattr(pool, "size", None)
        overflow = getattr(pool, "_max_overflow", 0)
        self._most_connections.set((size() if size else 0) + max(0, overflow))
        self._connections.set(0)
        event.listen(pool, "checkout", lambda *_: self._connections.inc())
        event.listen(pool, "checkin", lambda *_: self._connections.dec())

    def page(self, totals: Totals | None, *, shelves: Sequence[Shelved]) -> bytes:
        """Return everything as Prometheus reads it.

        Args:
            totals: What the database counts; `None` where it is away.
            shelves: What the cache counts; none where it is away.
        """
        from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415 - see above
        from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

        _forget_the_dead(self._folder)
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=str(self._folder))  # type: ignore[no-untyped-call]
        if totals is not None:
            registry.register(_Kept(totals))
        registry.register(_Cached(shelves))
        return generate_latest(registry)


@cache
def metrics_in(folder: Path) -> Metrics:
    """Return the metrics of this process."""
    return Metrics(folder / socket.gethostname())


class _Kept:
    """What the database counts, as Prometheus reads it."""

    def __init__(self, totals: Totals) -> None:
        self._totals = totals

    def collect(self) -> Iterator["Metric"]:
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - see above

        queries = GaugeMetricFamily(f"{PREFIX}queries", "Research queries that are kept.", labels=["status"])
        for status in Status:
            queries.add_metric([status.value], self._totals.queries.get(status.value, 0))
        yield queries
        yield GaugeMetricFamily(f"{PREFIX}events", "Events of these queries.", value=self._totals.events)


class _Cached:
    """What the cache counts, as Prometheus reads it."""

    def __init__(self, shelves: Sequence[Shelved]) -> None:
        self._shelves = shelves

    def collect(self) -> Iterator["Metric"]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily  # noqa: PLC0415 - see above

        hits = CounterMetricFamily(f"{PREFIX}cache_hits", "Answers of the world that were at hand.", labels=["level"])
        misses = CounterMetricFamily(f"{PREFIX}cache_misses", "Answers that the world had to give.", labels=["level"])
        size = GaugeMetricFamily(f"{PREFIX}cache_bytes", "Bytes that the cache takes on disk.", labels=["level"])
        for each in self._shelves:
            hits.add_metric([each.level.value], each.hits)
            misses.add_metric([each.level.value], each.misses)
            size.add_metric([each.level.value], each.size)
        yield from (hits, misses, size)


def _enter(folder: Path) -> TextIO:
    """Return a lock that is shared by all processes that count in `folder`; the first of them clears it."""
    # One by one: folders that are made on the way are not given the mode.
    for each in (folder.parent.parent, folder.parent, folder):
        each.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = (folder / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pass
    else:
        for left in folder.glob("*.db"):
            left.unlink(missing_ok=True)
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


def _reserve(folder: Path) -> None:
    """Take room for what this process counts, while there is some: the library would take it when it is written to."""
    for kind, size in RESERVED.items():
        path = folder / f"{kind}_{os.getpid()}.db"
        if not path.exists():
            path.write_bytes(bytes(size))


def _forget_the_dead(folder: Path) -> None:
    """Remove what processes that have ended held open: their counts stay, their streams are gone."""
    for left in folder.glob("gauge_live*.db"):
        if not psutil.pid_exists(int(left.stem.rpartition("_")[2])):
            left.unlink(missing_ok=True)
