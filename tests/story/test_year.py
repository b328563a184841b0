"""A year of a community: every award is explained, none is missing, none is there twice.

Four hundred members, sixty thousand activities, twelve badges, two paths, a cohort, vouches,
meetings, goals, revocations, a pause, a rule that changes and a path that comes later. The product
plays it week by week with its use cases and jobs; an oracle that knows nothing of the product's
rules (:mod:`year_oracle`) plays it, too, looking at everybody anew each week. Both must agree on
every award: whose, of what, the how-manieth, when, in which state, and by which things.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import year_script as script
from support import Clock, make_app, running
from year_oracle import Oracle
from year_stage import Stage

from badges.awarding.explaining import because
from badges.database import db
from badges.models import Achievement, Activity, Award, Enrolment, Membership, Path, Vouch

pytestmark = pytest.mark.story

MONTHS = range(4, script.WEEKS + 1, 4)
"""Four weeks each: no test is long, and a difference shows in the month it begins."""


class Year:
    """The year on its two stages, as far as it was played."""

    def __init__(self, clock: Clock) -> None:
        self.stage, self.oracle = Stage(clock), Oracle()
        self._weeks = script.weeks()
        self._played = 0

    def play_until(self, week: int) -> None:
        """Play on to a week, for the tests that are run alone, too."""
        while self._played < week:
            told = next(self._weeks)
            self.stage.play(told)
            self.oracle.play(told)
            self._played += 1


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory, shared_database: str) -> Iterator[Year]:
    clock = Clock(script.BEGIN)
    for _ in running(make_app(tmp_path_factory.mktemp("story"), now=clock, url=shared_database)):
        year = Year(clock)
        yield year
        year.stage.close()


@pytest.mark.parametrize("weeks", MONTHS)
def test_every_award_is_the_oracles_and_none_is_missing(year: Year, weeks: int) -> None:
    year.play_until(weeks)
    ours, theirs = year.stage.awarded(), year.oracle.awarded()
    assert set(ours) == set(theirs)
    different = [
        (key, fact)
        for key in ours
        for fact in ("at", "state", "by")
        if ours[key][fact] != theirs[key][fact]
    ]
    assert different == []


def test_the_year_has_all_that_it_is_said_to_have(year: Year) -> None:
    year.play_until(script.WEEKS)
    if script.SCALE >= 1:
        assert (script.MEMBERS, script.ACTIVITIES) == (400, 60_000)
    many = {row: db.session.query(row).count() for row in (Membership, Activity, Achievement, Path)}
    assert many == {
        Membership: script.MEMBERS + len(script.STAFF),
        Activity: script.ACTIVITIES,
        Achievement: len(script.BADGES),
        Path: 2,
    }
    assert len(script.BADGES) >= 12
    assert db.session.query(Enrolment).count() == len(script.COHORT)
    taken_back = db.session.query(Vouch).where(Vouch.withdrawn_at.is_not(None)).count()
    assert 0 < taken_back < db.session.query(Vouch).count()
    assert {"accepted", "declined", "withdrawn"} <= set(db.session.scalars(sa.select(Award.state)))


def test_each_badge_was_earned_by_some_and_not_by_all(year: Year) -> None:
    year.play_until(script.WEEKS)
    held = Counter(badge for _, badge, number in year.stage.awarded() if number == 1)
    assert set(held) == set(script.BADGES)
    assert any(number > 1 for _, _, number in year.stage.awarded())
    assert min(held.values()) > 0


def test_every_award_says_in_words_what_it_rests_on(year: Year) -> None:
    year.play_until(script.WEEKS)
    told = Counter[Any]()
    # From the whole year: what rests on other badges comes late in it.
    for award in db.session.query(Award).where(Award.id % 8 == 0).order_by(Award.id):
        reasons = because(award)
        assert sum(reason.met for reason in reasons) >= (award.version.needed or len(reasons))
        told.update(fact.what for reason in reasons for fact in reason.facts)
        assert all(fact.at <= award.awarded_at for it in reasons for fact in it.facts)
    assert {"activity", "award"} <= set(told)
