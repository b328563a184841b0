"""The group ``proofs``: how fast credentials are issued and verified."""

from __future__ import annotations

import contextlib
import importlib.util
import itertools
import resource
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from badges.credentials.awarded import assertion
from badges.proofs import (
    UnsignedCredential,
    credential_of,
    read_jwt,
    secure,
    sign_assertion,
    sign_credential,
    verify_jwt,
)
from badges.proofs.datasets import canonical_dataset
from badges.proofs.errors import CanonicalizationLimitError
from badges.verifying import Status, verify
from badges.verifying.lists import StatusLists
from bench.credential import credential
from bench.installing import Case, peers, running
from bench.issuer import NOW, Issuer, Web, instants
from bench.measuring import Comparison, Line, Local, Measured, Pace, report
from keys.base58 import multibase_encode
from keys.encoding import public_key_to_multibase
from keys.signer import generate_private_key
from schemas.documents import load_context

RDFC: Final = "eddsa-rdfc-2022"
JCS: Final = "eddsa-jcs-2022"
SHARED: Final = 64  # documents that a peer gets, in turn


class NotVerifiedError(Exception):
    """What we measure does not work; a figure for it would mean nothing."""


class Ours:
    """Our own operations, each with fresh material."""

    def __init__(self) -> None:
        self.issuer = Issuer()
        self.rsa = self.issuer.signer("RSA")
        self.web, self.lists = Web(self.issuer.published()), StatusLists()
        self._recipients = itertools.count(SHARED + 1)
        self._instants = instants()
        self.signer = self.issuer.signer()

    def unsigned(self, count: int) -> Iterator[dict[str, Any]]:
        """Give credentials for recipients whom nobody has seen."""
        return (credential(next(self._recipients)) for _ in range(count))

    def unsigned_new(self, count: int) -> Iterator[dict[str, Any]]:
        """Give credentials whose achievement nobody has seen, either."""
        return (credential(number, achievement=number) for number in self._numbers(count))

    def _numbers(self, count: int) -> Iterator[int]:
        return (next(self._recipients) for _ in range(count))

    def signed(self, suite: str, count: int) -> Iterator[bytes]:
        """Give them signed by ``suite``."""
        return (self.issuer.signed(document, suite) for document in self.unsigned(count))

    def signed_new(self, count: int) -> Iterator[tuple[bytes, Web]]:
        """Give credentials of issuers and achievements that nobody has seen."""
        for document in self.unsigned_new(count):
            own_id = document["id"].rsplit("/", 2)[1]
            document["issuer"]["id"] = did = f"did:web:badges.example.org:issuers:{own_id}"
            keys = {**self.issuer.keys, "Ed25519": generate_private_key("Ed25519")}
            issuer = Issuer(did, keys)
            yield issuer.signed(document), Web(issuer.published())

    def tokens(self, count: int) -> Iterator[str]:
        """Give them as VC-JWT."""
        return (self.issuer.token(document) for document in self.unsigned(count))

    def issue(self, document: dict[str, Any]) -> bytes:
        """Sign, and write down what is handed out."""
        return self._secured(document, RDFC)

    def issue_jcs(self, document: dict[str, Any]) -> bytes:
        """Sign over JCS."""
        return self._secured(document, JCS)

    def _secured(self, document: dict[str, Any], suite: str) -> bytes:
        """Sign, each a second later than the one before."""
        made = secure(
            UnsignedCredential(document), self.signer, created=next(self._instants), suite=suite
        )
        return orjson.dumps(made)

    def issue_jwt(self, document: dict[str, Any]) -> str:
        """Sign as VC-JWT."""
        return sign_credential(UnsignedCredential(document), self.signer)

    def issue_all(self, document: dict[str, Any]) -> tuple[bytes, str, bytes, str]:
        """Make the four forms as the service does: the RSA key signs the JWT and the JWS."""
        unsigned, own_id = UnsignedCredential(document), document["id"]
        hosted = assertion(unsigned, iri=own_id.replace("/credentials/", "/assertions/"))
        signed = assertion(unsigned, iri=own_id, creator="https://badges.example.org/keys/1.json")
        return (
            self.issue(document),
            sign_credential(unsigned, self.rsa, kid="https://badges.example.org/keys/1.jwk"),
            orjson.dumps(hosted),
            sign_assertion(orjson.dumps(signed), self.rsa),
        )

    def verify(self, data: bytes) -> None:
        """Verify with every check."""
        verified(data, self.web, self.lists)

    def verify_token(self, token: str) -> None:
        """Check the signature and read the credential; ``verify`` does the rest as well."""
        read = read_jwt(token)
        credential_of(verify_jwt(read, self.signer.public_key, algorithms=["EdDSA"]))

    def cases(self) -> dict[str, Local]:
        """Give what is measured, by name."""
        return {
            f"issue-{RDFC}": Local(self.unsigned, self.issue),
            f"issue-{RDFC}-first": Local(self.unsigned_new, self.issue),
            f"verify-{RDFC}": Local(lambda count: self.signed(RDFC, count), self.verify),
            f"verify-{RDFC}-first": Local(self.signed_new, lambda both: verified(*both)),
            f"issue-{JCS}": Local(self.unsigned, self.issue_jcs),
            f"verify-{JCS}": Local(lambda count: self.signed(JCS, count), self.verify),
            "issue-vc-jwt-eddsa": Local(self.unsigned, self.issue_jwt),
            "verify-vc-jwt-eddsa": Local(self.tokens, self.verify_token),
            "verify-vc-jwt-eddsa-all-checks": Local(
                self.tokens, lambda token: self.verify(token.encode())
            ),
            "issue-all-four-forms": Local(self.unsigned, self.issue_all),
        }

    def bare(self) -> dict[str, Measured]:
        """Give the naked signatures, over as many bytes as ours are."""
        digests, key = b"\x5a" * 64, self.issuer.keys["Ed25519"]
        text = self.issuer.token(credential(0)).rpartition(".")[0].encode()
        public = key.public_key()
        by_text, by_digests = key.sign(text), key.sign(digests)
        return {
            "sign": Local(lambda count: [digests] * count, key.sign),
            "verify": Local(
                lambda count: [digests] * count, lambda data: public.verify(by_digests, data)
            ),
            "sign-jwt": Local(lambda count: [text] * count, key.sign),
            "verify-jwt": Local(
                lambda count: [text] * count, lambda data: public.verify(by_text, data)
            ),
        }

    def material(self) -> dict[str, Any]:
        """Give peers the same keys and documents."""
        shared = [credential(number) for number in range(SHARED)]
        key, rsa = self.issuer.keys["Ed25519"], self.issuer.keys["RSA"]
        did, method = self.issuer.did, self.signer.verification_method
        multikey = public_key_to_multibase(key.public_key())
        published = {
            "@context": "https://w3id.org/security/multikey/v1",
            "id": method,
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": multikey,
        }
        iris = [*shared[0]["@context"], *_CONTEXTS_OF_PEERS]
        contexts = {iri: load_context(iri) for iri in iris}
        return {
            "contexts": contexts,
            "documents": {did: self.issuer.did_document(), method: published},
            "keys": {
                "multikey": {**published, "secretKeyMultibase": _secret_multikey(key)},
                "pem": key.private_bytes(
                    Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
                ).decode(),
                "public_pem": key.public_key()
                .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
                .decode(),
                "rsa_pem": rsa.private_bytes(
                    Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
                ).decode(),
                "method": method,
                "kid": method,
                "contexts": contexts,
            },
            "unsigned": shared,
            "signed": [self.issuer.signed(document).decode() for document in shared],
            "signed_jcs": [self.issuer.signed(document, JCS).decode() for document in shared],
            "tokens": [self.issuer.token(document) for document in shared],
        }


