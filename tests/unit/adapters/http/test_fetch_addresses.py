"""Which addresses are the world's, compared with the book of the standard library."""

import random
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

import pytest

from research_assistant.adapters.http.addresses import not_the_worlds
from research_assistant.adapters.http.ports import may_carry_pages

PUBLIC = "1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.0 172.15.0.1 172.32.0.1 192.167.1.1 198.17.0.1 223.255.255.255"
PUBLIC_6 = "2606:4700:4700::1111 2001:4860:4860::8888 2a00:1450:4001::1 2400:cb00::1 2c0f:f248::1 2620:0:2d0::1"


@pytest.mark.parametrize("text", [*PUBLIC.split(), *PUBLIC_6.split()])
def test_addresses_of_the_world_are_dialled(text: str):
    assert not not_the_worlds(ip_address(text))


def test_no_address_is_dialled_that_the_standard_library_calls_special():
    chance = random.Random(5)  # noqa: S311 - addresses to try
    drawn = [IPv4Address(chance.getrandbits(32)) for _ in range(50_000)]
    drawn += [IPv6Address(chance.getrandbits(128)) for _ in range(10_000)]
    drawn += [IPv6Address(chance.getrandbits(96) | 0x2001 << 112 | chance.getrandbits(9) << 96) for _ in range(10_000)]

    special = [address for address in drawn if not address.is_global or address.is_multicast]

    assert len(special) > 10_000
    assert [address for address in special if not not_the_worlds(address)] == []


def test_edges_of_special_networks_are_special():
    for text in ("10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "198.18.0.0/15", "224.0.0.0/3"):
        network = ip_network(text)
        assert not_the_worlds(network[0])
        assert not_the_worlds(network[-1])


def test_networks_of_the_operator_are_opened_and_no_others():
    allowed = (ip_network("10.20.0.0/16"), ip_network("fd12::/48"))

    assert not not_the_worlds(ip_address("10.20.1.1"), allowed=allowed)
    assert not not_the_worlds(ip_address("fd12::1"), allowed=allowed)
    assert not_the_worlds(ip_address("10.21.1.1"), allowed=allowed)
    assert not_the_worlds(ip_address("::ffff:10.20.1.1"), allowed=allowed)
    assert not_the_worlds(ip_address("fe80::1%eth0"), allowed=(IPv6Network("fe80::/10"),))


def test_ports_of_pages_are_open_and_those_of_services_are_not():
    assert all(may_carry_pages(port) for port in (80, 443, 1024, 3000, 5000, 8000, 8080, 8443, 8888, 18080, 65535))
    assert not any(may_carry_pages(port) for port in (0, 1, 21, 22, 25, 81, 1023, 3306, 5432, 6379, 11211, 65536))
