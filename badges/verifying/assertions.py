"""Steps 4, 5 and 7 for OB 2.0, where documents vouch for each other by their addresses.

An assertion names a BadgeClass, which names the Profile of its issuer. Each counts only as it is
found at its own address: whoever wrote the assertion wrote what is embedded in it.

Signed (OB 2.0, "Signed Badges"): the key is the assertion's ``verification.creator`` or one of the
issuer's ``publicKey``; it counts if the issuer's Profile names the key and the key names the issuer
as its ``owner``. Hosted badges are :mod:`badges.verifying.hosting`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from badges.fetched import FetchError, FetchLimit
from badges.proofs.jws import Jws
from badges.status import StatusError, is_revoked
from badges.verifying.foreign import host_of, id_of, is_web_address, listed, node, text
from badges.verifying.issuers import unreachable
from badges.verifying.outcomes import (
    Finding,
    Outcome,
    failed,
    not_reached,
    passed,
    skipped,
    unknown,
)
from badges.verifying.reading import Submission
from badges.verifying.signatures import Checker
from badges.verifying.tokens import refused_algorithm, token_fits
from keys.algorithms import PublicKey
from keys.encoding import public_key_from_pem
from keys.errors import KeyFormatError, KeysError

MAXIMUM_KEYS: Final = 10


@dataclass(frozen=True, slots=True)
class Vouched:
    """What was found out about an assertion, and the documents that it hangs on."""

    signature: Finding
    hosted: Finding
    identity: Finding
    status: Finding
    assertion: Mapping[str, Any]
    badge: Mapping[str, Any]
    issuer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A BadgeClass or Profile from its own address; ``missing`` says why it could not be had.

    ``document`` is then what was embedded, for showing and for finding the next address.
    """

    document: Mapping[str, Any]
    given: bool = False
    missing: Finding | None = None

    @property
    def names(self) -> dict[str, str]:
        """Give the parameters by which sentences name an issuer."""
        own_id = text(self.document, "id")
        return {"issuer": own_id, "domain": host_of(own_id)}


def badge_and_issuer(assertion: Mapping[str, Any], checker: Checker) -> tuple[Part, Part]:
    """Follow an assertion to its BadgeClass and on to its issuer's Profile."""
    badge = _part(assertion.get("badge"), checker)
    if not badge.document:
        return badge, Part({}, missing=badge.missing or not_reached())
    return badge, _part(badge.document.get("issuer"), checker)


def check_signed_assertion(submission: Submission, checker: Checker) -> Vouched:
    """Check a signed OB 2.0 assertion against its issuer's key and revocation list."""
    assertion = submission.credential or {}
    badge, issuer = badge_and_issuer(assertion, checker)
    signature, identity = not_reached(), not_reached()
    if submission.jws is not None:
        signature, identity = _signed_by(submission.jws, assertion, issuer, checker)
    return Vouched(
        signature=signature,
        hosted=skipped("hosted.not_hosted"),
        identity=identity,
        status=_status(assertion, issuer, checker),
        assertion=assertion,
        badge=badge.document,
        issuer=issuer.document,
    )


def _part(reference: Any, checker: Checker) -> Part:
    address, embedded = id_of(reference), node(reference)
    if not is_web_address(address):
        return Part(embedded, missing=unknown("identity.no_address", issuer=address))
    try:
        found = checker.documents.get(address)
    except FetchError as error:
        reason = unreachable("identity", error, issuer=address, domain=host_of(address))
        return Part(embedded, missing=Finding(Outcome.UNKNOWN, reason))
    if not isinstance(found.value, dict) or text(found.value, "id") != address:
        unusable = unknown("identity.document_unusable", issuer=address, domain=host_of(address))
        return Part(embedded, missing=unusable)
    return Part(found.value, given=found.given)


@dataclass(frozen=True, slots=True)
class _Key:
    """A CryptographicKey of OB 2.0."""

    id: str
    owner: str
    public_key: PublicKey


def _signed_by(
    jws: Jws, assertion: Mapping[str, Any], issuer: Part, checker: Checker
) -> tuple[Finding, Finding]:
    """Answer steps 4 and 5."""
    refused = refused_algorithm(jws, checker.accepted)
    if refused is not None:
        return refused, not_reached()
    published = [] if issuer.missing else listed(issuer.document.get("publicKey"))
    creator = node(assertion.get("verification")).get("creator")
    references = published[:MAXIMUM_KEYS]
    if creator is not None:
        # A creator that the issuer does not name cannot help; its own keys still may refuse.
        is_named = id_of(creator) in {id_of(each) for each in published}
        references = [creator] if is_named else [creator, *references]
    signature, key = _fitting_key(jws, references, published, checker)
    if key is None:
        is_open = signature.outcome is Outcome.UNKNOWN
        return signature, (is_open and issuer.missing) or not_reached()
    return signature, issuer.missing or _linked(key, published, issuer)


def _fitting_key(
    jws: Jws, references: Sequence[Any], published: Sequence[Any], checker: Checker
) -> tuple[Finding, _Key | None]:
    """Find the key that the signature fits."""
    trouble = unknown("signature.no_key")
    for reference in references:
        try:
            key = _key(reference, published, checker)
        except FetchError as error:
            trouble = Finding(Outcome.UNKNOWN, unreachable("signature", error))
        except KeysError as error:
            trouble = failed("signature.malformed", detail=str(error), cause=error.code)
        else:
            if token_fits(jws, key.public_key, checker.accepted):
                return passed("signature.valid"), key
            trouble = failed("signature.invalid")
    return trouble, None


def _key(reference: Any, published: Sequence[Any], checker: Checker) -> _Key:
    """Get a CryptographicKey: embedded in the fetched Profile, or from its own address."""
    key_id = id_of(reference)
    embedded = node([each for each in published if id_of(each) == key_id])
    is_whole = "publicKeyPem" in embedded
    document = embedded if is_whole else node(checker.documents.get(key_id).value)
    if text(document, "id") not in ("", key_id):
        raise KeyFormatError("The key document names another key.")
    public_key = public_key_from_pem(document.get("publicKeyPem"))
    return _Key(key_id, id_of(document.get("owner")), public_key)


def _linked(key: _Key, published: Sequence[Any], issuer: Part) -> Finding:
    """Ask for both halves of the link between Profile and key."""
    is_named = key.id in {id_of(each) for each in published}
    if not is_named or key.owner != issuer.names["issuer"]:
        return failed("identity.foreign_key", **issuer.names)
    return passed("identity.given" if issuer.given else "identity.domain", **issuer.names)


def _status(assertion: Mapping[str, Any], issuer: Part, checker: Checker) -> Finding:
    """Look the assertion up in the issuer's RevocationList (step 7)."""
    if issuer.missing:
        return unknown("status.issuer_unknown")
    reference = issuer.document.get("revocationList")
    if reference is None:
        return skipped("status.none")
    host = host_of(id_of(reference))
    try:
        found = node(checker.documents.get(id_of(reference), limit=FetchLimit.LIST).value)
        if is_revoked(found, text(assertion, "id")):
            return failed("status.revoked")
    except FetchError as error:
        return Finding(Outcome.UNKNOWN, unreachable("status", error))
    except StatusError as error:
        return unknown("status.list_unusable", host=host, cause=error.reason.code)
    return passed("status.valid", host=host)
