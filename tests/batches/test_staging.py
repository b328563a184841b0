"""A list is kept and each of its rows gets a verdict; nothing is awarded by that."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from support import Clock, achievement, member

from badges import jobs
from badges.accounts.access import Actor, Role, permissions_of
from badges.awarding.awards import award
from badges.batches.staging import AT_ONCE, check_batch, stage
from badges.database import db
from badges.errors import BadgesError, ConflictError, InputError, LimitError
from badges.models import AchievementVersion, AwardBatchRow, Community, Membership
from badges.ports import now

from .handed import all_awards, many, problem, rows, staged, verdicts

HEAD = "Name;E-Mail;Satz;Nachweis;Datum;Sprache\n"


def test_each_row_is_new_known_held_invalid_or_double(
    mona: Actor, version: AchievementVersion, demo: Community
) -> None:
    ada, bo = member(demo, "Ada Beispiel", "ada@x.example"), member(demo, "Bo", "bo@x.example")
    first = award(mona, version.achievement, bo, reason="Early").award
    batch = staged(
        mona,
        version,
        "Ada;ada@x.example\nBo;bo@x.example\nCy;cy@x.example\nDu;none\nA.;ADA@x.example",
    )
    assert verdicts(batch) == ["known", "held", "new", "invalid", "double"]
    assert (rows(batch)[0].membership_id, rows(batch)[1].award_id) == (ada.id, first.id)
    assert (batch.state, batch.size, batch.good, len(all_awards())) == ("ready", 5, 2, 1)


def test_staging_makes_nobody_a_member(mona: Actor, version: AchievementVersion) -> None:
    staged(mona, version, "Cy;cy@x.example")
    assert db.session.scalar(sa.select(sa.func.count(Membership.id))) == 1


def test_a_row_carries_sentence_links_day_and_language(
    mona: Actor, version: AchievementVersion
) -> None:
    given = "Cy;cy@x.example;Great work;https://a.example https://b.example/x;01.03.2026;Englisch"
    (row,) = rows(staged(mona, version, HEAD + given))
    assert (row.verdict, row.narrative, row.language) == ("new", "Great work", "en")
    assert row.links == ["https://a.example", "https://b.example/x"]
    assert str(row.day) == "2026-03-01"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (";nothing;;", "row.link"),
        (";javascript:alert(1);;", "row.link"),
        ("x" * 1001 + ";;;", "text.too_long"),
        ("a\u202eb;;;", "text.bidi"),
        (";;yesterday;", "row.day"),
        (";;31.02.2026;", "row.day"),
        (";;01.01.1900;", "row.day"),
        (";;11.03.2026;", "row.day_ahead"),
        (";;;fr", "row.language"),
        (";" + " ".join(f"https://{n}.example" for n in range(6)) + ";;", "row.links"),
    ],
)
def test_what_is_wrong_in_a_cell_is_its_rows_problem_alone(
    mona: Actor, version: AchievementVersion, cells: str, code: str
) -> None:
    bad, good = rows(staged(mona, version, f"{HEAD}Cy;cy@x.example;{cells}\nDu;du@x.example;;;;"))
    assert (bad.verdict, problem(bad), good.verdict) == ("invalid", code, "new")


def test_two_addresses_of_one_member_are_one_person(
    mona: Actor, version: AchievementVersion, demo: Community
) -> None:
    ada = member(demo, "Ada Beispiel", "ada@x.example")
    ada.address = "other@x.example"
    batch = staged(mona, version, "Ada;ada@x.example\nAda;other@x.example")
    assert verdicts(batch) == ["known", "double"]


def test_a_repeatable_badge_is_held_by_nobody(mona: Actor, demo: Community) -> None:
    again = achievement(demo, "again", repeatable=True)
    ada = member(demo, "Ada Beispiel", "ada@x.example")
    award(mona, again.achievement, ada, reason="Once")
    assert verdicts(staged(mona, again, "Ada;ada@x.example")) == ["known"]


def test_who_may_not_add_members_invites_nobody(
    mona: Actor, demo: Community, version: AchievementVersion
) -> None:
    awarder = Actor(demo, mona.membership, permissions_of([Role.AWARDER]), "page")
    (row,) = rows(staged(awarder, version, "Cy;cy@x.example"))
    assert (row.verdict, problem(row)) == ("invalid", "row.may_not_invite")


def test_a_long_list_is_checked_by_jobs_and_knows_doubles_across_chunks(
    mona: Actor, version: AchievementVersion
) -> None:
    batch = staged(mona, version, many(AT_ONCE) + "Again;p0@example.org\n")
    assert (batch.state, batch.checked) == ("checking", AT_ONCE)
    db.session.commit()
    jobs.run_due()
    assert (batch.state, batch.checked, batch.good) == ("ready", AT_ONCE + 1, AT_ONCE)
    assert verdicts(batch)[-1] == "double"
    check_batch(batch.id)
    assert batch.checked == AT_ONCE + 1


@pytest.mark.parametrize(
    ("text", "reason", "error"),
    [
        ("", "Why", InputError),
        ("Name;E-Mail\n", "Why", InputError),
        ("Cy;cy@x.example", " ", InputError),
        ("x" * 20_000_001, "Why", LimitError),
    ],
)
def test_what_is_no_list_is_one_error_and_nothing_is_kept(
    mona: Actor, version: AchievementVersion, text: str, reason: str, error: type[BadgesError]
) -> None:
    with pytest.raises(error):
        stage(mona, version.achievement, text, reason=reason)
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(AwardBatchRow.id))) == 0


def test_a_draft_cannot_be_awarded(mona: Actor, demo: Community) -> None:
    with pytest.raises(ConflictError) as caught:
        staged(mona, achievement(demo, "draft", published=False), "Cy;cy@x.example")
    assert caught.value.reason.code == "award.unpublished"


def test_the_rows_are_forgotten_after_a_month(
    mona: Actor, version: AchievementVersion, clock: Clock
) -> None:
    batch = staged(mona, version, "Cy;cy@x.example")
    db.session.commit()
    clock.move(days=31)
    jobs.run_due()
    assert (rows(batch), batch.state, batch.size) == ([], "cancelled", 1)
    assert batch.finished_at is not None
    assert now() - batch.finished_at < timedelta(minutes=1)
