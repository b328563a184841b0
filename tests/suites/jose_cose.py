"""What the W3C's vc-jose-cose suite runs in place of a container: one document in, a result out.

::

    python -m tests.suites.jose_cose verify --input FILE --key FILE --feature credential_jose \
        --output FILE

It signs and verifies with nothing but ``badges.proofs.vc_jose``. Features of SD-JWT and COSE are
``indeterminate``. The suite's presentations say ``exp`` of 2024 and must verify, so the time of a
signature is not asked here; ``badges.verifying`` asks it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from badges.errors import BadgesError
from badges.proofs import UnsignedCredential, parse_json, vc_jose
from badges.proofs.envelopes import is_envelope, opened
from keys.algorithms import ALGORITHMS, CURVES, PrivateKey, algorithm_of
from keys.encoding import base64url_decode, public_key_from_jwk
from keys.errors import KeysError
from keys.signer import LocalSigner

ALGORITHMS_ACCEPTED = frozenset(row.jose_alg for row in ALGORITHMS.values())


def run(function: str, feature: str, document: str, method: dict[str, Any]) -> dict[str, str]:
    """Give the result of one test, as the suite's own README describes it."""
    task = TASKS.get((function, feature))
    if task is None:
        return {"result": "indeterminate", "data": ""}
    try:
        return {"result": "success", "data": task(document, method)}
    except (BadgesError, KeysError) as error:
        return {"result": "failure", "data": str(error)}


def issue_credential(document: str, method: dict[str, Any]) -> str:
    """Sign a credential."""
    return vc_jose.sign_credential(UnsignedCredential(parse_json(document)), _signer(method))


def issue_presentation(document: str, method: dict[str, Any]) -> str:
    """Sign a presentation."""
    return vc_jose.sign_presentation(parse_json(document), _signer(method))


def verify_credential(document: str, method: dict[str, Any]) -> str:
    """Verify a credential against the one key that is given."""
    _verified(vc_jose.read_credential(document), method)
    return ""


def verify_presentation(document: str, method: dict[str, Any]) -> str:
    """Verify a presentation, and that each token in it can be read."""
    read = vc_jose.read_presentation(document)
    _verified(read, method)
    for held in vc_jose.presentation_of(read.payload)["verifiableCredential"]:
        if is_envelope(held) and opened(held).media_type == "vc+jwt":
            vc_jose.read_credential(opened(held).content)
    return ""


TASKS = {
    ("issue", "credential_jose"): issue_credential,
    ("issue", "presentation_jose"): issue_presentation,
    ("verify", "credential_jose"): verify_credential,
    ("verify", "presentation_jose"): verify_presentation,
}


def _verified(read: vc_jose.JwtDocument, method: dict[str, Any]) -> None:
    key = public_key_from_jwk(method["publicKeyJwk"])
    accepted = ALGORITHMS_ACCEPTED & {algorithm_of(key).jose_alg}
    vc_jose.verify_jwt(read, key, algorithms=accepted)


def _signer(method: dict[str, Any]) -> LocalSigner:
    jwk = method["secretKeyJwk"]
    secret = base64url_decode(jwk["d"])
    key: PrivateKey
    if jwk["crv"] == "Ed25519":
        key = ed25519.Ed25519PrivateKey.from_private_bytes(secret)
    else:
        key = ec.derive_private_key(int.from_bytes(secret, "big"), CURVES[jwk["crv"]])
    return LocalSigner(key, method["id"])


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one test by command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("function", choices=("issue", "verify"))
    for name in ("input", "key", "output"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--feature", required=True)
    parser.add_argument("--sd")
    given = parser.parse_args(arguments)
    method = json.loads(given.key.read_text())
    result = run(given.function, given.feature, given.input.read_text(), method)
    given.output.write_text(json.dumps(result))


if __name__ == "__main__":
    main()
