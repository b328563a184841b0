"""What the issuer does to an award later: withdraw, suspend, reinstate, correct a fact.

The status bit is set in the same transaction, so that no checker hears an older answer than the
pages give.
"""

from __future__ import annotations

from badges import audit, signals
from badges.accounts.access import Actor, Permission
from badges.awarding.awards import PLACE_LIMIT, REASON_LIMIT, SENTENCE_LIMIT
from badges.awarding.states import advance
from badges.awarding.telling import tell
from badges.credentials.statuslists import revoke_credentials
from badges.database import get_scoped
from badges.errors import InputError
from badges.jobs import enqueue
from badges.milestones import Signal
from badges.models import Award
from badges.text import clean_line, clean_name, clean_narrative


def withdraw(actor: Actor, award: Award, reason: str) -> Award:
    """Withdraw an award for good; an offer that nobody signed yet, too."""
    row = _of_community(actor, award)
    why = _reason(reason)
    advance(row, "withdraw", actor_id=actor.membership_id, reason=why)
    revoke_credentials(row, kind="withdrawn", reason=why)
    tell(row, "withdrawal", reason=why)
    _move_rules(row)
    audit.record(actor, "award.withdraw", f"award:{row.id}")
    return row


def suspend(actor: Actor, award: Award, reason: str) -> Award:
    """Let an award not count for the time being: its current issue is revoked (decisions 5)."""
    row = _of_community(actor, award)
    why = _reason(reason)
    advance(row, "suspend", actor_id=actor.membership_id, reason=why)
    revoke_credentials(row, kind="suspended", reason=why)
    tell(row, "suspension", reason=why)
    _move_rules(row)
    audit.record(actor, "award.suspend", f"award:{row.id}")
    return row


def reinstate(actor: Actor, award: Award) -> Award:
    """Let a suspended award count again: a job makes the next issue at the same share address."""
    row = _of_community(actor, award)
    advance(row, "reinstate", actor_id=actor.membership_id)
    enqueue("issue_credential", community_id=row.community_id, award_id=row.id)
    tell(row, "reinstatement")
    _move_rules(row)
    audit.record(actor, "award.reinstate", f"award:{row.id}")
    return row


def correct(
    actor: Actor,
    award: Award,
    *,
    name: str | None = None,
    named: bool | None = None,
    narrative: str | None = None,
    place: str | None = None,
) -> Award:
    """Correct a name or a fact: what was signed is replaced by a new issue, by a job.

    Nothing given is left as it is.
    """
    actor.require(Permission.AWARDS_WRITE)
    row = get_scoped(Award, actor.community.id, id=award.id)
    changed: dict[str, object] = {}
    if name is not None:
        changed["recipient_name"] = clean_name(name)
    if named is not None:
        changed["named"] = named
    if narrative is not None:
        changed["narrative"] = clean_narrative(narrative, limit=SENTENCE_LIMIT)
    if place is not None:
        changed["place"] = clean_line(place, field="place", limit=PLACE_LIMIT)
    advance(row, "correct", actor_id=actor.membership_id)
    for column, value in changed.items():
        setattr(row, column, value)
    if row.state == "accepted":
        enqueue("reissue", community_id=row.community_id, award_id=row.id, reason="corrected")
        tell(row, "correction")
    audit.record(actor, "award.correct", f"award:{row.id}", columns=sorted(changed))
    return row


def _move_rules(award: Award) -> None:
    """Tell the rules that ask for this badge, or for its absence."""
    if award.member is not None:
        signals.tell(award.member, Signal("award", award.achievement.slug))


def _of_community(actor: Actor, award: Award) -> Award:
    """Look it up within the scope; who may award may also take an unsigned offer back."""
    row = get_scoped(Award, actor.community.id, id=award.id)
    signed = row.state != "offered"
    actor.require(Permission.CREDENTIALS_STATUS if signed else Permission.AWARDS_WRITE)
    return row


def _reason(reason: str) -> str:
    why = clean_line(reason, field="reason", limit=REASON_LIMIT)
    if not why:
        raise InputError("award.end_reason", "Say why, in one sentence.", field="reason")
    return why
