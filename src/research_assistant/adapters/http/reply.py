"""One request to one address, and what came back: no redirects, no second tries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from research_assistant.adapters.http.urls import Url


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is sent, and what may come back.

    Attributes:
        service: The name of the operator's service at whose origin `url` lies; empty for a page of the world.
        media_types: What an answer with status 200 may be; empty for anything.
        most_bytes: Of an answer with status 200, unpacked.
        cut: Whether what is larger is cut there instead of being refused.
        apart: Seconds that the site wants between two requests.
        spaced: Whether the next request to the site keeps its distance from this one.
        until: The moment of the event loop's clock at which all is over.
    """

    url: Url
    until: float
    service: str = ""
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    media_types: tuple[str, ...] = ()
    most_bytes: int = 50_000_000
    cut: bool = False
    apart: float = 0.0
    spaced: bool = True

    @property
    def place(self) -> str:
        """Whose patience it takes: the service, or the site."""
        return self.service or self.url.host


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What an address answered.

    Attributes:
        headers: In lower case; of several with one name, the last.
        content: Unpacked; nothing where the status is not 200.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""


class Sender(Protocol):
    """Sends one request."""

    async def send(self, ask: Ask) -> Reply:
        """Return what was answered, whatever its status.

        Raises:
            FetchRefused: The address is not the world's.
            FetchFailed: No whole answer came, or one that may not be.
        """
