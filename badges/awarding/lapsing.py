"""Offers that nobody answered in time, and those declined a while ago: what becomes of them.

Who is here through such an offer alone is forgotten with it. For everybody else it is a recorded
end: the link stops working, and no rule offers the badge again by itself.
"""

from __future__ import annotations

from badges.awarding.erasing import erase, erase_person, is_here_by_offer
from badges.awarding.states import advance
from badges.models import Award


def lapse(offer: Award) -> bool:
    """End an offer that was not answered; gives whether its person was erased with it.

    What was handed in for it stays the member's, with its own time.
    """
    advance(offer, "lapse")
    return _close(offer)


def close_declined(award: Award) -> bool:
    """End the link of an offer that was declined; gives whether its person was erased with it."""
    return _close(award)


def _close(award: Award) -> bool:
    member = award.member
    if member is None or not is_here_by_offer(member, award):
        award.claim_hash = None
        award.recipient_address = ""
        return False
    erase(award)
    erase_person(member.person)
    return True
