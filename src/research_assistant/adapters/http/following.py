"""Redirects: each hop is an address like the first, checked and asked anew."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from research_assistant.adapters.http import failures
from research_assistant.adapters.http.addresses import not_the_worlds
from research_assistant.adapters.http.policy import Policy
from research_assistant.adapters.http.ports import may_carry_pages
from research_assistant.adapters.http.reply import Ask, Reply, Sender
from research_assistant.adapters.http.urls import Url, joined
from research_assistant.domain.errors import FetchRefused

MOST_REDIRECTS = 5

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OF_THE_FIRST = frozenset({"content-type", "if-none-match", "if-modified-since"})
"""Headers that speak of the body or of the page of the first address, and of no other."""
_KEEPING_METHOD = frozenset({307, 308})


class Following:
    """Sends a request, and goes where the answer sends it."""

    def __init__(self, sender: Sender, policy: Policy) -> None:
        self._sender = sender
        self._policy = policy

    async def follow(self, ask: Ask, *, permit: Callable[[Ask], Awaitable[Ask]]) -> tuple[Url, Reply]:
        """Return the last answer and where it came from.

        Headers and body go to the origin they were meant for and no further. What a page says inside itself, in a
        `Refresh` or a `meta`, is no redirect.

        Args:
            ask: The first request.
            permit: Called before each request; returns it as it may be made, or raises `FetchRefused`.

        Raises:
            FetchRefused: An address on the way may not be asked.
            FetchFailed: No answer came, or more than five redirects.
        """
        seen: set[Url] = set()
        for _ in range(MOST_REDIRECTS + 1):
            check(ask, self._policy)
            reply = await self._sender.send(await permit(ask))
            location = reply.headers.get("location", "")
            if reply.status not in _REDIRECTS or not location:
                return ask.url, reply
            seen.add(ask.url)
            ask = self._redirected(ask, joined(ask.url, location), reply.status)
            if ask.url in seen and ask.method == "GET":
                break
        raise failures.lost(ask.url)

    def _redirected(self, ask: Ask, url: Url, status: int) -> Ask:
        if ask.method == "GET" or status not in _KEEPING_METHOD:
            ask = replace(ask, method="GET", body=b"", headers=_without(ask.headers, _OF_THE_FIRST))
        if url.origin == ask.url.origin:
            return replace(ask, url=url)
        if ask.method == "GET":
            return replace(ask, url=url, service="", headers={})
        raise FetchRefused(
            f"{ask.url.host} sends what was meant for it to {url.host}: it is not sent on.",
            next_step="Look at the address of this service in the settings.",
            cause="redirect",
        )


def check(ask: Ask, policy: Policy) -> None:
    """See that an address may be asked, as far as it can be seen before its name is resolved.

    Raises:
        FetchRefused: Its port or its address is not one for pages of the world.
    """
    if ask.service:
        return
    if not may_carry_pages(ask.url.port):
        raise failures.other_port(ask.url)
    literal = ask.url.literal
    if literal is not None and (what := not_the_worlds(literal, allowed=policy.allowed_networks)):
        raise failures.not_the_worlds(ask.url.host, what)


def _without(headers: Mapping[str, str], names: frozenset[str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in names}
