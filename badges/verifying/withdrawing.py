"""Step 7 for OB 3.0: whether the credential was revoked or suspended.

``BitstringStatusListEntry`` (W3C), its predecessor ``StatusList2021Entry`` and the deprecated
``1EdTechRevocationList`` are read. A list counts only if the issuer itself signed it and it is of
today. What the issuer signed as revoked is revoked, however old that list is; a place that is not
marked says something only in the right list, and while that is fresh.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from badges.fetched import FetchError, FetchLimit
from badges.status import ENTRY_TYPE, LIST_TYPE, StatusError, StatusListError, read_status
from badges.verifying.dating import check_expiration
from badges.verifying.foreign import host_of, id_of, listed, node, text, types_of
from badges.verifying.issuers import unreachable
from badges.verifying.outcomes import (
    Finding,
    Format,
    Outcome,
    failed,
    passed,
    skipped,
    unknown,
    worst,
)
from badges.verifying.reading import Submission, read_token
from badges.verifying.signatures import Checker, check_signature
from schemas.checking import check_status_list_credential

MAXIMUM_ENTRIES: Final = 8
LIST_2021: Final = "StatusList2021Entry"
VCRL: Final = "1EdTechRevocationList"

# statusPurpose -> code, where a set bit speaks against the credential (BSL 1.0, 2.1)
_PURPOSES: Final = MappingProxyType(
    {"revocation": "status.revoked", "suspension": "status.suspended"}
)
_ANOTHERS: Final = "status.list_of_another_issuer"
_NOT_SIGNED: Final = "status.list_not_signed"
_OWN_CODES: Final = frozenset({_ANOTHERS, _NOT_SIGNED})
_STANDARD_BASE64: Final = str.maketrans("+/", "-_")


def check_status(credential: Mapping[str, Any], checker: Checker) -> Finding:
    """Look the credential up in every list that it names."""
    entries = listed(credential.get("credentialStatus"))
    if not entries:
        return skipped("status.none")
    if len(entries) > MAXIMUM_ENTRIES:
        return unknown("status.unsupported", kind="")
    found = worst(_check_entry(entry, credential, checker) for entry in entries)
    return found or skipped("status.none")


def _check_entry(entry: Any, credential: Mapping[str, Any], checker: Checker) -> Finding:
    for kind, read in _READERS.items():
        if kind in types_of(entry):
            return read(entry, credential, checker)
    return unknown("status.unsupported", kind=next(iter(sorted(types_of(entry))), ""))


def _check_bit(
    entry: Mapping[str, Any], credential: Mapping[str, Any], checker: Checker
) -> Finding:
    purpose = text(entry, "statusPurpose")
    if purpose not in _PURPOSES:
        return skipped("status.other_purpose", purpose=purpose)
    address = text(entry, "statusListCredential")
    try:
        document = _signed_list(address, credential, checker)
        if _read_bit(entry, document):
            return failed(_PURPOSES[purpose])
    except FetchError as error:
        return Finding(Outcome.UNKNOWN, unreachable("status", error))
    except StatusError as error:
        host, cause = host_of(address), error.reason.code
        code = cause if cause in _OWN_CODES else "status.list_unusable"
        return unknown(code, host=host, cause=cause)
    return _silence(document, address, checker)


def _signed_list(
    address: str, credential: Mapping[str, Any], checker: Checker
) -> Mapping[str, Any]:
    """Get a list that the credential's issuer signed; raises ``FetchError``, ``StatusError``."""
    listing = _submitted(checker.documents.get(address, limit=FetchLimit.LIST).value)
    if listing is None or listing.credential is None or listing.flaw is not None:
        raise StatusListError("status.list_unusable", "There is no status list.")
    if id_of(listing.credential.get("issuer")) != id_of(credential.get("issuer")):
        raise StatusListError(_ANOTHERS, "The status list is of another issuer.")
    if not check_signature(listing, checker).holds:
        raise StatusListError(_NOT_SIGNED, "The status list is not signed by the issuer.")
    return listing.credential


def _silence(document: Mapping[str, Any], address: str, checker: Checker) -> Finding:
    """Judge an unmarked place: only the right list, and only a fresh one, may clear."""
    names = {"host": host_of(address)}
    if document.get("id") != address:
        return unknown("status.list_of_another_address", **names)
    if not check_expiration(document, now=checker.now).passed:
        return unknown("status.list_outdated", **names)
    return passed("status.valid", **names)


def _submitted(found: Any) -> Submission | None:
    """Take a list as a credential to check, in JSON or as a token."""
    if isinstance(found, str):
        return read_token(found)
    if not isinstance(found, dict):
        return None
    return Submission(Format.OB3_DI, "json", found)


def _read_bit(entry: Mapping[str, Any], document: Mapping[str, Any]) -> bool:
    if LIST_2021 in types_of(entry):
        return read_status(*_modern(entry, document))
    problems = check_status_list_credential(document)
    if problems:
        raise StatusError("status.list.form", str(problems[0]))
    return read_status(entry, document)


def _modern(
    entry: Mapping[str, Any], document: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write a StatusList2021 as its successor: other names, and base64 without a prefix."""
    subject = dict(node(document.get("credentialSubject")))
    encoded = text(subject, "encodedList").translate(_STANDARD_BASE64).rstrip("=")
    subject |= {"type": LIST_TYPE, "encodedList": "u" + encoded}
    return {**entry, "type": ENTRY_TYPE}, {**document, "credentialSubject": subject}


def _check_vcrl(
    entry: Mapping[str, Any], credential: Mapping[str, Any], checker: Checker
) -> Finding:
    """Read 1EdTech's Verifiable Credential Revocation List 1.0: unsigned, ids in clear."""
    address = text(entry, "id")
    try:
        found = checker.documents.get(address, limit=FetchLimit.LIST).value
    except FetchError as error:
        return Finding(Outcome.UNKNOWN, unreachable("status", error))
    if not isinstance(found, dict) or not isinstance(found.get("revokedCredential", []), list):
        return unknown("status.list_unusable", host=host_of(address))
    own_id = credential.get("id")
    for revoked in found.get("revokedCredential", []):
        is_named = id_of(revoked) == own_id and bool(own_id)
        if is_named and not (isinstance(revoked, dict) and revoked.get("revoked") is False):
            return failed("status.revoked")
    return passed("status.valid", host=host_of(address))


_READERS: Final[Mapping[str, Callable[[Any, Mapping[str, Any], Checker], Finding]]] = (
    MappingProxyType({ENTRY_TYPE: _check_bit, LIST_2021: _check_bit, VCRL: _check_vcrl})
)
