"""What can go wrong on the way, each with a word for programs and a sentence for readers.

Refused, so that nothing was asked: `url scheme port address robots redirect`. Failed: `dns connect proxy certificates
tls timeout cut-off protocol encoding media-type too-large redirects status busy resting`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from research_assistant.adapters.http.urls import Url
from research_assistant.domain.errors import FetchFailed, FetchRefused

LATER = "Try again later."

_STATUSES: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        304: ("has not changed", ""),
        400: ("did not understand the request", ""),
        401: ("asks for a key or a login", "Look at the key in the settings; pages behind a login cannot be read."),
        402: ("asks for payment", "Look at the account with this service."),
        403: ("forbids the request", "Look at the key in the settings; some sites do not let programs in."),
        404: ("has no such page", "Look at the address."),
        407: ("asks for a login at the proxy", "Write name and password into HTTPS_PROXY and HTTP_PROXY."),
        410: ("no longer has this page", ""),
        429: ("was asked too often", "Wait, or ask less often: the settings have a pace for each place."),
        451: ("may not show this page here", ""),
    }
)


def unanswered(url: Url, status: int) -> FetchFailed:
    """Return what an answer of another status than 200 means."""
    if status in _STATUSES:
        what, next_step = _STATUSES[status]
    elif status >= 500:
        what, next_step = "has a fault of its own", LATER
    else:
        what, next_step = "gave no page", ""
    return FetchFailed(f"{url.host} {what} (status {status}).", next_step=next_step, cause="status", status=status)


def too_late(url: Url, seconds: float) -> FetchFailed:
    """Return that the time of a request has run out."""
    return FetchFailed(f"{url.host} did not answer within {seconds:g} seconds.", next_step=LATER, cause="timeout")


def silent(url: Url) -> FetchFailed:
    """Return that nothing came any more."""
    return FetchFailed(f"{url.host} stopped sending.", next_step=LATER, cause="timeout")


def unreachable(url: Url, why: str = "") -> FetchFailed:
    """Return that nobody takes connections there."""
    because = f": {why}" if why else ""
    return FetchFailed(f"{url.host} could not be connected to{because}.", next_step=LATER, cause="connect")


def unknown_host(host: str) -> FetchFailed:
    """Return that a name has no address."""
    return FetchFailed(
        f"The name {host} could not be resolved.",
        next_step="Look at the address and at the network; behind a proxy, see FETCH_PROXY_RESOLVES.",
        cause="dns",
    )


def untrusted(url: Url, why: str) -> FetchFailed:
    """Return that nobody vouches for who answered."""
    return FetchFailed(
        f"The certificate of {url.host} is not trusted: {why}.",
        next_step="If a proxy of yours opens connections, set SSL_CERT_FILE to the certificates of its authority.",
        cause="tls",
    )


def unsafe(url: Url) -> FetchFailed:
    """Return that no safe connection came about."""
    return FetchFailed(f"{url.host} could not agree on a safe connection.", next_step=LATER, cause="tls")


def proxy_refused(url: Url, why: str) -> FetchFailed:
    """Return that the proxy did not carry a request."""
    return FetchFailed(
        f"The proxy did not connect to {url.host}: {_plain(why)}.",
        next_step="Look at HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and at what the proxy allows.",
        cause="proxy",
    )


def cut_off(url: Url) -> FetchFailed:
    """Return that an answer ended before its end."""
    return FetchFailed(f"The answer of {url.host} was cut off.", next_step=LATER, cause="cut-off")


def garbled(url: Url) -> FetchFailed:
    """Return that an answer is no HTTP."""
    return FetchFailed(f"{url.host} did not answer as HTTP asks.", cause="protocol")


def undecodable(url: Url, coding: str) -> FetchFailed:
    """Return that an answer's packing cannot be undone."""
    return FetchFailed(
        f"The answer of {url.host} is packed as {_plain(coding)}: no way to unpack it.", cause="encoding"
    )


def too_large(url: Url, most: int) -> FetchFailed:
    """Return that an answer has more bytes than it may."""
    return FetchFailed(
        f"The answer of {url.host} is larger than {most / 1_000_000:g} megabytes.",
        next_step="Fetch it yourself and add it: research library add FILE.",
        cause="too-large",
    )


def other_type(url: Url, media_type: str) -> FetchFailed:
    """Return that an answer is of a kind that was not asked for."""
    return FetchFailed(f"{url.host} answered with {media_type}, which was not asked for.", cause="media-type")


def lost(url: Url) -> FetchFailed:
    """Return that redirects lead nowhere."""
    return FetchFailed(f"{url.host} sends in circles, or on and on.", cause="redirects")


def not_the_worlds(host: str, what: str) -> FetchRefused:
    """Return that an address is not asked."""
    return FetchRefused(
        f"{host} is no address of the public net, but {what}: it is not asked.",
        next_step="If it is yours and may be asked, add its network to FETCH_ALLOWED_NETWORKS.",
        cause="address",
    )


def other_port(url: Url) -> FetchRefused:
    """Return that a port is not one for pages."""
    return FetchRefused(f"Port {url.port} of {url.host} is not one for pages: it is not asked.", cause="port")


def busy(url: Url, seconds: float) -> FetchFailed:
    """Return that our turn comes too late."""
    return FetchFailed(
        f"{url.host} may be asked again only in {seconds:.0f} seconds.",
        next_step="Wait, or ask less at a time.",
        cause="busy",
    )


def resting(url: Url, failures: int, seconds: float) -> FetchFailed:
    """Return that a place is left alone."""
    return FetchFailed(
        f"{url.host} failed {failures} times in a row: it is asked again in {seconds:.0f} seconds.",
        next_step=LATER,
        cause="resting",
    )


def _plain(words: str) -> str:
    """Return what others sent, short and printable: it stands in sentences of ours."""
    return "".join(each for each in words if each.isprintable())[:80]
