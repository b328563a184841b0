"""The public address of a community, which is printed and signed and so for ever (decisions 1).

>>> clean_address(" HTTPS://Badges.Example/ ")
'https://badges.example'
>>> problem_of("http://localhost:8000").code
'address.https'
>>> problem_of("https://badges.example") is None
True
>>> printed_at("https://badges.example", "lern-treff").did
'did:web:badges.example:issuers:lern-treff'
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from badges.errors import InputError, Reason
from badges.text import clean_line
from keys.did import did_web
from keys.errors import KeysError

ADDRESS_LIMIT: Final = 300
_LOCAL: Final = ("localhost", "local", "localdomain", "internal", "lan", "home.arpa")


@dataclass(frozen=True, slots=True)
class Printed:
    """What will stand on every certificate: the line, a share link, the issuer's id."""

    host: str
    share_link: str
    did: str


def clean_address(given: str) -> str:
    """Give an address as it is kept, or nothing; raises ``InputError`` for what is none."""
    typed = clean_line(given, field="public_address", limit=ADDRESS_LIMIT)
    if not typed:
        return ""
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except ValueError:  # UnicodeError, which idna raises, is one
        parts, host, port = urlsplit(""), "", None
    usable = host and parts.scheme in {"http", "https"} and " " not in typed
    if not usable or parts.query or parts.fragment or parts.username or parts.password:
        raise InputError(
            "address.none",
            "Give the public address as https://badges.example.org.",
            field="public_address",
        )
    shown = f"[{host}]" if ":" in host else host
    where = shown if port in {None, {"http": 80, "https": 443}[parts.scheme]} else f"{shown}:{port}"
    return f"{parts.scheme}://{where}{parts.path.rstrip('/')}"


def problem_of(address: str) -> Reason | None:
    """Say why an address cannot stand on a certificate; nothing where it can."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme != "https":
        return Reason("address.https")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        return Reason("address.number")
    if "." not in host.strip(".") or host.endswith(tuple(f".{name}" for name in _LOCAL)):
        return Reason("address.local")
    try:
        did_web(address)
    except KeysError:
        return Reason("address.none")
    return None


def printed_at(address: str, slug: str) -> Printed:
    """Show what an address looks like where it is printed."""
    return Printed(
        host=urlsplit(address).netloc,
        share_link=f"{address}/credentials/{'0123456789abcdef' * 2}",
        did=did_web(f"{address}/issuers/{slug}"),
    )
