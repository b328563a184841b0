"""The acts of a day, as they cost in an installation of any size (see ``store``)."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from functools import partial

import sqlalchemy as sa

from badges import jobs
from badges.awarding.holding import awards_of
from badges.awarding.withdrawing import withdraw
from badges.credentials.own import own_fetch
from badges.credentials.published import published
from badges.database import db
from badges.models import Award, Credential, Membership
from badges.ports import now
from badges.verifying import CheckId, Outcome, verify
from bench.stored import Installation

Act = Callable[[], object]


class Acts:
    """Each act is about somebody else, anywhere among all the rows."""

    def __init__(self, place: Installation) -> None:
        self.place = place
        self._chance = random.Random(6)  # noqa: S311 - the same people each time
        with place.app.app_context():
            self._most = db.session.scalar(sa.select(sa.func.max(Award.id))) or 0

    def by_name(self) -> Mapping[str, Act]:
        """Give them all, each with a session of its own."""
        every: dict[str, Act] = {
            "issue": self.issue,
            "look-up": self.look_up,
            "verify": self.verify,
            "list-a-members": self.list_a_members,
            "revoke": self.revoke,
        }
        return {name: partial(self._alone, act) for name, act in every.items()}

    def _alone(self, act: Act) -> None:
        with self.place.app.app_context():
            act()

    def issue(self) -> None:
        """Award a badge to a newcomer, sign it, put the mail into the outbox."""
        self.place.give(self.place.member())

    def look_up(self) -> bytes:
        """Find a credential by its id and give what was signed."""
        return published(self._credential().iri).body

    def verify(self) -> None:
        """Check what was signed, its status list and its issuer included."""
        document = self._credential().document or b""
        found = verify(document, now=now(), fetch=own_fetch).check(CheckId.VALID_SIGNATURE)
        if found.outcome is not Outcome.PASSED:
            raise AssertionError(f"what was issued does not verify: {found.reason}")

    def list_a_members(self) -> list[Award]:
        """List what a member has."""
        return awards_of(db.session.get_one(Membership, self._award().membership_id))

    def revoke(self) -> None:
        """Withdraw a badge: its bit is set, its list signed, the holder told."""
        withdraw(self.place.actor, self._award(), "A slip")
        db.session.commit()
        jobs.run_due()

    def _award(self) -> Award:
        """Find any award that stands; withdrawn ones are passed by."""
        while True:
            found = db.session.get(Award, self._chance.randint(1, self._most))
            if found is not None and found.state == "accepted":
                return found

    def _credential(self) -> Credential:
        award_id = self._award().id
        query = sa.select(Credential).where(Credential.award_id == award_id).limit(1)
        return db.session.scalars(query).one()
