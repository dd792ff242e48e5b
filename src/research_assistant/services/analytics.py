"""What the queries of a user, or of all, amount to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from research_assistant.domain.cached import Level
from research_assistant.domain.errors import InvalidInput, NotAllowed
from research_assistant.domain.figures import (
    BY_CONNECTOR,
    BY_TYPE,
    CACHE,
    CITED,
    CONFIDENCE,
    OUTCOME,
    RETRIEVED,
    SECONDS,
    STEPS_OF_CONFIDENCE,
    SUPPORTED,
    VERDICT,
    seconds_of_bucket,
)
from research_assistant.domain.permission import Permission
from research_assistant.domain.query import Status
from research_assistant.domain.session import Caller
from research_assistant.ports.analytics import AnalyticsStore, Spent, Sum
from research_assistant.ports.clock import Clock

LONGEST_DAYS = 365
PERCENTILES = (50, 90, 99)
_ENDED_WELL = (Status.COMPLETED, Status.PARTIAL)
_ENDED = (*_ENDED_WELL, Status.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effectiveness:
    """How far the sources of one kind come.

    Attributes:
        name: The connector, or the type of work.
        retrieved: Taken into queries.
        cited: Cited by their reports.
        supported: Cited for a claim that the checker found supported.
    """

    name: str
    retrieved: int
    cited: int
    supported: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was asked in a period, and what came of it.

    Attributes:
        user_id: Whose queries; `None` for those of all users.
        by_status: Queries by status.
        by_day: Queries by day, every day of the period named.
        ended: Queries with a report.
        seconds: What those took in all.
        percentiles: Of processing time in seconds, by percentile; empty where no query has ended.
        confidence: Mean of the reports that have one; `None` where none has.
        confidence_steps: Reports by tenth of confidence.
        seconds_by_day: Mean processing time by day, for days on which queries ended.
        hit_rates: Of what queries looked for in each level of the cache, the share that was at hand; levels in which
            nothing was looked for are left out.
    """

    user_id: str | None
    days: int
    by_status: Mapping[str, int]
    by_day: Mapping[str, int]
    ended: int
    seconds: float
    percentiles: Mapping[int, float]
    confidence: float | None
    confidence_steps: Sequence[int]
    outcomes: Mapping[str, int]
    verdicts: Mapping[str, int]
    connectors: Sequence[Effectiveness]
    types: Sequence[Effectiveness]
    seconds_by_day: Mapping[str, float]
    hit_rates: Mapping[Level, float]

    @property
    def total(self) -> int:
        """All queries."""
        return sum(self.by_status.values())

    @property
    def completed(self) -> int:
        """Queries that ended with a report, whole or in part."""
        return sum(self.by_status.get(status, 0) for status in _ENDED_WELL)

    @property
    def failed(self) -> int:
        """Queries that ended without one by a failure."""
        return self.by_status.get(Status.FAILED, 0)

    @property
    def success_rate(self) -> float:
        """Of the queries that ended and were not cancelled, the share that ended with a report; 0 where none ended."""
        ended = sum(self.by_status.get(status, 0) for status in _ENDED)
        return self.completed / ended if ended else 0.0

    @property
    def retrieved(self) -> int:
        """Sources taken into queries."""
        return sum(each.retrieved for each in self.connectors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What paid calls cost in a period, in US dollars.

    Attributes:
        user_id: Whose; `None` for all users.
        queries: Asked in the period, paid or not.
    """

    user_id: str | None
    days: int
    queries: int
    spent: Sequence[Spent]

    @property
    def total(self) -> float:
        """Of all calls."""
        return sum(each.cost for each in self.spent)

    @property
    def per_query(self) -> float:
        """Of one query in the mean; 0 where none was asked."""
        return self.total / self.queries if self.queries else 0.0


class Analytics:
    """The use cases of figures."""

    def __init__(self, store: AnalyticsStore, *, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def figures(self, caller: Caller, *, days: int, everybody: bool = False) -> Figures:
        """Return the figures of the last `days` days in UTC, today among them.

        Raises:
            InvalidInput: `days` is not within 1 to 365.
            NotAllowed: Those of everybody were asked for by somebody who may not see them.
        """
        user_id, since = self._whose(caller, everybody=everybody), self._since(days)
        by_status = await self._store.by_status(user_id=user_id, since=since)
        named = [(since + timedelta(days=number)).date() for number in range(days)]
        asked = await self._store.asked(named, user_id=user_id)
        sums = await self._store.sums(user_id=user_id, since=since)
        spent = await self._store.by_day(SECONDS, user_id=user_id, since=since)
        return Figures(
            user_id=user_id,
            days=days,
            by_status=by_status,
            by_day={f"{day}": number for day, number in zip(named, asked, strict=True)},
            ended=sum(each.number for each in sums if each.figure == SECONDS),
            seconds=sum(each.total for each in sums if each.figure == SECONDS),
            percentiles=_percentiles(sums),
            confidence=_confidence(sums),
            confidence_steps=_confidence_steps(sums),
            outcomes=_of(sums, OUTCOME),
            verdicts=_of(sums, VERDICT),
            connectors=_effectiveness(sums, BY_CONNECTOR),
            types=_effectiveness(sums, BY_TYPE),
            seconds_by_day={each.day: each.total / each.number for each in spent if each.number},
            hit_rates={Level(each.key): each.total / each.number for each in sums if each.figure == CACHE},
        )

    async def costs(self, caller: Caller, *, days: int, everybody: bool = False) -> Costs:
        """Return what the paid calls of the last `days` days cost.

        Raises:
            InvalidInput: `days` is not within 1 to 365.
            NotAllowed: Those of everybody were asked for by somebody who may not see them.
        """
        user_id, since = self._whose(caller, everybody=everybody), self._since(days)
        by_status = await self._store.by_status(user_id=user_id, since=since)
        spent = await self._store.spent(user_id=user_id, since=since)
        return Costs(user_id=user_id, days=days, queries=sum(by_status.values()), spent=spent)

    async def session_costs(self, caller: Caller) -> Sequence[Spent]:
        """Return the paid calls of the queries that were started in the caller's present login."""
        return await self._store.spent_in_session(caller.session_id) if caller.session_id else []

    def _whose(self, caller: Caller, *, everybody: bool) -> str | None:
        if everybody and Permission.ADMIN not in caller.permissions:
            raise NotAllowed("You may see your own figures only.", next_step="Leave out scope=all.")
        return None if everybody else caller.user.user_id

    def _since(self, days: int) -> datetime:
        """Return the first moment of the period in UTC."""
        if not 1 <= days <= LONGEST_DAYS:
            raise InvalidInput(f"{days} days cannot be looked at.", next_step=f"Ask for 1 to {LONGEST_DAYS} days.")
        today = self._clock().astimezone(UTC).date()
        return datetime.combine(today - timedelta(days=days - 1), time(), UTC)


def _of(sums: Sequence[Sum], figure: str) -> dict[str, int]:
    return {each.key: each.number for each in sorted(sums, key=lambda each: each.key) if each.figure == figure}


def _percentiles(sums: Sequence[Sum]) -> dict[int, float]:
    buckets = sorted((int(each.key), each.number) for each in sums if each.figure == SECONDS)
    total = sum(number for _, number in buckets)
    found: dict[int, float] = {}
    for percentile in PERCENTILES if total else ():
        passed = 0
        for bucket, number in buckets:
            passed += number
            if passed * 100 >= percentile * total:
                found[percentile] = seconds_of_bucket(bucket)
                break
    return found


def _confidence(sums: Sequence[Sum]) -> float | None:
    told = [each for each in sums if each.figure == CONFIDENCE]
    number = sum(each.number for each in told)
    return sum(each.total for each in told) / number if number else None


def _confidence_steps(sums: Sequence[Sum]) -> list[int]:
    steps = _of(sums, CONFIDENCE)
    return [steps.get(str(step), 0) for step in range(STEPS_OF_CONFIDENCE)]


def _effectiveness(sums: Sequence[Sum], kind: str) -> list[Effectiveness]:
    retrieved, cited, supported = (_of(sums, f"{stage}:{kind}") for stage in (RETRIEVED, CITED, SUPPORTED))
    return [
        Effectiveness(name=name, retrieved=number, cited=cited.get(name, 0), supported=supported.get(name, 0))
        for name, number in sorted(retrieved.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
