"""The rows of a table, understood: who, what and when; or why not.

Somebody is found by the address in the row, else by their full name where only one here has it.
Where a row names no id of its own, it has one made of who, what, the day and the title: the same
table handed in twice, or somebody who left a meeting and came back, counts once. A row of a session
that is here (its kind, title and day) is of that session: who checked in as well counts once.

A kind is written as people write it: "Workshop" and "Treffen" are the ones that rules count.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final, Self

import sqlalchemy as sa

from badges.database import db
from badges.errors import BadgesError, InputError, NotFoundError
from badges.intake.moments import hours_in, moment
from badges.intake.recording import ToldActivity
from badges.intake.tables import Layout, Line, name_in
from badges.models import Community, LearningSession, Membership
from badges.sentences.words import KINDS
from badges.text import clean_line, fold, normalize_email
from badges.timestamps import local_day
from badges.translations import LANGUAGES
from badges.wording import wording
from schemas.asking import KINDS as EVIDENCE_KINDS

SOURCE: Final = "csv"
PRESENTERS: Final = frozenset(
    {"presenter", "speaker", "host", "referent", "referentin", "referierende", "vortrag", "leitung"}
)
_MINUTES_AN_HOUR: Final = 60
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Usual:
    """What holds for every row that does not say otherwise; ``day`` as somebody wrote it."""

    kind: str
    day: str = ""
    title: str = ""
    hours: float | None = None
    tags: tuple[str, ...] = ()
    keep_unknown: bool = True

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read a stored one back."""
        return cls(**{**stored, "tags": tuple(stored["tags"])})


@dataclass(frozen=True, slots=True)
class Good:
    """A row that can be told of, and the name that stands in it."""

    told: ToldActivity
    name: str


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot be used: why, and the name that stands in it."""

    error: BadgesError
    name: str


def read_rows(
    community: Community, lines: Sequence[Line], layout: Layout, usual: Usual
) -> list[Good | Bad]:
    """Understand some rows, in their order; one question to the database for all their names."""
    parts = [layout.meaning(line.cells) for line in lines]
    by_name = _members_by_name(community, (name_in(each) for each in parts if _nameless(each)))
    reader = _Reader(community.zone, layout, usual, by_name, _kinds_of(community))
    found = [
        reader.read(each) if line.is_whole else Bad(_open_quotes(), name_in(each)[:200])
        for line, each in zip(lines, parts, strict=True)
    ]
    return _at_sessions(community, found)


class _Reader:
    """Reads rows of one table; an address that stands in many of them is looked at once."""

    def __init__(
        self,
        zone: str,
        layout: Layout,
        usual: Usual,
        by_name: Mapping[str, Sequence[int]],
        kinds: Mapping[str, str],
    ) -> None:
        self._zone, self._day_first, self._usual = zone, layout.day_first, usual
        self._by_name, self._kinds = by_name, kinds
        self._normalized = cache(normalize_email)

    def read(self, parts: Mapping[str, str]) -> Good | Bad:
        name = name_in(parts)[:200]
        try:
            return Good(self._told(parts), name)
        except BadgesError as error:
            return Bad(error, name)

    def _told(self, parts: Mapping[str, str]) -> ToldActivity:
        member, address = None, self._address(parts)
        if not address:
            member = _only(self._by_name, name_in(parts))
        at = self._moment(parts)
        written = " ".join(parts.get("title", "").split())
        title = clean_line(written or self._usual.title, field="title")
        kind = parts.get("kind", "").strip() or self._usual.kind
        fields = {"title": title} if title else {}
        if (role := parts.get("role")) and fold(role) in PRESENTERS:
            fields["role"] = "presenter"
        tags = tuple(tag.strip() for tag in parts.get("tags", "").replace(";", ",").split(","))
        day = local_day(at, self._zone).isoformat()
        made = _made_id(str(member or address), kind.casefold(), day, title)
        return ToldActivity(
            self._kinds.get(kind) or self._kinds.get(fold(kind), kind),
            at,
            hours=self._hours(parts),
            tags=tuple(filter(None, tags)) or self._usual.tags,
            fields=fields,
            source=SOURCE,
            external_id=parts.get("id") or made,
            member=member,
            address=address,
        )

    def _address(self, parts: Mapping[str, str]) -> str:
        """Give the row's address; what Teams calls an account is one in many houses."""
        given = parts.get("address") or parts.get("account", "")
        if not given:
            return ""
        try:
            return self._normalized(given)
        except InputError as error:
            raise InputError("people.address", str(error), given=given[:100]) from error

    def _moment(self, parts: Mapping[str, str]) -> datetime:
        given = parts.get("day") or parts.get("moment") or self._usual.day
        if not given:
            raise InputError("table.no_day", "There is no day in this row.", field="day")
        clock = parts.get("time", "")
        return moment(given, clock, zone=self._zone, day_first=self._day_first)

    def _hours(self, parts: Mapping[str, str]) -> float | None:
        if written := parts.get("hours") or parts.get("duration"):
            return hours_in(written) or None
        if minutes := parts.get("minutes"):
            return round((hours_in(minutes) or 0) / _MINUTES_AN_HOUR, 2) or None
        return self._usual.hours


