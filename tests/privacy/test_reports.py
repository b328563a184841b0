"""A report reaches the managers, gets a number, is answered; nothing typed goes out by mail."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from kept_rows import invited, offered
from support import Clock, community, manager, member

from badges.accounts.access import Actor
from badges.awarding.erasing import erase
from badges.database import db
from badges.errors import ConflictError, ForbiddenError, InputError, LimitError, NotFoundError
from badges.models import Community, OutboxMail, PageReport
from badges.privacy.reports import (
    Page,
    close_report,
    find_report,
    hide_page,
    open_reports,
    report,
    report_of,
)
from badges.privacy.sweeping import let_go

TEXT = "Zyzzyva never did that."


def reported(page: Page, **changes: Any) -> PageReport:
    typed = {"problem": "wrong", "text": TEXT, "address": "", "language": "en", "caller": "1.2.3.4"}
    return report(page, **(typed | changes))


@pytest.fixture
def page(club: Community, mona: Actor) -> Page:
    return Page(club, "issuer", "/issuers/club")


def mails() -> dict[str, OutboxMail]:
    return {mail.kind: mail for mail in db.session.scalars(sa.select(OutboxMail))}


def test_managers_are_told_and_the_reader_gets_a_receipt(page: Page, mona: Actor) -> None:
    member(mona.community, "Ada Beispiel")
    row = reported(page, address="Reader@Example.org")
    assert set(mails()) == {"report", "report_receipt"}
    assert mails()["report"].address == "mona@club.example.org"
    assert mails()["report_receipt"].address == "reader@example.org"
    assert row.number in mails()["report_receipt"].text
    assert report_of(row.number) is row
    assert open_reports(mona) == [row]


def test_no_mail_carries_what_a_stranger_typed(page: Page) -> None:
    reported(page, address="reader@example.org")
    for mail in mails().values():
        assert "Zyzzyva" not in mail.text + mail.html + mail.subject
    assert "reader@example.org" not in mails()["report"].text


def test_an_address_is_not_needed(page: Page) -> None:
    reported(page)
    assert set(mails()) == {"report"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"problem": "nothing"}, "problem"),
        ({"text": "  "}, "text"),
        ({"text": "x" * 3_000}, "text"),
        ({"address": "no address"}, "address"),
        ({"trap": "http://buy.example"}, "website"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(
    page: Page, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(InputError) as refused:
        reported(page, **changes)
    assert refused.value.field == field
    assert db.session.scalar(sa.select(PageReport)) is None


def test_the_same_report_again_is_the_same(page: Page, clock: Clock) -> None:
    first = reported(page)
    assert reported(page) is first
    assert reported(page, text="Something else.") is not first


def test_one_caller_is_heard_a_few_times_an_hour(page: Page, clock: Clock) -> None:
    for number in range(5):
        reported(page, text=f"Number {number}")
    with pytest.raises(LimitError):
        reported(page, text="One more")
    assert reported(page, text="From elsewhere", caller="5.6.7.8")


def test_one_address_is_not_flooded(page: Page) -> None:
    for number in range(7):
        reported(page, text=f"{number}", address="victim@example.org", caller=f"1.1.1.{number}")
    to_victim = sa.select(OutboxMail).where(OutboxMail.address == "victim@example.org")
    assert len(db.session.scalars(to_victim).all()) == 5


def test_it_is_answered_once_and_the_reader_hears_of_it(page: Page, mona: Actor) -> None:
    row = reported(page, address="reader@example.org")
    with pytest.raises(InputError):
        close_report(mona, row, " ")
    close_report(mona, row, "We corrected it.")
    assert "We corrected it." in mails()["report_answer"].text
    assert (row.state, row.closed_by, open_reports(mona)) == ("closed", mona.membership_id, [])
    with pytest.raises(ConflictError):
        close_report(mona, row, "Again.")


def test_it_is_kept_until_some_time_after_the_answer(page: Page, mona: Actor, clock: Clock) -> None:
    row = reported(page)
    clock.move(days=400)
    let_go()
    close_report(mona, row, "Done.")
    number = row.number
    clock.move(days=90)
    let_go()
    with pytest.raises(NotFoundError):
        report_of(number)


def test_a_badge_is_hidden_and_an_erased_one_takes_its_reports_along(mona: Actor) -> None:
    made = offered(mona, invited(mona))
    made.visibility = "link"
    row = reported(Page(mona.community, "badge", f"/credentials/{made.public_id}", made))
    hide_page(mona, made)
    assert made.visibility == "private"
    assert made.events[-1].what == "visibility:private"
    erase(made)
    assert db.session.scalar(sa.select(PageReport.id).where(PageReport.id == row.id)) is None


def test_other_communities_and_other_roles_see_nothing(page: Page, mona: Actor) -> None:
    row = reported(page)
    with pytest.raises(NotFoundError):
        find_report(manager(community("else")), row.id)
    with pytest.raises(ForbiddenError):
        open_reports(Actor.member(member(mona.community, "Ada Beispiel")))
