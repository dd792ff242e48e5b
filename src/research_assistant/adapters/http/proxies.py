"""The operator's proxies, and what goes around them."""

from dataclasses import dataclass
from ipaddress import ip_network
from urllib.parse import unquote, urlsplit

from research_assistant.adapters.http.urls import Url, read_url
from research_assistant.domain.errors import FetchFailed, FetchRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy that speaks HTTP.

    Attributes:
        address: Where it is, without name and password.
        credentials: Name and password; `None` where it asks for none.
    """

    address: Url
    credentials: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxies:
    """Which proxy carries what.

    Attributes:
        http: For addresses that begin with `http:`; empty for none. May hold name and password.
        https: For those that begin with `https:`.
        around: `NO_PROXY`: hosts, domains, addresses and networks that are asked directly, by commas; `*` for all.
        resolve: Whether names are left to the proxy where we cannot resolve them ourselves.
    """

    http: str = ""
    https: str = ""
    around: str = ""
    resolve: bool = False

    def carrying(self, url: Url) -> Proxy | None:
        """Return the proxy that carries requests for `url`; `None` where they go directly.

        Raises:
            FetchFailed: The address of the proxy is none.
        """
        chosen = self.https if url.scheme == "https" else self.http
        if not chosen or self._around(url):
            return None
        return read_proxy(chosen)

    def _around(self, url: Url) -> bool:
        return any(_names(each.strip().lower(), url) for each in self.around.split(",") if each.strip())


def read_proxy(text: str) -> Proxy:
    """Return the proxy that a setting names, such as `http://user:password@proxy.example:3128`.

    Raises:
        FetchFailed: It is no address of a proxy that speaks HTTP; does not repeat it, since it may hold a password.
    """
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        address = read_url(parts._replace(netloc=parts.netloc.rpartition("@")[2], path="/", query="").geturl())
    except (FetchRefused, ValueError) as error:
        raise FetchFailed(
            "HTTPS_PROXY or HTTP_PROXY is no address of a proxy that speaks HTTP.",
            next_step="Set it to an address such as http://proxy.example:3128.",
            cause="proxy",
        ) from error
    if parts.username is None:
        return Proxy(address=address)
    return Proxy(address=address, credentials=(unquote(parts.username), unquote(parts.password or "")))


def _names(entry: str, url: Url) -> bool:
    if entry == "*":
        return True
    literal = url.literal
    if literal is not None:
        try:
            return literal in ip_network(entry, strict=False)
        except ValueError:
            return False
    host, _, port = entry.partition(":")
    if port and port != str(url.port):
        return False
    name = host.removeprefix("*").removeprefix(".")
    return bool(name) and (url.host == name or url.host.endswith(f".{name}"))


def may_resolve(name: str) -> bool:
    """Whether a name that we cannot resolve may be left to a proxy: not where it is kept for the inside of networks."""
    return "." in name and not name.endswith(_INSIDE)


_INSIDE = (
    *(".localhost", ".local", ".localdomain", ".internal", ".intranet", ".private", ".corp", ".home", ".lan"),
    *(".home.arpa", ".invalid", ".test", ".onion", ".alt"),
)
"""Endings that no name of the public net has, or that only the inside of a network resolves."""
