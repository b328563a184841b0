"""Receipts: what an installation found when somebody had it check badges, signed and dated.

A receipt is a JWS (``typ`` ``verification-receipt+jwt``) under a key that its installation lists in
its DID document's ``verificationMethod`` and for no purpose: it can vouch for no badge. The file
around it repeats the signed part in clear::

    >>> from datetime import UTC, datetime
    >>> from keys.did import did_key
    >>> from keys.signer import LocalSigner, generate_private_key
    >>> key = generate_private_key("Ed25519")
    >>> did = did_key(key.public_key())
    >>> signer = LocalSigner(key, f"{did}#{did[8:]}")
    >>> entry = unread_entry("holiday.png", b"...", Reason("unreadable.container"))
    >>> at = datetime(2026, 5, 1, tzinfo=UTC)
    >>> file = write_receipt([entry], signer=signer, issuer=did, at=at, receipt_id="urn:uuid:1")
    >>> found = check_receipt(file, fetch=OFFLINE)
    >>> found.finding.outcome.value, found.entries[0]["status"]
    ('passed', 'unreadable')
    >>> check_receipt(file.replace(b"holiday", b"birthday"), fetch=OFFLINE).finding.reason.code
    'receipt.altered'

A receipt proves what was found then, not what holds today.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from badges.baking import BakingError, attached_documents, container_of
from badges.errors import Reason
from badges.fetched import Fetch
from badges.proofs.compact import write_compact
from badges.proofs.errors import JoseError, JsonTextError
from badges.proofs.jsontext import parse_json
from badges.proofs.jws import Jws, read_jws, sign_jws, verify_jws
from badges.verifying.foreign import host_of, text
from badges.verifying.issuers import IssuerUnknownError, issuer_keys
from badges.verifying.outcomes import (
    CheckId,
    Finding,
    Outcome,
    Status,
    VerificationResult,
    failed,
    passed,
    unknown,
)
from badges.verifying.sources import OFFLINE, Documents
from keys.errors import KeysError

if TYPE_CHECKING:
    from keys.signer import Signer

__all__ = [
    "MOST_ENTRIES",
    "OFFLINE",
    "RECEIPT_NAME",
    "Entry",
    "ReceiptResult",
    "check_receipt",
    "entry_of",
    "is_receipt",
    "reason_of",
    "unread_entry",
    "write_receipt",
]

TOKEN_TYPE: Final = "verification-receipt+jwt"  # noqa: S105 - the name of a kind of token
FILE_TYPE: Final = "VerificationReceipt"
RECEIPT_NAME: Final = "receipt.json"
"""What a receipt's PDF calls the file in it."""

MOST_ENTRIES: Final = 1_000
UNREADABLE: Final = "unreadable"
ALGORITHMS: Final = ("EdDSA", "Ed25519")

# The token of a thousand entries stays below what is read of one token.
_MOST_BYTES: Final = 4_000_000
_SHORT, _LONG, _PARAM, _PARAMS = 70, 100, 40, 3

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReceiptResult:
    """A receipt and whether its signature holds.

    ``issuer`` is the DID of who checked, ``at`` when (aware), ``entries`` what was found; none of
    it is to be believed unless ``finding`` passed.
    """

    finding: Finding
    receipt_id: str
    issuer: str
    at: datetime | None
    entries: tuple[Entry, ...]

    @property
    def status(self) -> Status:
        """Give the verdict on the receipt itself, not on what it is about."""
        return {Outcome.PASSED: Status.VERIFIED, Outcome.FAILED: Status.NOT_VERIFIED}.get(
            self.finding.outcome, Status.UNDECIDED
        )

    @property
    def domain(self) -> str:
        """Give the host of who checked, or its id where that is none."""
        return host_of(self.issuer) or self.issuer


def entry_of(name: str, given: bytes, result: VerificationResult, *, read: bytes = b"") -> Entry:
    """Give a receipt's entry for a result; whom the badge is about is not in it.

    ``given`` is what was handed in; ``read`` what was found there, where that was an address or a
    printed code.
    """
    gravest = next((c for c in result.checks if c.outcome is Outcome.FAILED), None) or next(
        (c for c in result.checks if c.outcome is Outcome.UNKNOWN and c.id in _TOLD), None
    )
    return {
        **_named(name, given),
        **({"documentSha256": hashlib.sha256(read).hexdigest()} if read else {}),
        "status": result.status.value,
        "format": result.format.value,
        "container": result.container,
        "achievement": _clipped(result.facts.achievement_name, _SHORT),
        "issuer": _clipped(result.facts.issuer_id, _SHORT),
        "checks": {
            check.id.value: check.outcome.value
            for check in result.checks
            if check.outcome is not Outcome.SKIPPED
        },
        **(_why(gravest.reason) if gravest and not result.verified else {}),
    }


_TOLD: Final = frozenset(CheckId) - {CheckId.REGISTERED_ISSUER, CheckId.EVIDENCE}


def unread_entry(name: str, given: bytes, reason: Reason) -> Entry:
    """Give a receipt's entry for what holds nothing to check."""
    return {**_named(name, given), "status": UNREADABLE, **_why(reason)}


