"""Proofs: what makes a credential more than a claim, and what exactly a signature covers.

    >>> from datetime import UTC, datetime
    >>> from badges.proofs import UnsignedCredential, secure
    >>> from keys.signer import LocalSigner, generate_private_key
    >>> draft = UnsignedCredential({
    ...     "@context": ["https://www.w3.org/ns/credentials/v2"],
    ...     "type": ["VerifiableCredential"],
    ...     "issuer": "did:web:badges.example",
    ...     "credentialSubject": {"id": "urn:uuid:5f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a1"},
    ... })
    >>> signer = LocalSigner(generate_private_key("Ed25519"), "did:web:badges.example#key-1")
    >>> secured = secure(draft, signer, created=datetime(2026, 1, 1, tzinfo=UTC))
    >>> secured["proof"][0]["proofPurpose"]
    'assertionMethod'

The room, from the ground up:

==================  ==========================================================================
``jsontext``        text → value: one meaning for every reader, bounded
``iris``            which strings are absolute IRIs
``quads``           RDF statements as canonical N-Quads
``canonical``       RDFC-1.0 and JCS
``expansion``       JSON-LD expansion in safe mode
``jsonld``          document → statements, nothing dropped
``compiled``        contexts processed once for each shape of object
``remembering``     a bounded memory
``walking``         document → canonical statements along what is compiled
``ordering``        their order and their labels
``datasets``        document → canonical statements by the quickest way that is sound
``content``         what a signature covers, each canonical form made once
``configuring``     a proof's own options in canonical form
``suites``          the Data Integrity cryptosuites
``selective``       ``ecdsa-sd-2023``: of which the holder shows a part
``chains``          proof sets, and proofs that cover earlier ones
``data_integrity``  proofs, made and checked
``presentations``   credentials shown, signed by their holder
``compact``         JSON in its shortest form, as tokens carry it
``jws``             compact JWS; signed Open Badges 2.0 assertions
``claims``          a token's registered claims beside its credential
``jwt``             VC-JWT
``vc_jose``         ``vc+jwt`` and ``vp+jwt``
``envelopes``       credentials and presentations inside a ``data:`` URL
``documents``       a credential before and after it is signed, told apart by type
``errors``          what all of them raise
==================  ==========================================================================

Pure: no network, no clock, no store. Times, keys and the accepted suites are handed in.
"""

from badges.proofs.chains import proofs_of
from badges.proofs.content import Content
from badges.proofs.data_integrity import add_proof, create_proof, secure, verify_proof
from badges.proofs.documents import SecuredCredential, UnsignedCredential
from badges.proofs.errors import JoseError, JsonLdError, JsonTextError, ProofError, ProofsError
from badges.proofs.jsontext import parse_json
from badges.proofs.jws import read_jws, sign_assertion, verify_jws
from badges.proofs.jwt import credential_of, read_jwt, sign_credential, verify_jwt
from badges.proofs.selective import derive
from badges.proofs.suites import SUITES, suite_of

__all__ = [
    "SUITES",
    "Content",
    "JoseError",
    "JsonLdError",
    "JsonTextError",
    "ProofError",
    "ProofsError",
    "SecuredCredential",
    "UnsignedCredential",
    "add_proof",
    "create_proof",
    "credential_of",
    "derive",
    "parse_json",
    "proofs_of",
    "read_jws",
    "read_jwt",
    "secure",
    "sign_assertion",
    "sign_credential",
    "suite_of",
    "verify_jws",
    "verify_jwt",
    "verify_proof",
]
