"""What `research doctor` looks at on the way to the net."""

import asyncio
from pathlib import Path

from research_assistant.adapters.http.policy import Policy
from research_assistant.adapters.http.proxies import Proxy
from research_assistant.adapters.http.trust import trusting
from research_assistant.adapters.http.urls import read_url
from research_assistant.bootstrap import Application, fetching_policy
from research_assistant.domain.errors import ConfigurationError, FetchFailed, FetchRefused
from research_assistant.ports.fetcher import Request

_CARRIED = frozenset({"status", "media-type", "too-large", "redirects", "busy"})
"""Failures of the far end: the proxy has carried the request there."""


async def net(made: Application) -> str:
    """Return how the net is reached; with a proxy, one request to arXiv shows whether it carries.

    Without a proxy nothing is asked: whether this machine has a net is not ours to test.

    Raises:
        ConfigurationError: The address of a proxy is none.
        FetchFailed: The certificates cannot be used, or the proxy does not carry.
    """
    policy = fetching_policy(made.settings)
    await asyncio.to_thread(trusting, policy.certificates)
    proxy = _proxy(policy, made.settings.arxiv_api_url)
    if proxy is None:
        return f"directly{_trusted(policy.certificates)}"
    try:
        await made.fetcher.fetch(Request(url=made.settings.arxiv_api_url, service="arxiv", seconds=15))
    except FetchFailed as error:
        if error.cause not in _CARRIED:
            raise
    where = proxy.address.authority
    return (
        f"through the proxy {where}{_trusted(policy.certificates)}; names are resolved and checked here first, "
        "and to which address the proxy then connects is up to its own rules"
    )


def _proxy(policy: Policy, url: str) -> Proxy | None:
    try:
        return policy.proxies.carrying(read_url(url))
    except (FetchRefused, ValueError) as error:
        raise ConfigurationError(
            "HTTPS_PROXY or HTTP_PROXY is no address of a proxy",
            next_step="Set it to an address such as http://proxy.example:3128",
        ) from error


def _trusted(certificates: Path | None) -> str:
    return f", trusting {certificates} beside the public certificates" if certificates else ""
