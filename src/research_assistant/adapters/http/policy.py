"""What the operator decides about fetching: whom we ask, how often, through what, and whom we trust."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from research_assistant.adapters.http.addresses import Network
from research_assistant.adapters.http.proxies import Proxies
from research_assistant.adapters.http.urls import Url, read_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often one place is asked.

    Attributes:
        seconds_between: From the beginning of one request to that of the next; `0` for none.
        at_once: Requests under way at a time; `0` for any number.
    """

    seconds_between: float = 0.0
    at_once: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A place that the operator has named, and that is asked by its interface for programs.

    Attributes:
        base_url: What is asked there lies at the origin of this address, which may be a private one.
        pace: By its terms of use.
    """

    base_url: str
    pace: Pace = field(default_factory=Pace)

    @property
    def base(self) -> Url:
        """The base URL, read.

        Raises:
            FetchRefused: It is no address.
        """
        return read_url(self.base_url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything that is decided by settings.

    Attributes:
        user_agent: Who we say we are.
        services: By name.
        site_pace: For each site of the world.
        longest_delay: Seconds between two requests that a site may ask for; more is taken as this.
        allowed_networks: Networks that are asked although they are not the world's.
        certificates: A file of certificates that are trusted beside the public ones.
        failures_before_rest: A place that fails so often in a row is left alone for a while; `0` for never.
    """

    user_agent: str
    services: Mapping[str, Service] = field(default_factory=dict)
    site_pace: Pace = field(default_factory=Pace)
    longest_delay: float = 3.0
    allowed_networks: tuple[Network, ...] = ()
    proxies: Proxies = field(default_factory=Proxies)
    certificates: Path | None = None
    failures_before_rest: int = 5
