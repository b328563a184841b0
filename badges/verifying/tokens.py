"""The signature of a token, held against the keys that might have made it (JWT and JWS forms).

A token may name its key by address, by value or not at all, so every key that the signatory lists
is tried: whichever verifies is one that the signatory vouches for. A key that the token brings
along shows that it is whole, and no more than that unless the signatory publishes the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from badges.fetched import FetchError
from badges.proofs.data_integrity import ASSERTION_METHOD
from badges.proofs.errors import JoseError
from badges.proofs.jws import Jws, verify_jws
from badges.proofs.vc_jose import ALWAYS, SignaturePeriod
from badges.verifying.accepted import Accepted
from badges.verifying.dating import CLOCK_SKEW
from badges.verifying.foreign import is_web_address, text
from badges.verifying.issuers import (
    IssuerKeys,
    IssuerUnknownError,
    Origin,
    issuer_keys,
    named_key,
)
from badges.verifying.outcomes import Finding, failed, not_reached, passed, unknown
from badges.verifying.vouching import Checker, Signed, identity_of, not_listed, unless_broken
from keys.algorithms import PublicKey
from keys.encoding import public_key_from_jwk
from keys.errors import KeysError
from keys.lookup import read_verification_method

UNSUPPORTED_ALGORITHMS: Final = frozenset(
    {
        *("ES256K", "Ed25519", "Ed448", "RS384", "RS512", "PS256", "PS384", "PS512"),
        *("ML-DSA-44", "ML-DSA-65", "ML-DSA-87"),
    }
)
"""Public-key signatures in IANA's register that are not read here: such a token may well be good.
What needs a shared secret, or has no signature at all, proves nothing."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token, and what it has to be for.

    ``signatory`` is whose key must have signed, for ``purpose``. ``signed_for`` is the time that
    the token sets its own signature. ``attached`` are documents that lay beside it; they vouch for
    nobody.
    """

    jws: Jws
    signatory: str
    purpose: str = ASSERTION_METHOD
    signed_for: SignaturePeriod = ALWAYS
    attached: tuple[Mapping[str, Any], ...] = ()

    @property
    def kid(self) -> str:
        """Give the id of the key that the header names, empty where it names none."""
        return text(self.jws.header, "kid")


def check_token(token: Token, checker: Checker) -> Signed:
    """Try the signatory's keys first, then those that the token brings along."""
    refusal = _refusal(token, checker)
    if refusal is not None:
        return Signed(refusal, not_reached())
    try:
        published = issuer_keys(token.signatory, checker.documents, method=token.kid)
    except IssuerUnknownError as error:
        found = _own_word(token, checker)
        return Signed(found, unless_broken(found, error.reason))
    valid = passed("signature.valid")
    for method in published.vouching(token.purpose):
        if token_fits(token.jws, method.public_key, checker.accepted):
            return Signed(valid, identity_of(published, method, checker.now))
    for method in published.held():
        if token_fits(token.jws, method.public_key, checker.accepted):
            revoked = None if method.revoked is None else method.revoked.isoformat()
            return Signed(valid, not_listed(published, revoked))
    if _own_word(token, checker).passed:
        return Signed(valid, not_listed(published, None))
    return Signed(failed("signature.invalid"), not_reached())


def token_fits(jws: Jws, public_key: PublicKey, accepted: Accepted) -> bool:
    """Tell whether a token's signature is the key's, under an accepted algorithm."""
    try:
        verify_jws(jws, public_key, algorithms=accepted.algorithms)
    except (JoseError, KeysError):
        return False
    return True


def refused_algorithm(jws: Jws, accepted: Accepted) -> Finding | None:
    """Say that a token's algorithm is not among those that the caller named, if so."""
    alg = text(jws.header, "alg")
    if alg in accepted.algorithms:
        return None
    tell = unknown if alg in UNSUPPORTED_ALGORITHMS else failed
    return tell("signature.algorithm", algorithm=alg)


def _refusal(token: Token, checker: Checker) -> Finding | None:
    """Say why a signature is not even looked at, if so."""
    header, signed_for = token.jws.header, token.signed_for
    refused = refused_algorithm(token.jws, checker.accepted)
    if refused is not None:
        return refused
    if "jwk" in header:
        try:
            public_key_from_jwk(header["jwk"])
        except KeysError as error:  # a key with its private half is nobody's any more
            return failed("signature.malformed", detail=str(error), cause=error.code)
    if signed_for.starts is not None and signed_for.starts > checker.now + CLOCK_SKEW:
        return failed("signature.not_yet")
    if signed_for.ends is not None and signed_for.ends <= checker.now:
        return failed("signature.proof_expired")
    return None


def _own_word(token: Token, checker: Checker) -> Finding:
    """Check with the keys that the token or the file brings along, which vouch for nobody."""
    tried = False
    for public_key in _brought_along(token, checker):
        if token_fits(token.jws, public_key, checker.accepted):
            return passed("signature.valid")
        tried = True
    return failed("signature.invalid") if tried else unknown("signature.no_key")


def _brought_along(token: Token, checker: Checker) -> Iterator[PublicKey]:
    if "jwk" in token.jws.header:
        yield public_key_from_jwk(token.jws.header["jwk"])
    named = named_key(token.kid, token.attached)
    if named is not None:
        yield named
    for document in token.attached:
        inside = IssuerKeys(text(document, "id"), document, Origin.GIVEN)
        yield from (method.public_key for method in inside.vouching(token.purpose))
    if is_web_address(token.kid):
        try:
            found = checker.documents.get(token.kid).value
            yield read_verification_method(found, token.kid).public_key
        except (FetchError, KeysError):
            return
