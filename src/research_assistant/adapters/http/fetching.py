"""The fetcher: every byte that comes from the net comes through here."""

import asyncio
from collections.abc import Mapping

from research_assistant.adapters.http import failures
from research_assistant.adapters.http.following import Following
from research_assistant.adapters.http.media import charset, media_type
from research_assistant.adapters.http.policy import Policy
from research_assistant.adapters.http.reply import Ask, Reply, Sender
from research_assistant.adapters.http.robots import Robots
from research_assistant.adapters.http.urls import Url, read_url
from research_assistant.ports.clock import Clock
from research_assistant.ports.fetcher import Fetched, Request

_TOLD = ("etag", "last-modified", "link", "cache-control", "retry-after", "content-disposition")
_TOLD_BEGINNINGS = ("ratelimit", "x-ratelimit", "x-rate-limit")
"""Headers that callers may see: none says anything of a session."""


class WorldFetcher:
    """Fetches within the policy: checked addresses, redirects, and the time that a request has."""

    def __init__(self, sender: Sender, policy: Policy, clock: Clock) -> None:
        self._policy = policy
        self._clock = clock
        self._following = Following(sender, policy)
        self._robots = Robots(self._following, policy.longest_delay)

    async def fetch(self, request: Request) -> Fetched:
        """See `Fetcher`."""
        url = read_url(request.url)
        until = asyncio.get_running_loop().time() + request.seconds
        try:
            async with asyncio.timeout_at(until):
                where, reply = await self._following.follow(
                    self._first(request, url, until), permit=self._robots.permit
                )
        except TimeoutError as error:
            raise failures.too_late(url, request.seconds) from error
        if reply.status != 200:
            raise failures.unanswered(where, reply.status)
        return self._fetched(where, reply)

    def _first(self, request: Request, url: Url, until: float) -> Ask:
        service = self._policy.services.get(request.service)
        own = service is not None and service.base.origin == url.origin
        return Ask(
            url=url,
            until=until,
            service=request.service if own else "",
            method=request.method,
            headers=request.headers if own or not request.service else {},
            body=request.body if own or not request.service else b"",
            media_types=request.media_types,
            most_bytes=request.most_bytes,
        )

    def _fetched(self, url: Url, reply: Reply) -> Fetched:
        kind = reply.headers.get("content-type", "")
        return Fetched(
            url=str(url),
            media_type=media_type(kind),
            charset=charset(kind),
            content=reply.content,
            fetched_at=self._clock(),
            headers=_told(reply.headers),
        )


def _told(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name in _TOLD or name.startswith(_TOLD_BEGINNINGS)}
