"""Steps 4 and 5 for OB 3.0: whether the signature holds, and whether the key is the issuer's.

The two are asked apart (decisions 18). The key that a proof names shows that a document is whole;
only what the issuer publishes about its keys shows whose it is. Where both fail to meet, say a
valid signature of a key that the issuer never listed, the second question fails.

A Data Integrity proof names its key. A token may name it by address, by value or not at all, so
every key that the issuer lists is tried: whichever verifies is one that the issuer vouches for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from badges.errors import Reason
from badges.fetched import FetchError
from badges.proofs.chains import proofs_of
from badges.proofs.data_integrity import ASSERTION_METHOD, verify_proof
from badges.proofs.errors import (
    InvalidSignatureError,
    JoseError,
    MalformedProofError,
    ProofsError,
    UnknownSuiteError,
)
from badges.proofs.jws import Jws, verify_jws
from badges.proofs.suites import suite_of
from badges.verifying.accepted import Accepted
from badges.verifying.foreign import host_of, id_of, instant, is_web_address, text
from badges.verifying.issuers import (
    IssuerKeys,
    IssuerUnknownError,
    Origin,
    issuer_keys,
    named_key,
)
from badges.verifying.outcomes import Finding, Outcome, failed, not_reached, passed, unknown
from badges.verifying.reading import Submission
from badges.verifying.sources import Documents
from keys.algorithms import PublicKey
from keys.encoding import public_key_from_jwk
from keys.errors import KeysError, VerificationMethodNotFoundError
from keys.lookup import VerificationMethod, find_verification_method, read_verification_method

REGISTERED_SUITES: Final = frozenset(
    {
        "bbs-2023",
        "ecdsa-jcs-2019",
        "ecdsa-rdfc-2019",
        "ecdsa-sd-2023",
        "eddsa-jcs-2022",
        "BbsBlsSignature2020",
        "BbsBlsSignatureProof2020",
        "EcdsaSecp256k1RecoverySignature2020",
        "EcdsaSecp256k1Signature2019",
        "Ed25519Signature2018",
        "JsonWebSignature2020",
        "RsaSignature2018",
    }
)
"""Suites that W3C knows and that are not read here: such a proof may well be good. A proof of any
other name is none."""


@dataclass(frozen=True, slots=True)
class Signed:
    """The two answers about one signature."""

    signature: Finding
    identity: Finding

    @property
    def holds(self) -> bool:
        """Tell whether the issuer itself signed this."""
        return self.signature.passed and self.identity.passed


@dataclass(frozen=True, slots=True)
class Checker:
    """What every signature is checked with: documents, what is accepted, and the time."""

    documents: Documents
    accepted: Accepted
    now: datetime


_BEST_FIRST: Final = (Outcome.PASSED, Outcome.UNKNOWN, Outcome.FAILED)


def check_signature(submission: Submission, checker: Checker) -> Signed:
    """Check who signed an OB 3.0 credential, or any verifiable credential."""
    if submission.credential is None:
        flaw = submission.flaw
        damaged = flaw is not None and flaw.code.startswith("signature.")
        found = Finding(Outcome.FAILED, flaw) if damaged and flaw else not_reached()
        return Signed(found, not_reached())
    issuer = id_of(submission.credential.get("issuer"))
    if submission.jws is not None:
        return _Token(submission, submission.jws, issuer, checker).check()
    try:
        proofs = proofs_of(submission.credential)
    except MalformedProofError as error:
        return Signed(failed("signature.malformed", detail=str(error)), not_reached())
    if not proofs:
        return Signed(failed("signature.missing"), not_reached())
    results = [_check_proof(submission, proof, issuer, checker) for proof in proofs]
    # VC Data Integrity 1.0, 2.1.1: each proof of a set stands alone, so the best one counts.
    return min(results, key=_worse)


def _worse(signed: Signed) -> int:
    both = (signed.signature.outcome, signed.identity.outcome)
    return max(_BEST_FIRST.index(outcome) for outcome in both)


def _check_proof(
    submission: Submission, proof: Mapping[str, Any], issuer: str, checker: Checker
) -> Signed:
    refusal = _refusal(proof, checker)
    if refusal is not None:
        return Signed(refusal, not_reached())
    document = submission.credential or {}
    method_id = text(proof, "verificationMethod")

    def signature(public_key: PublicKey | None) -> Finding:
        return _proof_holds(document, proof, public_key, checker)

    try:
        published = issuer_keys(issuer, checker.documents, method=method_id)
    except IssuerUnknownError as error:
        own_word = signature(named_key(method_id, submission.attached))
        return Signed(own_word, _unless_broken(own_word, error.reason))
    try:
        method = find_verification_method(published.document, method_id)
    except VerificationMethodNotFoundError as error:
        held = {found.id: found.public_key for found in published.held()}
        own_word = signature(held.get(method_id) or named_key(method_id, submission.attached))
        return Signed(own_word, _not_listed(published, error.params.get("revoked")))
    except KeysError:
        identity = unknown("identity.key_unusable", **_names(published))
        return Signed(unknown("signature.no_key"), identity)
    found = signature(method.public_key)
    return Signed(
        found, _identity(published, method, checker.now) if found.passed else not_reached()
    )


def _refusal(proof: Mapping[str, Any], checker: Checker) -> Finding | None:
    """Say why a proof is not even looked at, if so."""
    try:
        suite = suite_of(proof).name
    except UnknownSuiteError as error:
        named = text(proof, "cryptosuite") or text(proof, "type")
        if named in REGISTERED_SUITES:
            return unknown("signature.suite", suite=named)
        return failed("signature.malformed", detail=str(error), cause=error.code)
    if suite not in checker.accepted.suites:
        return unknown("signature.suite", suite=suite)
    if proof.get("proofPurpose") != ASSERTION_METHOD:
        return failed("signature.purpose")
    end = instant(proof.get("expires"))
    if "expires" in proof and (end is None or end <= checker.now):
        return failed("signature.proof_expired")
    return None


def _proof_holds(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    public_key: PublicKey | None,
    checker: Checker,
) -> Finding:
    if public_key is None:
        return unknown("signature.no_key")
    try:
        verify_proof(document, proof, public_key, accepted_suites=checker.accepted.suites)
    except InvalidSignatureError:
        return failed("signature.invalid")
    except ProofsError as error:
        return failed("signature.malformed", detail=str(error), cause=error.code)
    except KeysError as error:
        return failed("signature.malformed", detail=str(error), cause=error.code)
    return passed("signature.valid")


class _Token:
    """One token's signature, held against the keys that might have made it."""

    def __init__(self, submission: Submission, jws: Jws, issuer: str, checker: Checker) -> None:
        self._jws = jws
        self._issuer = issuer
        self._attached = submission.attached
        self._checker = checker
        self._kid = text(jws.header, "kid")

    def check(self) -> Signed:
        """Try the issuer's keys first, then those that the token brings along."""
        refusal = self._refusal()
        if refusal is not None:
            return Signed(refusal, not_reached())
        try:
            published = issuer_keys(self._issuer, self._checker.documents, method=self._kid)
        except IssuerUnknownError as error:
            found = self._own_word()
            return Signed(found, _unless_broken(found, error.reason))
        for method in published.vouching():
            if self.fits(method.public_key):
                identity = _identity(published, method, self._checker.now)
                return Signed(passed("signature.valid"), identity)
        for method in published.held():
            if self.fits(method.public_key):
                revoked = None if method.revoked is None else method.revoked.isoformat()
                return Signed(passed("signature.valid"), _not_listed(published, revoked))
        if self._own_word().passed:
            return Signed(passed("signature.valid"), _not_listed(published, None))
        return Signed(failed("signature.invalid"), not_reached())

    def fits(self, public_key: PublicKey) -> bool:
        """Tell whether the signature is this key's, under an accepted algorithm."""
        return token_fits(self._jws, public_key, self._checker.accepted)

    def _refusal(self) -> Finding | None:
        alg = text(self._jws.header, "alg")
        if alg not in self._checker.accepted.algorithms:
            return failed("signature.algorithm", algorithm=alg)
        if "jwk" in self._jws.header:
            try:
                public_key_from_jwk(self._jws.header["jwk"])
            except KeysError as error:  # a key with its private half is nobody's any more
                return failed("signature.malformed", detail=str(error), cause=error.code)
        return None

    def _own_word(self) -> Finding:
        """Check with the keys that the token or the file brings along, which vouch for nobody."""
        tried = False
        for public_key in self._brought_along():
            if self.fits(public_key):
                return passed("signature.valid")
            tried = True
        return failed("signature.invalid") if tried else unknown("signature.no_key")

    def _brought_along(self) -> Iterator[PublicKey]:
        if "jwk" in self._jws.header:
            yield public_key_from_jwk(self._jws.header["jwk"])
        named = named_key(self._kid, self._attached)
        if named is not None:
            yield named
        for document in self._attached:
            inside = IssuerKeys(text(document, "id"), document, Origin.GIVEN)
            yield from (method.public_key for method in inside.vouching())
        if is_web_address(self._kid):
            try:
                found = self._checker.documents.get(self._kid).value
                yield read_verification_method(found, self._kid).public_key
            except (FetchError, KeysError):
                return


