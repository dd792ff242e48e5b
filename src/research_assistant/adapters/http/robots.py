"""What sites ask of programs: their `robots.txt`, by RFC 9309."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from research_assistant.adapters.http import failures
from research_assistant.adapters.http.following import Following
from research_assistant.adapters.http.reply import Ask, Reply
from research_assistant.domain.errors import FetchFailed, FetchRefused

if TYPE_CHECKING:
    from protego import Protego

NAME = "ResearchAssistant"
"""The name that a site can write rules for."""
KEPT_SECONDS = 3600.0
KEPT_SECONDS_OF_FAILURE = 60.0
MOST_BYTES = 500 * 1024
"""What comes after is not read, as the standard allows."""
SECONDS = 10.0

_MOST_SITES = 2_000
_OUR_OWN_TROUBLE = frozenset(
    {"dns", "connect", "tls", "timeout", "proxy", "certificates", "busy", "resting", "address"}
)
"""The page would fail in the same way: then that is what the reader is told."""


@dataclass(slots=True)
class _Site:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    until: float = 0.0
    rules: "Protego | None" = None
    failure: str = ""


class Robots:
    """Asks each site once an hour what it wants, and keeps to it."""

    def __init__(self, following: Following, longest_delay: float) -> None:
        self._following = following
        self._longest_delay = longest_delay
        self._sites: OrderedDict[str, _Site] = OrderedDict()

    async def permit(self, ask: Ask) -> Ask:
        """Return the request as the site permits it: with the time it wants between two of them.

        The operator's own services are not asked: they are interfaces for programs.

        Raises:
            FetchRefused: The site forbids it, or cannot say what it forbids; `cause` is `robots`.
            FetchFailed: The site cannot be reached.
        """
        if ask.service:
            return ask
        site = self._site(ask.url.origin)
        async with site.lock:
            if asyncio.get_running_loop().time() >= site.until:
                await self._learn(site, ask)
        if site.failure:
            raise FetchRefused(
                f"{ask.url.host} cannot say whether programs may read it: its robots.txt {site.failure}.",
                next_step="Try again later.",
                cause="robots",
            )
        if site.rules is None:
            return ask
        if not site.rules.can_fetch(str(ask.url), NAME):
            raise FetchRefused(
                f"{ask.url.host} asks programs not to read this page (robots.txt).",
                next_step="Read it yourself; a file that you may keep can be added: research library add FILE.",
                cause="robots",
            )
        return replace(ask, apart=min(site.rules.crawl_delay(NAME) or 0.0, self._longest_delay))

    def _site(self, origin: str) -> _Site:
        site = self._sites.setdefault(origin, _Site())
        self._sites.move_to_end(origin)
        if len(self._sites) > _MOST_SITES:
            self._sites.popitem(last=False)
        return site

    async def _learn(self, site: _Site, ask: Ask) -> None:
        loop = asyncio.get_running_loop()
        site.rules, site.failure = None, ""
        try:
            reply = await self._asked(ask)
        except FetchFailed as error:
            if error.cause in _OUR_OWN_TROUBLE:
                raise
            # More than five redirects are as good as none: the standard says that all is allowed then.
            site.failure = "" if error.cause == "redirects" else "could not be read"
        else:
            if reply.status == 200:
                site.rules = await _read(reply.content)
            elif reply.status == 429 or reply.status >= 500:
                site.failure = f"answered with status {reply.status}"
        site.until = loop.time() + (KEPT_SECONDS_OF_FAILURE if site.failure else KEPT_SECONDS)

    async def _asked(self, ask: Ask) -> Reply:
        until = min(ask.until, asyncio.get_running_loop().time() + SECONDS)
        url = replace(ask.url, target="/robots.txt")
        question = Ask(url=url, until=until, most_bytes=MOST_BYTES, cut=True, spaced=False)
        try:
            async with asyncio.timeout_at(until):
                _, reply = await self._following.follow(question, permit=_as_it_is)
        except TimeoutError as error:
            raise failures.too_late(url, SECONDS) from error
        return reply


async def _as_it_is(ask: Ask) -> Ask:
    return ask


async def _read(content: bytes) -> "Protego":
    from protego import Protego  # noqa: PLC0415 - commands that ask nothing of the net do without

    return await asyncio.to_thread(Protego.parse, content.decode("utf-8", errors="replace"))
