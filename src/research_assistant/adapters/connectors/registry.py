"""The places on the net that can be searched, by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from research_assistant.adapters.connectors.admitting import AdmittingConnector
from research_assistant.adapters.connectors.arxiv import ArxivPlace
from research_assistant.adapters.connectors.brave import BravePlace
from research_assistant.adapters.connectors.chain import ChainConnector
from research_assistant.adapters.connectors.crossref import CrossrefPlace
from research_assistant.adapters.connectors.duckduckgo import DuckDuckGoPlace
from research_assistant.adapters.connectors.europepmc import EuropePmcPlace
from research_assistant.adapters.connectors.openalex import OpenAlexPlace
from research_assistant.adapters.connectors.place import Place, Registry
from research_assistant.adapters.connectors.register import PlaceRegister
from research_assistant.adapters.connectors.searxng import SearxngPlace
from research_assistant.adapters.connectors.semantic_scholar import SemanticScholarPlace
from research_assistant.adapters.connectors.tavily import TavilyPlace
from research_assistant.adapters.connectors.web_entries import WEB
from research_assistant.adapters.connectors.wikipedia import WikipediaPlace
from research_assistant.adapters.connectors.world import WorldConnector
from research_assistant.domain.admission import Admission
from research_assistant.ports.cache import Cache
from research_assistant.ports.connector import Connector
from research_assistant.ports.fetcher import Fetcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """Where a place is asked.

    Attributes:
        url: Its base address.
        key: That the operator has for it; empty for none.
    """

    url: str
    key: str = ""


ARXIV: Final = "arxiv"
CROSSREF: Final = "crossref"
EUROPEPMC: Final = "europepmc"
OPENALEX: Final = "openalex"
SEMANTIC_SCHOLAR: Final = "semantic_scholar"
WIKIPEDIA: Final = "wikipedia"

PLACES: Final[Mapping[str, Callable[[Upstream], Place]]] = {
    ARXIV: lambda at: ArxivPlace(at.url),
    OPENALEX: lambda at: OpenAlexPlace(at.url, at.key),
    CROSSREF: lambda at: CrossrefPlace(at.url),
    EUROPEPMC: lambda at: EuropePmcPlace(at.url),
    SEMANTIC_SCHOLAR: lambda at: SemanticScholarPlace(at.url, at.key),
    WIKIPEDIA: lambda at: WikipediaPlace(at.url),
    "searxng": lambda at: SearxngPlace(at.url),
    "brave": lambda at: BravePlace(at.url, at.key),
    "tavily": lambda at: TavilyPlace(at.url, at.key),
    "duckduckgo": lambda at: DuckDuckGoPlace(at.url),
}
"""A new place is a line here."""


def world_registers(upstreams: Mapping[str, Upstream], *, fetcher: Fetcher, cache: Cache) -> list[PlaceRegister]:
    """Return a register for each place that can be asked for one work by its name.

    Args:
        upstreams: The places that are set up.
        fetcher: Brings their answers.
        cache: Remembers them.
    """
    places = (PLACES[name](at) for name, at in upstreams.items())
    return [PlaceRegister(place, fetcher=fetcher, cache=cache) for place in places if isinstance(place, Registry)]


def world_connectors(
    upstreams: Mapping[str, Upstream],
    *,
    engines: Sequence[str],
    connected: Callable[..., WorldConnector],
    seconds: float,
    admission: Admission,
) -> dict[str, Connector]:
    """Return a connector for each place, and `web` for all engines that are set up.

    Args:
        upstreams: The places that are set up.
        engines: Those that search the web, in the order in which they are asked; they share the time of one search.
        connected: Makes the connector of a place, given the place and its seconds.
        seconds: That one search may take.
        admission: Whose pages the engines may give.
    """
    made: dict[str, Connector] = {
        name: connected(PLACES[name](at), seconds=seconds) for name, at in upstreams.items() if name not in engines
    }
    asked = [name for name in engines if name in upstreams]
    one_of = partial(connected, seconds=seconds / max(len(asked), 1))
    if asked:
        made[WEB] = ChainConnector(
            WEB, [AdmittingConnector(one_of(PLACES[name](upstreams[name])), admission) for name in asked]
        )
    return made
