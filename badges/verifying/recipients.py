"""Step 8: whether the badge is about the person that the checker means.

    >>> identity = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
    >>> subject = {"identifier": {"type": "IdentityObject", "hashed": True, "salt": "Kosher",
    ...            "identityHash": identity, "identityType": "emailAddress"}}
    >>> claims = identities_of({"credentialSubject": subject})
    >>> check_recipient(claims, email="A@example.com ").finding.outcome.value
    'passed'

The hash is ``sha256$`` and the hexadecimal SHA-256 of the identity followed by its salt (OB 3.0,
B.1.6). The standard defines no normal form of an address, so that as typed, in lower case and in
our normal form (decisions 9) are all tried.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from badges.errors import InputError
from badges.text import normalize_email
from badges.verifying.foreign import listed, node, text
from badges.verifying.outcomes import Finding, failed, passed, skipped, unknown, worst

_EMAIL: Final = "emailAddress"
_NAME: Final = "name"
_OB2_KINDS: Final = {"email": _EMAIL, "name": _NAME}


@dataclass(frozen=True, slots=True)
class Identity:
    """One identifier of the recipient, in clear or hashed with a salt."""

    kind: str
    value: str
    hashed: bool
    salt: str = ""

    def is_one_of(self, candidates: Sequence[str]) -> bool:
        """Tell whether one of the candidates is this identity."""
        if not self.hashed:
            return bool({self.value, _normal(self.kind, self.value)} & set(candidates))
        expected = self.value.lower()
        return any(self._hash(each) == expected for each in candidates)

    def _hash(self, candidate: str) -> str:
        salted = (candidate + self.salt).encode("utf-8", "replace")
        return "sha256$" + hashlib.sha256(salted).hexdigest()


@dataclass(frozen=True, slots=True)
class Recipient:
    """The finding, and the name that the signature confirms, if any."""

    finding: Finding
    name: str = ""


def identities_of(credential: Mapping[str, Any]) -> tuple[Identity, ...]:
    """Read the recipient's identifiers of an OB 3.0 credential."""
    found = listed(node(credential.get("credentialSubject")).get("identifier"))
    return tuple(
        Identity(
            text(each, "identityType"),
            text(each, "identityHash"),
            each.get("hashed") is True,
            text(each, "salt"),
        )
        for each in found
        if isinstance(each, dict)
    )


def identities_of_assertion(assertion: Mapping[str, Any]) -> tuple[Identity, ...]:
    """Read the recipient of an OB 2.0 Assertion."""
    found = node(assertion.get("recipient"))
    kind = text(found, "type")
    kind = _OB2_KINDS.get(kind, kind)
    return (
        Identity(kind, text(found, "identity"), found.get("hashed") is True, text(found, "salt")),
    )


_NOT_ASKED: Final = Recipient(skipped("recipient.not_asked"))


def check_recipient(
    identities: Sequence[Identity],
    *,
    email: str | None = None,
    name: str | None = None,
    attached_name: str = "",
) -> Recipient:
    """Compare what the checker asks with what was signed.

    ``attached_name`` stands beside the credential in a certificate, unsigned; it counts only where
    it equals the signed name or its hash.
    """
    if email is None and name is None and not attached_name:
        return _NOT_ASKED
    findings = []
    if email is not None:
        findings.append(_compare(identities, _EMAIL, _addresses(email), "email"))
    if name is not None:
        findings.append(_compare(identities, _NAME, _names(name), "name"))
    confirmed = ""
    if attached_name:
        beside = _compare(identities, _NAME, _names(attached_name), "attached_name")
        # First, since a contradiction in the file is graver than another address of somebody's.
        findings.insert(0, beside)
        confirmed = _names(attached_name)[-1] if beside.passed else ""
    elif name is not None and findings[-1].passed:
        confirmed = _names(name)[-1]
    return Recipient(worst(findings) or _NOT_ASKED.finding, confirmed)


def _compare(
    identities: Sequence[Identity], kind: str, candidates: Sequence[str], code: str
) -> Finding:
    signed = [identity for identity in identities if identity.kind == kind]
    if not signed:
        return unknown(f"recipient.{code}_not_signed")
    if any(identity.is_one_of(candidates) for identity in signed):
        return passed(f"recipient.{code}_confirmed")
    return failed(f"recipient.{code}_differs")


def _addresses(email: str) -> list[str]:
    typed = email.strip()
    found = [typed, typed.lower()]
    with suppress(InputError):  # the issuer may have hashed what is no address to us
        found.append(normalize_email(typed))
    return found


def _names(name: str) -> list[str]:
    """Give a name as typed and in the form that is signed."""
    return [name, _normal(_NAME, name)]


def _normal(kind: str, value: str) -> str:
    """Write an identity in NFC, runs of white space as a blank; an address in lower case."""
    composed = " ".join(unicodedata.normalize("NFC", value).split())
    return composed.lower() if kind == _EMAIL else composed