_CONTEXTS_OF_PEERS: Final = (
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
    "https://w3id.org/security/data-integrity/v2",
)


def verified(data: bytes, web: Web, lists: StatusLists | None = None) -> None:
    """Verify with every check; raise where the badge is not found good."""
    result = verify(data, now=NOW, fetch=web, lists=lists)
    if result.status is not Status.VERIFIED:
        found = [f"{check.id.value}: {check.reason.code}" for check in result.checks]
        raise NotVerifiedError(", ".join(found))


def _secret_multikey(key: Any) -> str:
    raw = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return multibase_encode(b"\x80\x26" + raw)


# what of ours is compared with which case of a peer
_PEERS: Final[tuple[tuple[str, str, str], ...]] = (
    (f"issue-{RDFC}", "@digitalbazaar/vc", "@digitalbazaar/vc issue"),
    (f"issue-{RDFC}", "openbadgeslib", "openbadgeslib issue"),
    (f"issue-{RDFC}", "openvc-core", "openvc-core issue"),
    (f"issue-{RDFC}", "bare", "sign"),
    (f"issue-{RDFC}-first", "@digitalbazaar/vc", "@digitalbazaar/vc issue"),
    (f"verify-{RDFC}", "@digitalbazaar/vc", "@digitalbazaar/vc verify"),
    (f"verify-{RDFC}", "openbadgeslib", "openbadgeslib verify"),
    (f"verify-{RDFC}", "openvc-core", "openvc-core verify"),
    (f"verify-{RDFC}", "bare", "verify"),
    (f"verify-{RDFC}-first", "@digitalbazaar/vc", "@digitalbazaar/vc verify"),
    (f"issue-{JCS}", "openvc-core", "openvc-core issue jcs"),
    (f"issue-{JCS}", "bare", "sign"),
    (f"verify-{JCS}", "openvc-core", "openvc-core verify jcs"),
    (f"verify-{JCS}", "bare", "verify"),
    ("issue-vc-jwt-eddsa", "bare", "sign-jwt"),
    ("issue-vc-jwt-eddsa", "jose", "jose issue"),
    ("issue-vc-jwt-eddsa", "openbadgeslib", "openbadgeslib issue jwt"),
    ("verify-vc-jwt-eddsa", "bare", "verify-jwt"),
    ("verify-vc-jwt-eddsa", "jose", "jose verify"),
    ("verify-vc-jwt-eddsa-all-checks", "openbadgeslib", "openbadgeslib verify jwt"),
    ("issue-all-four-forms", "@digitalbazaar/vc", "@digitalbazaar/vc issue"),
    ("issue-all-four-forms", "openbadgeslib (eddsa-rdfc-2022)", "openbadgeslib issue"),
    ("issue-all-four-forms", "openbadgeslib (jwt rs256)", "openbadgeslib issue jwt rs256"),
    ("issue-all-four-forms", "jose (jwt eddsa)", "jose issue"),
)

