"""Which addresses are the world's, and which are nobody's or somebody's own."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

IPAddress = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NOT_THE_WORLDS_4 = tuple(
    (IPv4Network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this machine"),
        ("10.0.0.0/8", "a private network"),
        ("100.64.0.0/10", "the inside of a carrier's network"),
        ("127.0.0.0/8", "this machine"),
        ("168.63.129.16/32", "a cloud's own services"),
        ("169.254.0.0/16", "the local link, where clouds keep their credentials"),
        ("172.16.0.0/12", "a private network"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "reserved for documentation"),
        ("192.31.196.0/24", "reserved for protocols"),
        ("192.52.193.0/24", "reserved for protocols"),
        ("192.88.99.0/24", "a relay to other addresses"),
        ("192.168.0.0/16", "a private network"),
        ("192.175.48.0/24", "reserved for protocols"),
        ("198.18.0.0/15", "reserved for measurements"),
        ("198.51.100.0/24", "reserved for documentation"),
        ("203.0.113.0/24", "reserved for documentation"),
        ("224.0.0.0/4", "many machines at once"),
        ("240.0.0.0/4", "reserved"),
    )
)
"""IANA's registry of special addresses of IPv4; and Azure's services, which live at a public address."""

_THE_WORLDS_6 = IPv6Network("2000::/3")
"""All that IANA has given out; beyond it lie IPv4 in other clothes, private, local and multicast addresses."""

_NOT_THE_WORLDS_6 = tuple(
    (IPv6Network(network), what)
    for network, what in (
        ("2001::/23", "reserved for protocols and tunnels"),
        ("2001:db8::/32", "reserved for documentation"),
        ("2002::/16", "an address of IPv4 in a tunnel"),
        ("2620:4f:8000::/48", "reserved for protocols"),
        ("3fff::/20", "reserved for documentation"),
    )
)


def not_the_worlds(address: IPAddress, *, allowed: Sequence[Network] = ()) -> str:
    """Return what `address` is, in words, where nothing of the world lies there; else nothing.

    An address of IPv6 that stands for one of IPv4, by whatever rule, is refused as such: resolvers give the address of
    IPv4 itself, and only those who would go around a check write the other.

    Args:
        address: As it would be dialled.
        allowed: Networks that the operator has opened.
    """
    if any(address in network for network in allowed if network.version == address.version) and not _scoped(address):
        return ""
    if isinstance(address, IPv4Address):
        return next((what for network, what in _NOT_THE_WORLDS_4 if address in network), "")
    if _scoped(address):
        return "an address on one of this machine's links"
    if address not in _THE_WORLDS_6:
        return "no address of the public net"
    return next((what for network, what in _NOT_THE_WORLDS_6 if address in network), "")


def _scoped(address: IPAddress) -> bool:
    return isinstance(address, IPv6Address) and address.scope_id is not None
