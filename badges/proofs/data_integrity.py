"""Data Integrity proofs, made and checked (VC Data Integrity 1.0, 4.2 to 4.5).

    >>> from datetime import UTC, datetime
    >>> from keys.signer import LocalSigner, generate_private_key
    >>> signer = LocalSigner(generate_private_key("Ed25519"), "did:web:badges.example#key-1")
    >>> credential = {
    ...     "@context": ["https://www.w3.org/ns/credentials/v2"],
    ...     "type": ["VerifiableCredential"],
    ...     "issuer": "did:web:badges.example",
    ...     "credentialSubject": {"id": "urn:uuid:5f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a1"},
    ... }
    >>> secured = secure(credential, signer, created=datetime(2026, 1, 1, tzinfo=UTC))
    >>> [proof] = proofs_of(secured)
    >>> proof["cryptosuite"], proof["created"]
    ('eddsa-rdfc-2022', '2026-01-01T00:00:00Z')
    >>> verify_proof(secured, proof, signer.public_key, accepted_suites={"eddsa-rdfc-2022"})

Which suites there are says ``suites``; how several proofs belong together, ``chains``. Whether the
key is the issuer's, and whether ``created`` and ``expires`` fit the time, is for
``badges.verifying``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from badges.proofs.chains import covered, preceding, proofs_of
from badges.proofs.content import Content
from badges.proofs.documents import SecuredCredential, UnsignedCredential
from badges.proofs.errors import (
    AlreadySecuredError,
    InvalidSignatureError,
    MalformedProofError,
    ProofBindingError,
    ProofPurposeError,
    UnknownSuiteError,
    excerpt,
)
from badges.proofs.selective import create_base_proof, usual_pointers, verify_derived
from badges.proofs.suites import Cryptosuite, suite_for, suite_of
from keys.algorithms import algorithm_of
from keys.base58 import multibase_decode, multibase_encode
from keys.errors import KeyFormatError, UnknownAlgorithmError
from keys.signer import verify_signature
from schemas import documents

if TYPE_CHECKING:
    from badges.proofs.expansion import LoadContext
    from keys.algorithms import PublicKey
    from keys.signer import Signer

ASSERTION_METHOD: Final = "assertionMethod"
AUTHENTICATION: Final = "authentication"

DATA_INTEGRITY_CONTEXT: Final = "https://w3id.org/security/data-integrity/v2"
"""What documents of VC Data Model 1.1 need for the terms of a proof; 2.0 has them built in."""

_CONTEXTS_WITH_PROOFS: Final = frozenset(
    {
        "https://www.w3.org/ns/credentials/v2",
        "https://w3id.org/security/data-integrity/v1",
        DATA_INTEGRITY_CONTEXT,
    }
)

# XML Schema 1.1 dateTime; a missing zone is read as UTC (VC Data Integrity 1.0, 2.1).
_DATE_TIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,12})?"
    r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?",
    re.ASCII,
)
_DATE: Final = slice(0, 10)

_MEMBERS: Final = frozenset(
    {
        *("@context", "type", "id", "created", "expires", "verificationMethod", "cryptosuite"),
        *("proofPurpose", "previousProof", "domain", "challenge", "nonce", "proofValue"),
    }
)
"""VC Data Integrity 1.0, 2.1."""

Document = Mapping[str, Any]


def create_proof(
    document: Document | Content,
    signer: Signer,
    *,
    created: datetime,
    suite: str | None = None,
    purpose: str = ASSERTION_METHOD,
    proof_id: str | None = None,
    previous_proof: str | Sequence[str] | None = None,
    challenge: str | None = None,
    domain: str | Sequence[str] | None = None,
    expires: datetime | None = None,
    mandatory_pointers: Sequence[str] | None = None,
    load_context: LoadContext = documents.load_context,
) -> dict[str, Any]:
    """Give a proof over ``document`` (4.2), which may have proofs already (4.3).

    ``suite`` is a name in ``SUITES``, or what suits the key. ``created`` and ``expires`` are aware
    instants, kept in whole seconds. ``previous_proof`` names by ``id`` proofs of ``document`` that
    the new one covers as well. ``mandatory_pointers`` are for ``ecdsa-sd-2023``: what every part
    of the document must show, ``selective.usual_pointers`` where nothing is said. ``load_context``
    is for a plain document. Raises ``UnknownSuiteError`` for a key that does not sign the suite,
    ``ProofChainError`` for a previous proof that is not there, and a ``JsonLdError`` for what the
    signature would not cover.
    """
    chosen = suite_for(signer.algorithm, suite)
    content = _content(document, load_context)
    options: dict[str, Any] = {
        "type": chosen.proof_type,
        "id": proof_id,
        "created": _stamp(created),
        "expires": None if expires is None else _stamp(expires),
        "verificationMethod": signer.verification_method,
        "cryptosuite": chosen.name,
        "proofPurpose": purpose,
        "previousProof": _one_or_list(previous_proof),
        "domain": _one_or_list(domain),
        "challenge": challenge,
    }
    options = {name: value for name, value in options.items() if value is not None}
    if chosen.carries_contexts and content.contexts is not None:
        options["@context"] = content.contexts
    if previous_proof is not None:
        content = covered(content, options, proofs_of(content))
    if chosen.hash_data is None:
        if mandatory_pointers is None:
            mandatory_pointers = usual_pointers(content.document)
        return create_base_proof(content, signer, options, mandatory_pointers=mandatory_pointers)
    signature = signer.sign(chosen.hash_data(content, options, signer.algorithm))
    return {**options, "proofValue": multibase_encode(signature)}


def secure(
    document: UnsignedCredential,
    signer: Signer,
    *,
    created: datetime,
    suite: str | None = None,
    load_context: LoadContext = documents.load_context,
) -> SecuredCredential:
    """Give the credential with a proof, which is an array as the OB 3.0 schema demands.

    A document of VC Data Model 1.1 gets the context that defines the proof's terms. Raises what
    ``create_proof`` raises, and ``AlreadySecuredError`` where a proof stands already.
    """
    if "proof" in document:
        raise AlreadySecuredError("The document has a proof already; sign it without.")
    ready = with_proof_context(document)
    proof = create_proof(ready, signer, created=created, suite=suite, load_context=load_context)
    return SecuredCredential({**ready, "proof": [proof]})


def add_proof(
    secured: Document, signer: Signer, *, created: datetime, **options: Any
) -> SecuredCredential:
    """Give the credential with one more proof, beside those that it has (4.3).

    ``options`` are those of ``create_proof``; a proof that covers an earlier one is asked for by
    ``previous_proof``. Raises what ``create_proof`` and ``proofs_of`` raise.
    """
    proof = create_proof(secured, signer, created=created, **options)
    return SecuredCredential({**secured, "proof": [*proofs_of(secured), proof]})


def with_proof_context(document: Document) -> dict[str, Any]:
    """Give the document with a context that defines proofs, appended if it has none (2.1, 2.4.2).

    A document without ``@context`` stays as it is.
    """
    contexts = document.get("@context")
    listed = contexts if isinstance(contexts, list) else [contexts]
    named = {each for each in listed if isinstance(each, str)}
    if contexts is None or named & _CONTEXTS_WITH_PROOFS:
        return dict(document)
    return {**document, "@context": [*listed, DATA_INTEGRITY_CONTEXT]}


def verify_proof(
    document: Document | Content,
    proof: Document,
    public_key: PublicKey,
    *,
    accepted_suites: Collection[str],
    purpose: str = ASSERTION_METHOD,
    challenge: str | None = None,
    domain: str | None = None,
    load_context: LoadContext = documents.load_context,
) -> None:
    """Return if ``proof`` holds for ``document`` under ``public_key`` (4.4), else raise.

    ``document`` may contain its proofs, and does where ``proof`` has previous ones: it then covers
    them, but whether they hold themselves is for the caller to ask of each (``chains.preceding``).
    ``accepted_suites`` are names in ``SUITES``. ``challenge`` and ``domain`` must be the proof's,
    where they are given. Raises a ``ProofError``, and a ``JsonLdError`` or
    ``CanonicalizationLimitError`` where the document has no sound meaning.
    """
    suite = suite_of(proof)
    if suite.name not in accepted_suites:
        raise UnknownSuiteError(
            f"The cryptosuite {suite.name} is not accepted here.", suite=suite.name
        )
    if proof.get("proofPurpose") != purpose:
        raise ProofPurposeError(
            f"The proof is for {excerpt(proof.get('proofPurpose'))}, not for {purpose}."
        )
    _check_members(proof)
    if not suite.carries_contexts:
        _check_names(proof)
    _check_binding(proof, challenge, domain)
    content = _covered_by(proof, _content(document, load_context))
    if suite.hash_data is None:
        verify_derived(content, proof, public_key)
        return
    signature = _signature(proof)
    options = dict(proof)
    del options["proofValue"]
    algorithm = _algorithm(suite, public_key)
    data = suite.hash_data(content, options, algorithm)
    if not verify_signature(public_key, signature, data, algorithm=algorithm):
        raise InvalidSignatureError(
            "The signature does not fit; the document, the proof or the key is another."
        )


def _covered_by(proof: Document, content: Content) -> Content:
    if "previousProof" not in proof:
        return content
    proofs = proofs_of(content)
    preceding(proof, proofs)  # a chain without beginning holds under nobody's key
    return covered(content, proof, proofs)


def is_date_time(value: object) -> bool:
    """Tell whether a value is an XML Schema dateTime; the zone may be missing (2.1)."""
    if not isinstance(value, str) or not _DATE_TIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value[_DATE])
    except ValueError:
        return False
    return True


def _content(document: Document | Content, load_context: LoadContext) -> Content:
    return (
        document if isinstance(document, Content) else Content(document, load_context=load_context)
    )


def _stamp(instant: datetime) -> str:
    if instant.tzinfo is None:
        raise MalformedProofError("The times in a proof need a zone.")
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _one_or_list(value: str | Sequence[str] | None) -> str | list[str] | None:
    return value if value is None or isinstance(value, str) else list(value)


def _check_members(proof: Document) -> None:
    """Check the kind of every member that this room gives a meaning (2.1)."""
    for member in ("verificationMethod", "proofValue"):
        if not isinstance(proof.get(member), str):
            raise MalformedProofError(f"The proof's {member} must be a string.", member=member)
    for member in ("id", "challenge", "nonce"):
        if member in proof and not isinstance(proof[member], str):
            raise MalformedProofError(f"The proof's {member} must be a string.", member=member)
    for member in ("created", "expires"):
        if member in proof and not is_date_time(proof[member]):
            raise MalformedProofError(
                f"The proof's {member} must be a date and time like 2026-01-01T00:00:00Z.",
                member=member,
            )
    domains = proof.get("domain", ())
    named = domains if isinstance(domains, (list, tuple)) else (domains,)
    if named and not all(isinstance(each, str) for each in named):
        raise MalformedProofError(
            "The proof's domain must be one string or several.", member="domain"
        )


def _check_names(proof: Document) -> None:
    # Such a proof is signed as statements, in which names are only as good as the contexts, and
    # those may be added to: security/v1 has "expiration" for what we would look for as "expires".
    if proof.keys() <= _MEMBERS:
        return
    for member in proof:
        if member not in _MEMBERS:
            raise MalformedProofError(
                f"The proof has a member {excerpt(member)} that proofs do not have.",
                member=str(member)[:80],
            )


def _check_binding(proof: Document, challenge: str | None, domain: str | None) -> None:
    if challenge is not None and proof.get("challenge") != challenge:
        raise ProofBindingError("The proof answers another challenge.", member="challenge")
    named = proof.get("domain")
    if domain is not None and domain not in (named if isinstance(named, list) else [named]):
        raise ProofBindingError("The proof was made for another domain.", member="domain")


def _signature(proof: Document) -> bytes:
    try:
        return multibase_decode(proof["proofValue"])
    except KeyFormatError as error:
        raise MalformedProofError(f"The proofValue is none: {error}", member="proofValue") from None


def _algorithm(suite: Cryptosuite, public_key: PublicKey) -> str:
    """Give the name of the key's algorithm, which must be one of the suite's."""
    try:
        name = algorithm_of(public_key).name
    except (UnknownAlgorithmError, KeyFormatError):
        name = ""
    if name not in suite.algorithms:
        raise InvalidSignatureError(
            f"The signature does not fit; {suite.name} proofs are not made with such a key."
        )
    return name
