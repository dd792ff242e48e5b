"""What brings bytes from the net, and the only thing that does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of an address.

    Attributes:
        url: Absolute, `http` or `https`. It may come from a hostile record: it is checked, and so is every redirect.
        service: The name of the operator's own service that is asked, such as `arxiv` or `searxng`; empty for a page of
            the world. A service has its base URL, its pace and its right to a private address from the settings; a
            request that leaves the service's base URL is treated as one for a page of the world.
        headers: What is sent beside our own; a key for a service is sent to the service's own origin alone.
        body: Sent by `POST`.
        media_types: What the answer may be, such as `application/pdf`; empty for anything.
        most_bytes: After decompression; more is refused.
        seconds: From the first byte sent to the last one received, waiting for our turn and tries again included.
    """

    url: str
    service: str = ""
    method: Literal["GET", "POST"] = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    media_types: tuple[str, ...] = ()
    most_bytes: int = 50_000_000
    seconds: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What an address answered.

    Attributes:
        url: Where it came from in the end, after redirects.
        media_type: Lower case, without parameters; empty where the answer named none.
        charset: As the answer named it; empty where it did not.
        content: Decompressed.
        fetched_at: When the last byte came.
        headers: In lower case: `etag`, `last-modified`, `link` and the answer's own limits of rate.
    """

    url: str
    media_type: str
    charset: str
    content: bytes
    fetched_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)


class Fetcher(Protocol):
    """Fetches politely, within limits, and never from an address that is not the world's."""

    async def fetch(self, request: Request) -> Fetched:
        """Return a whole answer with status 200.

        Raises:
            FetchRefused: Our own rules or the site's `robots.txt` forbid it; nothing or nothing more was asked.
            FetchFailed: It did not come: no answer, an error, too large, cut off, too late.
        """
