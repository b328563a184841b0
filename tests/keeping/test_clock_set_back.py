"""The machine's clock is set back by hours: nothing breaks, and nothing lasts longer for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import support
from flask import Flask
from published import issued_award, issuing_community
from support import Clock, make_app, running

from badges import keeping
from badges.awarding.withdrawing import reinstate, suspend, withdraw
from badges.credentials.forms import newest_credential
from badges.credentials.own import own_fetch
from badges.database import db
from badges.issuing import issue_credential
from badges.models import Award, Community
from badges.ports import now
from badges.verifying import VerificationResult, verify

pytestmark = pytest.mark.survival


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path: Path, database: str, clock: Clock) -> Iterator[Community]:
    for app in running(make_app(tmp_path, url=database, now=clock)):
        assert isinstance(app, Flask)
        yield issuing_community()


def checked(award: Award) -> VerificationResult:
    """Verify the newest issue as somebody does whose clock is right."""
    newest = newest_credential(award)
    assert newest is not None
    assert newest.document is not None
    return verify(newest.document, now=max(now(), newest.valid_from), fetch=own_fetch)


def test_what_was_signed_before_stays_good_and_what_is_signed_after_is(
    home: Community, clock: Clock
) -> None:
    before = issued_award(home)
    clock.move(hours=-5)
    after = issued_award(home)
    assert [checked(award).status for award in (before, after)] == ["verified", "verified"]
    assert keeping.broken() == []


def test_a_badge_of_the_hours_that_come_again_is_withdrawn_at_once(
    home: Community, clock: Clock
) -> None:
    boss, award = support.manager(home), issued_award(home)
    clock.move(hours=-5)
    withdraw(boss, award, "Given by mistake")
    db.session.commit()
    assert checked(award).status == "not_verified"
    assert keeping.broken() == []


def test_suspended_before_and_reinstated_after_it_is_one_badge(
    home: Community, clock: Clock
) -> None:
    boss, award = support.manager(home), issued_award(home)
    suspend(boss, award, "To be looked at")
    db.session.commit()
    clock.move(hours=-5)
    reinstate(boss, award)
    issue_credential(award.id)
    db.session.commit()
    newest = newest_credential(award)
    assert newest is not None
    assert (newest.number, checked(award).status) == (2, "verified")
    assert keeping.broken() == []
