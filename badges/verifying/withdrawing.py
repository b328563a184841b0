"""Step 7 for OB 3.0: whether the credential was revoked or suspended.

``BitstringStatusListEntry`` (W3C), its predecessor ``StatusList2021Entry`` and the deprecated
``1EdTechRevocationList`` are read, one of them or an array, of which the gravest answer counts. A
list counts only if the issuer itself signed it and it is of today. What the issuer signed as
revoked is revoked, however old that list is; a place that is not marked says something only in the
right list, and while that is fresh.

Only the purposes ``revocation`` and ``suspension`` speak against a credential (Bitstring Status
List 1.0, 2.1). What a list of messages says, or that a newer version is to be had, is told and
changes no verdict; nor does a list of these kinds that cannot be read. Of an array, every answer is
told as a part of the finding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from badges.fetched import FetchError, FetchLimit
from badges.status import (
    CREDENTIAL_TYPE_2021,
    ENTRY_TYPE,
    ENTRY_TYPE_2021,
    MESSAGE,
    REFRESH,
    REVOCATION,
    SUSPENSION,
    DecodedList,
    StatusEntry,
    StatusError,
    StatusListError,
    StatusValue,
    read_list,
)
from badges.verifying.foreign import host_of, id_of, listed, text, types_of
from badges.verifying.issuers import unreachable
from badges.verifying.lists import ListKey, VerifiedList, may_be_kept
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
LONGEST_MESSAGE: Final = 200
VCRL: Final = "1EdTechRevocationList"

# statusPurpose -> code, where a set bit speaks against the credential (BSL 1.0, 2.1)
_AGAINST: Final = MappingProxyType({REVOCATION: "status.revoked", SUSPENSION: "status.suspended"})
_TOLD: Final = frozenset({MESSAGE, REFRESH})
_ANOTHERS: Final = "status.list_of_another_issuer"
_NOT_SIGNED: Final = "status.list_not_signed"
_OWN_CODES: Final = frozenset({_ANOTHERS, _NOT_SIGNED})


def check_status(credential: Mapping[str, Any], checker: Checker) -> Finding:
    """Look the credential up in every list that it names."""
    entries = listed(credential.get("credentialStatus"))
    if not entries:
        return skipped("status.none")
    if len(entries) == 1:
        return _check_entry(entries[0], credential, checker)
    if len(entries) > MAXIMUM_ENTRIES:
        return unknown("status.unsupported", kind="")
    findings = [_check_entry(entry, credential, checker) for entry in entries]
    said = [each for each in findings if each.reason.code != "status.other_purpose"]
    gravest = worst(said or findings) or skipped("status.none")
    return gravest.with_parts(*findings)


def _check_entry(entry: Any, credential: Mapping[str, Any], checker: Checker) -> Finding:
    kinds = types_of(entry)
    for kind, read in _READERS.items():
        if kind in kinds:
            return read(entry, credential, checker)
    return unknown("status.unsupported", kind=next(iter(sorted(kinds)), ""))


def _check_place(
    entry: Mapping[str, Any], credential: Mapping[str, Any], checker: Checker
) -> Finding:
    """Look at one place of a W3C list; what is asked decides what its answer means."""
    purpose = text(entry, "statusPurpose")
    if purpose in _AGAINST:
        return _check_withdrawal(entry, credential, checker)
    if purpose in _TOLD:
        return _told(entry, credential, checker)
    return skipped("status.other_purpose", purpose=purpose)


def _check_withdrawal(
    entry: Mapping[str, Any], credential: Mapping[str, Any], checker: Checker
) -> Finding:
    address = text(entry, "statusListCredential")
    try:
        asked = StatusEntry.parse(entry)
        checked = _verified_list(address, credential, checker)
        if checked.look_up(asked):
            return failed(_AGAINST[asked.purpose])
    except FetchError as error:
        if _was_revoked(asked, _key(address, credential, checker), checker):
            return failed(_AGAINST[REVOCATION])
        return Finding(Outcome.UNKNOWN, unreachable("status", error))
    except StatusError as error:
        cause = error.reason.code
        code = cause if cause in _OWN_CODES else "status.list_unusable"
        return unknown(code, host=host_of(address), cause=cause)
    return _silence(checked, address, checker)


def _silence(checked: VerifiedList, address: str, checker: Checker) -> Finding:
    """Judge an unmarked place: only the right list, and only a fresh one, may clear."""
    names = {"host": host_of(address)}
    if checked.own_id != address:
        return unknown("status.list_of_another_address", **names)
    if not checked.period.holds(checker.now):
        return unknown("status.list_outdated", **names)
    if checked.has_status:  # a list that may itself be withdrawn: nobody follows that further
        return unknown("status.list_unusable", cause="status.list.has_status", **names)
    return passed("status.valid", **names)


def _was_revoked(asked: StatusEntry, key: ListKey, checker: Checker) -> bool:
    """Tell whether a list kept from before says what no later list may take back."""
    kept = checker.lists.find(key)
    try:
        return kept is not None and asked.purpose == REVOCATION and bool(kept.look_up(asked))
    except StatusError:
        return False


def _told(entry: Mapping[str, Any], credential: Mapping[str, Any], checker: Checker) -> Finding:
    """Tell what a list of messages says; it speaks neither for nor against the credential."""
    address = text(entry, "statusListCredential")
    nothing = skipped("status.other_purpose", purpose=text(entry, "statusPurpose"))
    try:
        asked = StatusEntry.parse(entry)
        checked = _verified_list(address, credential, checker)
        found = checked.look_up(asked)
    except (FetchError, StatusError):
        return nothing
    if not _silence(checked, address, checker).passed:
        return nothing
    return _note(found, host_of(address)) or nothing


def _note(found: StatusValue, host: str) -> Finding | None:
    if found.purpose == REFRESH:
        return skipped("status.refresh", host=host) if found else None
    message = " ".join(found.message.split())[:LONGEST_MESSAGE]
    return skipped("status.message", host=host, message=message) if message else None


def _key(address: str, credential: Mapping[str, Any], checker: Checker) -> ListKey:
    return ListKey(address, id_of(credential.get("issuer")), checker.accepted)


def _verified_list(address: str, credential: Mapping[str, Any], checker: Checker) -> VerifiedList:
    """Get a list that the credential's issuer signed; raises ``FetchError``, ``StatusError``."""
    key = _key(address, credential, checker)
    fresh = checker.lists.fresh(key, now=checker.now)
    if fresh is not None:
        return fresh
    kept = checker.lists.find(key)
    known = kept if kept is not None and kept.is_trusted(checker.now) else None
    source = checker.documents.get(
        address, limit=FetchLimit.LIST, etag=known.etag if known else None
    )
    if source.unchanged and known is not None:
        checked = known.unchanged(source, checker.now)
    else:
        listing = _signed_by_issuer(_submitted(source.value), key.issuer, checker)
        checked = VerifiedList.of(listing, _content(listing), source, checker.now)
    if may_be_kept(source):
        checker.lists.keep(key, checked)
    return checked


