"""``ecdsa-sd-2023``: a credential of which its holder shows only what is needed.

    >>> from badges.proofs.content import Content
    >>> from keys.signer import LocalSigner, generate_private_key
    >>> signer = LocalSigner(generate_private_key("P-256"), "did:web:badges.example#key-2")
    >>> badge = {"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "urn:x:1",
    ...          "type": ["VerifiableCredential"], "issuer": "did:web:badges.example",
    ...          "name": "Solderer", "description": "By hand",
    ...          "credentialSubject": {"id": "urn:x:2", "name": "Ada"}}
    >>> options = {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-sd-2023",
    ...            "created": "2026-01-01T00:00:00Z", "proofPurpose": "assertionMethod",
    ...            "verificationMethod": signer.verification_method}
    >>> proof = create_base_proof(
    ...     Content(badge), signer, options, mandatory_pointers=["/issuer"])
    >>> shown = derive({**badge, "proof": proof}, selective_pointers=["/name"])
    >>> sorted(shown)
    ['@context', 'id', 'issuer', 'name', 'proof', 'type']
    >>> verify_derived(Content(shown), shown["proof"], signer.public_key)

The room, from the ground up:

=================  =============================================================================
``pointers``       JSON Pointers → a part of a document
``skolemizing``    ids for what has none, so that a part's statements are found in the whole
``labels``         the secret labels of blank nodes
``grouping``       the canonical statements, and which of them some pointers select
``proof_values``   the proof values as bytes
``defaults``       what an Open Badge always shows
``base``           the issuer's part
``deriving``       the holder's part
``checking``       the verifier's part
=================  =============================================================================

The Recommendation defines this suite for P-256 with SHA-256 and nothing else.
"""

from badges.proofs.selective.base import create_base_proof
from badges.proofs.selective.checking import verify_derived
from badges.proofs.selective.defaults import usual_pointers
from badges.proofs.selective.deriving import derive
from badges.proofs.selective.proof_values import is_base

__all__ = ["create_base_proof", "derive", "is_base", "usual_pointers", "verify_derived"]
