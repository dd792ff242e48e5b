"""What `research doctor` looks at on the way to the net."""

import asyncio
from pathlib import Path

from research_assistant.adapters.http.trust import trusting
from research_assistant.adapters.http.urls import read_url
from research_assistant.bootstrap import Application, fetching_policy
from research_assistant.domain.errors import FetchFailed
from research_assistant.ports.fetcher import Request

_CARRIED = frozenset({"status", "media-type", "too-large", "redirects", "busy"})
"""Failures of the far end: the proxy has carried the request there."""
_LOGIN_WANTED = 407


async def net(made: Application) -> str:
    """Return how the net is reached; with a proxy, one request to arXiv shows whether it carries.

    Without a proxy nothing is asked: whether this machine has a net is not ours to test.

    Raises:
        FetchFailed: The certificates or the address of the proxy cannot be used, or the proxy does not carry.
    """
    policy = fetching_policy(made.settings)
    await asyncio.to_thread(trusting, policy.certificates)
    proxy = policy.proxies.carrying(read_url(made.settings.arxiv_api_url))
    if proxy is None:
        return f"directly{_trusted(policy.certificates)}"
    try:
        await made.fetcher.fetch(Request(url=made.settings.arxiv_api_url, service="arxiv", seconds=15))
    except FetchFailed as error:
        if error.cause not in _CARRIED or error.status == _LOGIN_WANTED:
            raise
    where = proxy.address.authority
    return (
        f"through the proxy {where}{_trusted(policy.certificates)}; names are resolved and checked here first, "
        "and to which address the proxy then connects is up to its own rules"
    )


def _trusted(certificates: Path | None) -> str:
    return f", trusting {certificates} beside the public certificates" if certificates else ""
