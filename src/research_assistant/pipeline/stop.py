"""Stop: what there is of a report when its reader asks to stop."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol, TypeVar

from research_assistant.domain.evidence import Evidence
from research_assistant.domain.query import Outcome, ResearchQuery, Status
from research_assistant.domain.report import Report
from research_assistant.domain.source import Source, Taken
from research_assistant.pipeline.compose import compose
from research_assistant.pipeline.merge import merge
from research_assistant.pipeline.plan import plan
from research_assistant.pipeline.rank import rank
from research_assistant.pipeline.read import read
from research_assistant.pipeline.search import search
from research_assistant.pipeline.verify import verify
from research_assistant.ports.tools import Tools

Made = TypeVar("Made")


class Kept(Protocol):
    """Knows what the finished stages of a query have made."""

    async def __call__(self, stage: Callable[..., Awaitable[Made]]) -> Made | None:
        """Return what the stage made, or nothing where it was not finished."""


async def stop(query: ResearchQuery, *, tools: Tools, kept: Kept) -> Report:
    """Return a report of what has been verified so far, else of the evidence there is; it says that it was cancelled.

    Where the whole report is composed already, it is that one.
    """
    if (composed := await kept(compose)) is not None:
        return composed
    planned = query.plan or await kept(plan) or await plan(query)
    taken = await kept(merge) or Taken(sources=())
    sources = await kept(read) or taken.sources
    evidence, verified = await kept(rank) or (), await kept(verify)
    report = await compose(query, planned, await kept(search) or (), taken, sources, evidence, verified or (), tools)
    return replace(
        report,
        query=replace(report.query, status=Status.CANCELLED, outcome=Outcome.PARTIAL),
        outcome=Outcome.PARTIAL,
        evidence=evidence if verified is None else report.evidence,
        not_found=(_how_far(sources, evidence, verified=verified is not None), *(report.not_found if verified else ())),
    )


def _how_far(sources: tuple[Source, ...], evidence: tuple[Evidence, ...], *, verified: bool) -> str:
    if verified:
        far = "what had been verified by then is told here"
    elif evidence:
        far = (
            "nothing had been verified by then, so that there are no findings; the quotes that may bear on the "
            f"question ({len(evidence)}) are kept as evidence, unchecked"
        )
    elif sources:
        far = f"the sources that were found by then ({len(sources)}) had not been judged, so that there are no findings"
    else:
        far = "nothing had been found by then"
    return f"The query was cancelled: {far}. Resume it to go on where it stood."
