"""The decision that somebody earned something: by a rule, or by a person with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from badges import audit, signals
from badges.accounts.access import Actor, Permission
from badges.accounts.legal import require_details
from badges.awarding.achievements import newest_published
from badges.awarding.guardians import may_share
from badges.awarding.progress import progress
from badges.awarding.states import advance, expires_at, has_expired
from badges.codes import draw_code, draw_token, hash_token, read_code
from badges.database import db, get_scoped
from badges.errors import ConflictError, InputError
from badges.jobs import enqueue
from badges.mailing import post
from badges.milestones import Signal
from badges.models import (
    Achievement,
    AchievementVersion,
    Award,
    AwardEvent,
    AwardEvidence,
    Community,
    Evidence,
    Membership,
)
from badges.ports import now, ports
from badges.text import clean_line, clean_narrative
from badges.timestamps import local_day

VISIBILITIES: Final = ("private", "link", "public")
REASON_LIMIT: Final = 500
SENTENCE_LIMIT: Final = 1_000
PLACE_LIMIT: Final = 100


class Awarded(NamedTuple):
    """A new award, and the token of its claim link, which is nowhere to be had again."""

    award: Award
    claim_token: str


def award(
    actor: Actor,
    achievement: Achievement,
    membership: Membership,
    *,
    reason: str = "",
    narrative: str = "",
    evidence_ids: Iterable[int] = (),
    language: str | None = None,
    place: str | None = None,
    day: date | None = None,
    by_rule: bool = False,
    trace: Mapping[str, Any] | None = None,
    visibility: str = "private",
    at_once: bool | None = None,
    hold: bool = True,
    version: AchievementVersion | None = None,
) -> Awarded:
    """Award a published version, else the newest, to a member: an offer, mailed if possible.

    By hand a ``reason`` is needed. ``day`` is when it was earned, in the community's zone, where
    that is not today. ``at_once`` signs without asking the member first; nothing:
    as the achievement says. Raises ``ConflictError`` (params ``public_id``) where the member
    holds it already and it is not repeatable; one that has expired is renewed. Its mail waits, to
    be undone, unless ``hold`` is false.
    """
    actor.require(Permission.AWARDS_WRITE)
    require_details(actor.community)
    row, member = achievement, membership
    if not by_rule:  # whose rules are checked was looked up within their community
        row = get_scoped(Achievement, actor.community.id, id=achievement.id)
        member = get_scoped(Membership, actor.community.id, id=membership.id)
    version = _awardable(row, member, version)
    why = clean_line(reason, field="reason", limit=REASON_LIMIT)
    if not by_rule and not why:
        raise InputError("award.reason", "Say why it is awarded by hand.", field="reason")
    before = _make_room(version, member)
    token = draw_token(ports().token_bytes)
    made = Award(
        community_id=actor.community.id,
        community=actor.community,
        public_id=ports().token_bytes(16).hex(),
        code=_free_code(),
        achievement=row,
        version=version,
        member=member,
        once_key=None if version.repeatable else f"{row.id}:{member.id}",
        state="offered",
        recipient_name=member.name,
        recipient_address=member.address,
        language=_language(actor, member, language),
        visibility=check_visibility(visibility) if may_share(member) else "private",
        narrative=clean_narrative(narrative, limit=SENTENCE_LIMIT),
        place=_place(actor, place),
        by_rule=by_rule,
        reason=why,
        awarded_by=actor.membership_id,
        trace=dict(progress(member, version).to_json() if trace is None else trace),
        claim_hash=hash_token(token),
        awarded_at=earned_on(actor.community, day),
        renews_id=before.id if before is not None else None,
        evidence=[],
        events=[
            AwardEvent(
                community_id=actor.community.id,
                what="offered",
                reason=why,
                actor_id=actor.membership_id,
                at=now(),
            )
        ],
    )
    _keep(made)
    _rest_on(made, list(dict.fromkeys(evidence_ids)))
    audit.record(actor, "award.offer", f"award:{made.id}", by_rule=by_rule)
    if version.issue_at_once if at_once is None else at_once:
        accept_now(made)
    tell(made, token, hold=hold)
    return Awarded(made, token)


def accept_now(made: Award, *, actor_id: int | None = None) -> None:
    """Take an offer as accepted: a job signs it, and it may be a step to other badges."""
    advance(made, "accept", actor_id=actor_id)
    made.accepted_at = now()
    enqueue("issue_credential", community_id=made.community_id, award_id=made.id)
    if made.member is not None:
        signals.tell(made.member, Signal("award", made.achievement.slug))
        _look_again(made)


def _look_again(made: Award) -> None:
    """Promise to look again once the badge can be earned anew: what was done until then counts."""
    again = now() if made.version.repeatable else expires_at(made)
    if again is not None:
        enqueue(
            "evaluate_member",
            community_id=made.community_id,
            due=again,
            membership_id=made.membership_id,
            achievement_ids=[made.achievement_id],
        )


def renew_claim_link(actor: Actor, made: Award) -> str:
    """Draw a new token for an award and give it; the link before it leads nowhere from now on.

    The old one may be lost, or in the wrong hands.
    """
    actor.require(Permission.AWARDS_WRITE)
    row = get_scoped(Award, actor.community.id, id=made.id)
    advance(row, "link", actor_id=actor.membership_id)
    token = draw_token(ports().token_bytes)
    row.claim_hash = hash_token(token)
    audit.record(actor, "award.link", f"award:{row.id}")
    return token


def find_award(actor: Actor, public_id: str) -> Award:
    """Find an award of the community; raises ``NotFoundError``."""
    actor.require(Permission.AWARDS_READ)
    return get_scoped(Award, actor.community.id, public_id=public_id)


def award_by_code(typed: str) -> Award | None:
    """Find an award by the code printed on its certificate, in whichever community."""
    code = read_code(typed)
    return db.session.scalar(sa.select(Award).where(Award.code == code)) if code else None


def _awardable(
    achievement: Achievement, member: Membership, version: AchievementVersion | None
) -> AchievementVersion:
    """Give the version to award: the asked one, which was published, else the newest that was."""
    version = version or newest_published(achievement)
    if version is None or achievement.archived_at is not None:
        raise ConflictError(
            "award.unpublished",
            "This badge cannot be awarded now; publish it first.",
            slug=achievement.slug,
        )
    if member.left_at is not None:
        raise ConflictError("award.left", "This person has left the community.")
    return version


def _make_room(version: AchievementVersion, member: Membership) -> Award | None:
    """Give the award that this one renews, if any; refuse a second one of the same."""
    if version.repeatable:
        return None
    held = db.session.scalar(
        sa.select(Award).where(Award.once_key == f"{version.achievement_id}:{member.id}")
    )
    if held is None:
        return None
    if held.state not in {"offered", "accepted"} or not has_expired(held, now()):
        raise _already(held)
    held.once_key = None
    db.session.flush()
    return held


def _keep(made: Award) -> None:
    """Write the award; of two at the same moment the database lets one through."""
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as error:
        held = db.session.scalar(sa.select(Award).where(Award.once_key == made.once_key))
        if made.once_key is None or held is None:
            raise
        raise _already(held) from error


def _already(held: Award) -> ConflictError:
    return ConflictError(
        "award.already",
        "This person holds the badge already; see the first award.",
        public_id=held.public_id,
    )


def _rest_on(made: Award, evidence_ids: Sequence[int]) -> None:
    """Note the evidence it rests on: the member's own, for this achievement."""
    if not evidence_ids:
        return
    for evidence_id in evidence_ids:
        piece = get_scoped(
            Evidence,
            made.community_id,
            id=evidence_id,
            membership_id=made.membership_id,
            achievement_id=made.achievement_id,
        )
        db.session.add(
            AwardEvidence(award_id=made.id, evidence_id=piece.id, community_id=made.community_id)
        )
    db.session.flush()
    db.session.expire(made, ["evidence"])


