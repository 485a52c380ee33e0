"""Addresses a name resolved to come in; they leave as they came, or nobody is dialled at all.

The operator's `fetch.allow` exempts hosts and networks of their own. It is asked only for the host they configured:
the transport hands redirect targets `NOTHING`, so an allowed neighbour cannot send us next door.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

import httpx

from feedhub.errors import ConfigError
from feedhub.fetch.addresses import read_address, why_special
from feedhub.fetch.trouble import Unfetchable
from feedhub.model.fetched import FailureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What is exempt from the guard: hosts (on one port, or None for all) and networks."""

    hosts: frozenset[tuple[str, int | None]] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    def covers(self, host: str, port: int, address: str) -> bool:
        """Tell whether the operator meant `address` when naming `host`."""
        if (host, port) in self.hosts or (host, None) in self.hosts:
            return True
        parsed = read_address(address)
        return any(parsed in network for network in self.networks)


NOTHING = Allowance()


def read_allowance(entries: Iterable[str]) -> Allowance:
    """Read `fetch.allow`: each entry is a host, a host:port or a network; raise ConfigError for anything else."""
    hosts: set[tuple[str, int | None]] = set()
    networks: list[IPv4Network | IPv6Network] = []
    for entry in entries:
        try:
            networks.append(ip_network(entry, strict=False))
        except ValueError:
            hosts.add(_host_and_port(entry))
    return Allowance(hosts=frozenset(hosts), networks=tuple(networks))


def _host_and_port(entry: str) -> tuple[str, int | None]:
    wrong = ConfigError(f"fetch.allow: {entry!r} is neither a host, nor host:port, nor a network like 10.0.0.0/8")
    try:
        url = httpx.URL(f"any://{entry}")
    except httpx.InvalidURL as error:
        raise wrong from error
    if not url.host or url.userinfo or url.path.strip("/"):
        raise wrong
    return name_of(url), url.port


def name_of(url: httpx.URL) -> str:
    """Give the host as it is compared everywhere: ASCII, lower case, without the root's dot."""
    return url.raw_host.decode("ascii").lower().rstrip(".")


def admit(host: str, port: int, addresses: Sequence[str], allowance: Allowance) -> None:
    """Return when every address may be dialled; raise Unfetchable when a single one may not.

    All are judged because a name that mixes public and private answers is how rebinding begins.
    """
    for address in addresses:
        why = why_special(address)
        if why is not None and not allowance.covers(host, port, address):
            raise Unfetchable(FailureKind.BLOCKED, _refusal(host, port, address, why))


def _refusal(host: str, port: int, address: str, why: str) -> str:
    seen = f"{host} is {why}" if host == address else f"{host} resolves to {address}, {why}"
    entry = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return f"{seen}; if a source is meant to be there, name it by that address and add {entry} to fetch.allow"
