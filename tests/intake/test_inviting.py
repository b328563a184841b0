"""An invitation gives a role and one link; never a way into what somebody had before."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from support import Clock, community, member

from badges.accounts import signin
from badges.accounts.access import Actor
from badges.database import db
from badges.errors import ForbiddenError, GoneError, InputError
from badges.intake.inviting import Invited, invite
from badges.models import Community, Membership, OutboxMail
from badges.ports import EXTENSION


@pytest.fixture
def with_mail(app: Flask) -> None:
    before = app.extensions[EXTENSION]
    settings = replace(before.settings, mail_url="smtp://mail.example.org")
    app.extensions[EXTENSION] = replace(before, settings=settings)


def asked(actor: Actor, address: str = "nora@example.org", role: str = "manager") -> Invited:
    return invite(actor, name="Nora Neu", address=address, role=role)


def test_without_mail_the_link_is_handed_over_once(mona: Actor, clock: Clock) -> None:
    invited = asked(mona)
    assert invited.membership.roles == ["manager", "member"]
    clock.move(days=6)
    session, _, next_path = signin.use_link(invited.link.rsplit("/", 1)[1])
    assert (session.person, next_path) == (invited.membership.person, "/manage/demo/")
    assert db.session.scalar(sa.select(sa.func.count(OutboxMail.id))) == 0


def test_the_link_lasts_a_week(mona: Actor, clock: Clock) -> None:
    link = asked(mona).link
    clock.move(days=7)
    with pytest.raises(GoneError):
        signin.use_link(link.rsplit("/", 1)[1])


def test_with_mail_the_link_goes_to_the_mailbox_alone(mona: Actor, with_mail: None) -> None:
    invited = asked(mona)
    mail = db.session.scalars(sa.select(OutboxMail)).one()
    assert (invited.link, invited.mailed) == ("", True)
    assert (mail.kind, mail.address) == ("invitation", "nora@example.org")
    assert "/sign-in/" in mail.text


def test_no_link_opens_what_somebody_had_before(mona: Actor, demo: Community) -> None:
    ada = member(demo, "Ada", "ada@example.org")
    member(community("other"), "Bo", "bo@example.org", verified=False)
    assert asked(mona, "ada@example.org").link == ""
    assert asked(mona, "bo@example.org").link == ""
    assert "manager" in ada.roles


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"address": "nora"}, "address"), ({"role": "member"}, "role"), ({"role": "king"}, "role")],
)
def test_what_cannot_be_used_is_said_beside_its_field(
    mona: Actor, changed: dict[str, str], field: str
) -> None:
    with pytest.raises(InputError) as caught:
        asked(mona, **changed)
    assert caught.value.field == field


def test_a_manager_invites_no_owner(mona: Actor) -> None:
    with pytest.raises(ForbiddenError):
        asked(mona, role="owner")
    nora = db.session.scalar(sa.select(Membership).where(Membership.name == "Nora Neu"))
    assert nora is None or nora.roles == ["member"]
