"""The whole way from a research query to a report, on one page."""

from research_assistant.domain.query import ResearchQuery
from research_assistant.domain.report import Report
from research_assistant.pipeline.allowance import UNBOUND, Allowance
from research_assistant.pipeline.compose import compose
from research_assistant.pipeline.merge import merge
from research_assistant.pipeline.plan import plan, settled
from research_assistant.pipeline.rank import rank
from research_assistant.pipeline.read import read
from research_assistant.pipeline.search import search
from research_assistant.pipeline.split import split
from research_assistant.pipeline.synthesise import synthesise
from research_assistant.pipeline.verify import verify
from research_assistant.ports.step import Step
from research_assistant.ports.tools import Tools


async def research(query: ResearchQuery, *, tools: Tools, step: Step, allowance: Allowance = UNBOUND) -> Report:
    """Answer `query` with claims whose citations have been checked.

    Ends in a report in every case: its `outcome` is `complete`, `partial`,
    `no_evidence` or `budget`. `step` runs one stage: it tells its events, stores
    what it made, and on resumption returns what is stored.

    Raises:
        AwaitingPlan: Its reader wanted to look at the plan first, and has not said yet what it is to be.
        StorageUnavailable: The database or the disk failed; what was finished is kept.
    """
    planned = settled(query, await step(plan, query))
    searches = await step(search, planned, query, tools, allowance)
    works = await step(merge, searches, query.scope, tools.new_id)
    sources = await step(read, works.sources, tools, query.scope, allowance)
    passages = await step(split, sources, tools.documents)
    evidence = await step(rank, passages, planned, sources, tools.documents, tools.embedder)
    drafts = await step(synthesise, evidence, tools.embedder, tools.checker)
    findings = await step(verify, drafts, evidence, tools.documents, tools.checker)
    return await step(compose, query, planned, searches, works, sources, evidence, findings, tools)