_WITHOUT_PYNACL: Final = (
    f"issue-{RDFC}",
    f"verify-{RDFC}",
    "issue-vc-jwt-eddsa",
    "verify-vc-jwt-eddsa",
)


def lines(pace: Pace, *, with_peers: bool = True) -> Iterator[Line]:
    """Give the lines of the group."""
    ours = Ours()
    cases, bare = ours.cases(), ours.bare()
    with contextlib.ExitStack() as stack:
        found = stack.enter_context(peers(ours.material())) if with_peers else {}
        yield from report(_comparisons(cases, bare, found), pace)
    if is_pynacl_installed():
        with running([sys.executable, "-m", "bench.worker"]) as ask:
            plain = {f"{name}-without-pynacl": Case(ask, name) for name in _WITHOUT_PYNACL}
            yield from report(_comparisons(plain, bare, {}), pace)
    yield poison(pace)
    yield growth(ours, pace)


def is_pynacl_installed() -> bool:
    """Say whether the extra ``fast`` is there."""
    return importlib.util.find_spec("nacl") is not None


def _comparisons(
    cases: Mapping[str, Measured], bare: Mapping[str, Measured], found: Mapping[str, Case]
) -> Iterator[Comparison]:
    known: dict[str, Measured] = {**bare, **found}
    for name, case in cases.items():
        asked = name.removesuffix("-without-pynacl")
        rows = [(who, known[key]) for own, who, key in _PEERS if own == asked and key in known]
        for who, peer in rows:
            yield Comparison(name, case, who, peer)
        if not rows:
            yield Comparison(name, case)


def poison(pace: Pace) -> Line:
    """Say how long it takes at worst to refuse ten blank nodes that all know each other."""
    address = "https://badges.example.org/knows"
    context = {"@context": {"knows": {"@id": "https://schema.org/knows", "@type": "@id"}}}
    nodes = [f"_:n{number}" for number in range(10)]
    document = {
        "@context": address,
        "@id": "urn:uuid:7c4bb2ce-9e4a-4b3a-8f0e-0f5a3a1f0e55",
        "knows": [{"@id": own, "knows": [each for each in nodes if each != own]} for own in nodes],
    }
    used = []
    for _ in range(pace.rounds):
        start = time.process_time()
        with contextlib.suppress(CanonicalizationLimitError):
            canonical_dataset(document, load_context=lambda _: context)
            raise NotVerifiedError("The poison graph was not refused.")
        used.append((time.process_time() - start) * 1000)
    return Line("refuse-poison-graph", "ms", max(used))


def growth(ours: Ours, pace: Pace, count: int = 100_000) -> Line:
    """Say by how much the process grows while it issues; the first thousand warm it up."""
    count = min(count, int(count * pace.seconds * 4))
    for document in ours.unsigned(max(1000, count // 10)):
        ours.issue(document)
    before = resident()
    for document in ours.unsigned(count):
        ours.issue(document)
    return Line(f"growth-over-{count}-issuances", "KiB", max(0, resident() - before))


def resident() -> int:
    """Give the memory that the process holds, in KiB."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[1]
        return int(pages) * resource.getpagesize() // 1024
    except OSError:  # not Linux: then the most that it ever held
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
