"""The verdict on each row of a list: who it is, and whether it can be awarded.

Rows are looked at by the hundred, with a few questions to the database for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from badges.accounts.naming import members_by_address
from badges.awarding.awards import SENTENCE_LIMIT
from badges.awarding.drafts import is_web_address
from badges.awarding.states import has_expired
from badges.database import db
from badges.errors import BadgesError, InputError, Reason
from badges.intake.lists import Cells, check_person
from badges.models import Award, AwardBatch, AwardBatchRow
from badges.ports import now
from badges.text import clean_narrative
from badges.timestamps import local_day

MOST_LINKS: Final = 5
EARLIEST: Final = date(1970, 1, 1)
GOOD: Final = ("new", "known")
"""The verdicts of rows that are awarded."""

_LANGUAGES: Final = {"de": "de", "deutsch": "de", "german": "de"} | {
    "en": "en",
    "englisch": "en",
    "english": "en",
}
_BETWEEN_LINKS: Final = re.compile(r"[\s,;]+(?=https?://)")
_DAYS: Final = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%Y/%m/%d")


def check_rows(batch: AwardBatch, rows: Sequence[AwardBatchRow]) -> None:
    """Give each of these rows, in their order, its verdict; the ones before them have theirs."""
    for row in rows:
        _read(batch, row)
    members = members_by_address(batch.community_id, {row.address for row in rows if row.address})
    taken = _taken(batch, rows, {member.id for member in members.values()})
    held = _held(batch, {member.id for member in members.values()})
    for row in rows:
        member = members.get(row.address)
        row.membership_id = member.id if member is not None else None
        here = [row.address] if row.address else []
        here += [f"#{member.id}"] if member is not None else []
        before = next((taken[key] for key in here if key in taken), None)
        for key in here:
            taken.setdefault(key, row.line)
        if row.problem is not None:
            row.verdict = "invalid"
        elif before is not None:
            row.verdict, row.problem = "double", Reason("people.twice", line=before).to_json()
        elif member is not None and member.id in held:
            row.verdict, row.award_id = "held", held[member.id].id
            row.problem = Reason("row.held").to_json()
        elif member is None or member.left_at is not None:
            row.verdict = "new" if batch.invites else "invalid"
            row.problem = None if batch.invites else Reason("row.may_not_invite").to_json()
        else:
            row.verdict = "known"
    batch.checked += len(rows)
    batch.good += sum(row.verdict in GOOD for row in rows)


def _read(batch: AwardBatch, row: AwardBatchRow) -> None:
    """Check what stands in one row by itself."""
    given = row.given
    unread = Reason("table.quotes") if "quotes" in given else None
    cells = Cells(row.line, given.get("name", ""), given.get("address", ""), problem=unread)
    person = check_person(cells)
    row.name, row.address = person.name, person.address
    try:
        if person.problem is not None:
            raise InputError(person.problem)
        row.narrative = clean_narrative(given.get("narrative", ""), limit=SENTENCE_LIMIT)
        row.links = _links(given.get("evidence", ""))
        row.day = _day(given.get("date", ""), batch.community.zone)
        row.language = _language(given.get("language", ""), batch.community.languages)
    except BadgesError as error:
        row.problem = error.reason.to_json()


def _links(text: str) -> list[str]:
    links = [part.strip() for part in _BETWEEN_LINKS.split(text.strip()) if part.strip()]
    for link in links:
        if not is_web_address(link) or len(link) > 2000:  # noqa: PLR2004 - the column's length
            raise InputError(Reason("row.link", given=link[:100]), field="evidence")
    if len(links) > MOST_LINKS:
        raise InputError(Reason("row.links", limit=MOST_LINKS), field="evidence")
    return links


def _day(text: str, zone: str) -> date | None:
    """Read a day as spreadsheets write it; nothing written is today."""
    if not text.strip():
        return None
    for form in _DAYS:
        try:
            day = datetime.strptime(text.strip()[:10], form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if day > local_day(now(), zone):
            raise InputError(Reason("row.day_ahead"), field="date")
        if day < EARLIEST:
            break
        return day
    raise InputError(Reason("row.day", given=text[:40]), field="date")


def _language(text: str, languages: Sequence[str]) -> str:
    """Read a language by its code or name; nothing written is the person's own."""
    word = text.strip().casefold()
    if not word:
        return ""
    code = _LANGUAGES.get(word, word)
    if code not in languages:
        raise InputError(Reason("row.language", given=text[:40]), field="language")
    return code


def _taken(
    batch: AwardBatch, rows: Sequence[AwardBatchRow], member_ids: set[int]
) -> dict[str, int]:
    """Give the lines of earlier rows by address, and by member as ``#7``."""
    if not rows or rows[0].position == 1:
        return {}
    addresses = {row.address for row in rows if row.address}
    earlier = sa.select(AwardBatchRow.address, AwardBatchRow.membership_id, AwardBatchRow.line)
    found: dict[str, int] = {}
    for address, member_id, line in db.session.execute(
        earlier.where(
            AwardBatchRow.batch_id == batch.id,
            AwardBatchRow.position < rows[0].position,
            AwardBatchRow.address != "",
            sa.or_(
                AwardBatchRow.address.in_(addresses), AwardBatchRow.membership_id.in_(member_ids)
            ),
        ).order_by(AwardBatchRow.position)
    ):
        found.setdefault(address, line)
        if member_id is not None:
            found.setdefault(f"#{member_id}", line)
    return found


def _held(batch: AwardBatch, member_ids: set[int]) -> dict[int, Award]:
    """Give the award that stands in the way of a second one, by member."""
    keys = {f"{batch.achievement_id}:{member_id}" for member_id in member_ids}
    return {
        award.membership_id: award
        for award in db.session.scalars(sa.select(Award).where(Award.once_key.in_(keys)))
        if award.membership_id is not None
        and (award.state not in {"offered", "accepted"} or not has_expired(award, now()))
    }
