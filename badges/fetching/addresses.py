"""Which addresses a server of ours may talk to, and how an address is written.

Pure: nothing is resolved here. A name is brought into its one ASCII form, numbers that a C
library would read as an address are read as one first, and every address has a reach::

    >>> normalize_host("Bücher.example"), normalize_host("0x7f.1"), normalize_host("2130706433")
    ('xn--bcher-kva.example', '127.0.0.1', '127.0.0.1')
    >>> reach("93.184.215.14").value, reach("::ffff:10.0.0.1").value, reach("169.254.1.1").value
    ('public', 'private', 'never')
"""

from __future__ import annotations

import re
from enum import Enum
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)

import idna

MAX_HOST = 253  # RFC 1035 2.3.4, without the dot of the root
_LABELS = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_IPV4_PARTS = 4
_BYTE = 256


class Reach(Enum):
    """How far an address reaches."""

    PUBLIC = "public"
    PRIVATE = "private"
    """Loopback and site networks: only for hosts that the operator named."""
    NEVER = "never"
    """Link-local (cloud metadata), multicast, unspecified, reserved, tunnels: for nobody."""


# IANA special-purpose address registries (RFC 6890); what is in no row is public.
_PRIVATE_4 = tuple(
    map(
        IPv4Network,
        ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
    )
)
_NEVER_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "169.254.0.0/16",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
_LOOPBACK_6 = IPv6Address("::1")
_PRIVATE_6 = IPv6Network("fc00::/7")
_GLOBAL_6 = IPv6Network("2000::/3")
# Within global unicast: Teredo and other protocol assignments, documentation, and 6to4, whose
# addresses carry an IPv4 address that a relay of the network might deliver to (RFC 7526).
_NEVER_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: how an IPv6-only network reaches IPv4


def reach(address: str | IPv4Address | IPv6Address) -> Reach:
    """Say how far ``address`` reaches; one with a zone or of no known form reaches nobody.

    Addresses that carry an IPv4 address (mapped, NAT64) reach as far as the one they carry.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return Reach.NEVER
    if isinstance(ip, IPv4Address):
        return _reach_4(ip)
    if ip.scope_id is not None:
        return Reach.NEVER
    if ip.ipv4_mapped is not None:
        return _reach_4(ip.ipv4_mapped)
    if ip in _NAT64:
        return _reach_4(IPv4Address(ip.packed[-4:]))
    return _reach_6(ip)


def _reach_4(ip: IPv4Address) -> Reach:
    if any(ip in network for network in _NEVER_4):
        return Reach.NEVER
    return Reach.PRIVATE if any(ip in network for network in _PRIVATE_4) else Reach.PUBLIC


def _reach_6(ip: IPv6Address) -> Reach:
    if ip == _LOOPBACK_6 or ip in _PRIVATE_6:
        return Reach.PRIVATE
    if ip not in _GLOBAL_6 or any(ip in network for network in _NEVER_6):
        return Reach.NEVER
    return Reach.PUBLIC


def normalize_host(host: str) -> str:
    """Bring a host into the one form that is checked, asked for and sent.

    Names become lower-case A-labels (UTS 46) without the dot of the root; any spelling of an
    IPv4 address becomes four decimal numbers; an IPv6 address is given without brackets in its
    shortest form.

    Raises ``ValueError`` for what is neither a name nor an address, and for IPv6 zones, which
    mean something on this machine only.
    """
    if ":" in host:
        if "%" in host:
            raise ValueError("an IPv6 zone")
        return IPv6Address(host).compressed
    try:
        # UTS 46 also folds full-width digits and dots, which hide an address from a filter.
        ascii_host = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise ValueError("no host name") from error
    ascii_host = ascii_host.lower().removesuffix(".")
    if len(ascii_host) > MAX_HOST or not _LABELS.fullmatch(ascii_host):
        raise ValueError("no host name")
    if _NUMBER.fullmatch(ascii_host.rpartition(".")[2]):
        return str(_read_ipv4(ascii_host))
    return ascii_host


def _read_ipv4(host: str) -> IPv4Address:
    """Read decimal, octal and hexadecimal parts, as resolvers do (WHATWG URL, IPv4 parser)."""
    parts = host.split(".")
    if len(parts) > _IPV4_PARTS or not all(map(_NUMBER.fullmatch, parts)):
        raise ValueError("no IPv4 address")
    numbers = [_read_number(part) for part in parts]
    *heads, tail = numbers
    if any(head >= _BYTE for head in heads) or tail >= _BYTE ** (_IPV4_PARTS + 1 - len(numbers)):
        raise ValueError("no IPv4 address")
    value = tail + sum(head * _BYTE ** (3 - place) for place, head in enumerate(heads))
    return IPv4Address(value)


def _read_number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    if part.startswith("0") and len(part) > 1:
        return int(part, 8)
    return int(part)
