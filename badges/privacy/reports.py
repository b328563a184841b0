"""Reporting a public page: what is wrong with it goes to the managers, a number to the reader.

Nobody has to say who they are. Mails about it carry nothing that the reader typed, so that the form
sends no texts to strangers' addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from badges import audit, limits, mailing
from badges.accounts.access import Actor, Permission, Role
from badges.accounts.people import team_of
from badges.awarding.states import note
from badges.codes import draw_code
from badges.database import db, get_scoped
from badges.errors import ConflictError, InputError, LimitError, NotFoundError
from badges.models import Award, Community, PageReport
from badges.ports import now, ports
from badges.text import clean_narrative, normalize_email

PROBLEMS: Final = ("wrong", "mine", "unlawful", "broken", "other")
"""It is not true; it shows me and I do not want that; it insults or breaks the law; …"""

TEXT_LIMIT: Final = 2_000
ANSWER_LIMIT: Final = 500
AN_HOUR: Final = timedelta(hours=1)
MOST_OF_ONE: Final = 5
MOST_OF_ALL: Final = 60
"""Reports that a community takes within an hour, from all together."""


@dataclass(frozen=True, slots=True)
class Page:
    """The page that is reported: ``path`` is empty for a claim link, which is a secret."""

    community: Community
    kind: str
    path: str = ""
    award: Award | None = None


def report(
    page: Page,
    *,
    problem: str,
    text: str,
    address: str,
    language: str,
    caller: str,
    trap: str = "",
) -> PageReport:
    """Take a report, tell the managers, and send a receipt where an address was given.

    ``caller`` is a network address, counted and not kept; ``trap`` what stands in the field that
    only machines fill in. The same report sent again within the hour is the same report. Raises
    ``InputError`` naming the field, ``LimitError``.
    """
    if trap:
        raise InputError("report.trap", "Leave the field for machines empty.", field="website")
    if problem not in PROBLEMS:
        raise InputError("report.problem", "Choose what is wrong.", field="problem")
    said = clean_narrative(text, field="text", limit=TEXT_LIMIT)
    if not said:
        raise InputError("report.text", "Say in a sentence what is wrong.", field="text")
    answer_to = normalize_email(address, field="address") if address.strip() else ""
    known = _sent_before(page, problem, said, answer_to)
    if known is not None:
        return known
    here = page.community.id
    limits.count("report", caller, limit=MOST_OF_ONE, window=AN_HOUR)
    limits.count("report-all", str(here), limit=MOST_OF_ALL, window=AN_HOUR)
    row = PageReport(
        community_id=here,
        community=page.community,
        number=draw_code(ports().token_bytes),
        kind=page.kind,
        path=page.path,
        award=page.award,
        problem=problem,
        text=said,
        address=answer_to,
        language=language,
        state="open",
        created_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    doer = Actor(page.community, None, frozenset(), "page")
    audit.record(doer, "report.take", f"report:{row.id}", problem=problem, kind=page.kind)
    _tell_managers(row)
    _tell_reader(row, "report_receipt")
    return row


def report_of(number: str) -> PageReport:
    """Find a report by the number that its reader got; raises ``NotFoundError``."""
    found = db.session.scalar(sa.select(PageReport).where(PageReport.number == number))
    if found is None:
        raise NotFoundError("report.unknown", "There is no report of this number (any more).")
    return found


def open_reports(actor: Actor) -> list[PageReport]:
    """List what waits for an answer, the oldest first."""
    return list(db.session.scalars(_reports(actor, "open").order_by(PageReport.id)))


def closed_reports(actor: Actor, *, most: int = 100) -> list[PageReport]:
    """List what was answered, the newest first."""
    query = _reports(actor, "closed").order_by(PageReport.closed_at.desc(), PageReport.id.desc())
    return list(db.session.scalars(query.limit(most)))


def find_report(actor: Actor, report_id: int) -> PageReport:
    """Find a report of the community; raises ``NotFoundError``."""
    actor.require(Permission.SETTINGS)
    return get_scoped(PageReport, actor.community.id, id=report_id)


def close_report(actor: Actor, row: PageReport, answer: str) -> PageReport:
    """Answer a report with a sentence and close it; who gave an address gets a mail."""
    row = find_report(actor, row.id)
    if row.state != "open":
        raise ConflictError("report.closed", "This report was answered already.")
    said = clean_narrative(answer, field="answer", limit=ANSWER_LIMIT)
    if not said:
        raise InputError("report.answer", "Say in a sentence what you did.", field="answer")
    row.state, row.answer = "closed", said
    row.closed_at, row.closed_by = now(), actor.membership_id
    audit.record(actor, "report.close", f"report:{row.id}")
    _tell_reader(row, "report_answer")
    db.session.flush()
    return row


def hide_page(actor: Actor, award: Award) -> Award:
    """Make a badge's page private; its holder sees it and may share it again."""
    actor.require(Permission.CREDENTIALS_STATUS)
    row = get_scoped(Award, actor.community.id, id=award.id)
    if row.visibility != "private":
        row.visibility = "private"
        note(row, "visibility:private", actor_id=actor.membership_id)
        audit.record(actor, "award.visibility", f"award:{row.id}", visibility="private")
    return row


def _reports(actor: Actor, state: str) -> sa.Select[PageReport]:
    actor.require(Permission.SETTINGS)
    here = PageReport.community_id == actor.community.id
    return sa.select(PageReport).where(here, PageReport.state == state)


def _sent_before(page: Page, problem: str, text: str, address: str) -> PageReport | None:
    return db.session.scalar(
        sa.select(PageReport)
        .where(
            PageReport.community_id == page.community.id,
            PageReport.kind == page.kind,
            PageReport.path == page.path,
            PageReport.award_id == (page.award.id if page.award else None),
            PageReport.problem == problem,
            PageReport.text == text,
            PageReport.address == address,
            PageReport.created_at > now() - AN_HOUR,
        )
        .limit(1)
    )


def _tell_managers(row: PageReport) -> None:
    community = row.community
    for member in team_of(community):
        if member.address and {Role.OWNER, Role.MANAGER} & set(member.roles):
            mailing.post(
                "report",
                member.address,
                community=community,
                language=member.person.language,
                about=f"report:{row.id}",
                number=row.number,
                problem=row.problem,
                link=f"{community.profile.base_url}/manage/{community.slug}/reports/{row.id}",
            )


def _tell_reader(row: PageReport, kind: str) -> None:
    """Write to who wants an answer, unless that address was written to too often."""
    if not row.address:
        return
    try:
        limits.count("report-mail", row.address, limit=MOST_OF_ONE, window=timedelta(days=1))
    except LimitError:
        return
    mailing.post(
        kind,
        row.address,
        community=row.community,
        language=row.language,
        about=f"report:{row.id}",
        number=row.number,
        answer=row.answer,
        link=f"{row.community.profile.base_url}/reports/{row.number}",
    )
