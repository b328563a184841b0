"""Embedded proofs: one, a set of them, or a chain (VC Data Integrity 1.0, 4.4 and 4.5).

A Data Integrity proof names its key. The key that it names shows that a document is whole; only
what the signatory publishes about its keys shows whose it is.

Each proof of a set stands alone, so the best one counts. A proof with previous ones counts only if
all of those hold, each by a key that its own signatory publishes; whoever signed them, it is they
that the later proof confirms. A chain that leads nowhere speaks against the whole document, since
nobody can say any more what was signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from badges.proofs.chains import check_chains, preceding, proofs_of
from badges.proofs.content import Content
from badges.proofs.data_integrity import ASSERTION_METHOD, verify_proof
from badges.proofs.errors import (
    InvalidSignatureError,
    MalformedProofError,
    ProofBindingError,
    ProofsError,
    UnknownSuiteError,
)
from badges.proofs.selective import is_base
from badges.proofs.suites import suite_of
from badges.verifying.conforming import UNREAD
from badges.verifying.foreign import instant, text
from badges.verifying.issuers import IssuerUnknownError, issuer_keys, named_key
from badges.verifying.outcomes import (
    Finding,
    Outcome,
    failed,
    not_reached,
    passed,
    unknown,
    worst,
)
from badges.verifying.vouching import (
    Checker,
    Signed,
    identity_of,
    names,
    not_listed,
    unless_broken,
)
from keys.algorithms import PublicKey
from keys.errors import KeysError, VerificationMethodNotFoundError

UNSUPPORTED_SUITES: Final = frozenset(
    {
        "bbs-2023",
        "ecdsa-2019",
        "ecdsa-xi-2023",
        "falcon512-jcs-2024",
        "falcon512-rdfc-2024",
        "mldsa44-jcs-2024",
        "mldsa44-rdfc-2024",
        "slhdsa128-jcs-2024",
        "slhdsa128-rdfc-2024",
        "sqisign1-jcs-2024",
        "sqisign1-rdfc-2024",
        "BbsBlsSignature2020",
        "BbsBlsSignatureProof2020",
        "EcdsaSecp256k1RecoverySignature2020",
        "EcdsaSecp256k1Signature2019",
        "Ed25519Signature2018",
        "JsonWebSignature2020",
        "RsaSignature2018",
    }
)
"""Suites that W3C groups know and that are not read here: such a proof may well be good. A proof
of any other name is none."""

_BEST_FIRST: Final = (Outcome.PASSED, Outcome.UNKNOWN, Outcome.FAILED)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a proof has to be for, besides the document.

    ``signatory`` is whose key must have signed; none for whoever the proof's key belongs to.
    ``challenge`` and ``domain`` must be the proof's where they are given.
    """

    signatory: str | None
    purpose: str = ASSERTION_METHOD
    challenge: str | None = None
    domain: str | None = None


def check_proofs(
    content: Content,
    expected: Expected,
    checker: Checker,
    *,
    attached: tuple[Mapping[str, Any], ...] = (),
) -> Signed:
    """Check a document's proofs: the best of them is the answer.

    ``attached`` are documents that lay beside this one; they vouch for nobody.
    """
    try:
        proofs = proofs_of(content)
        check_chains(proofs)
    except MalformedProofError as error:
        return Signed(_malformed(error), not_reached())
    if not proofs:
        return Signed(failed("signature.missing"), not_reached())
    each = _Proofs(content, proofs, checker, attached)
    found = [each.check(proof, expected) for proof in proofs]
    return found[0] if len(found) == 1 else min(found, key=_worse)


def controller_of(method_id: str) -> str:
    """Give the DID or address that a key's id begins with."""
    return method_id.partition("#")[0].partition("?")[0]


