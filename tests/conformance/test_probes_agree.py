"""What the inspector asks of refresh services, inline schemas and endorsements, beside our verdict.

Our own badges have none of these, so a badge is made that has them all.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from badges.proofs import UnsignedCredential, sign_credential
from tests.conformance.probes import PROBES, Inspected
from tests.verifying.endorsed import endorsement
from tests.verifying.issuers import Issuer, Web, check, dump

pytestmark = pytest.mark.conformance

EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
REFRESH = "https://linden.example/refresh/1"
SCHEMA = "https://linden.example/schema.json"
ASKED = {"inline_schemas", "refreshing", "endorsements"}


def friend() -> Issuer:
    return Issuer("friend.example")


def complete(issuer: Issuer) -> dict[str, Any]:
    """Give a badge with a schema, a refresh service and endorsements of both forms."""
    about = f"{issuer.base}/achievements/loops/1"
    document = endorsement(friend(), about)
    signed = friend().sign(document)
    key = f"{friend().base}/keys/1.jwk"
    token = sign_credential(UnsignedCredential(document), friend().signer("RSA"), kid=key)
    base = issuer.credential()
    return base | {
        "@context": [*base["@context"], EXTENSIONS],
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "refreshService": {"id": REFRESH, "type": "1EdTechCredentialRefresh"},
        "endorsement": [signed],
        "endorsementJwt": [token],
    }


def pages(issuer: Issuer) -> dict[str, Any]:
    newer = complete(issuer) | {"validFrom": "2026-05-02T09:00:00Z"}
    return {
        **friend().pages(),
        **issuer.pages(),
        SCHEMA: {"required": ["name"]},
        REFRESH: issuer.sign(newer),
    }


def probed(credential: dict[str, Any], found: dict[str, Any]) -> set[str]:
    """Give the names of the probes that complain; did:web documents answer under their DID."""
    documents = found | {page["id"]: page for page in found.values() if "id" in page}
    it = Inspected(credential, None, documents)
    return {probe.__name__ for probe in PROBES if probe.__name__ in ASKED and list(probe(it))}


def judged(credential: dict[str, Any], found: dict[str, Any]) -> set[str]:
    """Give the codes of every part of our result that is not fine."""
    result = check(dump(credential), Web(found))
    parts = [part for line in result.checks for part in line.parts]
    return {part.reason.code for part in parts if part.outcome != "passed"}


Spoil = Callable[[dict[str, Any], dict[str, Any]], object]


def unproven(credential: dict[str, Any], _found: dict[str, Any]) -> None:
    del credential["endorsement"][0]["proof"]


SPOILS: dict[str, tuple[Spoil, set[str], set[str]]] = {
    "nothing": (lambda _it, _found: None, set(), set()),
    "schema unreachable": (
        lambda _it, found: found.pop(SCHEMA),
        # the newer version names that schema as well
        {"inline_schemas", "refreshing"},
        {"schema.unreachable"},
    ),
    "schema not followed": (
        lambda _it, found: found.update({SCHEMA: {"required": ["humanCode"]}}),
        {"inline_schemas", "refreshing"},
        {"schema.broken"},
    ),
    "refresh unreachable": (
        lambda _it, found: found.pop(REFRESH),
        {"refreshing"},
        {"refresh.unreachable"},
    ),
    "endorsement without proof": (
        unproven,
        {"endorsements"},
        {"endorsement.invalid"},
    ),
    "endorser's key of somebody else": (
        lambda it, _found: it["endorsement"][0]["proof"][0].update(
            verificationMethod=Issuer().signer().verification_method
        ),
        {"endorsements"},
        {"endorsement.invalid"},
    ),
}


@pytest.mark.parametrize("spoil", SPOILS)
def test_where_the_inspector_complains_so_do_we(spoil: str) -> None:
    issuer = Issuer()
    credential, found = complete(issuer), copy.deepcopy(pages(issuer))
    change, probes, codes = SPOILS[spoil]
    change(credential, found)
    if spoil.startswith("endors"):  # the newer version has endorsements of its own, which are fine
        del found[REFRESH], credential["refreshService"]
    signed = json.loads(dump(issuer.sign(credential)))
    assert probed(signed, found) == probes
    assert judged(signed, found) == codes
