"""What the suites need on this machine: where everything is, and a certificate for it."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography import x509

from badges.issuing.securing import SELECTIVE_SUITE
from tests.certificates import self_signed
from tests.suites.issuers import ThrowAwayIssuer

DEFAULT = "eddsa-rdfc-2022-ed25519"
"""Who signs where a suite does not ask for one way of signing."""

ENVELOPING = "EnvelopingProof"
ENVELOPER = "vc-jose-ed25519"


def local_config(
    base_url: str, issuers: Iterable[ThrowAwayIssuer], *, enveloping: bool = False
) -> str:
    """Write ``localConfig.cjs``: one implementation with an endpoint for each issuer.

    ``enveloping`` lets the data model's suite ask about enveloped documents, too.
    """
    general = ["vc2.0", *([ENVELOPING] if enveloping else [])]
    settings = {"enableInteropTests": True, "testAllImplementations": False}
    found = list(issuers)
    default = next(issuer for issuer in found if issuer.name == DEFAULT)
    implementation = {
        "name": "Meilenstein",
        "implementation": "Meilenstein",
        "issuers": [
            *(_issuer(base_url, issuer, _tags(issuer, enveloping=enveloping)) for issuer in found),
            _issuer(base_url, default, ["BitstringStatusList"], "?status=1"),
        ],
        "verifiers": [
            {
                "id": default.did,
                "endpoint": f"{base_url}/credentials/verify",
                "tags": [*general, "BitstringStatusList", *_suites(found)],
                "supportedEcdsaKeyTypes": ["P-256", "P-384"],
                "supports": {"vc": ["1.1", "2.0"]},
            }
        ],
        "vpVerifiers": [
            {
                "id": default.did,
                "endpoint": f"{base_url}/presentations/verify",
                "tags": general,
            }
        ],
        "vcHolders": [
            {
                "id": default.did,
                "endpoint": f"{base_url}/credentials/derive",
                "tags": ["vcHolder", "ecdsa-sd-2023"],
            }
        ],
    }
    whole = {"settings": settings, "implementations": [implementation]}
    return f"module.exports = {json.dumps(whole, indent=2)};\n"


def certificate(folder: Path) -> str:
    """Make a key and a self-signed certificate for this machine; gives the file of both."""
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    return str(self_signed(folder / "server.pem", "localhost", names))


def _issuer(
    base_url: str, issuer: ThrowAwayIssuer, tags: list[str], query: str = ""
) -> dict[str, Any]:
    return {
        "id": issuer.did,
        "endpoint": f"{base_url}/{issuer.name}/credentials/issue{query}",
        "tags": tags,
        "supportedEcdsaKeyTypes": _curves(issuer),
        "supports": {"vc": ["1.1", "2.0"]},
    }


def _tags(issuer: ThrowAwayIssuer, *, enveloping: bool) -> list[str]:
    tags = [issuer.suite.name]
    if issuer.name == DEFAULT:
        tags.append("vc2.0")
    if issuer.name == ENVELOPER and enveloping:
        tags.append(ENVELOPING)
    return tags


def _suites(issuers: Iterable[ThrowAwayIssuer]) -> list[str]:
    return sorted({issuer.suite.name for issuer in issuers})


def _curves(issuer: ThrowAwayIssuer) -> list[str]:
    """List P-384 for ``ecdsa-sd-2023``, too: the suite then asks 17 of its questions twice.

    Nothing is signed with it: the Recommendation defines that suite for P-256 alone, and the tests
    only name the curve in their titles.
    """
    algorithm = issuer.signer.algorithm
    return ["P-256", "P-384"] if issuer.suite.name == SELECTIVE_SUITE else [algorithm]
