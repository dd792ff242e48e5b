"""Every place on the net over a server that answers wrongly: an answer or a named failure, in time."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from fakes import Clock, Remembering, Shelf
from faulty import FAULTS, Faulty, faulty
from places import KEY, NAMES, TITLES, sample
from research_assistant.adapters.connectors.world import WorldConnector
from research_assistant.adapters.http.policy import Policy, Service
from research_assistant.adapters.http.registry import open_fetcher
from research_assistant.domain.errors import ConnectorUnavailable
from research_assistant.domain.query import Scope
from research_assistant.ports.connector import Answer
from research_assistant.ports.fetcher import Fetched, Fetcher, Request

SECONDS = 2.0
GRACE = 30.0
"""Beyond the time of the search: that nothing hangs is tested, not how fast this machine is."""


class _OfFault:
    """The one fetcher, for a place that lies where a fault is met."""

    def __init__(self, fetcher: Fetcher, fault: str) -> None:
        self._fetcher = fetcher
        self._fault = fault

    async def fetch(self, request: Request) -> Fetched:
        return await self._fetcher.fetch(replace(request, service=self._fault))


async def _asked(
    name: str, fault: str, server: Faulty, fetcher: Fetcher, cache: Remembering
) -> Answer | ConnectorUnavailable:
    connector = WorldConnector(
        sample(name, server.url(fault)).place,
        fetcher=_OfFault(fetcher, fault),
        cache=cache,
        documents=Shelf(),
        clock=Clock(),
        seconds=SECONDS,
    )
    try:
        async with asyncio.timeout(SECONDS + GRACE):
            return await connector.search("Does zinc shorten colds?", user_id="u", scope=Scope(), limit=10)
    except ConnectorUnavailable as error:
        return error


@pytest.mark.parametrize("name", NAMES)
async def test_each_fault_ends_in_an_answer_or_a_sentence_within_the_time(name: str, tmp_path: Path):
    of = sample(name)
    caches = {fault: Remembering() for fault in FAULTS}
    async with faulty(tmp_path, of.answers(TITLES[:5], 5), of.kind) as server:
        services = {fault: Service(base_url=server.url(fault)) for fault in FAULTS}
        policy = Policy(user_agent="test", services=services, certificates=server.authority, failures_before_rest=0)
        async with open_fetcher(policy, Clock()) as fetcher:
            ends = await asyncio.gather(*(_asked(name, fault, server, fetcher, caches[fault]) for fault in FAULTS))

    met = dict(zip(FAULTS, ends, strict=True))
    answered = {fault for fault, end in met.items() if isinstance(end, Answer)}
    for fault, end in met.items():
        if isinstance(end, ConnectorUnavailable):
            assert str(end).startswith(of.place.title), fault
            assert str(end).endswith("."), fault
            assert end.next_step.endswith("."), fault
            assert KEY not in f"{end}{end.next_step}", fault
            assert not caches[fault].kept, fault
        else:
            assert len(end.hits) == 5, fault
    assert len(FAULTS) - len(answered) >= 40