def write_receipt(
    entries: Sequence[Entry], *, signer: Signer, issuer: str, at: datetime, receipt_id: str
) -> bytes:
    """Sign a receipt; gives the JSON file. The same input gives the same bytes."""
    claims = {
        "iss": issuer,
        "iat": int(at.timestamp()),
        "jti": receipt_id,
        "entries": [dict(each) for each in entries],
    }
    token = sign_jws(write_compact(claims), signer, kid=signer.verification_method, typ=TOKEN_TYPE)
    file = {"type": FILE_TYPE, "receipt": claims, "jws": token}
    return json.dumps(file, ensure_ascii=False, indent=1).encode()


def is_receipt(data: bytes) -> bool:
    """Tell a receipt, in whatever condition, from everything else."""
    return _opened(data) is not None


def check_receipt(data: bytes, *, fetch: Fetch) -> ReceiptResult:
    """Check a receipt's signature; raises ``ValueError`` for what is none (``is_receipt``)."""
    opened = _opened(data)
    if opened is None:
        raise ValueError("this is no receipt")
    jws, shown = opened
    try:
        claims = parse_json(jws.payload) if jws else None
    except JsonTextError:
        claims = None
    if jws is None or not isinstance(claims, dict):
        return _result(shown or {}, failed("receipt.damaged"))
    if shown is not None and shown != claims:
        return _result(claims, failed("receipt.altered"))
    return _result(claims, _check_signature(jws, text(claims, "iss"), fetch))


def _check_signature(jws: Jws, issuer: str, fetch: Fetch) -> Finding:
    domain = host_of(issuer) or issuer
    try:
        keys = issuer_keys(issuer, Documents(fetch))
    except IssuerUnknownError as error:
        return unknown("receipt.issuer_unknown", domain=domain, cause=error.reason.code)
    named = [key for key in keys.held() if key.id == jws.header.get("kid")]
    if not named:
        return failed("receipt.foreign_key", domain=domain)
    try:
        verify_jws(jws, named[0].public_key, algorithms=ALGORITHMS)
    except (JoseError, KeysError):
        return failed("receipt.altered")
    if named[0].revoked is not None:
        return failed("receipt.revoked_key", domain=domain)
    return passed("receipt.signed", domain=domain)


def _opened(data: bytes) -> tuple[Jws | None, Any] | None:
    """Give the token of a receipt and what stands in clear around it; none for no receipt."""
    if container_of(data) == "pdf":
        inside = _in_pdf(data)
        return None if inside is None else _opened(inside)
    trimmed = data.removeprefix(b"\xef\xbb\xbf").strip()
    if trimmed.startswith(b"ey"):
        jws = _token(trimmed)
        return (jws, None) if jws and jws.header.get("typ") == TOKEN_TYPE else None
    if not trimmed.startswith(b"{") or FILE_TYPE.encode() not in trimmed:
        return None
    try:
        file = parse_json(trimmed, maximum_bytes=_MOST_BYTES)
    except JsonTextError:
        return None
    if not isinstance(file, dict) or file.get("type") != FILE_TYPE:
        return None
    jws = _token(text(file, "jws").encode("ascii", "replace"))
    is_one = jws is not None and jws.header.get("typ") == TOKEN_TYPE
    return jws if is_one else None, file.get("receipt", {})


def _in_pdf(data: bytes) -> bytes | None:
    try:
        attached = attached_documents(data)
    except BakingError:
        return None
    return next((each.data for each in attached if each.name == RECEIPT_NAME), None)


def _token(token: bytes) -> Jws | None:
    try:
        return read_jws(token)
    except JoseError:
        return None


def _result(claims: Any, finding: Finding) -> ReceiptResult:
    holder = claims if isinstance(claims, dict) else {}
    listed = holder.get("entries")
    entries = listed[:MOST_ENTRIES] if isinstance(listed, list) else []
    return ReceiptResult(
        finding=finding,
        receipt_id=text(holder, "jti"),
        issuer=text(holder, "iss"),
        at=_instant(holder.get("iat")),
        entries=tuple(each for each in entries if isinstance(each, dict)),
    )


def _instant(seconds: Any) -> datetime | None:
    if not isinstance(seconds, int):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _named(name: str, given: bytes) -> dict[str, str]:
    return {"name": _clipped(name, _LONG), "sha256": hashlib.sha256(given).hexdigest()}


def _why(reason: Reason) -> dict[str, Any]:
    """Give the code and of its parameters what a sentence may need, cut short."""
    params = {
        name: _clipped(value, _PARAM) if isinstance(value, str) else value
        for name, value in list(reason.params.items())[:_PARAMS]
        if isinstance(value, str | int)
    }
    return {"reason": reason.code, **({"params": params} if params else {})}


def reason_of(entry: Entry) -> Reason | None:
    """Give why an entry is not verified, to be put into words; whatever stands there."""
    code, params = entry.get("reason"), entry.get("params")
    if not isinstance(code, str):
        return None
    given = params if isinstance(params, dict) else {}
    return Reason(code, **{name: given[name] for name in given if isinstance(name, str)})


def _clipped(value: str, most: int) -> str:
    """Cut a text to so many bytes of JSON, without what prints as nothing."""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in value[:most])
    while len(json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace")) > most + 2:
        shown = shown[:-1]
    return shown if len(shown) == len(value) else f"{shown[:-1]}…"
