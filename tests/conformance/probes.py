"""The probes of 1EdTech's Open Badges 3.0 inspector, as questions to one of our credentials.

Its validator cannot be built from public packages, so that what it asks (its public source, read)
is asked here in our own words. Each probe gives the problems that it finds, none if it passes.
What it asks less than the standard does, is asked more strictly: a warning counts as a problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import jsonschema

from badges.proofs import UnsignedCredential, read_jwt
from badges.proofs.jsonld import to_quads
from badges.status import decode_list
from keys.encoding import public_key_from_multibase
from schemas.checking import check_credential

CONTEXTS: Final = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
ZONED: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
Documents = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Inspected:
    """A credential as the inspector holds it: ``header`` is that of its JWT, if it is one."""

    credential: Mapping[str, Any]
    header: Mapping[str, Any] | None
    documents: Documents


Probe = Callable[[Inspected], Iterable[str]]


def parsing(it: Inspected) -> Iterator[str]:
    """1: the payload is the credential itself; ``vc`` belongs to version 1.1."""
    if "vc" in it.credential:
        yield "a version 2 credential stands in vc"


def json_ld(it: Inspected) -> Iterator[str]:
    """2: no term and no type without a definition (safe mode)."""
    to_quads(UnsignedCredential({k: v for k, v in it.credential.items() if k not in CLAIMS}))
    return
    yield


def contexts(it: Inspected) -> Iterator[str]:
    """3: the two contexts, in this order, in their newest version."""
    if it.credential["@context"][:2] != CONTEXTS:
        yield f"contexts are {it.credential['@context']}"


def types(it: Inspected) -> Iterator[str]:
    """4: a VerifiableCredential that is an Open Badge."""
    found = set(it.credential["type"])
    if "VerifiableCredential" not in found:
        yield "type has no VerifiableCredential"
    if not found & {"OpenBadgeCredential", "AchievementCredential"}:
        yield "type has no OpenBadgeCredential"


def json_schema(it: Inspected) -> Iterator[str]:
    """5: the canonical schema, where every type is an array."""
    document = {k: v for k, v in it.credential.items() if k not in CLAIMS}
    yield from (f"{problem.path}: {problem.message}" for problem in check_credential(document))
    for path, node in _nodes(it.credential, "credential"):
        if isinstance(node.get("type"), str) and node["type"] not in SINGLE_TYPES:
            yield f"{path}.type is no array"


def inline_schemas(it: Inspected) -> Iterator[str]:
    """6: every further schema of the validator's type can be fetched, and is followed."""
    for named in it.credential.get("credentialSchema", []):
        if named["type"] != "1EdTechJsonSchemaValidator2019":
            continue
        schema = it.documents.get(named["id"])
        if schema is None:
            yield f"{named['id']} cannot be fetched"
            continue
        validator = jsonschema.Draft201909Validator(schema)
        yield from (error.message for error in validator.iter_errors(it.credential))


def subject(it: Inspected) -> Iterator[str]:
    """7: who it is about, and what was achieved."""
    about = it.credential["credentialSubject"]
    if "AchievementSubject" not in about["type"]:
        yield "the subject is no AchievementSubject"
    if not about.get("id") and not about.get("identifier"):
        yield "the subject is nobody"
    for identity in about.get("identifier", []):
        if identity["type"] != "IdentityObject":
            yield "an identifier is no IdentityObject"
    achievement = about["achievement"]
    if not {"id", "narrative"} & set(achievement["criteria"]):
        yield "the criteria say nothing"
    for node, kind in _parts(about, result="Result"):
        if kind not in node["type"]:
            yield f"{node} is no {kind}"
    for node, kind in _parts(achievement, resultDescription="ResultDescription", source="Profile"):
        if kind not in node["type"]:
            yield f"{node} is no {kind}"


def evidence(it: Inspected) -> Iterator[str]:
    """8: every piece of evidence says that it is one."""
    for piece in it.credential.get("evidence", []):
        if "Evidence" not in piece["type"]:
            yield f"{piece} is no Evidence"


def issuer(it: Inspected) -> Iterator[str]:
    """8: the issuer is an object, and a Profile."""
    profile = it.credential["issuer"]
    if not isinstance(profile, dict) or "Profile" not in profile["type"]:
        yield "the issuer is no Profile"
        return
    for node, kind in _parts(profile, otherIdentifier="IdentifierEntry", parentOrg="Profile"):
        if kind not in node["type"]:
            yield f"{node} is no {kind}"


def external_proof(it: Inspected) -> Iterator[str]:
    """9a: RS256 or ES256; the ``kid`` gives a bare JWK; the claims repeat the credential."""
    if it.header is None:
        return
    if it.header["alg"] not in {"RS256", "ES256"}:
        yield f"alg is {it.header['alg']}"
    if set(it.header) - {"alg", "kid", "jwk", "typ"} or it.header.get("typ", "JWT") != "JWT":
        yield f"the header is {it.header}"
    key = it.documents.get(it.header.get("kid", ""), {})
    if "kty" not in key or "keys" in key or "d" in key:
        yield "kid gives no bare public JWK"
    credential = it.credential
    seconds = int(datetime.fromisoformat(credential["validFrom"]).timestamp())
    expected = {
        "iss": credential["issuer"]["id"],
        "jti": credential["id"],
        "sub": credential["credentialSubject"]["id"],
        "nbf": seconds,
    }
    if expected != {claim: credential.get(claim) for claim in expected}:
        yield "the claims differ from the credential"


