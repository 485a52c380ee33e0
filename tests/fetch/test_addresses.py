"""The table of special addresses, with IPv4 in all the clothes IPv6 has for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.fetch.addresses import why_special

PUBLIC = """
1.1.1.1 93.184.216.34 100.63.255.255 100.128.0.1 172.15.255.255 172.32.0.1 192.0.1.1 198.17.255.255 198.20.0.1
223.255.255.255 2606:4700::1111 2001:4860:4860::8888 2001:200::1 2a00:1450:4001:81b::200e
::ffff:8.8.8.8 ::ffff:0:8.8.8.8 64:ff9b::808:808 2002:808:808::1 2606:4700::5efe:808:808
"""
SPECIAL = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.254
169.254.169.254 169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1
198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::10.0.0.1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:169.254.169.254 ::ffff:0:10.0.0.1
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::808:808 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2
2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:a9fe:a9fe::1 2002:c0a8:101::1 3fff::1 5f00::1
4000::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%2 fec0::1 ff02::1 ff0e::1
2606:4700::5efe:10.0.0.1 2606:4700::200:5efe:7f00:1
"""


@pytest.mark.parametrize("address", PUBLIC.split())
def test_a_public_address_is_nobodys_inside(address: str) -> None:
    assert why_special(address) is None


@pytest.mark.parametrize("address", SPECIAL.split())
def test_a_special_address_is_named(address: str) -> None:
    assert why_special(address)


@given(st.ip_addresses(v=4))
def test_ipv4_inside_ipv6_is_judged_as_the_address_it_reaches(address: object) -> None:
    inside = why_special(f"64:ff9b::{address}")
    assert (inside is None) == (why_special(str(address)) is None)


@given(st.ip_addresses())
def test_every_address_has_a_verdict(address: object) -> None:
    assert why_special(str(address)) != ""


def test_what_is_no_address_is_no_verdict() -> None:
    with pytest.raises(ValueError, match=r"feeds\.example"):
        why_special("feeds.example")
