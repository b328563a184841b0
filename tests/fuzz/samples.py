"""What the targets begin with, and how two documents are told to say the same."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from random import Random
from typing import Any

from badges.baking import OpenBadgesVersion, bake
from badges.errors import Reason
from badges.proofs import UnsignedCredential, jwt
from badges.verifying import PresentationResult, VerificationResult
from badges.wording import wording
from tests.baking.samples import SVG, pdf, png
from tests.fuzz.mutating import spoil_bytes, spoil_json, written
from tests.verifying.issuers import Issuer, dump

NO_WORDS = Reason("no.words")
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"


def files(token: bytes, document: bytes) -> list[bytes]:
    """Bake a token and a document into every container."""
    texts = [token.decode(), document.decode()]
    version = OpenBadgesVersion.OB3
    return [
        *(bake(image, text, version=version) for image in (png(), SVG) for text in texts),
        pdf(("credential.json", "application/json", document)),
        pdf(("credential.jwt", "text/plain", token), ("did.json", "application/json", b"{}")),
    ]


def rich(issuer: Issuer) -> dict[str, Any]:
    """Give a credential with everything that is looked at besides its proof."""
    plain = issuer.credential()
    endorsement = {
        "@context": plain["@context"],
        "id": "urn:uuid:0f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a1",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsed",
        "issuer": plain["issuer"],
        "validFrom": plain["validFrom"],
        "credentialSubject": {
            "id": plain["credentialSubject"]["id"],
            "type": ["EndorsementSubject"],
            "endorsementComment": "Well done.",
        },
    }
    return {
        **plain,
        "@context": [*plain["@context"], EXTENSIONS],
        "validUntil": "2030-01-01T00:00:00Z",
        "evidence": [{"id": "https://linden.example/e/1", "type": ["Evidence"], "name": "Shown"}],
        "refreshService": {"id": f"{plain['id']}/new", "type": "1EdTechCredentialRefresh"},
        "credentialSchema": [
            {"id": "https://linden.example/schema.json", "type": "1EdTechJsonSchemaValidator2019"}
        ],
        "endorsement": [issuer.sign(endorsement)],
        "endorsementJwt": [jwt.sign_credential(UnsignedCredential(endorsement), issuer.signer())],
    }


def part_of(token: bytes, place: int) -> Any:
    """Give the value that a part of a token writes."""
    part = token.split(b".")[place]
    return json.loads(base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)))


def respelled(header: Any, payload: Any, token: bytes, random: Random) -> bytes:
    """Give a token other parts, some of them, under the signature that it had."""
    parts = token.split(b".")
    for place, value in enumerate((header, payload)):
        if random.random() < 0.6:
            data = written(value, random)
            parts[place] = binascii.b2a_base64(data, newline=False).rstrip(b"=")
            parts[place] = parts[place].replace(b"+", b"-").replace(b"/", b"_")
    return b".".join(parts)


def normal(document: Any) -> str:
    """Write what RDF makes of a document, less contexts and proofs.

    Lists have no order and one is a list of one. What stands about an id stands there wherever it
    was said, so that saying it twice is saying it once.
    """
    found: set[tuple[str, str, str]] = set()
    top = json.dumps(_gathered(document, found), sort_keys=True)
    return json.dumps([top, sorted(found)])


def _gathered(value: Any, found: set[tuple[str, str, str]]) -> Any:
    if isinstance(value, dict):
        left_out = ("proof", "@context", "id")
        inside = {key: _gathered(value[key], found) for key in value if key not in left_out}
        own_id = value.get("id")
        if not isinstance(own_id, str):
            return inside if own_id is None else {**inside, "id": own_id}
        for key, inner in inside.items():
            for each in inner if isinstance(inner, list) else [inner]:
                found.add((own_id, key, json.dumps(each, sort_keys=True)))
        return own_id
    if isinstance(value, list):
        members = [_gathered(inner, found) for inner in value]
        by_text = {json.dumps(each, sort_keys=True): each for each in members}
        unordered = [by_text[text] for text in sorted(by_text)]
        return unordered[0] if len(unordered) == 1 else unordered
    return value


def spoiled_page(page: Any, random: Random, others: list[bytes]) -> bytes:
    """Spoil what a server answers, as bytes or as JSON."""
    if random.random() < 0.3:
        return spoil_bytes(page if isinstance(page, bytes) else dump(page), random, others)
    value = page.decode() if isinstance(page, bytes) else page
    return written(spoil_json(value, random), random)


def tell(result: VerificationResult | PresentationResult) -> None:
    """Put a result into words, which must be there for each thing that was found."""
    if isinstance(result, VerificationResult):
        found: list[Any] = list(result.checks)
    else:
        found = [result.conformance, result.signature, result.holder]
    for language in ("de", "en"):
        sentence = wording(language).sentence
        json.dumps(result.to_json(sentence), allow_nan=False)
        waiting = list(found)
        while waiting:
            line = waiting.pop()
            assert sentence(line.reason) not in ("", sentence(NO_WORDS)), line.reason
            waiting += line.parts


def chance(data: bytes) -> Random:
    """Give the same choices for the same bytes."""
    return Random(hashlib.sha256(data).digest())  # noqa: S311 - the same each time
