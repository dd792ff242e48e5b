"""The full text of a source, where a record says where it lies."""

import asyncio
from dataclasses import replace

from research_assistant.domain.attaching import completed
from research_assistant.domain.budget import OUT_OF_TIME
from research_assistant.domain.errors import FetchFailed, UnreadableFile
from research_assistant.domain.likeness import Likeness
from research_assistant.domain.source import Opened, Source
from research_assistant.domain.versions import preprint_at
from research_assistant.domain.work import Extent, Work
from research_assistant.pipeline.allowance import UNBOUND, Allowance
from research_assistant.pipeline.copying import Copied, copied
from research_assistant.ports.tools import Tools

MOST_LOCATIONS = 3
"""Addresses of one work that are tried, one after the other."""

_SELF_DESCRIBED = "webpage"
"""A page's own words tell of it what a search engine does not; of other works their registers tell."""


async def opened_source(source: Source, tools: Tools, allowance: Allowance = UNBOUND) -> Source:
    """Return the source with a copy of its full text, or with the reason why there is none.

    What was read of it before, such as its abstract, stays where no full text is to be had.
    """
    if source.extent is Extent.FULL_TEXT or not source.locations:
        return source
    if allowance.is_spent:
        return replace(source, unopened=OUT_OF_TIME)
    failures: list[str] = []
    within = allowance.at_most(tools.patience.read)
    try:
        async with asyncio.timeout(within):
            for location in source.locations[:MOST_LOCATIONS]:
                try:
                    copy = await copied(location, tools, seconds=tools.patience.read)
                except (FetchFailed, UnreadableFile) as error:
                    failures.append(str(error).rstrip("."))
                else:
                    return _read_in(source, copy)
    except TimeoutError:
        if within < tools.patience.read:
            return replace(source, unopened=OUT_OF_TIME, cached=False)
        failures.append(f"it was not there within {within:g} seconds")
    return replace(source, unopened="; ".join(dict.fromkeys(failures)), cached=False)


def _read_in(source: Source, copy: Copied) -> Source:
    return replace(
        source,
        work=_described(source.work, copy),
        document_id=copy.document.document_id,
        extent=copy.document.extent,
        preprint_read=preprint_at(copy.url) if Likeness(source.work).published else "",
        opened=Opened(url=copy.url, received_at=copy.received_at, drift=copy.drift),
        cached=copy.cached,
    )


def _described(work: Work, copy: Copied) -> Work:
    """Return what is known of a page of the web: what it says of itself fills the gaps, but for its names.

    A page may name any work as its own: identifiers come from registers. Pages change: their reference tells the day.
    """
    if work.type != _SELF_DESCRIBED:
        return work
    filled, _ = completed(work, replace(copy.work, identifiers=(), url="", type=work.type))
    dates = {**filled.dates, "accessed": f"{copy.received_at:%Y-%m-%d}"}
    return replace(filled, title=work.title or copy.work.title, dates=dates)
