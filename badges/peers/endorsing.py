"""Another organisation's word for a badge: asked for by mail, answered by a link, shown.

Whoever is asked signs with their own issuer here, or hands in an EndorsementCredential that was
signed elsewhere. It is verified before it is kept, and once more before it is shown; what is shown
stands on the badge's page and in ``endorsement`` of the Achievement (OB 3.0, B.1.1)::

    ask_organisation(actor, version, organisation=…, address=…, message=…)     # mails the token
    hand_in(request_of(token), look_at(version, data))    # or sign_here(their actor, …), decline(…)
    show(actor, row, look_at(version, row.document))

Looking asks other people's servers, so it comes before the transaction that writes.

An endorsement is about one version: a new version asks for a new one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from badges import audit, mailing
from badges.accounts.access import Actor, Permission
from badges.codes import draw_token, hash_token
from badges.credentials.achievements import OB3_CONTEXT, VC_CONTEXT, achievement
from badges.credentials.endorsed import MOST_ENDORSEMENTS
from badges.credentials.issuers import issuer_profile
from badges.credentials.spoken import revoke_endorsements
from badges.database import db, get_scoped
from badges.errors import ConflictError, InputError, NotFoundError
from badges.issuing.endorsing import sign_endorsement
from badges.models import AchievementVersion, BadgeEndorsement
from badges.ports import now, ports
from badges.proofs import Content, ProofsError
from badges.publishing.checking import verify_bytes
from badges.text import clean_line, clean_name, clean_narrative, normalize_email
from badges.verifying import Status
from badges.verifying.foreign import id_of, node, text, types_of
from badges.verifying.outcomes import Format
from badges.verifying.reading import Submission, read
from badges.wording import pick, wording
from schemas.checking import check_credential

LINK_LIFETIME: Final = timedelta(days=60)
MESSAGE_LIMIT: Final = 1_000
COMMENT_LIMIT: Final = 500
MOST_BYTES: Final = 20_000
"""Bytes of an endorsement from elsewhere; it is carried by every badge of the version."""


@dataclass(frozen=True, slots=True)
class Looked:
    """An endorsement that was verified and can be embedded: ``form`` is ``di`` or ``jwt``."""

    version_id: int
    data: bytes
    form: str
    credential: Mapping[str, Any]


_FORMS: Final = {Format.OB3_DI: "di", Format.OB3_JWT: "jwt"}


def ask_organisation(
    actor: Actor, version: AchievementVersion, *, organisation: str, address: str, message: str
) -> BadgeEndorsement:
    """Ask an organisation by mail for its word on a published version."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = _published(actor, version)
    token = draw_token(ports().token_bytes)
    made = BadgeEndorsement(
        community_id=actor.community.id,
        version=row,
        organisation=clean_name(organisation, field="organisation"),
        address=normalize_email(address, field="address"),
        message=clean_narrative(message, field="message", limit=MESSAGE_LIMIT),
        token_hash=hash_token(token),
        state="asked",
        asked_by=actor.membership_id,
        asked_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    language = actor.community.languages[0]
    mailing.post(
        "endorsement_request",
        made.address,
        community=actor.community,
        language=language,
        about=f"endorsement:{made.id}",
        organisation=made.organisation,
        badge=pick(row.name, language).text,
        message=made.message,
        link=f"{actor.community.profile.base_url}/endorse/{token}",
    )
    audit.record(actor, "endorsement.ask", f"endorsement:{made.id}")
    return made


def request_of(token: str) -> BadgeEndorsement:
    """Find what a link asks for; raises ``NotFoundError`` once it is answered or too old."""
    found = db.session.scalar(
        sa.select(BadgeEndorsement).where(BadgeEndorsement.token_hash == hash_token(token))
    )
    if found is None or found.state != "asked" or found.asked_at + LINK_LIFETIME < now():
        raise NotFoundError("endorsement.link", "This link has been answered or is too old.")
    return found


def sign_here(actor: Actor, request: BadgeEndorsement, comment: str) -> BadgeEndorsement:
    """Answer with the word of the actor's own community, signed by its key.

    Raises ``InputError`` without a word, ``ConflictError`` for one's own badge.
    """
    actor.require(Permission.CREDENTIALS_SIGN)
    if actor.community.id == request.community_id:
        raise ConflictError("endorsement.own", "Nobody endorses their own badge; ask another one.")
    said = clean_line(comment, field="comment", limit=COMMENT_LIMIT)
    if not said:
        raise InputError("endorsement.empty", "Say in a sentence what you value.", field="comment")
    version, language = request.version, request.community.languages[0]
    badge = pick(version.name, language).text
    ours = sign_endorsement(
        actor.community.profile,
        version,
        name=wording(language).gettext("A word for: %(badge)s", badge=badge),
        comment=said,
        language=language,
    )
    request.ours = ours
    audit.record(actor, "endorsement.sign", f"endorsement:{request.id}")
    body = ours.document or b""
    return _keep(request, Looked(version.id, body, "di", json.loads(body)))


def hand_in(request: BadgeEndorsement, looked: Looked) -> BadgeEndorsement:
    """Answer with an EndorsementCredential that was signed elsewhere."""
    if request.version_id != looked.version_id:
        raise _refused("kind", "It was looked at for another badge.")
    return _keep(request, looked)


def add(actor: Actor, version: AchievementVersion, looked: Looked) -> BadgeEndorsement:
    """Keep an endorsement that came another way, as :func:`hand_in` does."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = _published(actor, version)
    made = BadgeEndorsement(
        community_id=actor.community.id,
        version=row,
        community=actor.community,
        state="asked",
        asked_by=actor.membership_id,
        asked_at=now(),
    )
    db.session.add(made)
    audit.record(actor, "endorsement.add", f"version:{row.id}")
    db.session.flush()
    return hand_in(made, looked)


def decline(request: BadgeEndorsement, why: str) -> BadgeEndorsement:
    """Answer with no, with or without a word why."""
    request.answer = clean_line(why, field="why", limit=COMMENT_LIMIT)
    request.state, request.answered_at, request.token_hash = "declined", now(), None
    request.address = ""
    db.session.flush()
    return request


def show(actor: Actor, given: BadgeEndorsement, looked: Looked) -> BadgeEndorsement:
    """Show an endorsement on the badge's page and in the badges signed from now on.

    ``looked`` is what was found a moment ago. Raises ``ConflictError`` where it was taken back
    meanwhile, or as many are shown as a badge carries.
    """
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(BadgeEndorsement, actor.community.id, id=given.id)
    if row.state != "given" or row.document != looked.data:
        raise ConflictError("endorsement.not_given", "There is nothing to show yet.")
    _require_room(row)
    return _set_shown(actor, row, shown=True)


def hide(actor: Actor, given: BadgeEndorsement) -> BadgeEndorsement:
    """Show an endorsement no longer; badges that carry it keep it."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(BadgeEndorsement, actor.community.id, id=given.id)
    return _set_shown(actor, row, shown=False)


def withdraw_given(actor: Actor, given: BadgeEndorsement) -> None:
    """Take back the word that the actor's community signed for somebody else's badge."""
    actor.require(Permission.CREDENTIALS_SIGN)
    ours = given.ours
    if ours is None or ours.community_id != actor.community.id:
        raise NotFoundError("not_found", "There is nothing here by that name.")
    revoke_endorsements(ours)
    given.state, given.shown = "withdrawn", False
    note_endorsed(given.version)
    audit.record(actor, "endorsement.withdraw", f"endorsement:{given.id}")


def given_by(actor: Actor) -> list[BadgeEndorsement]:
    """List the badges of others that the actor's community has endorsed, the newest first."""
    query = sa.select(BadgeEndorsement).where(
        BadgeEndorsement.ours.has(community_id=actor.community.id)
    )
    return list(db.session.scalars(query.order_by(BadgeEndorsement.id.desc())))


def endorsements_about(actor: Actor, versions: list[AchievementVersion]) -> list[BadgeEndorsement]:
    """List what was asked for and answered about some versions, the newest first."""
    actor.require(Permission.ACHIEVEMENTS_READ)
    query = sa.select(BadgeEndorsement).where(
        BadgeEndorsement.community_id == actor.community.id,
        BadgeEndorsement.version_id.in_([each.id for each in versions]),
    )
    return list(db.session.scalars(query.order_by(BadgeEndorsement.id.desc())))


def forget_addresses(at: datetime) -> int:
    """Forget where those were written to who did not answer in time; gives how many."""
    query = sa.select(BadgeEndorsement).where(
        BadgeEndorsement.state == "asked",
        BadgeEndorsement.asked_at < at - LINK_LIFETIME,
        BadgeEndorsement.address != "",
    )
    rows = db.session.scalars(query).all()
    for row in rows:
        row.address, row.token_hash = "", None
    db.session.flush()
    return len(rows)


def look_at(version: AchievementVersion, data: bytes) -> Looked:
    """Read and verify an endorsement of a version, as JSON or as a token; nothing is written.

    Raises ``InputError`` saying what is missing where it does not hold or is about something else,
    ``UnreadableError`` where it is no credential at all.
    """
    if len(data) > MOST_BYTES:
        raise _refused("large", "An endorsement of up to 20 KB can be kept.")
    submission = read(data)
    credential = submission.credential
    if credential is None or "EndorsementCredential" not in types_of(credential):
        raise _refused("kind", "Give an Open Badges 3.0 endorsement, as JSON or as a token.")
    if submission.format not in _FORMS or submission.container not in {"json", "jwt"}:
        raise _refused("kind", "Give an Open Badges 3.0 endorsement, as JSON or as a token.")
    if id_of(credential.get("credentialSubject")) != version.iri:
        raise InputError(
            "endorsement.about",
            f"It is about something else; its subject must be {version.iri}",
            field="document",
            address=version.iri,
        )
    if id_of(credential.get("issuer")) == version.achievement.community.profile.did:
        raise _refused("own", "Nobody endorses their own badge; ask another organisation.")
    result = verify_bytes(data, fresh=True)
    if result.status != Status.VERIFIED:
        raise _refused("not_verified", "Its signature could not be confirmed; check it first.")
    _require_embeddable(version, submission)
    return Looked(version.id, data.strip(), _FORMS[submission.format], credential)


def note_endorsed(version: AchievementVersion) -> None:
    """Note whether anything is shown of a version, so that its documents need not ask."""
    db.session.flush()
    shown = sa.select(BadgeEndorsement.id).where(
        BadgeEndorsement.version_id == version.id, BadgeEndorsement.shown.is_(True)
    )
    version.endorsed = db.session.scalar(shown.limit(1)) is not None


def _keep(row: BadgeEndorsement, looked: Looked) -> BadgeEndorsement:
    credential = looked.credential
    row.document, row.form = looked.data, looked.form
    row.state, row.answered_at, row.token_hash = "given", now(), None
    row.address = ""
    row.issuer = id_of(credential.get("issuer"))[:500]
    row.name = text(node(credential.get("issuer")), "name")[:200] or row.organisation
    row.comment = text(node(credential.get("credentialSubject")), "endorsementComment")
    row.comment = row.comment[:COMMENT_LIMIT]
    row.valid_until = _end_of(credential)
    db.session.flush()
    return row


def _set_shown(actor: Actor, row: BadgeEndorsement, *, shown: bool) -> BadgeEndorsement:
    row.shown = shown
    note_endorsed(row.version)
    audit.record(actor, "endorsement.show", f"endorsement:{row.id}", shown=shown)
    return row


def _end_of(credential: Mapping[str, Any]) -> datetime | None:
    until = text(credential, "validUntil")
    return datetime.fromisoformat(until) if until else None


def _require_embeddable(version: AchievementVersion, submission: Submission) -> None:
    """Go on only if a badge that carries it would be valid and say one thing to every reader."""
    community = version.achievement.community
    for language in community.languages:
        document = {
            "@context": [VC_CONTEXT, OB3_CONTEXT],
            "id": "urn:uuid:00000000-0000-4000-8000-000000000000",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": "x",
            "issuer": issuer_profile(community.profile, language),
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {
                "id": "urn:uuid:00000000-0000-4000-8000-000000000001",
                "type": ["AchievementSubject"],
                "achievement": _with(achievement(version, language), submission),
            },
        }
        try:
            fits = not check_credential(document) and Content(document).rdfc()
        except ProofsError:
            fits = False
        if not fits:
            raise _refused("embedded", "It says more than a badge can carry inside.")


def _with(document: dict[str, Any], submission: Submission) -> dict[str, Any]:
    if submission.format is Format.OB3_JWT and submission.jws is not None:
        return document
    return document | {"endorsement": [submission.credential]}


def _require_room(row: BadgeEndorsement) -> None:
    others = sa.select(BadgeEndorsement).where(
        BadgeEndorsement.version_id == row.version_id,
        BadgeEndorsement.shown.is_(True),
        BadgeEndorsement.id != row.id,
    )
    shown = db.session.scalars(others).all()
    if len(shown) >= MOST_ENDORSEMENTS:
        raise ConflictError("endorsement.many", "Hide another one first.", count=MOST_ENDORSEMENTS)
    if any(each.issuer == row.issuer for each in shown):
        raise ConflictError("endorsement.twice", "One of this organisation is shown already.")


def _published(actor: Actor, version: AchievementVersion) -> AchievementVersion:
    row = get_scoped(AchievementVersion, actor.community.id, id=version.id)
    if row.published_at is None:
        raise ConflictError("endorsement.draft", "Publish the badge first.")
    return row


def _refused(what: str, sentence: str) -> InputError:
    return InputError(f"endorsement.{what}", sentence, field="document")