def tell(made: Award, token: str, *, hold: bool) -> None:
    """Mail the holder, if there is an address, with a link that carries this token.

    ``hold`` lets the mail wait for an "undo", as where a manager awards.
    """
    if not made.recipient_address:
        return
    post(
        "offer",
        made.recipient_address,
        community=made.community,
        language=made.language,
        award=made,
        hold=hold,
        name=made.recipient_name,
        claim_url=f"{made.community.profile.base_url}/claim/{token}",
    )


def _free_code() -> str:
    while True:
        code = draw_code(ports().token_bytes)
        if db.session.scalar(sa.select(Award.id).where(Award.code == code)) is None:
            return code


def _language(actor: Actor, member: Membership, language: str | None) -> str:
    """Choose the asked language, else the member's own if the community has it, else its first."""
    languages = actor.community.languages
    if language is None:
        own = member.person.language
        return own if own in languages else languages[0]
    if language not in languages:
        raise InputError(
            "award.language",
            f"Choose one of the community's languages: {', '.join(languages)}.",
            field="language",
        )
    return language


def check_visibility(visibility: str) -> str:
    """Give a visibility that is one; raises ``InputError``."""
    if visibility not in VISIBILITIES:
        raise InputError("award.visibility", "Choose private, link or public.", field="visibility")
    return visibility


def earned_on(community: Community, day: date | None) -> datetime:
    """Give the instant that stands for a day: its noon, which is that day in most zones.

    Nothing is today, now; raises ``InputError`` for a day that is ahead.
    """
    if day is None:
        return now()
    noon = datetime.combine(day, time(12), ZoneInfo(community.zone))
    if day > local_day(now(), community.zone):
        raise InputError("award.day", "Give a day that is not in the future.", field="day")
    return min(now(), noon.astimezone(UTC))


def _place(actor: Actor, place: str | None) -> str:
    if place is None:
        return actor.community.place
    return clean_line(place, field="place", limit=PLACE_LIMIT)
