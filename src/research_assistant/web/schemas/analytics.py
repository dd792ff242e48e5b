"""Bodies about what was asked, and what came of it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from pydantic import BaseModel, Field

from research_assistant.domain.cached import Level
from research_assistant.ports.analytics import Spent
from research_assistant.services.analytics import Costs, Effectiveness, Figures


class DaySeconds(BaseModel):
    """Mean processing time of the queries of one day."""

    day: str = Field(examples=["2026-03-01"])
    seconds: float


class SourceStatistics(BaseModel):
    """How far the sources of one kind come: into a query, into its report, and through the checker."""

    name: str = Field(examples=["library"])
    retrieved: int
    cited: int
    supported: int
    cited_rate: float
    supported_rate: float

    @classmethod
    def of(cls, found: Iterable[Effectiveness]) -> "list[SourceStatistics]":
        """Return the statistics of each."""
        return [
            cls(
                name=each.name,
                retrieved=each.retrieved,
                cited=each.cited,
                supported=each.supported,
                cited_rate=_rate(each.cited, each.retrieved),
                supported_rate=_rate(each.supported, each.cited),
            )
            for each in found
        ]


class _Period(BaseModel):
    user_id: str | None = Field(description="Whose; null for those of all users.")
    period_days: int
    total_queries: int


class Usage(_Period):
    """What was asked, and how it went."""

    completed_queries: int
    failed_queries: int
    success_rate: float
    total_sources_retrieved: int
    avg_sources_per_query: float
    avg_confidence_score: float | None
    avg_processing_time_seconds: float | None
    source_type_distribution: dict[str, int]
    queries_by_day: dict[str, int]
    queries_by_status: dict[str, int]
    outcomes: dict[str, int]
    confidence_distribution: list[int] = Field(description="Reports by tenth of confidence, the lowest first.")
    verdict_distribution: dict[str, int]

    @classmethod
    def of(cls, figures: Figures) -> "Usage":
        """Return what `figures` say of use."""
        return cls(
            user_id=figures.user_id,
            period_days=figures.days,
            total_queries=figures.total,
            completed_queries=figures.completed,
            failed_queries=figures.failed,
            success_rate=figures.success_rate,
            total_sources_retrieved=figures.retrieved,
            avg_sources_per_query=figures.retrieved / figures.ended if figures.ended else 0.0,
            avg_confidence_score=figures.confidence,
            avg_processing_time_seconds=_mean(figures),
            source_type_distribution={each.name: each.retrieved for each in figures.types},
            queries_by_day=dict(figures.by_day),
            queries_by_status=dict(figures.by_status),
            outcomes=dict(figures.outcomes),
            confidence_distribution=list(figures.confidence_steps),
            verdict_distribution=dict(figures.verdicts),
        )


class Sources(_Period):
    """Where sources come from, and which are of use."""

    source_statistics: list[SourceStatistics] = Field(description="By connector, the most used first.")
    type_statistics: list[SourceStatistics] = Field(description="By type of work, the most frequent first.")

    @classmethod
    def of(cls, figures: Figures) -> "Sources":
        """Return what `figures` say of sources."""
        return cls(
            user_id=figures.user_id,
            period_days=figures.days,
            total_queries=figures.total,
            source_statistics=SourceStatistics.of(figures.connectors),
            type_statistics=SourceStatistics.of(figures.types),
        )


class CacheHitRate(BaseModel):
    """Of what queries looked for in the cache, the share that was at hand; null where nothing was looked for."""

    search: float | None = Field(description="Answers of places on the net.", examples=[0.5])
    content: float | None = Field(description="Pages and files read from the net.", examples=[0.75])
    synthesis: float | None = Field(description="What was written from evidence.", examples=[None])


class Performance(_Period):
    """How fast and how reliably queries are answered."""

    success_rate: float
    avg_processing_time_seconds: float | None
    processing_time_percentiles: dict[str, float] = Field(examples=[{"p50": 0.8, "p90": 1.4, "p99": 3.2}])
    processing_time_by_day: list[DaySeconds]
    cache_hit_rate: CacheHitRate

    @classmethod
    def of(cls, figures: Figures) -> "Performance":
        """Return what `figures` say of speed."""
        return cls(
            user_id=figures.user_id,
            period_days=figures.days,
            total_queries=figures.total,
            success_rate=figures.success_rate,
            avg_processing_time_seconds=_mean(figures),
            processing_time_percentiles={f"p{rank}": seconds for rank, seconds in figures.percentiles.items()},
            processing_time_by_day=[
                DaySeconds(day=day, seconds=seconds) for day, seconds in sorted(figures.seconds_by_day.items())
            ],
            cache_hit_rate=CacheHitRate(
                search=figures.hit_rates.get(Level.SEARCH),
                content=figures.hit_rates.get(Level.CONTENT),
                synthesis=figures.hit_rates.get(Level.SYNTHESIS),
            ),
        )


class ServiceCosts(BaseModel):
    """Paid calls of one provider's one service."""

    provider: str = Field(examples=["anthropic"])
    service: str = Field(examples=["claude-sonnet-5"])
    calls: int
    input_tokens: int
    output_tokens: int
    cost: float = Field(description="In US dollars.")

    @classmethod
    def of(cls, spent: Iterable[Spent]) -> "list[ServiceCosts]":
        """Return the costs of each service."""
        return [cls(**asdict(each)) for each in spent]


class CostsOfPeriod(_Period):
    """What paid calls cost, in US dollars, from the ledger of calls."""

    estimated_cost_per_query: float = Field(description="What a query cost in the mean: what the next one may cost.")
    estimated_total_cost: float = Field(description="The same for all queries of the period.")
    actual_total_cost: float
    total_calls: int
    by_service: list[ServiceCosts]

    @classmethod
    def of(cls, costs: Costs) -> "CostsOfPeriod":
        """Return the costs of a period."""
        return cls(
            user_id=costs.user_id,
            period_days=costs.days,
            total_queries=costs.queries,
            estimated_cost_per_query=costs.per_query,
            estimated_total_cost=costs.per_query * costs.queries,
            actual_total_cost=costs.total,
            total_calls=sum(each.calls for each in costs.spent),
            by_service=ServiceCosts.of(costs.spent),
        )


class SessionCosts(BaseModel):
    """What the paid calls of queries cost that were started in the present login, in US dollars."""

    total_cost: float
    total_calls: int
    by_provider: dict[str, float]
    by_service: dict[str, float]

    @classmethod
    def of(cls, spent: Sequence[Spent]) -> "SessionCosts":
        """Return the costs of a login."""
        by_provider: dict[str, float] = {}
        by_service: dict[str, float] = {}
        for each in spent:
            by_provider[each.provider] = by_provider.get(each.provider, 0.0) + each.cost
            by_service[each.service] = by_service.get(each.service, 0.0) + each.cost
        return cls(
            total_cost=sum(each.cost for each in spent),
            total_calls=sum(each.calls for each in spent),
            by_provider=by_provider,
            by_service=by_service,
        )


def _mean(figures: Figures) -> float | None:
    return figures.seconds / figures.ended if figures.ended else None


def _rate(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
