"""One badge awarded to many at once: what :func:`badges.awarding.awards.award` does for each.

For those alone whose case is plain (:func:`plain_cases` tells): who holds the badge already, was
unknown until a moment ago in another way, or has anything else about them that needs a look, is
for ``award``. The two leave the same rows; here they are written many at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from badges import audit, signals
from badges.accounts.access import Actor, Permission
from badges.accounts.legal import require_details
from badges.awarding.achievements import newest_published
from badges.awarding.awards import (
    PLACE_LIMIT,
    REASON_LIMIT,
    SENTENCE_LIMIT,
    earned_on,
)
from badges.awarding.evaluating import is_waited_for
from badges.awarding.progress import check, spent_by
from badges.awarding.recording import Spent, records_by_id
from badges.awarding.states import has_expired
from badges.codes import draw_code, draw_token, hash_token
from badges.database import db
from badges.errors import BadgesError
from badges.jobs import enqueue_many
from badges.mailing import Offer, post_offers
from badges.milestones import Record, Signal
from badges.models import Achievement, AchievementVersion, Award, AwardEvent, Membership, Person
from badges.ports import now, ports
from badges.rows import draw_ids, insert_many
from badges.text import clean_line, clean_narrative
from badges.timestamps import end_after

Trace = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is to get the badge: their membership, and what their award says.

    ``day`` is when it was earned, nothing: today; ``trace`` what the milestones say of them;
    ``renews`` the award of theirs that has run out.
    """

    membership_id: int
    subject_id: str
    name: str
    address: str
    language: str
    narrative: str
    day: date | None
    trace: Trace
    renews: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """An award that was just written."""

    award_id: int
    public_id: str
    awarded_at: datetime
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class PlainCase:
    """A member who can be awarded with many others, as they are known."""

    membership_id: int
    subject_id: str
    name: str
    address: str
    language: str
    trace: Trace
    renews: int | None


def version_for_many(
    actor: Actor, achievement: Achievement, *, reason: str, place: str
) -> AchievementVersion | None:
    """Give the version that is awarded; nothing where each is to be told what stands in the way."""
    version = newest_published(achievement)
    try:
        actor.require(Permission.AWARDS_WRITE)
        require_details(actor.community)
        why = clean_line(reason, field="reason", limit=REASON_LIMIT)
        where = clean_line(place, field="place", limit=PLACE_LIMIT)
    except BadgesError:
        return None
    as_kept = why == reason and where == place
    return version if achievement.archived_at is None and why and as_kept else None


def plain_cases(
    community_id: int, version: AchievementVersion, member_ids: Collection[int]
) -> dict[int, PlainCase]:
    """Give those of some members who may be awarded a version with others, by their row."""
    taken, run_out = _holders(version, member_ids)
    rows = db.session.execute(
        sa.select(
            Membership.id,
            Membership.subject_id,
            Membership.name,
            Membership.address,
            Person.language,
        )
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.id.in_(member_ids),
            Membership.community_id == community_id,
            Membership.left_at.is_(None),
        )
    ).all()
    plain = [row for row in rows if row[0] not in taken]
    traces = _traces(version, [row[0] for row in plain])
    return {row[0]: PlainCase(*row, traces[row[0]], run_out.get(row[0])) for row in plain}


def trace_of_nobody(version: AchievementVersion) -> Trace:
    """Give what the milestones say of somebody who has done nothing here yet."""
    zone = ZoneInfo(version.achievement.community.zone)
    return check(Record(now=now(), zone=zone), version, frozenset()).to_json()


def can_be_written(
    version: AchievementVersion, language: str, narrative: str, day: date | None
) -> bool:
    """Tell whether a row's own parts are such that an award takes them as they are."""
    community = version.achievement.community
    if language not in community.languages:
        return False
    try:
        if narrative and clean_narrative(narrative, limit=SENTENCE_LIMIT) != narrative:
            return False
        if day is None:  # today, which is neither ahead nor over
            return True
        awarded_at = earned_on(community, day)
    except BadgesError:
        return False
    if version.valid_days is None:
        return True
    return end_after(awarded_at, version.valid_days, community.zone) > now()


