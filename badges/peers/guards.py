"""What keeps a word worth something: not for oneself, no favours in turn, not by the dozen.

The numbers are a community's own (:class:`badges.models.VouchSettings`); each refusal is a
sentence that says what is possible instead.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.database import db
from badges.errors import ConflictError, ForbiddenError, InputError, LimitError
from badges.models import Achievement, Community, Membership, Vouch, VouchSettings
from badges.peers.voices import Standing, standing_of
from badges.ports import now

MOST_DAYS: Final = 3_650
MOST_A_MONTH: Final = 1_000


def settings_of(community: Community) -> VouchSettings:
    """Give how a community lets its members vouch; the usual values where it said nothing."""
    row = db.session.get(VouchSettings, community.id)
    return row or VouchSettings(
        community_id=community.id, swap_days=90, month_cap=5, thanks=True, guest_thanks=True
    )


def change_settings(
    actor: Actor, *, swap_days: int | None, month_cap: int | None, thanks: bool, guest_thanks: bool
) -> VouchSettings:
    """Keep how members vouch; raises ``InputError`` naming the field that is out of range."""
    actor.require(Permission.SETTINGS)
    days = _within(swap_days, "swap_days", MOST_DAYS, least=0)
    cap = _within(month_cap, "month_cap", MOST_A_MONTH, least=1)
    row = settings_of(actor.community)
    row.swap_days, row.month_cap = days, cap
    row.thanks, row.guest_thanks = thanks, guest_thanks
    db.session.add(row)
    audit.record(actor, "community.vouching", f"community:{actor.community.id}")
    db.session.flush()
    return row


def require_may_vouch(
    voucher: Membership, member: Membership, achievement: Achievement
) -> Standing:
    """Give what somebody vouches as; raises the ``BadgesError`` that stands in the way.

    Two words of one person at the same time are looked at one after the other, and so are those of
    two people for each other.
    """
    if voucher.id == member.id:
        raise ForbiddenError("vouch.self", "Nobody vouches for themselves; ask somebody else.")
    both = sa.select(Membership.id).where(Membership.id.in_((voucher.id, member.id)))
    db.session.execute(both.order_by(Membership.id).with_for_update(key_share=True))
    standing = standing_of(voucher, achievement)
    if standing is None:
        raise ForbiddenError("vouch.no_voice", "Other people's word is asked for here.")
    if _has_vouched(voucher, member, Vouch.achievement_id == achievement.id):
        raise ConflictError("vouch.twice", "You have vouched for this already.")
    rules = settings_of(voucher.community)
    since = now() - timedelta(days=rules.swap_days)
    # Also what was withdrawn since: a favour that is taken back once it was returned is one.
    if rules.swap_days and _spoke(member, voucher, since):
        raise ConflictError(
            "vouch.swap",
            "This person vouched for you not long ago; somebody else's word counts more now.",
            count=rules.swap_days,
        )
    if _this_month(voucher) >= rules.month_cap:
        raise LimitError(
            "vouch.month",
            "That was the last word for this month; words are rare here, so that they count.",
            count=rules.month_cap,
        )
    return standing


def left_this_month(voucher: Membership) -> int:
    """Count how often somebody may vouch until the month is over."""
    return max(0, settings_of(voucher.community).month_cap - _this_month(voucher))


def _within(value: int | None, field: str, most: int, *, least: int) -> int:
    if value is None or not least <= value <= most:
        raise InputError(
            "vouch.range",
            f"Give a number from {least} to {most}.",
            field=field,
            least=least,
            most=most,
        )
    return value


def _has_vouched(voucher: Membership, member: Membership, *more: sa.ColumnElement[bool]) -> bool:
    found = sa.select(Vouch.id).where(
        Vouch.voucher_id == voucher.id,
        Vouch.membership_id == member.id,
        Vouch.withdrawn_at.is_(None),
        *more,
    )
    return db.session.scalar(found.limit(1)) is not None


def _spoke(voucher: Membership, member: Membership, since: datetime) -> bool:
    found = sa.select(Vouch.id).where(
        Vouch.voucher_id == voucher.id,
        Vouch.membership_id == member.id,
        Vouch.created_at > since,
    )
    return db.session.scalar(found.limit(1)) is not None


def _this_month(voucher: Membership) -> int:
    """Count the words of this calendar month, those taken back, too."""
    local = now().astimezone(ZoneInfo(voucher.community.zone))
    begun = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    query = sa.select(sa.func.count(Vouch.id)).where(
        Vouch.voucher_id == voucher.id, Vouch.created_at >= begun
    )
    return db.session.scalar(query) or 0
