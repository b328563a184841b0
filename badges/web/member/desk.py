"""What a member sees at a glance: badges held and offered, the next step, what waits for them.

Everything is read from the rules' own traces; nobody is compared with anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from badges import standstill
from badges.awarding.achievements import current_versions
from badges.awarding.holding import awards_of
from badges.awarding.pauses import pauses_of
from badges.awarding.progress import check, spent_by
from badges.awarding.recording import record_of
from badges.awarding.states import expires_at, has_expired
from badges.database import db
from badges.milestones import AchievementProgress, Progress, stored_rule
from badges.models import (
    Achievement,
    AchievementVersion,
    Award,
    Community,
    Evidence,
    Membership,
    Milestone,
    Path,
    Question,
)
from badges.ports import now
from badges.programmes.standing import OnPath, next_on_paths, walks_of
from badges.timestamps import local_day
from badges.web.cards import Card, card_of
from badges.wording import Wording, pick

SHOWS_WORK = frozenset({"evidence", "review"})
HELD = ("accepted", "suspended")
SOON = timedelta(days=60)
"""How long before its end a badge is shown as ending."""


@dataclass(frozen=True, slots=True)
class Step:
    """One milestone as a member sees it; the first that is open is ``next``.

    ``reasons`` are sentences; ``lang`` is set where the title is in another language than the
    page's; ``takes_evidence`` offers the form.
    """

    key: str
    title: str
    lang: str
    met: bool
    have: int
    need: int
    reasons: tuple[str, ...]
    next: bool
    possible: bool
    takes_evidence: bool


@dataclass(frozen=True, slots=True)
class Way:
    """How far a member is towards one badge; ``path`` names the path it is the next step on."""

    card: Card
    have: int
    need: int
    met: bool
    steps: tuple[Step, ...]
    path: Path | None = None

    @property
    def next_step(self) -> Step | None:
        """The milestone to do next, nothing where all is done."""
        return next((step for step in self.steps if step.next), None)

    @property
    def begun(self) -> bool:
        """Whether anything counts already."""
        return any(step.have for step in self.steps)


@dataclass(frozen=True, slots=True)
class Holding:
    """An award as a tile; ``ends_on`` is its last day where that is near."""

    award: Award
    card: Card
    expired: bool
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """One community as its member sees it."""

    community: Community
    membership: Membership
    offered: tuple[Holding, ...]
    held: tuple[Holding, ...]
    ended: tuple[Holding, ...]
    ahead: tuple[Way, ...]
    later: tuple[Way, ...]
    walks: tuple[OnPath, ...]
    pause_until: date | None
    changes: tuple[Evidence, ...]
    answers: tuple[Question, ...]

    @property
    def ending(self) -> tuple[Holding, ...]:
        """The badges held that run out soon."""
        return tuple(it for it in self.held if it.ends_on is not None)


def desk_of(membership: Membership, words: Wording) -> Desk:
    """Gather what one membership has, lacks, and should look at."""
    awards = awards_of(membership)
    holdings = [_holding(award, words) for award in awards if award.state != "erased"]
    walks = walks_of(membership)
    ahead, later = _ways(membership, awards, walks, words)
    return Desk(
        community=membership.community,
        membership=membership,
        offered=tuple(it for it in holdings if it.award.state == "offered"),
        held=tuple(it for it in holdings if it.award.state in HELD),
        ended=tuple(it for it in holdings if it.award.state == "withdrawn"),
        ahead=ahead,
        later=later,
        walks=tuple(walks),
        pause_until=standstill.until(
            pauses_of(membership), local_day(now(), membership.community.zone)
        ),
        changes=tuple(_asked_for_changes(membership)),
        answers=tuple(_answered(membership)),
    )


def way_of(
    version: AchievementVersion,
    progress: AchievementProgress,
    words: Wording,
    names: Mapping[str, str],
) -> Way:
    """Put the trace of one achievement into a member's words."""
    rows = {row.key: row for row in version.milestones}
    zone = ZoneInfo(version.achievement.community.zone)
    first_open = next((it.key for it in progress.milestones if not it.progress), "")
    if progress.met:
        first_open = ""
    steps = tuple(
        _step(
            rows[each.key],
            each.progress,
            tuple(words.sentences(each.progress.reasons, names=names, zone=zone)),
            is_next=each.key == first_open,
            words=words,
        )
        for each in progress.milestones
    )
    overall = progress.overall
    need = version.needed or len(steps)
    done = sum(step.met for step in steps)
    return Way(
        card=card_of(version, words.language),
        have=min(done, need),
        need=need,
        met=bool(overall),
        steps=steps,
    )


