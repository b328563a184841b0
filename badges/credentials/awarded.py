"""An award as documents, unsigned: OB 3.0 AchievementCredential, OB 2.0 Assertion.

The credential is built once, from rows. Every other form of the same issue is derived from the
*signed* credential, so that all of them say the same, with the same salts (decisions 13).
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from badges.credentials.achievements import OB2_CONTEXT, OB3_CONTEXT, VC_CONTEXT, achievement
from badges.credentials.issuers import issuer_profile
from badges.credentials.marks import marked_name
from badges.models import AchievementVersion, Award, Evidence, StatusList
from badges.ports import ports
from badges.proofs import SecuredCredential, UnsignedCredential
from badges.status import status_entry
from badges.timestamps import utc_text
from badges.verifying.foreign import host_of
from badges.wording import pick, wording


@dataclass(frozen=True, slots=True)
class Common:
    """What the credentials of one version in one language have in common.

    ``prefix`` is where they are published; ``issuer`` and ``achievement`` are shared by all that
    are built with it, so nobody changes them.
    """

    prefix: str
    name: str
    issuer: Mapping[str, Any]
    achievement: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Holder:
    """What is an award's own: its share address, whom it names, since when, a personal sentence.

    ``address`` is hashed; ``named`` false hashes the name as well.
    """

    public_id: str
    subject_id: str
    address: str
    name: str
    named: bool
    narrative: str
    awarded_at: datetime


def common_of(version: AchievementVersion, language: str) -> Common:
    """Build once what all credentials of a version in a language share."""
    community = version.achievement.community
    name, used = pick(version.name, language)
    return Common(
        f"{community.profile.base_url}/credentials",
        marked_name(name, community, used),
        issuer_profile(community.profile, language),
        achievement(version, language),
    )


def achievement_credential(
    award: Award,
    *,
    number: int,
    valid_from: datetime,
    valid_until: datetime | None,
    status: tuple[StatusList, int],
) -> UnsignedCredential:
    """Build the AchievementCredential (OB 3.0, B.1.3) of an award's ``number``-th issue.

    ``validFrom`` moves with each issue, ``awardedDate`` stays. Salts are drawn here, one for each
    identifier.
    """
    if award.member is None:
        raise ValueError("an erased award cannot be issued")
    document = plain_credential(
        common_of(award.version, award.language),
        Holder(
            public_id=award.public_id,
            subject_id=award.member.subject_id,
            address=award.recipient_address,
            name=award.recipient_name,
            named=award.named,
            narrative=award.narrative,
            awarded_at=award.awarded_at,
        ),
        number=number,
        valid_from=valid_from,
        valid_until=valid_until,
        status=(status[0].iri, status[1]),
    )
    shown = [item for item in award.evidence if item.in_credential]
    if shown:
        taken = set(_ids(document))
        document["evidence"] = [_evidence(item, taken, award.language) for item in shown]
    return document


def plain_credential(
    common: Common,
    holder: Holder,
    *,
    number: int,
    valid_from: datetime,
    valid_until: datetime | None,
    status: tuple[str, int],
) -> UnsignedCredential:
    """Build the AchievementCredential of an award that shows no evidence, without any row.

    ``status`` is the address of a list and the index in it.
    """
    subject: dict[str, Any] = {
        "id": holder.subject_id,
        "type": ["AchievementSubject"],
        "identifier": _identifiers(holder),
        "achievement": common.achievement,
    }
    if holder.narrative:
        subject["narrative"] = holder.narrative
    document: dict[str, Any] = {
        "@context": [VC_CONTEXT, OB3_CONTEXT],
        "id": f"{common.prefix}/{holder.public_id}/{number}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": common.name,
        "issuer": common.issuer,
        "validFrom": utc_text(valid_from),
        "awardedDate": utc_text(holder.awarded_at),
        "credentialSubject": subject,
        "credentialStatus": status_entry(*status),
    }
    if valid_until is not None:
        document["validUntil"] = utc_text(valid_until)
    return UnsignedCredential(document)


def assertion(
    credential: SecuredCredential | UnsignedCredential,
    *,
    iri: str,
    creator: str | None = None,
) -> dict[str, Any]:
    """Build the OB 2.0 Assertion (2.0, 4.1) that says what a signed OB 3.0 credential says.

    With ``creator`` (the address of a CryptographicKey) it is a signed badge, else a hosted one.
    """
    subject = credential["credentialSubject"]
    award_achievement = subject["achievement"]
    document: dict[str, Any] = {
        "@context": OB2_CONTEXT,
        "id": iri,
        "type": "Assertion",
        "recipient": _recipient(subject),
        "badge": award_achievement["id"],
        "image": award_achievement["image"]["id"],
        "issuedOn": credential.get("awardedDate", credential["validFrom"]),
        "verification": {"type": "SignedBadge", "creator": creator}
        if creator
        else {"type": "HostedBadge"},
    }
    if "validUntil" in credential:
        document["expires"] = credential["validUntil"]
    if "narrative" in subject:
        document["narrative"] = subject["narrative"]
    if "evidence" in credential:
        document["evidence"] = [
            {"type": "Evidence", **{key: item[key] for key in _EVIDENCE_TERMS if key in item}}
            for item in credential["evidence"]
        ]
    return document


_EVIDENCE_TERMS = ("id", "name", "narrative", "description", "genre")


def _identifiers(holder: Holder) -> list[dict[str, Any]]:
    """List who it is about: the address always hashed, the name as the member chose."""
    found = []
    if holder.address:
        found.append(_hashed("emailAddress", holder.address))
    name = unicodedata.normalize("NFC", holder.name)
    if holder.named and name:
        found.append(
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": name,
                "identityType": "name",
            }
        )
    elif name:
        found.append(_hashed("name", name))
    return found


def _hashed(identity_type: str, identity: str) -> dict[str, Any]:
    salt = ports().token_bytes(16).hex()
    digest = hashlib.sha256((identity + salt).encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": identity_type,
        "salt": salt,
    }


def _recipient(subject: Mapping[str, Any]) -> dict[str, Any]:
    for item in subject.get("identifier", []):
        if item["identityType"] == "emailAddress":
            return {
                "type": "email",
                "hashed": True,
                "identity": item["identityHash"],
                "salt": item["salt"],
            }
    return {"type": "id", "hashed": False, "identity": subject["id"]}


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "id" in value:
            yield value["id"]
        for inner in value.values():
            yield from _ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _ids(inner)


def _evidence(item: Evidence, taken: set[str], language: str) -> dict[str, Any]:
    """Build the Evidence node of something its owner chose to show (decisions 17).

    A link to what the document describes elsewhere, or to what other evidence links to, is told as
    text: under one id the two names could be exchanged (``badges.proofs.jsonld``). ``taken`` are
    the ids so far.
    """
    node: dict[str, Any] = {"type": ["Evidence"], "name": _called(item, language)}
    if item.kind == "link" and item.url in taken:
        node["narrative"] = item.url
    elif item.kind == "link":
        node["id"] = item.url
        taken.add(item.url)
    elif item.kind == "text":
        node["narrative"] = item.text
    if item.digest_sri:
        node["digestSRI"] = item.digest_sri
    return node


def _called(item: Evidence, language: str) -> str:
    """Give the name of a piece; one that its owner gave none is called by where or what it is."""
    if item.name:
        return item.name
    if item.kind == "link" and (host := host_of(item.url)):
        return host
    words = wording(language)
    return words.gettext("In their own words") if item.kind == "text" else words.gettext("A file")