def _at_sessions(community: Community, rows: list[Good | Bad]) -> list[Good | Bad]:
    """Say of rows that name a session of the community which one it is, where there is but one."""
    titled = [row.told for row in rows if isinstance(row, Good) and "title" in row.told.fields]
    if not titled:
        return rows
    moments = [told.occurred_at for told in titled]
    query = sa.select(
        LearningSession.id, LearningSession.kind, LearningSession.title, LearningSession.starts_at
    ).where(
        LearningSession.community_id == community.id,
        LearningSession.starts_at.between(min(moments) - _A_DAY, max(moments) + _A_DAY),
    )
    known: dict[tuple[str, str, date], list[int]] = defaultdict(list)
    for number, kind, title, starts_at in db.session.execute(query):
        known[_session_key(kind, title, starts_at, community.zone)].append(number)
    if not known:
        return rows

    def placed(row: Good | Bad) -> Good | Bad:
        if isinstance(row, Bad) or "title" not in row.told.fields:
            return row
        told = row.told
        key = _session_key(told.kind, told.fields["title"], told.occurred_at, community.zone)
        only = known[key][0] if len(known.get(key, ())) == 1 else None
        return replace(row, told=replace(told, session=only))

    return [placed(row) for row in rows]


def _session_key(kind: str, title: str, at: datetime, zone: str) -> tuple[str, str, date]:
    return kind.strip().casefold(), fold(title), local_day(at, zone)


def _open_quotes() -> InputError:
    return InputError("table.quotes", "A quotation mark in this row is not closed.")


def _kinds_of(community: Community) -> Mapping[str, str]:
    """Give the kinds by what people call them here: the community's own as they are, before ours.

    Found as written, else folded (:func:`badges.text.fold`).
    """
    own = db.session.scalars(
        sa.select(LearningSession.kind)
        .where(LearningSession.community_id == community.id)
        .distinct()
        .order_by(LearningSession.kind)
    ).all()
    return {**_our_kinds(), **{fold(kind): kind for kind in own}, **{kind: kind for kind in own}}


@cache
def _our_kinds() -> Mapping[str, str]:
    known = {kind: name.text for kind, name in KINDS.items() if kind not in EVIDENCE_KINDS}
    called = {
        fold(wording(language).gettext(text)): kind
        for kind, text in known.items()
        for language in LANGUAGES
    }
    return called | {kind: kind for kind in known}


def _made_id(*of: str) -> str:
    text = "\n".join(of).encode()
    return "row:" + hashlib.sha256(text).hexdigest()[:32]


def _only(by_name: Mapping[str, Sequence[int]], name: str) -> int:
    found = by_name.get(fold(name), ())
    if not found:
        raise NotFoundError("attendance.unknown", f"There is no member “{name}”.", name=name[:100])
    if len(found) > 1:
        raise InputError(
            "attendance.ambiguous",
            f"Several members are called “{name}”; give the e-mail address.",
            name=name[:100],
        )
    return found[0]


def _nameless(parts: Mapping[str, str]) -> bool:
    return not parts.get("address") and not parts.get("account")


def _members_by_name(community: Community, names: Iterable[str]) -> Mapping[str, Sequence[int]]:
    """Find who has each full name, whatever its case and accents."""
    wanted = {fold(name) for name in names if name}
    found: dict[str, list[int]] = defaultdict(list)
    if wanted:
        query = sa.select(Membership.sort_name, Membership.id).where(
            Membership.community_id == community.id,
            Membership.sort_name.in_(wanted),
            Membership.left_at.is_(None),
        )
        for name, number in db.session.execute(query):
            found[name].append(number)
    return found
