"""Addresses as they are written: read once, strictly, and used in the form in which they were checked."""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Literal
from urllib.parse import quote, urljoin

import idna

from research_assistant.adapters.http.addresses import IPAddress
from research_assistant.adapters.http.ports import MOST
from research_assistant.domain.errors import FetchRefused

LONGEST = 8192
"""Characters of an address; servers refuse longer ones."""

_SHAPE = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PORTS = {"http": 80, "https": 443}
_KEPT = "%!$&'()*+,;=:@/~-._"
"""What stands in a path as it is; the percent sign too, since paths come encoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Url:
    """An address of which every part is known, in the only form that is sent.

    Attributes:
        host: A name in ASCII, lower case, without the last dot; or an address of IPv4 or IPv6, without brackets.
        target: Path and query, in ASCII.
    """

    scheme: Literal["http", "https"]
    host: str
    port: int
    target: str

    @property
    def literal(self) -> IPAddress | None:
        """The address that the host is; `None` where it is a name."""
        try:
            return IPv6Address(self.host) if ":" in self.host else IPv4Address(self.host)
        except AddressValueError:
            return None

    @property
    def other_port(self) -> int | None:
        """The port where it is not the one of the scheme."""
        return None if self.port == _PORTS[self.scheme] else self.port

    @property
    def authority(self) -> str:
        """Host, and port where it is not the one of the scheme: what the header `Host` says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.other_port is None else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port, as `https://example.org`."""
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"


def read_url(text: str) -> Url:
    """Return the address that `text` is.

    Raises:
        FetchRefused: It is none that we ask; `cause` is `url` or `scheme`.
    """
    text = text.strip(" ")
    if len(text) > LONGEST:
        raise _refused("is too long")
    if _CONTROL.search(text):
        raise _refused("has control characters in it")
    shape = _SHAPE.match(text)
    if shape is None:
        raise _refused("is no address such as https://example.org/page")
    scheme = shape["scheme"].lower()
    if scheme not in _PORTS:
        raise FetchRefused(
            f"Addresses that begin with {scheme}: are not asked.",
            next_step="Give an address that begins with https:// or http://.",
            cause="scheme",
        )
    host, port = _host_and_port(shape["authority"])
    return Url(
        scheme="https" if scheme == "https" else "http",
        host=host,
        port=_PORTS[scheme] if port is None else port,
        target=_target(shape["path"] or "/", shape["query"] or ""),
    )


def joined(base: Url, reference: str) -> Url:
    """Return the address that `reference` means in an answer from `base`.

    Raises:
        FetchRefused: It is none that we ask.
    """
    if _CONTROL.search(reference) or "\\" in reference:
        raise _refused("has control characters or backslashes in it")
    try:
        return read_url(urljoin(str(base), reference.strip(" ")))
    except ValueError as error:
        raise _refused("cannot be read") from error


def _host_and_port(authority: str) -> tuple[str, int | None]:
    if "@" in authority:
        raise _refused("has a user's name in it")
    if "\\" in authority or "%" in authority or " " in authority:
        raise _refused("has characters in its host that no host has")
    if authority.startswith("["):
        inside, bracket, after = authority[1:].partition("]")
        if not bracket or (after and not after.startswith(":")):
            raise _refused("has a host that cannot be read")
        return _ipv6(inside), _port(after[1:])
    host, _, port = authority.partition(":")
    return _name(host), _port(port)


def _port(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) <= MOST):
        raise _refused("has a port that cannot be read")
    return int(text)


def _ipv6(text: str) -> str:
    try:
        return str(IPv6Address(text))
    except AddressValueError as error:
        raise _refused("has a host that cannot be read") from error


def _name(text: str) -> str:
    try:
        host = text if text.isascii() else idna.encode(text, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise _refused("has a host that is no name") from error
    host = host.lower().removesuffix(".")
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise _refused("has a host that is no name")
    if _NUMBER.fullmatch(labels[-1]):
        return _ipv4(host)
    return host


def _ipv4(text: str) -> str:
    # Resolvers read 0177.1, 2130706433 and 0x7f.1 as addresses too: an honest record writes four decimal numbers.
    try:
        return str(IPv4Address(text))
    except AddressValueError as error:
        raise _refused("has a number for a host that is no address as addresses are written") from error


def _target(path: str, query: str) -> str:
    return quote(path, safe=_KEPT) + (f"?{quote(query[1:], safe=_KEPT + '?')}" if query else "")


def _refused(what: str) -> FetchRefused:
    return FetchRefused(f"The address {what}, so it is not asked.", next_step="Look at the address.", cause="url")


def shown(location: bytes) -> str:
    """Return a header that names an address as text: UTF-8 where it is, Latin-1 where it is not."""
    try:
        return location.decode("utf-8")
    except UnicodeDecodeError:
        return location.decode("latin-1")