def _signed_by_issuer(
    listing: Submission | None, issuer: str, checker: Checker
) -> Mapping[str, Any]:
    if listing is None or listing.credential is None or listing.flaw is not None:
        raise StatusListError("status.list_unusable", "There is no status list.")
    if not issuer or id_of(listing.credential.get("issuer")) != issuer:
        raise StatusListError(_ANOTHERS, "The status list is of another issuer.")
    if not check_signature(listing, checker).holds:
        raise StatusListError(_NOT_SIGNED, "The status list is not signed by the issuer.")
    return listing.credential


def _content(listing: Mapping[str, Any]) -> DecodedList:
    if CREDENTIAL_TYPE_2021 not in types_of(listing):
        problems = check_status_list_credential(listing)
        if problems:
            raise StatusListError("status.list.form", str(problems[0]))
    return read_list(listing)


def _submitted(found: Any) -> Submission | None:
    """Take a list as a credential to check, in JSON or as a token."""
    if isinstance(found, str):
        return read_token(found)
    if not isinstance(found, dict):
        return None
    return Submission(Format.OB3_DI, "json", found)


def _check_vcrl(
    entry: Mapping[str, Any], credential: Mapping[str, Any], checker: Checker
) -> Finding:
    """Read 1EdTech's Verifiable Credential Revocation List 1.0: unsigned, ids in clear."""
    address, own_id = text(entry, "id"), text(credential, "id")
    try:
        found = checker.documents.get(address, limit=FetchLimit.LIST).value
    except FetchError as error:
        return Finding(Outcome.UNKNOWN, unreachable("status", error))
    names = {"host": host_of(address)}
    revoked = found.get("revokedCredential") if isinstance(found, dict) else None
    if not own_id or not isinstance(revoked, list | dict):  # an error page is no empty list
        return unknown("status.list_unusable", **names)
    if id_of(found.get("issuer")) not in ("", id_of(credential.get("issuer"))):
        return unknown(_ANOTHERS, **names)
    for each in revoked if isinstance(revoked, list) else [revoked]:
        if id_of(each) == own_id and not (isinstance(each, dict) and each.get("revoked") is False):
            return failed("status.revoked")
    return passed("status.valid", **names)


_READERS: Final[Mapping[str, Callable[[Any, Mapping[str, Any], Checker], Finding]]] = (
    MappingProxyType({ENTRY_TYPE: _check_place, ENTRY_TYPE_2021: _check_place, VCRL: _check_vcrl})
)