def embedded_proof(it: Inspected) -> Iterator[str]:
    """9b: an assertion by a Multikey of the issuer's, named by an absolute id."""
    if it.header is not None:
        return
    proof = it.credential["proof"]
    proof = proof[0] if isinstance(proof, list) else proof
    named = (proof["type"], proof["cryptosuite"], proof["proofPurpose"])
    if named != ("DataIntegrityProof", "eddsa-rdfc-2022", "assertionMethod"):
        yield f"the proof is {named}"
    owner, _, fragment = proof["verificationMethod"].partition("#")
    if owner != it.credential["issuer"]["id"]:
        yield "the key belongs to somebody else"
    public_key_from_multibase(fragment)
    did = it.documents[owner]
    if proof["verificationMethod"] not in did["assertionMethod"]:
        yield "assertionMethod does not list the key as a string"
    for method in did["verificationMethod"]:
        if method["id"] == proof["verificationMethod"] and method["controller"] != owner:
            yield "the controller is somebody else"


def refreshing(it: Inspected) -> Iterator[str]:
    """10: what lies at the refresh service passes every other probe, once."""
    service = it.credential.get("refreshService")
    if not service or service["type"] != "1EdTechCredentialRefresh":
        return
    newer = it.documents.get(service["id"])
    if newer is None:
        yield f"{service['id']} cannot be fetched"
        return
    refreshed = Inspected(newer, None, it.documents)
    for probe in PROBES:
        if probe is not refreshing:
            yield from probe(refreshed)


def status(it: Inspected) -> Iterator[str]:
    """11: one revocation entry, and a list of 131,072 or more whose bit is 0."""
    entry = it.credential["credentialStatus"]
    if (entry["type"], entry["statusPurpose"]) != ("BitstringStatusListEntry", "revocation"):
        yield f"the entry is {entry}"
    if not entry.get("id") or entry["id"] == entry["statusListCredential"]:
        yield "the entry needs an id that is not the list's"
    listed = it.documents[entry["statusListCredential"]]
    bits = decode_list(listed["credentialSubject"]["encodedList"])
    if len(bits) < 131_072 or bits[int(entry["statusListIndex"])]:
        yield "the list is short, or says revoked"
    if "BitstringStatusListCredential" not in listed["type"] or "proof" not in listed:
        yield "the list is no signed credential"
    if listed["credentialSubject"]["type"] != "BitstringStatusList":
        yield "the list's subject is no BitstringStatusList"


def dates(it: Inspected) -> Iterator[str]:
    """12: begun, not ended, each instant with its zone."""
    for name in ("validFrom", "validUntil", "awardedDate"):
        if name in it.credential and not ZONED.fullmatch(it.credential[name]):
            yield f"{name} has no zone, or parts of a second"
    now = datetime.now(UTC)
    if datetime.fromisoformat(it.credential["validFrom"]) > now:
        yield "it has not begun"
    if now > datetime.fromisoformat(it.credential.get("validUntil", "9999-01-01T00:00:00Z")):
        yield "it has ended"


def endorsements(it: Inspected) -> Iterator[str]:
    """13: every endorsement, embedded or a token, passes the probes that concern it."""
    for path, node in _nodes(it.credential, "credential"):
        for found in node.get("endorsement", []):
            if "proof" not in found:
                yield f"{path} has an endorsement without proof"
                continue
            yield from _endorsement(Inspected(found, None, it.documents))
        for token in node.get("endorsementJwt", []):
            read = read_jwt(token)
            yield from _endorsement(Inspected(read.payload, read.header, it.documents))


def _endorsement(it: Inspected) -> Iterator[str]:
    if "EndorsementCredential" not in it.credential["type"]:
        yield "an endorsement is of another type"
    for probe in (json_ld, contexts, inline_schemas, issuer, external_proof, embedded_proof, dates):
        yield from probe(it)


PROBES: Final[tuple[Probe, ...]] = (
    parsing,
    json_ld,
    contexts,
    types,
    json_schema,
    inline_schemas,
    subject,
    evidence,
    issuer,
    external_proof,
    embedded_proof,
    refreshing,
    status,
    dates,
    endorsements,
)

CLAIMS: Final = {"iss", "jti", "sub", "nbf", "exp", "iat"}

# The canonical schema has these as one string.
SINGLE_TYPES: Final = {
    "IdentityObject",
    "Image",
    "BitstringStatusListEntry",
    "DataIntegrityProof",
    "1EdTechJsonSchemaValidator2019",
    "1EdTechCredentialRefresh",
}


def _parts(node: Mapping[str, Any], **kinds: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    for name, kind in kinds.items():
        found = node.get(name, [])
        yield from ((each, kind) for each in (found if isinstance(found, list) else [found]))


def _nodes(value: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Walk every object of a document."""
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _nodes(each, f"{path}[{index}]")
    elif isinstance(value, dict):
        yield path, value
        for name, each in value.items():
            yield from _nodes(each, f"{path}.{name}")