def award_together(
    actor: Actor,
    version: AchievementVersion,
    recipients: Sequence[Recipient],
    *,
    reason: str,
    place: str,
) -> list[Made]:
    """Award a version to plain cases, in their order: offers, or accepted where it says at once.

    Whoever calls this signs those that are accepted. Raises ``IntegrityError`` where somebody else
    awarded one of them at the same moment; nothing of any is kept then.
    """
    community, at = actor.community, now()
    instant = cache(lambda day: earned_on(community, day))
    _make_room(each.renews for each in recipients)
    accepted = version.issue_at_once
    draw = ports().token_bytes
    tokens = [draw_token(draw) for _ in recipients]
    codes = _free_codes(len(recipients))
    made = [
        Made(award_id, draw(16).hex(), instant(recipient.day), recipient)
        for award_id, recipient in zip(draw_ids(Award, len(recipients)), recipients, strict=True)
    ]
    insert_many(
        Award,
        [
            {
                "id": each.award_id,
                "public_id": each.public_id,
                "code": code,
                "membership_id": each.recipient.membership_id,
                "once_key": _once_key(version, each.recipient.membership_id),
                "recipient_name": each.recipient.name,
                "recipient_address": each.recipient.address,
                "language": each.recipient.language,
                "narrative": each.recipient.narrative,
                "trace": each.recipient.trace,
                "claim_hash": hash_token(token),
                "awarded_at": each.awarded_at,
                "renews_id": each.recipient.renews,
            }
            for each, code, token in zip(made, codes, tokens, strict=True)
        ],
        community_id=community.id,
        achievement_id=version.achievement_id,
        version_id=version.id,
        state="accepted" if accepted else "offered",
        visibility="private",
        place=place,
        by_rule=False,
        reason=reason,
        awarded_by=actor.membership_id,
        accepted_at=at if accepted else None,
    )
    _note(actor, made, "offered", reason, actor.membership_id)
    audit.record_many(
        actor, "award.offer", [f"award:{each.award_id}" for each in made], by_rule=False
    )
    if accepted:
        _accept(actor, version, made)
    base = f"{community.profile.base_url}/claim/"
    post_offers(
        version,
        [
            Offer(
                each.award_id,
                each.recipient.address,
                each.recipient.name,
                each.recipient.language,
                base + token,
            )
            for each, token in zip(made, tokens, strict=True)
        ],
    )
    return made


def _accept(actor: Actor, version: AchievementVersion, made: Sequence[Made]) -> None:
    """Take them as accepted: each may be a step to other badges, and be earned anew some day."""
    _note(actor, made, "accepted", "", None)
    community = actor.community
    signal = Signal("award", version.achievement.slug)
    if is_waited_for(community.id, signal):
        told = ((each.recipient.membership_id, signal, None) for each in made)
        signals.tell_all(community.id, told)
    if version.repeatable or version.valid_days is not None:
        enqueue_many("evaluate_member", _again(version, made), community_id=community.id)


def _again(version: AchievementVersion, made: Iterable[Made]) -> Iterable[Mapping[str, Any]]:
    zone = version.achievement.community.zone
    for each in made:
        days = version.valid_days
        ends = end_after(each.awarded_at, days, zone) if days is not None else None
        yield {
            "due": now() if version.repeatable else ends,
            "membership_id": each.recipient.membership_id,
            "achievement_ids": [version.achievement_id],
        }


def _note(actor: Actor, made: Sequence[Made], what: str, reason: str, actor_id: int | None) -> None:
    insert_many(
        AwardEvent,
        [{"award_id": each.award_id} for each in made],
        community_id=actor.community.id,
        what=what,
        reason=reason,
        actor_id=actor_id,
        at=now(),
    )


def _once_key(version: AchievementVersion, membership_id: int) -> str | None:
    return None if version.repeatable else f"{version.achievement_id}:{membership_id}"


def _holders(
    version: AchievementVersion, member_ids: Collection[int]
) -> tuple[set[int], dict[int, int]]:
    """Give those in whose way an award stands, and by member the award that has run out."""
    if version.repeatable:
        return set(), {}
    keys = {_once_key(version, member): member for member in member_ids}
    taken, run_out = set(), {}
    for held in db.session.scalars(sa.select(Award).where(Award.once_key.in_(keys))):
        if held.state in {"offered", "accepted"} and has_expired(held, now()):
            run_out[keys[held.once_key]] = held.id
        else:
            taken.add(keys[held.once_key])
    return taken, run_out


def _make_room(renewed: Iterable[int | None]) -> None:
    """Let awards that have run out be the current ones no more."""
    ids = [each for each in renewed if each is not None]
    if ids:
        db.session.execute(sa.update(Award).where(Award.id.in_(ids)).values(once_key=None))


def _traces(version: AchievementVersion, member_ids: Sequence[int]) -> dict[int, Trace]:
    """Give what the milestones say of each; of those who have done nothing it is the same."""
    if not member_ids:
        return {}
    community, at = version.achievement.community, now()
    records = records_by_id(community, member_ids, at=at, versions=[version])
    spent = _spent(version, member_ids)
    nothing = Record(now=at, zone=ZoneInfo(community.zone))
    of_nobody = trace_of_nobody(version)
    return {
        member: of_nobody
        if not spent[member] and replace(records[member], member="") == nothing
        else check(records[member], version, spent[member]).to_json()
        for member in member_ids
    }


def _spent(version: AchievementVersion, member_ids: Sequence[int]) -> Mapping[int, Spent]:
    """Give what earlier awards of the badge were given for, by member."""
    found: dict[int, Spent] = defaultdict(frozenset)
    query = sa.select(Award).where(
        Award.achievement_id == version.achievement_id, Award.membership_id.in_(member_ids)
    )
    for award in db.session.scalars(query):
        if award.membership_id is not None:
            found[award.membership_id] |= spent_by([award])
    return found


def _free_codes(count: int) -> list[str]:
    """Draw so many codes that no award has, each another one."""
    codes: dict[str, None] = {}
    draw = ports().token_bytes
    while len(codes) < count:
        drawn = {draw_code(draw): None for _ in range(count - len(codes))}
        taken = set(db.session.scalars(sa.select(Award.code).where(Award.code.in_(drawn))))
        codes |= {code: None for code in drawn if code not in taken}
    return list(codes)