def names_of(versions: Sequence[AchievementVersion], words: Wording) -> dict[str, str]:
    """Give the achievements' names by slug, as sentences name them."""
    return {it.achievement.slug: pick(it.name, words.language).text for it in versions}


def questions_about(membership: Membership, achievement: Achievement) -> list[Question]:
    """List what the member asked about one achievement, with the answers, newest first."""
    return list(
        db.session.scalars(
            sa.select(Question)
            .where(
                Question.membership_id == membership.id,
                Question.achievement_id == achievement.id,
            )
            .order_by(Question.id.desc())
        )
    )


def _ways(
    membership: Membership, awards: Sequence[Award], walks: Sequence[OnPath], words: Wording
) -> tuple[tuple[Way, ...], tuple[Way, ...]]:
    """Give what to do next, and what else there is: begun ones and next steps of paths first."""
    versions = current_versions(membership.community_id)
    names = names_of(versions, words)
    record = record_of(membership, at=now(), versions=versions)
    earlier: dict[int, list[Award]] = defaultdict(list)
    for award in reversed(awards):
        earlier[award.achievement_id].append(award)
    open_ones = {
        version.achievement_id: way_of(
            version,
            check(record, version, spent_by(earlier[version.achievement_id])),
            words,
            names,
        )
        for version in versions
        if version.milestones and not _is_held(version, earlier[version.achievement_id])
    }
    on_paths = next_on_paths(walks)
    ahead, later = [], []
    for achievement_id, way in open_ones.items():
        if achievement_id in on_paths or way.begun:
            ahead.append(replace(way, path=on_paths.get(achievement_id)))
        else:
            later.append(way)
    return tuple(sorted(ahead, key=_remaining)), tuple(later)


def _is_held(version: AchievementVersion, awards: Sequence[Award]) -> bool:
    """Tell whether there is nothing to do for it now: held, offered, and not to be renewed."""
    if not awards or version.repeatable:
        return False
    last = awards[-1]
    return last.state in {"offered", *HELD} and not has_expired(last, now())


def _remaining(way: Way) -> tuple[bool, float]:
    """Order by what is nearest, impossible ones last; never shown as a number."""
    step = way.next_step
    return (step is not None and not step.possible, 1 - way.have / max(1, way.need))


def _step(
    row: Milestone, progress: Progress, reasons: tuple[str, ...], *, is_next: bool, words: Wording
) -> Step:
    title = pick(row.title, words.language)
    signals = stored_rule(row.rule).signals()
    return Step(
        key=row.key,
        title=title.text or row.key,
        lang="" if title.language == words.language else title.language,
        met=bool(progress),
        have=progress.have,
        need=progress.need,
        reasons=reasons,
        next=is_next,
        possible=progress.possible,
        takes_evidence=bool(row.asking.get("kinds"))
        or any(signal.what in SHOWS_WORK for signal in signals),
    )


def kept_from(memberships: Sequence[Membership], words: Wording) -> tuple[Holding, ...]:
    """List the badges that a person kept from communities they have left."""
    awards = [award for membership in memberships for award in awards_of(membership)]
    return tuple(_holding(award, words) for award in awards if award.state in {*HELD, "withdrawn"})


def _holding(award: Award, words: Wording) -> Holding:
    end, instant = expires_at(award), now()
    near = end is not None and instant < end <= instant + SOON and award.state == "accepted"
    return Holding(
        award,
        card_of(award.version, words.language),
        has_expired(award, instant),
        local_day(end, award.community.zone) if end is not None and near else None,
    )


def _asked_for_changes(membership: Membership) -> list[Evidence]:
    """List pieces that a reviewer wants changed and that were not handed in anew."""
    newer = aliased(Evidence)
    return list(
        db.session.scalars(
            sa.select(Evidence)
            .where(
                Evidence.membership_id == membership.id,
                Evidence.state == "changes",
                ~sa.exists().where(newer.replaces_id == Evidence.id),
            )
            .order_by(Evidence.id.desc())
        )
    )


def _answered(membership: Membership) -> list[Question]:
    """List the newest answers to what the member asked."""
    return list(
        db.session.scalars(
            sa.select(Question)
            .where(
                Question.membership_id == membership.id,
                Question.answered_at.is_not(None),
            )
            .order_by(Question.answered_at.desc())
            .limit(3)
        )
    )
