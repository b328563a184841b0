"""Signing a whole document as it stands: which suite, which key, which checks beforehand.

    >>> from datetime import UTC, datetime
    >>> from keys.signer import LocalSigner, generate_private_key
    >>> signer = LocalSigner(generate_private_key("Ed25519"), "did:web:badges.example#key-1")
    >>> secured = secure_document(
    ...     {
    ...         "@context": ["https://www.w3.org/ns/credentials/v2"],
    ...         "type": ["VerifiableCredential"],
    ...         "issuer": "did:web:badges.example",
    ...         "credentialSubject": {"id": "urn:uuid:5f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a1"},
    ...     },
    ...     securing_suite("eddsa-jcs-2022"), signer, created=datetime(2026, 1, 1, tzinfo=UTC))
    >>> secured["proof"][0]["cryptosuite"]
    'eddsa-jcs-2022'

No row, no clock, no network: the VC-API (:mod:`badges.issuing.documents`) and the wrapper that the
W3C's test suites run against call the same functions. Which documents an issuer will not sign is
asked before, by whoever has the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from badges.errors import BadgesError
from badges.proofs import UnsignedCredential, sign_credential, vc_jose
from badges.proofs.content import Content
from badges.proofs.data_integrity import create_proof, with_proof_context
from badges.proofs.envelopes import envelope
from keys.signer import Signer
from schemas import documents
from schemas.checking import check_verifiable_credential

if TYPE_CHECKING:
    from badges.proofs.expansion import LoadContext

SELECTIVE_SUITE: Final = "ecdsa-sd-2023"


class DocumentRefusedError(BadgesError):
    """The document is not one that is signed here; the sentence says what to change."""


class Securing(StrEnum):
    """How the signature is joined to the document."""

    EMBEDDED = "embedded"
    VC_JWT = "vc-jwt"
    VC_JOSE = "vc-jose"


@dataclass(frozen=True, slots=True)
class SecuringSuite:
    """One way to sign: its name in addresses, and the keys it may use, the usual one first."""

    name: str
    algorithms: tuple[str, ...]
    securing: Securing = Securing.EMBEDDED

    def algorithm(self, asked: str | None) -> str:
        """Choose the key's algorithm; raises ``DocumentRefusedError`` for one of no use here."""
        if asked is None:
            return self.algorithms[0]
        if asked not in self.algorithms:
            raise DocumentRefusedError(
                "vc_api.algorithm",
                f"{self.name} signs with {' or '.join(self.algorithms)}.",
                suite=self.name,
            )
        return asked


_ELLIPTIC: Final = ("P-256", "P-384")

SECURING_SUITES: Final[Mapping[str, SecuringSuite]] = MappingProxyType(
    {
        suite.name: suite
        for suite in (
            SecuringSuite("eddsa-rdfc-2022", ("Ed25519",)),
            SecuringSuite("eddsa-jcs-2022", ("Ed25519",)),
            SecuringSuite("ecdsa-rdfc-2019", _ELLIPTIC),
            SecuringSuite("ecdsa-jcs-2019", _ELLIPTIC),
            SecuringSuite(SELECTIVE_SUITE, ("P-256",)),
            # Open Badges 3.0, 8.2.3: RS256 is the least that everybody reads.
            SecuringSuite("vc-jwt", ("RSA", "P-256", "Ed25519"), Securing.VC_JWT),
            SecuringSuite("vc-jose", ("P-256", "Ed25519", "RSA"), Securing.VC_JOSE),
        )
    }
)
"""Every way to sign by its name in addresses."""


def securing_suite(name: str) -> SecuringSuite | None:
    """Give the way to sign with this name, if there is one."""
    return SECURING_SUITES.get(name)


def check_document(document: Mapping[str, Any]) -> None:
    """Check a credential's form before a key is used; raises ``DocumentRefusedError``.

    The error's ``path`` says where. Whether the contexts define each term is asked of its content.
    """
    if "proof" in document:
        raise DocumentRefusedError(
            "vc_api.proof", "The credential has a proof already; send it without."
        )
    problems = check_verifiable_credential(document)
    if problems:
        first = problems[0]
        where = f"{first.path}: " if first.path else ""
        raise DocumentRefusedError(
            "vc_api.schema",
            f"This is no credential that can be signed. {where}{first.message}",
            path=first.path,
        )


def secure_document(
    document: Mapping[str, Any],
    suite: SecuringSuite,
    signer: Signer,
    *,
    created: datetime,
    kid: str | None = None,
    mandatory_pointers: Sequence[str] | None = None,
    load_context: LoadContext = documents.load_context,
) -> dict[str, Any]:
    """Check and sign a credential; a token comes in its envelope (VC Data Model 2.0, 4.13).

    ``created`` is an aware instant, ``kid`` a token's key address. ``mandatory_pointers`` (JSON
    Pointers) are what nobody may leave out of an ``ecdsa-sd-2023`` credential. Raises
    ``DocumentRefusedError`` and the errors of :mod:`badges.proofs`.
    """
    if mandatory_pointers is not None and suite.name != SELECTIVE_SUITE:
        raise DocumentRefusedError(
            "vc_api.pointers", f"mandatoryPointers go with {SELECTIVE_SUITE} alone."
        )
    check_document(document)
    embeds = suite.securing is Securing.EMBEDDED
    meant = with_proof_context(document) if embeds else dict(document)
    content = Content(meant, load_context=load_context)
    content.rdfc()  # safe mode: whatever the signature covers, each term is defined
    if embeds:
        proof = create_proof(
            content,
            signer,
            created=created,
            suite=suite.name,
            mandatory_pointers=mandatory_pointers,
        )
        return {**meant, "proof": [proof]}
    unsigned = UnsignedCredential(meant)
    if suite.securing is Securing.VC_JOSE:
        return envelope(vc_jose.sign_credential(unsigned, signer, kid=kid, issued_at=created))
    token = sign_credential(unsigned, signer, kid=kid)
    return {**envelope(token), "id": f"data:application/jwt,{token}"}
