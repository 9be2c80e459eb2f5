"""Where a request came from, as far as that is proved: what tries are counted by."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import flask

from shared.runtime import telemetry

UNKNOWN = "unknown"
HOUSEHOLD = 64
"""Bits of an IPv6 address that tell callers apart: who has one address has the whole network below it."""

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def address_of(request: flask.Request, environment: Mapping[str, str] | None = None) -> str:
    """Return the caller's IPv4 address or IPv6 network (`2001:db8:1:2::/64`); UNKNOWN where nothing says so.

    On Cloud Run (K_SERVICE) the last address of X-Forwarded-For was written by Google's front end, about who connected to
    it: the caller, or a proxy in front of it. TRUSTED_PROXIES names the networks of the proxies that are ours to believe
    (Firebase Hosting's), and only what one of them wrote is looked at further. So who calls a service past them is counted
    by the address that they have, whatever they write. Elsewhere the connection alone counts.
    """
    said = os.environ if environment is None else environment
    if not said.get("K_SERVICE"):
        return _counted(_address(request.remote_addr or ""))
    proxies = trusted_proxies(said.get("TRUSTED_PROXIES", ""))
    route = [part for header in request.headers.getlist("X-Forwarded-For") for part in header.split(",")]
    for hop in reversed(route):
        address = _address(hop.strip())
        if address is None:
            break
        if not _is_in(address, proxies):
            return _counted(address)
    telemetry.warning("a request of no address", hops=len(route))
    return UNKNOWN


def refuse_unknown_proxies() -> None:
    """Raise RuntimeError where TRUSTED_PROXIES is no list of networks: such a process would count nobody rightly."""
    said = os.environ.get("TRUSTED_PROXIES", "")
    try:
        trusted_proxies(said)
    except ValueError as reason:
        raise RuntimeError(f"TRUSTED_PROXIES must be networks with commas between, not {said!r}: {reason}") from None


@cache
def trusted_proxies(networks: str) -> tuple[Network, ...]:
    """Read TRUSTED_PROXIES: networks with commas between. Raises ValueError for anything else."""
    return tuple(ip_network(part.strip()) for part in networks.split(",") if part.strip())


def _address(hop: str) -> Address | None:
    """Read one address of a route; an IPv4 address that is written as IPv6 is what it is."""
    bare = hop.removeprefix("[").partition("]")[0] if hop.startswith("[") else hop
    if bare.count(":") == 1:  # an IPv4 address with a port
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _is_in(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _counted(address: Address | None) -> str:
    if address is None:
        return UNKNOWN
    return str(address) if isinstance(address, IPv4Address) else str(ip_network(f"{address}/{HOUSEHOLD}", strict=False))
