"""An address comes in, and why nobody's feed can live there goes out; nothing is resolved or dialled here.

The table is our own (IANA special-purpose registries, RFC 6890 and later): what the standard library calls global
differs between Python releases and lets 127.0.0.1 through in IPv6 clothes.
"""

import functools
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_SPECIAL_V4 = (
    ("0.0.0.0/8", "an address of this host itself"),
    ("10.0.0.0/8", "a private address"),
    ("100.64.0.0/10", "a carrier's shared address"),
    ("127.0.0.0/8", "a loopback address"),
    ("169.254.0.0/16", "a link-local address"),
    ("172.16.0.0/12", "a private address"),
    ("192.0.0.0/24", "an address for protocols"),
    ("192.0.2.0/24", "an address for documentation"),
    ("192.88.99.0/24", "a 6to4 relay"),
    ("192.168.0.0/16", "a private address"),
    ("198.18.0.0/15", "an address for benchmarks (or of a proxy that fakes DNS)"),
    ("198.51.100.0/24", "an address for documentation"),
    ("203.0.113.0/24", "an address for documentation"),
    ("224.0.0.0/4", "a multicast address"),
    ("255.255.255.255/32", "the broadcast address"),
    ("240.0.0.0/4", "a reserved address"),
)
_SPECIAL_V6 = (
    ("::/128", "an address of this host itself"),
    ("::1/128", "a loopback address"),
    ("64:ff9b:1::/48", "a private NAT64 address"),
    ("100::/64", "a discard address"),
    ("2001::/32", "a Teredo tunnel"),
    ("2001::/23", "an address for protocols"),
    ("2001:db8::/32", "an address for documentation"),
    ("3fff::/20", "an address for documentation"),
    ("5f00::/16", "a segment-routing address"),
    ("fc00::/7", "a private address"),
    ("fe80::/10", "a link-local address"),
    ("fec0::/10", "a private address"),
    ("ff00::/8", "a multicast address"),
)
# How far an IPv4 address is shifted inside: compatible, mapped, translated, NAT64 (RFC 6052), 6to4 (RFC 3056).
_CARRIERS = (("::/96", 0), ("::ffff:0:0/96", 0), ("::ffff:0:0:0/96", 0), ("64:ff9b::/96", 0), ("2002::/16", 80))
_GLOBAL_UNICAST = "2000::/3"
_ISATAP_INTERFACES = frozenset({0x0000_5EFE, 0x0200_5EFE})  # RFC 5214, section 6.1


def _mask(network: str) -> tuple[int, int]:
    parsed = ip_network(network)
    return int(parsed.netmask), int(parsed.network_address)


_V4 = tuple((*_mask(network), why) for network, why in _SPECIAL_V4)
_V6 = tuple((*_mask(network), why) for network, why in _SPECIAL_V6)
_V4_INSIDE = tuple((*_mask(network), shift) for network, shift in _CARRIERS)
_GLOBAL_MASK, _GLOBAL_PREFIX = _mask(_GLOBAL_UNICAST)


@functools.lru_cache(maxsize=4096)
def read_address(address: str) -> IPv4Address | IPv6Address:
    """Read an address; raise ValueError when it is none at all."""
    return ip_address(address)


def is_address(host: str) -> bool:
    """Tell a numeric address from a name."""
    if not (host[-1:].isdigit() or ":" in host):
        return False
    try:
        read_address(host)
    except ValueError:
        return False
    return True


@functools.lru_cache(maxsize=4096)
def why_special(address: str) -> str | None:
    """Say what kind of special address this is, or None when it is public; raise ValueError when it is none at all.

    IPv4 inside IPv6 is judged as the IPv4 address it reaches.
    """
    parsed = read_address(address)
    return _judge_v4(int(parsed)) if isinstance(parsed, IPv4Address) else _judge_v6(int(parsed))


def _judge_v4(number: int) -> str | None:
    return next((why for mask, prefix, why in _V4 if number & mask == prefix), None)


def _judge_v6(number: int) -> str | None:
    for mask, prefix, why in _V6:
        if number & mask == prefix:
            return why
    for mask, prefix, shift in _V4_INSIDE:
        if number & mask == prefix:
            return _judge_inner(number >> shift)
    if number & _GLOBAL_MASK != _GLOBAL_PREFIX:
        return "an address outside the public range"
    if number >> 32 & 0xFFFF_FFFF in _ISATAP_INTERFACES:
        return _judge_inner(number)
    return None


def _judge_inner(number: int) -> str | None:
    inner = number & 0xFFFF_FFFF
    why = _judge_v4(inner)
    return None if why is None else f"{why} ({IPv4Address(inner)}) inside IPv6"
