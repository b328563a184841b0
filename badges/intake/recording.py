"""The door through which other systems tell what members did: many at once, each with a verdict.

::

    verdicts = record_many(actor, [
        ToldActivity("review", at, member=17, external_id="pr-17"),
        ToldActivity("workshop", at, address="zoe@example.org"),
    ])
    [each.outcome for each in verdicts]      # ["recorded", "kept"]

A few questions to the database for all of them, and one job for each member whose rules may have
been moved. What becomes of one:

``recorded``   it counts from now on; one that lies up to a day ahead, when its time has come
``known``      the same ``external_id`` was told before by the same ``source``, or the member is
               recorded at that session already: nothing changes
``kept``       nobody here has that address or account; it counts when they join
``refused``    it cannot be used; ``problem`` says why, and the others are recorded all the same
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from badges import audit, signals
from badges.accounts.access import Actor, Permission
from badges.accounts.naming import (
    mail_name,
    members_by_account,
    members_by_address,
    who_hash,
    who_hashes,
)
from badges.database import MOST_ROW, db
from badges.errors import (
    BadgesError,
    LimitError,
)
from badges.intake import waiting
from badges.intake.told import AHEAD, Cleaning, ToldActivity
from badges.intake.verdicts import (
    Outcome,
    Verdict,
    agree,
    for_member,
    no_room,
    nobody,
    other,
)
from badges.milestones import Signal
from badges.models import Activity, Membership, WaitingActivity
from badges.ports import now

__all__ = ["AHEAD", "MOST_AT_ONCE", "ToldActivity", "Verdict", "first_told", "record_many"]

MOST_AT_ONCE: Final = 2_000


def record_many(
    actor: Actor,
    told: Sequence[ToldActivity],
    *,
    keep_unknown: bool = True,
    upload_id: int | None = None,
    rehearse: bool = False,
    kept_before: int = 0,
) -> tuple[Verdict, ...]:
    """Record activities of one community's members; gives a verdict for each, in their order.

    ``keep_unknown`` keeps what is told of people who are no members yet; else they are refused.
    ``rehearse`` gives the verdicts and records nothing; ``kept_before`` is how many an earlier
    part of the same rehearsal would keep. Raises ``LimitError`` for more than ``MOST_AT_ONCE``.
    """
    actor.require(Permission.ACTIVITIES_WRITE)
    if len(told) > MOST_AT_ONCE:
        raise LimitError(
            "activity.too_many",
            f"Tell of {MOST_AT_ONCE} activities at once at most.",
            limit=MOST_AT_ONCE,
        )
    batch = _Batch(actor, told, keep_unknown=keep_unknown, kept_before=kept_before)
    if rehearse:
        return batch.verdicts()
    try:
        with db.session.begin_nested():
            batch.write(upload_id)
    except IntegrityError:
        # Somebody told the same in this very moment: what is there now is known.
        batch = _Batch(actor, told, keep_unknown=keep_unknown)
        batch.write(upload_id)
    verdicts = batch.verdicts()
    recorded = [each.activity_id for each in verdicts if each.outcome == "recorded"]
    if len(recorded) == 1:
        audit.record(actor, "activity.record", f"activity:{recorded[0]}", source=told[0].source)
    elif recorded:
        here = f"community:{actor.community.id}"
        audit.record(actor, "activities.record", here, count=len(recorded), source=told[0].source)
    return verdicts


def first_told(
    community_id: int, source: str, external_ids: Collection[str]
) -> dict[str, datetime]:
    """Give when what a source told under these ids happened, as it was said the first time."""
    found: dict[str, datetime] = {}
    models: tuple[type[Any], ...] = (Activity, WaitingActivity) if external_ids else ()
    for model in models:
        rows = db.session.execute(
            sa.select(model.external_id, model.occurred_at).where(
                model.community_id == community_id,
                model.source == source,
                model.external_id.in_(external_ids),
            )
        )
        found |= {str(known): at for known, at in rows}
    return found


class _Batch:
    """Some activities on their way in: cleaned, their people found, what is known set aside."""

    def __init__(
        self,
        actor: Actor,
        told: Sequence[ToldActivity],
        *,
        keep_unknown: bool,
        kept_before: int = 0,
    ) -> None:
        self._community_id = actor.community.id
        self._keep_unknown, self._kept_before = keep_unknown, kept_before
        self._found: list[Verdict | None] = [None] * len(told)
        self._clean = Cleaning()
        self._told = [self._cleaned(place, each) for place, each in enumerate(told)]
        self._by_number = self._find_by_number()
        self._by_name = self._find_by_name()
        self._place_all()

    def verdicts(self) -> tuple[Verdict, ...]:
        return tuple(each for each in self._found if each is not None)

    def write(self, upload_id: int | None) -> None:
        """Add what is new, and promise to look at the members whom it may have moved."""
        new = [
            (place, each.membership_id)
            for place, each in enumerate(self._found)
            if each is not None and each.outcome == "recorded" and each.membership_id is not None
        ]
        if new:
            rows = [
                {**self._row(self._told[place]), "membership_id": member, "upload_id": upload_id}
                for place, member in new
            ]
            for (place, member), activity_id in zip(new, _insert(rows), strict=True):
                self._found[place] = Verdict("recorded", member, activity_id)
            signals.tell_all(self._community_id, self._moved(new))
        kept = [
            self._row(told) | {"who_hash": hashed, "label": told.label[: waiting.LABEL_LIMIT]}
            for told, hashed in self._to_keep
        ]
        for row in kept:
            del row["community_id"], row["recorded_at"], row["session_id"]
        if kept:
            waiting.keep(self._community_id, kept)

    def _cleaned(self, place: int, told: ToldActivity) -> ToldActivity:
        """Clean what is told; what cannot be used gets its verdict here."""
        try:
            return self._clean(told)
        except BadgesError as error:
            self._found[place] = Verdict("refused", error=error)
            return told

    def _open(self) -> Iterator[tuple[int, ToldActivity]]:
        """Give what has no verdict yet, with its place."""
        for place, told in enumerate(self._told):
            if self._found[place] is None:
                yield place, told

    def _find_by_number(self) -> dict[int, Membership]:
        numbers = {told.member for _, told in self._open() if told.member is not None}
        if not numbers:
            return {}
        query = sa.select(Membership).where(
            Membership.community_id == self._community_id,
            Membership.id.in_(number for number in numbers if 0 < number <= MOST_ROW),
        )
        return {row.id: row for row in db.session.scalars(query)}

    def _find_by_name(self) -> dict[str, Membership]:
        """Find whoever is named by an address or an account."""
        addresses = {told.address for _, told in self._open() if told.address}
        accounts = {told.account for _, told in self._open() if told.account}
        return {
            **members_by_address(self._community_id, addresses),
            **members_by_account(self._community_id, accounts),
        }

    def _place_all(self) -> None:
        """Give each its verdict: known, for a member, to be kept, or refused."""
        self._known, self._kept, self._there = (
            self._find_known(),
            self._find_kept(),
            self._find_there(),
        )
        self._seen: dict[tuple[str, str], ToldActivity] = {}
        self._to_keep: list[tuple[ToldActivity, str]] = []
        self._room: int | None = None
        for place, told in self._open():
            member = self._member_of(told)
            self._found[place] = self._as_before(told, member) or self._as_new(told, member)
            if told.external_id:
                self._seen.setdefault((told.source, told.external_id), told)

    def _as_before(self, told: ToldActivity, member: Membership | None) -> Verdict | None:
        """Give the verdict on what was told before, in this batch or an earlier one."""
        key = (told.source, told.external_id or "")
        if told.external_id and key in self._seen:
            first = self._seen[key]
            same = agree(first, told) and self._member_of(first) is member
            outcome: Outcome = "kept" if member is None else "known"
            return Verdict(outcome, member.id if member else None) if same else other(told)
        if told.external_id and key in self._known:
            row = self._known[key]
            same = member is not None and row.membership_id == member.id and agree(row, told)
            return Verdict("known", row.membership_id, row.id) if same else other(told)
        if told.external_id and key in self._kept:
            return Verdict("kept") if self._is_kept(self._kept[key], told) else other(told)
        if member is not None and (at := (told.session, member.id)) in self._there:
            return Verdict("known", member.id, self._there[at])
        return None

    def _as_new(self, told: ToldActivity, member: Membership | None) -> Verdict:
        if member is not None:
            if told.session is not None:
                self._there[told.session, member.id] = None
            return for_member(member)
        if told.member is not None or not self._keep_unknown:
            return nobody()
        if self._room is None:
            self._room = max(0, waiting.room_left(self._community_id) - self._kept_before)
        if not self._room:
            return no_room()
        self._room -= 1
        self._to_keep.append((told, who_hash(self._community_id, _name(told))))
        return Verdict("kept")

    def _member_of(self, told: ToldActivity) -> Membership | None:
        if told.member is not None:
            return self._by_number.get(told.member)
        return self._by_name.get(told.account or told.address)

    def _find_known(self) -> dict[tuple[str, str], Activity]:
        """Find what was told before, voided or not."""
        rows = self._told_before(Activity)
        return {(row.source, row.external_id or ""): row for row in rows}

    def _find_kept(self) -> dict[tuple[str, str], WaitingActivity]:
        rows = self._told_before(WaitingActivity)
        return {(row.source, row.external_id or ""): row for row in rows}

    def _find_there(self) -> dict[tuple[int | None, int], int | None]:
        """Find who is recorded at the sessions that are named, whichever way it came in."""
        sessions = {told.session for _, told in self._open() if told.session is not None}
        if not sessions:
            return {}
        rows = db.session.execute(
            sa.select(Activity.session_id, Activity.membership_id, Activity.id).where(
                Activity.community_id == self._community_id, Activity.session_id.in_(sessions)
            )
        )
        return {(session, member): number for session, member, number in rows}

    def _is_kept(self, row: WaitingActivity, told: ToldActivity) -> bool:
        """Tell whether what waits under this id is the same, of the same person."""
        return agree(row, told) and row.who_hash in who_hashes(self._community_id, _name(told))

    def _told_before(self, model: type[Any]) -> Sequence[Any]:
        ids: dict[str, set[str]] = {}
        for _, told in self._open():
            if told.external_id:
                ids.setdefault(told.source, set()).add(told.external_id)
        found: list[Any] = []
        for source, wanted in ids.items():
            query = sa.select(model).where(
                model.community_id == self._community_id,
                model.source == source,
                model.external_id.in_(wanted),
            )
            found += db.session.scalars(query)
        return found

    def _row(self, told: ToldActivity) -> dict[str, Any]:
        return {
            "community_id": self._community_id,
            "kind": told.kind,
            "tags": list(told.tags),
            "occurred_at": told.occurred_at,
            "hours": told.hours,
            "fields": dict(told.fields),
            "source": told.source,
            "external_id": told.external_id,
            "session_id": told.session,
            "recorded_at": now(),
        }

    def _moved(
        self, new: Sequence[tuple[int, int]]
    ) -> Iterator[tuple[int, Signal, datetime | None]]:
        for place, member in new:
            told = self._told[place]
            yield member, Signal("activity", told.kind), told.occurred_at


def _insert(rows: Sequence[dict[str, Any]]) -> list[int]:
    """Add rows in as few statements as there can be; gives their ids, in their order."""
    facts = ("membership_id", "external_id", "kind", "occurred_at")
    columns = [getattr(Activity, name) for name in facts]
    # Databases number rows in the order given, and answer in any.
    ids: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for made in db.session.execute(sa.insert(Activity).returning(Activity.id, *columns), rows):
        ids[tuple(made[1:])].append(made[0])
    for numbers in ids.values():
        numbers.sort(reverse=True)
    return [ids[tuple(row[name] for name in facts)].pop() for row in rows]


def _name(told: ToldActivity) -> str:
    """Name whoever it is told of, where that is no member's number."""
    return told.account or mail_name(told.address)
