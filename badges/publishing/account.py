"""What was done for an award, how it was checked and by how many: counts, never contents.

Evidence is private and reviewers are people, so an account holds numbers only. It is read from the
trace that the award keeps::

    account = account_of(award)
    account_sentence(account, wording("en"))      # "Took part twice; …"
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

import sqlalchemy as sa

from badges.database import db
from badges.milestones import (
    AchievementProgress,
    Counted,
    KindOfProof,
    Signal,
    What,
    kind_of_proof,
    stored_rule,
)
from badges.models import Award, AwardEvidence, Review
from badges.wording import Wording

_LAST_NUMBER = re.compile(r"\d+$")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many activities, pieces of work handed in, pieces approved, reviewers, badges held.

    ``vouches`` and ``decisions`` are people who spoke for it; ``meetings`` and ``goals`` what
    others confirmed.
    """

    activities: int = 0
    handed_in: int = 0
    approved: int = 0
    reviewers: int = 0
    badges: int = 0
    vouches: int = 0
    meetings: int = 0
    goals: int = 0
    decisions: int = 0

    def __bool__(self) -> bool:
        return self != Counts(reviewers=self.reviewers)


@dataclass(frozen=True, slots=True)
class MetMilestone:
    """A milestone that was met: its title by language, and what counted for it."""

    title: Mapping[str, str]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Account:
    """The milestones met and all that counted for them.

    ``by_hand`` means that a person decided without a rule having said yes; ``proof`` is what the
    award rests on, as the certificate's heading needs it.
    """

    milestones: tuple[MetMilestone, ...]
    total: Counts
    by_hand: bool
    proof: KindOfProof


def account_of(award: Award) -> Account:
    """Read the account of an award from its trace."""
    if not award.trace.get("milestones"):
        return Account((), _counts_by_hand(award), by_hand=True, proof=_proof_by_hand(award))
    progress = AchievementProgress.from_json(award.trace)
    titles = {row.key: row.title for row in award.version.milestones}
    met = [each for each in progress.milestones if each.progress and each.key in titles]
    milestones = tuple(
        MetMilestone(titles[each.key], _counts(each.progress.counted)) for each in met
    )
    total = _counts(counted for each in met for counted in each.progress.counted)
    total = total or _counts_by_hand(award)
    proof = kind_of_proof(progress) if progress.met else _proof_by_hand(award)
    return Account(milestones, total, by_hand=not progress.met, proof=proof)


def counts_sentence(counts: Counts, words: Wording) -> str:
    """Put what counted into one short sentence; empty where nothing did."""
    parts = []
    if counts.activities:
        parts.append(
            words.ngettext("took part once", "took part %(count)s times", counts.activities)
        )
    if counts.handed_in:
        parts.append(
            words.ngettext(
                "handed in one piece of work",
                "handed in %(count)s pieces of work",
                counts.handed_in,
            )
        )
    if counts.approved:
        parts.append(_approved(counts, words))
    if counts.badges:
        parts.append(
            words.ngettext(
                "earned one badge that this one builds on",
                "earned %(count)s badges that this one builds on",
                counts.badges,
            )
        )
    parts += _by_others(counts, words)
    sentence = words.list_of(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}." if sentence else ""


def _by_others(counts: Counts, words: Wording) -> Iterator[str]:
    if counts.meetings:
        yield words.ngettext(
            "had one meeting that both sides confirmed",
            "had %(count)s meetings that both sides confirmed",
            counts.meetings,
        )
    if counts.goals:
        yield words.ngettext(
            "reached one goal of one’s own",
            "reached %(count)s goals of one’s own",
            counts.goals,
        )
    if counts.vouches:
        yield words.ngettext(
            "one person vouched for it", "%(count)s people vouched for it", counts.vouches
        )
    if counts.decisions:
        yield words.ngettext(
            "one person in charge confirmed it by hand",
            "%(count)s people in charge confirmed it by hand",
            counts.decisions,
        )


def account_sentence(account: Account, words: Wording) -> str:
    """Say what was done, how it was checked and by how many."""
    done = counts_sentence(account.total, words)
    if account.by_hand:
        how = words.gettext("A person in charge of the community confirmed it.")
    else:
        how = words.gettext("It was checked against the milestones that had been published before.")
    return f"{done} {how}".strip()


def _approved(counts: Counts, words: Wording) -> str:
    what = words.ngettext(
        "one piece of work was approved", "%(count)s pieces of work were approved", counts.approved
    )
    if not counts.reviewers:
        return what
    who = words.ngettext("by one person", "by %(count)s people", counts.reviewers)
    return f"{what} {who}"


def _counts(counted: Iterable[Counted]) -> Counts:
    each = set(counted)
    found = {what: {item.id for item in each if item.what == what} for what in get_args(What)}
    return Counts(
        activities=len(found["activity"]),
        handed_in=len(found["evidence"] - found["review"]),
        approved=len(found["review"]),
        reviewers=_reviewers(found["review"]),
        badges=len(found["award"]),
        vouches=len(found["vouch"]),
        meetings=len(found["meeting"]),
        goals=len(found["goal"]),
        decisions=len(found["decision"]),
    )


def _reviewers(pieces: Iterable[str]) -> int:
    """Count the people who approved these pieces of evidence."""
    numbers = [int(match.group()) for match in map(_LAST_NUMBER.search, pieces) if match]
    if not numbers:
        return 0
    # Guests count, too; their rows have a number of their own.
    who = sa.func.coalesce(Review.reviewer_id, -Review.invitation_id)
    query = sa.select(sa.func.count(sa.distinct(who))).where(
        Review.evidence_id.in_(numbers),
        Review.verdict == "approved",
        Review.undone_at.is_(None),
    )
    return db.session.scalar(query) or 0


def _counts_by_hand(award: Award) -> Counts:
    """Count the evidence that a person looked at before awarding by hand."""
    query = (
        sa.select(sa.func.count(sa.distinct(AwardEvidence.evidence_id)))
        .where(AwardEvidence.award_id == award.id)
    )  # fmt: skip
    return Counts(handed_in=db.session.scalar(query) or 0)


def _proof_by_hand(award: Award) -> KindOfProof:
    """Say what a person who awards by hand vouches for: that the published criteria are met."""
    if _counts_by_hand(award):
        return "submitted"
    signals = [
        signal
        for milestone in award.version.milestones
        for signal in stored_rule(milestone.rule).signals()
    ]
    only_presence = signals and all(_is_presence(signal) for signal in signals)
    return "attended" if only_presence else "submitted"


def _is_presence(signal: Signal) -> bool:
    return signal.what == "activity"