@dataclass(frozen=True, slots=True)
class _Proofs:
    """The proofs of one document, and what they are checked with."""

    content: Content
    proofs: list[dict[str, Any]]
    checker: Checker
    attached: tuple[Mapping[str, Any], ...]
    _known: dict[int, Signed] = field(init=False, default_factory=dict)

    def check(self, proof: Mapping[str, Any], expected: Expected) -> Signed:
        """Check a proof with all that must hold before it."""
        own = self._check_alone(proof, expected)
        if own.signature.outcome is Outcome.FAILED or "previousProof" not in proof:
            return own
        before = [
            self._check_previous(each, expected.purpose) for each in preceding(proof, self.proofs)
        ]
        if all(each.holds for each in before):
            return own
        found = worst(answer for each in before for answer in (each.signature, each.identity))
        is_broken = found is not None and found.outcome is Outcome.FAILED
        said = failed("signature.previous") if is_broken else unknown("signature.previous_unknown")
        return Signed(said, not_reached() if is_broken else own.identity)

    def _check_previous(self, proof: Mapping[str, Any], purpose: str) -> Signed:
        """Check a proof that others confirm, once, however many of them do."""
        known = self._known.get(id(proof))
        if known is None:
            known = self._known[id(proof)] = self._check_alone(proof, Expected(None, purpose))
        return known

    def _check_alone(self, proof: Mapping[str, Any], expected: Expected) -> Signed:
        refusal = self._refusal(proof, expected)
        if refusal is not None:
            return Signed(refusal, not_reached())
        method_id = text(proof, "verificationMethod")
        signatory = expected.signatory
        if signatory is None:
            signatory = controller_of(method_id)

        def signature(public_key: PublicKey | None) -> Finding:
            return self._holds(proof, public_key, expected)

        try:
            published = issuer_keys(signatory, self.checker.documents, method=method_id)
        except IssuerUnknownError as error:
            own_word = signature(named_key(method_id, self.attached))
            return Signed(own_word, unless_broken(own_word, error.reason))
        try:
            method = published.find(method_id, expected.purpose)
        except VerificationMethodNotFoundError as error:
            held = {found.id: found.public_key for found in published.held()}
            own_word = signature(held.get(method_id) or named_key(method_id, self.attached))
            return Signed(own_word, not_listed(published, error.params.get("revoked")))
        except KeysError:
            identity = unknown("identity.key_unusable", **names(published))
            return Signed(unknown("signature.no_key"), identity)
        found = signature(method.public_key)
        identity = identity_of(published, method, self.checker.now)
        return Signed(found, identity if found.passed else not_reached())

    def _refusal(self, proof: Mapping[str, Any], expected: Expected) -> Finding | None:
        """Say why a proof is not even looked at, if so."""
        try:
            suite = suite_of(proof).name
        except UnknownSuiteError as error:
            named = text(proof, "cryptosuite") or text(proof, "type")
            if named in UNSUPPORTED_SUITES:
                return unknown("signature.suite", suite=named)
            return _malformed(error)
        if suite not in self.checker.accepted.suites:
            return unknown("signature.suite", suite=suite)
        if proof.get("proofPurpose") != expected.purpose:
            return failed("signature.purpose")
        if "expires" in proof:
            end = instant(proof["expires"])
            if end is None or end <= self.checker.now:
                return failed("signature.proof_expired")
        # ECDSA Cryptosuites 1.0, 3.6.7: only what was derived from a base proof is verified
        is_for_deriving = suite == "ecdsa-sd-2023" and is_base(proof.get("proofValue"))
        return unknown("signature.base_proof") if is_for_deriving else None

    def _holds(
        self, proof: Mapping[str, Any], public_key: PublicKey | None, expected: Expected
    ) -> Finding:
        if public_key is None:
            return unknown("signature.no_key")
        try:
            verify_proof(
                self.content,
                proof,
                public_key,
                accepted_suites=self.checker.accepted.suites,
                purpose=expected.purpose,
                challenge=expected.challenge,
                domain=expected.domain,
            )
        except InvalidSignatureError:
            return failed("signature.invalid")
        except ProofBindingError as error:
            return failed("signature.binding", member=error.reason.params["member"])
        except (ProofsError, KeysError) as error:
            return _uncheckable(self.content, error)
        return passed("signature.valid")


def _uncheckable(content: Content, error: ProofsError | KeysError) -> Finding:
    """Say whether the document is at fault or its proof, or what it needs is not read here."""
    try:
        content.rdfc()
    except UNREAD:
        if not isinstance(error, UNREAD):
            return _malformed(error)  # under any context
        return unknown("signature.uncovered", detail=str(error), cause=error.code)
    except ProofsError:
        return failed("signature.uncovered", detail=str(error), cause=error.code)
    return _malformed(error)


def _malformed(error: ProofsError | KeysError) -> Finding:
    return failed("signature.malformed", detail=str(error), cause=error.code)


def _worse(signed: Signed) -> int:
    both = (signed.signature.outcome, signed.identity.outcome)
    return max(_BEST_FIRST.index(outcome) for outcome in both)