def token_fits(jws: Jws, public_key: PublicKey, accepted: Accepted) -> bool:
    """Tell whether a token's signature is the key's, under an accepted algorithm."""
    try:
        verify_jws(jws, public_key, algorithms=accepted.algorithms)
    except (JoseError, KeysError):
        return False
    return True


def _names(published: IssuerKeys) -> dict[str, str]:
    return {"issuer": published.issuer, "domain": host_of(published.issuer)}


def _identity(published: IssuerKeys, method: VerificationMethod, now: datetime) -> Finding:
    """Judge a key that the issuer lists for assertions."""
    if method.revoked is not None:
        return _not_listed(published, method.revoked.isoformat())
    # Controlled Identifiers 1.0, 2.2: from then on nothing is verified with it.
    if method.expires is not None and method.expires <= now:
        return failed("identity.expired_key", **_names(published))
    return passed(f"identity.{published.origin.value}", **_names(published))


def _not_listed(published: IssuerKeys, revoked: object) -> Finding:
    if isinstance(revoked, str):
        at = instant(revoked)
        on = {} if at is None else {"on": at.date().isoformat()}
        return failed("identity.revoked_key", **_names(published), **on)
    return failed("identity.foreign_key", **_names(published))


def _unless_broken(signature: Finding, reason: Reason) -> Finding:
    """Do not ask whose a broken signature would be."""
    if signature.outcome is Outcome.FAILED:
        return not_reached()
    return Finding(Outcome.UNKNOWN, reason)
