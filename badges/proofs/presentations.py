"""Verifiable presentations: credentials that somebody shows, signed by whoever shows them.

    >>> from datetime import UTC, datetime
    >>> from keys.signer import LocalSigner, generate_private_key
    >>> signer = LocalSigner(generate_private_key("Ed25519"), "did:example:ada#key-1")
    >>> shown = secure_presentation(
    ...     presentation([], holder="did:example:ada"), signer,
    ...     created=datetime(2026, 1, 1, tzinfo=UTC), challenge="5Gq1", domain="check.example")
    >>> verify_presentation(shown, signer.public_key, accepted_suites={"eddsa-rdfc-2022"},
    ...                     challenge="5Gq1", domain="check.example")

The proof's purpose is ``authentication``: it says who shows this, not that it is true. Challenge
and domain keep a presentation made for one checker from being shown to another. Whether the key is
the holder's, and whether the credentials hold, is for ``badges.verifying``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from badges.proofs.chains import proofs_of
from badges.proofs.content import Content
from badges.proofs.data_integrity import (
    AUTHENTICATION,
    create_proof,
    verify_proof,
    with_proof_context,
)
from badges.proofs.errors import AlreadySecuredError, MalformedProofError, ProofError
from schemas import documents

if TYPE_CHECKING:
    from badges.proofs.expansion import LoadContext
    from keys.algorithms import PublicKey
    from keys.signer import Signer

_VERSION_1: Final = "https://www.w3.org/2018/credentials/v1"
_VERSION_2: Final = "https://www.w3.org/ns/credentials/v2"


def presentation(
    credentials: Sequence[Mapping[str, Any]], *, holder: str | None = None
) -> dict[str, Any]:
    """Put credentials into a presentation without proof (VC Data Model 2.0, 4.13).

    ``holder`` is who will sign it. Credentials of VC 1.1 make it one of 1.1; those of both versions
    do not fit into one, since their contexts define the same terms differently.
    """
    is_old = any(_contexts(credential)[:1] == [_VERSION_1] for credential in credentials)
    document: dict[str, Any] = {
        "@context": [_VERSION_1 if is_old else _VERSION_2],
        "type": ["VerifiablePresentation"],
    }
    if holder is not None:
        document["holder"] = holder
    if credentials:
        document["verifiableCredential"] = [dict(credential) for credential in credentials]
    return document


def secure_presentation(
    document: Mapping[str, Any],
    signer: Signer,
    *,
    created: datetime,
    challenge: str | None = None,
    domain: str | None = None,
    suite: str | None = None,
    load_context: LoadContext = documents.load_context,
) -> dict[str, Any]:
    """Give the presentation with its holder's proof; see ``create_proof`` for the errors.

    Raises ``AlreadySecuredError`` where a proof stands already.
    """
    if "proof" in document:
        raise AlreadySecuredError("The presentation has a proof already; sign it without.")
    ready = with_proof_context(document)
    proof = create_proof(
        ready,
        signer,
        created=created,
        suite=suite,
        purpose=AUTHENTICATION,
        challenge=challenge,
        domain=domain,
        load_context=load_context,
    )
    return {**ready, "proof": proof}


def verify_presentation(
    document: Mapping[str, Any],
    public_key: PublicKey,
    *,
    accepted_suites: Collection[str],
    challenge: str | None = None,
    domain: str | None = None,
    load_context: LoadContext = documents.load_context,
) -> None:
    """Return if some proof of the presentation holds under ``public_key``, else raise.

    Its credentials are not looked at. Raises what ``verify_proof`` raises for the last proof.
    """
    content = Content(document, load_context=load_context)
    refusal: ProofError = MalformedProofError("The presentation has no proof.")
    for proof in proofs_of(content):
        try:
            verify_proof(
                content,
                proof,
                public_key,
                accepted_suites=accepted_suites,
                purpose=AUTHENTICATION,
                challenge=challenge,
                domain=domain,
            )
        except ProofError as error:
            refusal = error
        else:
            return
    raise refusal


def _contexts(document: Mapping[str, Any]) -> list[Any]:
    contexts = document.get("@context")
    return contexts if isinstance(contexts, list) else [contexts]
